import { expect, test } from 'vitest';
import { allowIp } from '#remediations/waf/allow-ip';
import type { Account } from '#simulation/account';
import { describeRemediation } from '../every-remediation.ts';
import { approved } from '../practice.ts';
import { arns, changed, guarded, rule } from './guarded.ts';

const given = (address: string, rest: Readonly<Record<string, string>> = {}) => ({
  webAcl: arns.webAcl,
  address,
  ...rest,
});
const field = (resource: string, name: string, after: string) => [
  { resource, field: `Address in ${name}`, before: null, after },
];
const set = (arn: string, change: (addresses: readonly string[]) => readonly string[]) => (account: Account) => ({
  ...account,
  wafv2: {
    webAcls: [],
    ...account.wafv2,
    ipSets: (account.wafv2?.ipSets ?? []).map((one) =>
      one.ARN === arn ? { ...one, Addresses: [...change(one.Addresses ?? [])] } : one,
    ),
  },
});
const without = (name: string) =>
  changed((acl) => ({ ...acl, Rules: (acl.Rules ?? []).filter(({ Name }) => Name !== name) }));

describeRemediation(
  allowIp,
  [
    {
      title: 'one address beside others',
      given: given('203.0.113.7', { ipSet: 'partners' }),
      account: guarded(),
      changes: field(arns.partners, 'partners', '203.0.113.7/32'),
      made: set(arns.partners, (addresses) => [...addresses, '203.0.113.7/32']),
      drift: set(arns.partners, (addresses) => [...addresses, '203.0.113.0/24']),
      others: null,
    },
  ],
  [
    {
      title: 'one that is let through already',
      given: given('192.0.2.9'),
      account: guarded(),
      says: /192\.0\.2\.9 is in partners already, as 192\.0\.2\.0\/24/,
    },
    {
      title: 'a web ACL without such a set',
      given: given('203.0.113.7'),
      account: without('allow-partners')(guarded()),
      says: /no rule that lets an IP set for IPV4 through before other rules/,
    },
    {
      title: 'a set that is let through after rules that block',
      given: given('203.0.113.7'),
      account: rule('allow-partners', (one) => ({ ...one, Priority: 99 }))(guarded()),
      says: /no rule that lets an IP set for IPV4 through before other rules/,
    },
    {
      title: 'a set that blocks',
      given: given('203.0.113.7', { ipSet: 'blocked' }),
      account: guarded(),
      says: /no rule that lets blocked through/,
    },
    {
      title: 'no such web ACL',
      given: { ...given('203.0.113.7'), webAcl: 'basket' },
      account: guarded(),
      says: /no web ACL basket in account 123456789012, eu-west-1/,
    },
  ],
);

test('which of several sets is asked, and an address goes by its version where that decides', async () => {
  const { preview } = await approved(allowIp, given('203.0.113.7'), { account: guarded() });
  expect(preview).toMatchObject({
    resources: [arns.partners, arns.webAcl],
    blastRadius:
      'Whatever 203.0.113.7 sends gets past all rules after allow-partners, for checkout, and whatever else is behind shop; and wherever else partners is used.',
    undo: '203.0.113.7 is taken out of partners again; the other addresses stay.',
  });
  const account = rule('allow-partners-v6', (one) => ({
    ...one,
    Statement: { IPSetReferenceStatement: { ARN: arns.blocked } },
  }))(guarded());
  await expect(approved(allowIp, given('198.51.100.9'), { account })).rejects.toThrow(
    'shop lets several IP sets through: say which of partners and blocked.',
  );
});

test('the undo takes out the one address, however AWS writes it, and leaves what others put in', async () => {
  const own = await approved(allowIp, given('2001:0db8:0001::7/128'), { account: guarded() });
  expect(own.preview.changes).toEqual(field(arns.partners6, 'partners-v6', '2001:db8:1::7/128'));
  await own.bound.apply(await own.doing(allowIp, own.resources));
  await own.others(
    set(arns.partners6, () => [
      '2001:db8:0:0:0:0:0:0/64',
      '2001:0db8:0001:0000:0000:0000:0000:0007/128',
      '2001:db8:2::/48',
    ]),
  );
  expect(await own.bound.undone(await own.look(allowIp))).toMatchObject({ outcome: 'did-not' });
  await own.bound.undo?.(await own.doing(allowIp, own.resources, 'undo'));
  const [, six] = own.account().wafv2?.ipSets ?? [];
  expect(six).toMatchObject({
    Addresses: ['2001:db8:0:0:0:0:0:0/64', '2001:db8:2::/48'],
    Description: 'by the web team',
  });
  expect(await own.bound.undone(await own.look(allowIp))).toMatchObject({ outcome: 'took-effect' });
});

test.each([
  [[0, 0, 0, 2, 4], 'seen', '6 requests let through by allow-partners in 2 min, 0 in as many before.'],
  [[3, 3, 0, 2, 4], 'cannot-tell', '6 requests let through by allow-partners in 2 min, 6 in as many before.'],
  [[9, 0, 0, 0, 0], 'not-seen', '0 requests let through by allow-partners in 2 min, 9 in as many before.'],
] as const)('whether requests got through is seen by the metric of the rule: %j', async (values, effect, says) => {
  const metrics = [
    {
      namespace: 'AWS/WAFV2',
      metric: 'AllowedRequests',
      dimensions: { WebACL: 'shop', Rule: 'allow-partners', Region: 'eu-west-1' },
      values,
      until: new Date('2026-11-22T10:03:00Z'),
    },
  ];
  const own = await approved(allowIp, given('203.0.113.7'), { account: { ...guarded(), metrics } });
  const since = own.now();
  own.pass(2.6 * 60_000);
  expect(await own.bound.verify(since, await own.look(allowIp))).toEqual({ effect, says });
});

test.each([
  ['203.0.113.7', '203.0.113.7/32'],
  [' 203.0.113.7/32 ', '203.0.113.7/32'],
  ['203.0.113.0/24', null],
  ['0.0.0.0', null],
  ['::', null],
  ['10.1', null],
  ['partner.example.com', null],
])('only one address is taken: %s', (typed, address) => {
  const parsed = allowIp.parse(given(typed));
  expect(parsed).toEqual(
    address === null
      ? { ok: false, wrong: { address: 'Say one address, such as 203.0.113.7.' } }
      : { ok: true, params: { webAcl: arns.webAcl, address, ipSet: null } },
  );
});
