import { expect, test } from 'vitest';
import { countRule } from '#remediations/waf/count-rule';
import { describeRemediation } from '../every-remediation.ts';
import { approved } from '../practice.ts';
import { arns, captcha, changed, common, guarded, rule, shop } from './guarded.ts';

const given = (name: string, inGroup?: string, webAcl = arns.webAcl) => ({
  webAcl,
  rule: name,
  ...(inGroup !== undefined && { inGroup }),
});
const field = (what: string, before: string, resource = arns.webAcl) => [
  { resource, field: `Action of ${what}`, before, after: 'Count' },
];
const counting = (Name: string) => ({ Name, ActionToUse: { Count: {} } });
const overridden = (...overrides: Parameters<typeof common>[0]) => rule('common', () => common(overrides));

describeRemediation(
  countRule,
  [
    {
      title: 'a rule of a vendor’s group',
      given: given('common', 'SizeRestrictions_BODY', 'shop'),
      account: guarded(),
      changes: field('SizeRestrictions_BODY of common', 'Block'),
      made: overridden(captcha, counting('SizeRestrictions_BODY')),
      // Whatever it is: that the rest is as it was is part of what was approved.
      drift: changed((acl) => ({ ...acl, TokenDomains: ['other.example.com'] })),
      others: overridden(captcha, { Name: 'SizeRestrictions_BODY', ActionToUse: { Challenge: {} } }),
    },
    {
      title: 'a rule of its own, with the answer that it gives',
      given: given('countries'),
      account: guarded(),
      changes: field('countries', 'Block'),
      made: rule('countries', (one) => ({ ...one, Action: { Count: {} } })),
      drift: rule('countries', (one) => ({ ...one, Action: { Block: {} } })),
      others: rule('countries', (one) => ({ ...one, Action: { Block: {} } })),
    },
  ],
  [
    { title: 'no such rule', given: given('nobody'), account: guarded(), says: /shop has no rule nobody/ },
    { title: 'no such web ACL', given: given('common', 'x', 'basket'), account: guarded(), says: /no web ACL basket/ },
    { title: 'a whole group', given: given('common'), account: guarded(), says: /say which rule of it/ },
    {
      title: 'no such rule in the group',
      given: given('common', 'Nothing'),
      account: guarded(),
      says: /has no rule Nothing, but SizeRestrictions_BODY, GenericLFI_BODY/,
    },
    {
      title: 'one that only counts by its group',
      given: given('common', 'EC2MetaDataSSRF_BODY'),
      account: guarded(),
      says: /EC2MetaDataSSRF_BODY of common only counts already/,
    },
    {
      title: 'one in a group that only counts',
      given: given('inputs', 'Host_localhost_HEADER'),
      account: guarded(),
      says: /inputs only counts already, with all rules/,
    },
    {
      title: 'one that is excluded in the older way',
      given: given('common', 'SizeRestrictions_BODY'),
      account: rule('common', (one) => ({
        ...one,
        Statement: {
          ManagedRuleGroupStatement: {
            VendorName: 'AWS',
            Name: 'AWSManagedRulesCommonRuleSet',
            ExcludedRules: [{ Name: 'SizeRestrictions_BODY' }],
          },
        },
      }))(guarded()),
      says: /only counts already/,
    },
    {
      title: 'one against known attacks',
      given: given('common', 'Log4JRCE_HEADER'),
      account: guarded(),
      says: /known attacks/,
    },
    {
      title: 'one that lets through',
      given: given('allow-partners'),
      account: guarded(),
      says: /lets requests through/,
    },
    { title: 'one of Firewall Manager', given: given('company'), account: guarded(), says: /Firewall Manager/ },
    { title: 'a rule without a group', given: given('countries', 'x'), account: guarded(), says: /uses no rule group/ },
    {
      title: 'one of CloudFront from elsewhere',
      given: given('countries', undefined, arns.edge),
      account: guarded(),
      says: /edge\/e5f6 is not in account 123456789012, eu-west-1/,
    },
  ],
);

test('whom it touches is said, who manages the web ACL, and how it is undone', async () => {
  const { preview } = await approved(countRule, given('common', 'SizeRestrictions_BODY'), { account: guarded() });
  expect(preview).toMatchObject({
    blastRadius:
      'Requests that SizeRestrictions_BODY of common turns away get on to the rules after it, for checkout, and whatever else is behind shop. AWS takes up to a minute to spread it.',
    undo: 'SizeRestrictions_BODY of common does again what its group says (Block); other changes of the web ACL stay.',
    managedBy: 'Terraform',
    resources: [arns.webAcl],
  });
});

test('a rule that has another action here than in its group gets that one back', async () => {
  const own = await approved(countRule, given('common', 'GenericLFI_BODY'), { account: guarded() });
  expect(own.preview.changes).toEqual(field('GenericLFI_BODY of common', 'Captcha'));
  expect(own.preview.undo).toBe(
    'GenericLFI_BODY of common is set to Captcha again; other changes of the web ACL stay.',
  );
  await own.bound.apply(await own.doing(countRule, own.resources));
  expect(own.account()).toEqual(overridden(counting('GenericLFI_BODY'))(guarded()));
  await own.bound.undo?.(await own.doing(countRule, own.resources, 'undo'));
  expect(own.account()).toEqual(guarded());
});

test('a rule of an own group is told to count, and nothing is said of it afterwards', async () => {
  const own = await approved(countRule, given('bots', 'empty-agent'), { account: guarded() });
  expect(own.preview.changes).toEqual(field('empty-agent of bots', 'Challenge'));
  await own.bound.apply(await own.doing(countRule, own.resources));
  const present = () => own.account().wafv2?.webAcls[0]?.Rules?.[3]?.Statement?.RuleGroupReferenceStatement;
  expect(present()).toEqual({ ARN: arns.bots, RuleActionOverrides: [counting('empty-agent')] });
  await own.bound.undo?.(await own.doing(countRule, own.resources, 'undo'));
  expect(present()).toEqual({ ARN: arns.bots });
});

test('a web ACL of CloudFront is changed in us-east-1, wherever the account is at home', async () => {
  const Rules = (shop.Rules ?? []).filter(({ Name }) => Name === 'common' || Name === 'countries');
  const edge = { ...shop, ARN: arns.edge, Name: 'edge', Id: 'e5f6', Rules };
  const distribution = { Id: 'E1', DomainName: 'd1.cloudfront.net', WebACLId: arns.edge };
  const account = {
    id: '123456789012',
    region: 'eu-west-1',
    cloudfront: { distributions: [{ ...distribution, Aliases: { Quantity: 1, Items: ['shop.example.com'] } }] },
    elsewhere: { 'us-east-1': { wafv2: { webAcls: [edge] } } },
  };
  const own = await approved(countRule, given('countries', undefined, 'edge'), { account, region: 'us-east-1' });
  expect(own.preview.blastRadius).toContain('for shop.example.com.');
  await own.bound.apply(await own.doing(countRule, own.resources));
  const present = () => own.account().elsewhere?.['us-east-1']?.wafv2?.webAcls[0];
  expect(present()?.Rules?.[1]).toMatchObject({ Name: 'countries', Action: { Count: {} } });
  await own.bound.undo?.(await own.doing(countRule, own.resources, 'undo'));
  expect(present()).toEqual(edge);
});

test('what was changed between the approval and the call is left alone', async () => {
  const own = await approved(countRule, given('countries'), { account: guarded() });
  const doing = await own.doing(countRule, own.resources);
  await own.others(changed((acl) => ({ ...acl, TokenDomains: [] })));
  await expect(own.bound.apply(doing)).rejects.toThrow('Somebody has changed the web ACL since.');
  expect(own.simulation.record().summary.mutations).toEqual([]);
});

test('the undo keeps what else was changed meanwhile', async () => {
  const own = await approved(countRule, given('countries'), { account: guarded() });
  await own.bound.apply(await own.doing(countRule, own.resources));
  await own.others(changed((acl) => ({ ...acl, TokenDomains: ['new.example.com'] })));
  await own.bound.undo?.(await own.doing(countRule, own.resources, 'undo'));
  expect(own.account().wafv2?.webAcls).toEqual([{ ...shop, TokenDomains: ['new.example.com'] }]);
});

test('whether fewer requests are turned away is seen by the rule’s own metric, of all requests', async () => {
  const perMinute = (metric: string, Rule: string, values: readonly number[]) => ({
    namespace: 'AWS/WAFV2',
    metric,
    dimensions: { WebACL: 'shop', Rule, Region: 'eu-west-1' },
    values,
    until: new Date('2026-11-22T10:03:00Z'),
  });
  const metrics = [
    perMinute('BlockedRequests', 'common', [40, 40, 40, 40, 40, 40, 0, 1]),
    perMinute('AllowedRequests', 'ALL', [60, 60, 60, 60, 60, 60, 99, 99]),
    perMinute('BlockedRequests', 'ALL', [40, 40, 40, 40, 40, 40, 0, 2]),
  ];
  const account = guarded(shop, { metrics });
  const own = await approved(countRule, given('common', 'SizeRestrictions_BODY'), { account });
  const since = own.now();
  own.pass(2.6 * 60_000);
  expect(await own.bound.verify(since, await own.look(countRule))).toEqual({
    effect: 'seen',
    says: 'Turned away by common: 1 in 2 min (0.5% of 200 requests); before, 200 in 5 min (40% of 500).',
  });
});

test('what it protects may be unreadable: that is said and stands in nobody’s way', async () => {
  const account = guarded(shop, { denies: ['wafv2:ListResourcesForWebACL', 'wafv2:ListTagsForResource'] });
  const { preview } = await approved(countRule, given('countries'), { account });
  expect(preview.blastRadius).toContain(
    'everything behind shop (which could not be listed: wafv2:ListResourcesForWebACL)',
  );
  expect(preview.managedBy).toContain('wafv2:ListTagsForResource');
});
