import type { NormalizedSchema } from '@smithy/core/schema';
import { UpdateWebACLCommand, WAFV2Client } from '@aws-sdk/client-wafv2';
import * as sdk from '@aws-sdk/client-wafv2';
import nock from 'nock';
import { describe, expect, test } from 'vitest';
import { wholeIpSet } from '../../src/aws/wafv2-ip-set.ts';
import { count, settingIn, withSetting } from '../../src/aws/wafv2-settings.ts';
import { wafTags } from '../../src/aws/wafv2-tags.ts';
import { fingerprintOf, notSent, updateOf, wholeWebAcl } from '../../src/aws/wafv2-whole.ts';
import type { WebACL, WholeWebAcl } from '../../src/aws/wafv2-whole.ts';
import { describeService } from '../../src/simulation/wire/service-model.ts';
import { answerOnce, ask, describeCall } from './wire.ts';

const arn = 'arn:aws:wafv2:eu-west-1:123456789012:regional/webacl/shop/a1b2c3d4';
const set = 'arn:aws:wafv2:eu-west-1:123456789012:regional/ipset/offices/99bb';

/**
 * JSON as AWS would send it with every member that the schema has, each with a value of its own; statements within
 * statements, and in those none.
 */
function everything(schema: NormalizedSchema): unknown {
  let number = 0;
  const of = (shape: NormalizedSchema, statements: number): unknown => {
    number++;
    if (shape.isStructSchema()) {
      const within = statements + (shape.getName() === 'Statement' ? 1 : 0);
      const members = within > 2 ? [] : [...shape.structIterator()];
      return Object.fromEntries(members.map(([name, member]) => [name, of(member, within)]));
    }
    if (shape.isListSchema()) return [of(shape.getValueSchema(), statements), of(shape.getValueSchema(), statements)];
    if (shape.isMapSchema()) return { [`key-${number}`]: of(shape.getValueSchema(), statements) };
    if (shape.isBlobSchema()) return Buffer.from(`bytes ${number}`).toString('base64');
    if (shape.isBooleanSchema()) return number % 2 === 0;
    return shape.isNumericSchema() ? number : `text ${number}`;
  };
  return of(schema, 0);
}

/** A web ACL with everything that this SDK knows of, as it would lie on the wire. */
function full(): Record<string, unknown> {
  const model = describeService('wafv2', sdk);
  const schema = model.operations.get('GetWebACL')?.output.getMemberSchema('WebACL');
  if (!schema) throw new Error('the SDK has no such shape');
  return { ...Object(everything(schema)), ARN: arn };
}

async function readWhole(wire: object): Promise<WholeWebAcl> {
  const answer = JSON.stringify({ LockToken: 'token-1', WebACL: wire });
  answerOnce('wafv2', [{ asks: { operation: 'GetWebACL', ARN: arn }, answer }]);
  return (await ask(wholeWebAcl, { arn })).value;
}

/** What would go over the wire. */
async function sentFor(whole: WholeWebAcl, acl: WebACL): Promise<Record<string, unknown>> {
  let body: Record<string, unknown> = {};
  nock('https://wafv2.eu-west-1.amazonaws.com')
    .post('/', (asked: Record<string, unknown>) => {
      body = asked;
      return true;
    })
    .reply(200, '{"NextLockToken":"token-2"}', { 'content-type': 'application/x-amz-json-1.1' });
  const client = new WAFV2Client({ region: 'eu-west-1', credentials: { accessKeyId: 'AKID', secretAccessKey: 's' } });
  await client.send(new UpdateWebACLCommand(updateOf(whole, acl)));
  return body;
}

describe('a web ACL that is put back', () => {
  test('goes over the wire with every member that AWS knows, as it came, and with its lock token', async () => {
    const wire = full();
    const whole = await readWhole(wire);
    expect(whole.unknown).toEqual([]);
    const expected = Object.fromEntries(Object.entries(wire).filter(([name]) => !notSent.includes(name)));
    expect(Object.keys(expected)).toHaveLength(15);
    expect(JSON.stringify(expected).length).toBeGreaterThan(20_000);
    expect(await sentFor(whole, whole.acl)).toEqual({ ...expected, Scope: 'REGIONAL', LockToken: 'token-1' });
  });

  test('differs in the one setting that was changed and in nothing else', async () => {
    const wire = full();
    const whole = await readWhole(wire);
    const rule = whole.acl.Rules?.[0]?.Name ?? '';
    const counting = withSetting(whole.acl, { rule, inGroup: 'SizeRestrictions_BODY' }, count);
    const [before, after] = [await sentFor(whole, whole.acl), await sentFor(whole, counting)];
    const path = ['Rules', '0', 'Statement', 'ManagedRuleGroupStatement', 'RuleActionOverrides', '2'];
    expect(differences(before, after)).toEqual([path.join('.')]);
    expect(
      await sentFor(
        whole,
        withSetting(counting, { rule, inGroup: 'SizeRestrictions_BODY' }, { action: null, wire: null }),
      ),
    ).toEqual(before);
  });

  test('names what this SDK does not know, at any depth, since that would be taken away', async () => {
    const wire = full();
    const [first, ...others] = Object(wire['Rules']) as Record<string, unknown>[];
    const { unknown } = await readWhole({
      ...wire,
      Novelty: { On: true },
      Rules: [{ ...first, Quantum: 1 }, ...others],
    });
    expect(unknown).toEqual(['WebACL.Rules.0.Quantum', 'WebACL.Novelty']);
  });

  test('has no description where AWS gave an empty one, which it would not take back', async () => {
    const whole = await readWhole({ ...full(), Description: '' });
    expect(await sentFor(whole, whole.acl)).not.toHaveProperty('Description');
  });

  test('has the same fingerprint at another time, and another one in another state', async () => {
    const [wire, again] = [full(), full()];
    const whole = await readWhole(wire);
    expect(fingerprintOf({ ...(await readWhole(again)), lockToken: 'token-9' })).toBe(fingerprintOf(whole));
    expect(fingerprintOf(await readWhole({ ...wire, TokenDomains: ['example.com'] }))).not.toBe(fingerprintOf(whole));
  });
});

/** Paths at which two trees differ. */
function differences(a: unknown, b: unknown, path = ''): readonly string[] {
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return a === b ? [] : [path];
  const names = [...new Set([...Object.keys(a), ...Object.keys(b)])];
  const [left, right] = [new Map(Object.entries(a)), new Map(Object.entries(b))];
  return names.flatMap((name) => differences(left.get(name), right.get(name), path === '' ? name : `${path}.${name}`));
}

describe('what a rule is told', () => {
  const block = { Block: { CustomResponse: { ResponseCode: 451, CustomResponseBodyKey: 'sorry' } } };
  const visible = { SampledRequestsEnabled: true, CloudWatchMetricsEnabled: true, MetricName: 'm' };
  const acl: WebACL = {
    Name: 'shop',
    Id: '1',
    ARN: arn,
    DefaultAction: { Allow: {} },
    VisibilityConfig: visible,
    Rules: [
      { Name: 'countries', Priority: 0, Statement: {}, VisibilityConfig: visible, Action: block },
      {
        Name: 'common',
        Priority: 1,
        VisibilityConfig: visible,
        OverrideAction: { None: {} },
        Statement: {
          ManagedRuleGroupStatement: {
            VendorName: 'AWS',
            Name: 'AWSManagedRulesCommonRuleSet',
            RuleActionOverrides: [{ Name: 'GenericLFI_BODY', ActionToUse: { Captcha: {} } }],
          },
        },
      },
      {
        Name: 'own',
        Priority: 2,
        VisibilityConfig: visible,
        OverrideAction: { None: {} },
        Statement: { RuleGroupReferenceStatement: { ARN: 'arn:own' } },
      },
    ],
  };

  test.each([
    ['an own rule with its response', { rule: 'countries', inGroup: null }, 'Block'],
    ['a rule of a group that has another action here', { rule: 'common', inGroup: 'GenericLFI_BODY' }, 'Captcha'],
    ['a rule of a group of which nothing is said', { rule: 'common', inGroup: 'NoUserAgent_HEADER' }, null],
    ['a rule of an own group', { rule: 'own', inGroup: 'bad-bots' }, null],
  ])('is changed and put back as it was: %s', (_, name, before) => {
    const setting = settingIn(acl, name);
    expect(setting?.action).toBe(before);
    const counting = withSetting(acl, name, count);
    expect(settingIn(counting, name)).toEqual(count);
    if (!setting) throw new Error('there is no such rule');
    expect(withSetting(counting, name, setting)).toEqual(acl);
  });

  test('is not to be found under another name', () => {
    expect(settingIn(acl, { rule: 'nobody', inGroup: null })).toBeNull();
    expect(settingIn(acl, { rule: 'countries', inGroup: 'x' })).toBeNull();
  });
});

describeCall('an IP set with everything it has', {
  call: wholeIpSet,
  input: { arn: set },
  exchanges: [
    {
      asks: { Name: 'offices', Id: '99bb', Scope: 'REGIONAL' },
      answer: JSON.stringify({
        LockToken: 'token-1',
        IPSet: {
          Name: 'offices',
          Id: '99bb',
          ARN: set,
          Description: 'ours',
          IPAddressVersion: 'IPV4',
          Addresses: ['192.0.2.0/24'],
          Novelty: 1,
        },
      }),
    },
  ],
  gives: {
    arn: set,
    name: 'offices',
    id: '99bb',
    scope: 'REGIONAL',
    lockToken: 'token-1',
    description: 'ours',
    version: 'IPV4',
    addresses: ['192.0.2.0/24'],
    unknown: ['IPSet.Novelty'],
  },
});

describeCall('the tags of a web ACL', {
  call: wafTags,
  input: { arn },
  exchanges: [
    {
      asks: { ResourceARN: arn, NextMarker: undefined },
      answer: JSON.stringify({ NextMarker: 'more', TagInfoForResource: { TagList: [{ Key: 'a', Value: '1' }] } }),
    },
    {
      asks: { ResourceARN: arn, NextMarker: 'more' },
      answer: JSON.stringify({ TagInfoForResource: { TagList: [{ Key: 'b', Value: '2' }] } }),
    },
  ],
  gives: { a: '1', b: '2' },
});
