import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { SampledRequest, Statement } from '../../src/aws/wafv2.ts';
import { falsePositiveScore } from '../../src/facts/waf/false-positive.ts';
import type { Comparison } from '../../src/facts/waf/false-positive.ts';
import { isAttackRule, isNoisy, labelledBy } from '../../src/facts/waf/known-rules.ts';
import { profileOf } from '../../src/facts/waf/profile.ts';
import { courseOf } from '../../src/facts/waf/rises.ts';
import { matches } from '../../src/facts/waf/statements.ts';

const now = new Date('2026-11-22T12:00:00Z');
const CHROME = 'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0.0.0';

function request(more: Partial<SampledRequest> = {}): SampledRequest {
  return {
    at: now,
    weight: 1,
    action: 'BLOCK',
    ruleWithinGroup: null,
    overridden: null,
    clientIp: '81.4.2.9',
    country: 'DE',
    path: '/v1/orders',
    method: 'POST',
    host: 'shop.example',
    userAgent: CHROME,
    accept: 'text/html',
    forwardedFor: null,
    contentLength: null,
    session: false,
    labels: [],
    answered: 403,
    failure: null,
    ...more,
  };
}

/** So many requests, each from an address of its own. */
function crowd(count: number, more: Partial<SampledRequest> = {}): readonly SampledRequest[] {
  return Array.from({ length: count }, (_, index) => request({ clientIp: `81.4.${index % 250}.${index}`, ...more }));
}

const requests = fc.array(
  fc.record({
    clientIp: fc.constantFrom('81.4.2.9', '81.4.2.10', '45.9.1.1', '2001:db8::1', ''),
    country: fc.constantFrom('DE', 'AT', 'US', ''),
    path: fc.constantFrom('/v1/orders', '/.env', '/', '/orders/123456', '/${jndi:ldap://x}'),
    userAgent: fc.constantFrom(CHROME, null, 'sqlmap/1.8', 'UptimeRobot/2.0', 'python-requests/2.32'),
    session: fc.boolean(),
    weight: fc.integer({ min: 1, max: 9 }),
    contentLength: fc.option(fc.integer({ min: 0, max: 100_000 })),
  }),
  { maxLength: 60 },
);
const rules = fc.constantFrom(null, 'SizeRestrictions_BODY', 'Log4JRCE_HEADER', 'AWSManagedIPReputationList', 'own');

describe('the false-positive score', () => {
  const users = profileOf(crowd(40, { session: true }));
  const usual: Comparison = { rule: 'SizeRestrictions_BODY', allowed: users, changed: true };

  test('is highest where everything speaks for honest requests, and says each reason with its points', () => {
    const { total, reasons } = falsePositiveScore(users, usual);
    expect(total).toBe(13);
    expect(reasons.map(({ points }) => points)).toEqual([3, 2, 2, 2, 2, 1, 1]);
  });

  test('falls to an attack where scanners ask for what only they look for', () => {
    const scanners = profileOf(crowd(40, { path: '/.env', userAgent: 'Nuclei', country: 'RU', method: 'GET' }));
    const { total, reasons } = falsePositiveScore(scanners, { ...usual, rule: 'Log4JRCE_HEADER', changed: false });
    expect(total).toBe(-6);
    expect(reasons.map(({ points }) => points)).toEqual([2, -3, -3, -2]);
  });

  test('counts one busy address against it', () => {
    const one = profileOf(Array.from({ length: 20 }, () => request({ userAgent: 'python-requests/2.32' })));
    expect(falsePositiveScore(one, { rule: null, allowed: null, changed: null })).toEqual({
      total: -4,
      reasons: [
        { points: -2, says: '100% come from one address' },
        { points: -2, says: 'attack tools or scripts without a session send them' },
      ],
    });
  });

  test('does not take what could not be seen for anything', () => {
    const { reasons } = falsePositiveScore(users, { rule: null, allowed: null, changed: null });
    expect(reasons.map(({ points }) => points)).toEqual([2, 2, 1]);
  });

  test('is the sum of its reasons, within bounds, whatever the requests', () => {
    fc.assert(
      fc.property(requests, requests, rules, fc.option(fc.boolean()), (blocked, allowed, rule, changed) => {
        const score = falsePositiveScore(profileOf(blocked.map(request)), {
          rule,
          allowed: allowed.length > 0 ? profileOf(allowed.map(request)) : null,
          changed,
        });
        expect(score.total).toBe(score.reasons.reduce((all, { points }) => all + points, 0));
        expect(score.total).toBeGreaterThanOrEqual(-10);
        expect(score.total).toBeLessThanOrEqual(13);
      }),
    );
  });

  test('does not depend on the order of the sample', () => {
    fc.assert(
      fc.property(requests, (blocked) => {
        const of = (some: typeof blocked) => falsePositiveScore(profileOf(some.map(request)), usual);
        expect(of(blocked.toReversed())).toEqual(of(blocked));
      }),
    );
  });

  test('never rises with a session taken away, nor falls with one given', () => {
    fc.assert(
      fc.property(requests, (blocked) => {
        const of = (session: boolean) =>
          falsePositiveScore(profileOf(blocked.map((one) => request({ ...one, session }))), usual).total;
        expect(of(true)).toBeGreaterThanOrEqual(of(false));
      }),
    );
  });
});

describe('names of rules', () => {
  test('are one rule in whatever spelling', () => {
    expect(['SizeRestrictions_BODY', 'SizeRestrictions_Body', 'sizerestrictions-body'].map(isNoisy)).toEqual([
      true,
      true,
      true,
    ]);
    expect(isAttackRule('Log4JRCE_QUERYSTRING')).toBe(true);
    expect(isNoisy(null) || isAttackRule(null)).toBe(false);
  });

  test('are told from the labels of managed groups, and from no others', () => {
    expect(labelledBy('awswaf:managed:aws:bot-control:bot:category:monitoring')).toEqual({
      group: 'AWSManagedRulesBotControlRuleSet',
      rule: 'monitoring',
    });
    expect(labelledBy('awswaf:123456789012:webacl:shop:vip')).toBeNull();
  });
});

describe('a course', () => {
  const window = { from: new Date('2026-11-22T11:00:00Z'), to: now };
  const begin = new Date('2026-11-22T09:00:00Z');
  const every = (minutes: number, count: number, from = begin, to = now) => {
    const tallies = [];
    for (let at = from.getTime(); at < to.getTime(); at += minutes * 60_000) tallies.push({ at: new Date(at), count });
    return tallies;
  };

  test('that is as it was before has not risen', () => {
    expect(courseOf(every(1, 4), window, begin, now)).toMatchObject({
      risen: false,
      usual: 4,
      count: 240,
      until: null,
    });
  });

  test('rises at the first minute of what is new', () => {
    const since = new Date('2026-11-22T11:20:00Z');
    const course = courseOf([...every(5, 1, begin, since), ...every(1, 6, since)], window, begin, now);
    expect(course.risen).toBe(true);
    expect(course.since).toEqual(since);
    expect(course.until).toBeNull();
  });

  test('that began before the window is followed back', () => {
    const since = new Date('2026-11-22T10:40:00Z');
    expect(courseOf(every(1, 9, since), window, begin, now).since).toEqual(since);
  });

  test('that has ended says when', () => {
    const [from, to] = [new Date('2026-11-22T11:10:00Z'), new Date('2026-11-22T11:31:00Z')];
    const course = courseOf(every(1, 9, from, to), window, begin, now);
    expect(course).toMatchObject({ risen: true, until: new Date('2026-11-22T11:30:00Z'), count: 189 });
  });

  test('of a few requests is none', () => {
    expect(courseOf(every(20, 1, window.from), window, begin, now).risen).toBe(false);
  });
});

describe('whether a rule would match a sampled request', () => {
  const sets = { offices: ['81.4.2.0/24', '2001:db8::/32'] };
  const office: Statement = { kind: 'ip-set', arn: 'offices', forwarded: false };
  const germany: Statement = { kind: 'geo', countries: ['DE'], forwarded: false };
  const orders: Statement = {
    kind: 'text',
    field: { part: 'uri-path', oversize: null },
    position: 'STARTS_WITH',
    text: '/V1/',
  };
  const unknown: Statement = { kind: 'regex', field: { part: 'body', oversize: null }, pattern: 'x' };

  test.each<[string, Statement, boolean | null]>([
    ['an address in a set', office, true],
    ['a set that was not read', { ...office, arn: 'other' }, null],
    ['a country', germany, true],
    ['a path, whatever its case', orders, true],
    ['what a sample does not show', unknown, null],
    ['all of what is true and unknown', { kind: 'and', parts: [office, unknown] }, null],
    ['all of what is false and unknown', { kind: 'and', parts: [{ kind: 'not', part: office }, unknown] }, false],
    ['one of what is true and unknown', { kind: 'or', parts: [unknown, germany] }, true],
    ['the contrary', { kind: 'not', part: germany }, false],
  ])('is told for %s', (_, statement, expected) => {
    expect(matches(statement, request(), sets)).toBe(expected);
  });
});
