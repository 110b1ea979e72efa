import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { environmentsOf } from '../../src/app/environments.ts';
import { findSubject } from '../../src/app/subjects.ts';
import type { Found, Wanted } from '../../src/app/subjects.ts';
import { CannotInvestigate } from '../../src/playbook/index.ts';
import { account, arnOf, balancer, broken, denied, group, now, scripted } from './small-account.ts';
import type { Answers } from './small-account.ts';
import { kind } from './small-playbook.ts';

function find(
  typed: string | null,
  answers: Partial<Answers>,
  wanted: Partial<Wanted> = {},
  withinMs = 1_000,
): Promise<Found> {
  const { read } = scripted({ ...broken, 'elbv2.DescribeTargetGroups': [], ...answers });
  const { place } = account(read);
  const terms = typed === null ? [] : [typed];
  return findSubject(
    kind,
    { typed, terms, from: 'typed', ...wanted },
    { place, accountName: null, read, signal: new AbortController().signal, now, withinMs },
  );
}

function balancers(...names: string[]): Partial<Answers> {
  return { 'elbv2.DescribeLoadBalancers': names.map(balancer) };
}

describe('a name', () => {
  test.each([
    ['checkout', ['checkout', 'orders'], 'checkout', null],
    ['Checkout', ['checkout', 'orders'], 'checkout', null],
    ['check_out', ['checkout', 'orders'], 'checkout', 'checkout, the only load balancer like “check_out”'],
    ['check', ['checkout', 'orders'], 'checkout', 'checkout, the only load balancer like “check”'],
    [
      'prod checkout',
      ['checkout-prod', 'checkout-staging'],
      'checkout-prod',
      'checkout-prod, the only load balancer like “prod checkout”',
    ],
    ['checkout', ['checkout', 'checkout-internal'], 'checkout', null],
    ['checkout-prod', ['checkout-prod', 'prod-checkout'], 'checkout-prod', null],
    [
      'api prod',
      ['shop-api-prod', 'shop-api-staging'],
      'shop-api-prod',
      'shop-api-prod, the only load balancer like “api prod”',
    ],
    ['checkout-1234567890.eu-west-1.elb.amazonaws.com', ['checkout', 'orders'], 'checkout', null],
    [arnOf('checkout'), [], 'checkout', null],
  ])('%s among %j is %s', async (typed, names, name, assumed) => {
    expect(await find(typed, balancers(...names))).toEqual({
      kind: 'settled',
      subject: { name, arn: arnOf(name), from: 'typed' },
      assumed,
    });
  });

  test('of a target group leads to its load balancer, and says so', async () => {
    const groups = { 'elbv2.DescribeTargetGroups': [group('checkout-api', 'web'), group('orders', 'web')] };
    expect(await find('checkout-api', { ...balancers('web', 'other'), ...groups })).toEqual({
      kind: 'settled',
      subject: { name: 'web', arn: arnOf('web'), from: 'typed', via: 'through target group checkout-api' },
      assumed: 'web, through target group checkout-api',
    });
  });

  test('that fits two target groups of one load balancer is no question', async () => {
    const groups = { 'elbv2.DescribeTargetGroups': [group('api-b', 'web'), group('api-a', 'web')] };
    expect(await find('api-', { ...balancers('web'), ...groups })).toMatchObject({
      kind: 'settled',
      subject: { name: 'web', via: 'through target group api-a' },
    });
  });

  test('of a target group is not enough when the load balancer says it belongs to another environment', async () => {
    const groups = { 'elbv2.DescribeTargetGroups': [group('web-staging', 'web-prod')] };
    expect(await find('web-staging', { ...balancers('web-prod'), ...groups })).toMatchObject({
      kind: 'ambiguous',
      candidates: [{ name: 'web-prod', via: 'target group web-staging' }],
    });
  });

  test('that stands for others is looked for itself, too', async () => {
    const wanted = { terms: ['mail', 'mail-api'], from: 'alias' } as const;
    expect(await find('mail', balancers('mail'), wanted)).toMatchObject({
      subject: { name: 'mail', from: 'typed' },
      assumed: null,
    });
    expect(await find('mail', balancers('mail-api', 'mail-api-2'), { ...wanted, terms: ['mail-api'] })).toMatchObject({
      subject: { name: 'mail-api', from: 'alias' },
      assumed: 'mail-api, which “mail” stands for',
    });
  });

  test('that a load balancer has is not looked for among target groups', async () => {
    const { read, asked } = scripted({ ...broken, ...balancers('checkout') });
    const where = { place: account(read).place, accountName: null, read, signal: new AbortController().signal, now };
    await findSubject(kind, { typed: 'checkout', terms: ['checkout'], from: 'typed' }, { ...where, withinMs: 1_000 });
    expect(asked).toEqual(['elbv2.DescribeLoadBalancers']);
  });

  test.each([
    ['checkout', ['checkout-prod', 'checkout-staging'], ['checkout-prod', 'checkout-staging']],
    ['checkout', ['checkout-b', 'checkout-a', 'orders'], ['checkout-a', 'checkout-b']],
    ['chekout', ['checkout', 'orders'], ['checkout']],
    ['shop api', ['api-shop-a', 'b-api-shop'], ['api-shop-a', 'b-api-shop']],
  ])('%s among %j could be any of %j', async (typed, names, candidates) => {
    const found = await find(typed, balancers(...names));
    expect(found.kind === 'ambiguous' && found.candidates.map(({ name }) => name)).toEqual(candidates);
  });

  test.each([
    ['payments', ['checkout', 'payment-api', 'orders'], ['payment-api']],
    ['checkout-staging', ['checkout-prod', 'orders'], ['checkout-prod']],
    ['checkout-prod', ['checkout-dev', 'checkout-stg'], ['checkout-dev', 'checkout-stg']],
  ])('%s among %j is unknown; the nearest are %j', async (typed, names, nearest) => {
    const found = await find(typed, balancers(...names));
    expect(found).toMatchObject({ kind: 'unknown', listed: names.length, unlisted: [] });
    expect(found.kind === 'unknown' && found.nearest.slice(0, nearest.length)).toEqual(nearest);
  });
});

describe('no name', () => {
  test('means the only one there is', async () => {
    expect(await find(null, balancers('checkout'))).toEqual({
      kind: 'settled',
      subject: { name: 'checkout', arn: arnOf('checkout'), from: 'only-one' },
      assumed: 'checkout, the only load balancer here',
    });
  });

  test('is a question when there are several', async () => {
    const found = await find(null, balancers('b', 'a'));
    expect(found.kind === 'ambiguous' && found.candidates.map(({ name }) => name)).toEqual(['a', 'b']);
  });

  test('and nothing there is an answer, with the calls that showed it', async () => {
    const found = await find(null, balancers());
    expect(found).toMatchObject({
      kind: 'none-there',
      sources: [{ call: 'elbv2.DescribeLoadBalancers', ms: 7 }, { call: 'elbv2.DescribeTargetGroups' }],
    });
  });

  test('and nothing to be seen is a gap', async () => {
    const failure = denied('elasticloadbalancing:DescribeLoadBalancers');
    expect(await find(null, { 'elbv2.DescribeLoadBalancers': failure })).toEqual({
      kind: 'blind',
      subject: { name: 'load balancer', arn: null, from: 'only-one' },
      failure,
    });
  });
});

describe('a source that cannot be asked', () => {
  const failure = denied('elasticloadbalancing:DescribeLoadBalancers');

  test('leaves the name as it was typed', async () => {
    expect(await find('checkout', { 'elbv2.DescribeLoadBalancers': failure })).toEqual({
      kind: 'blind',
      subject: { name: 'checkout', arn: null, from: 'typed' },
      failure,
    });
  });

  test('does not matter when another knows the name', async () => {
    const groups = { 'elbv2.DescribeTargetGroups': [group('checkout', 'web')] };
    expect(await find('checkout', { 'elbv2.DescribeLoadBalancers': failure, ...groups })).toMatchObject({
      kind: 'settled',
      subject: { name: 'web', arn: arnOf('web') },
    });
  });

  test('is named when all others do not know the name', async () => {
    const groups = { 'elbv2.DescribeTargetGroups': denied('elasticloadbalancing:DescribeTargetGroups') };
    expect(await find('payments', { ...balancers('checkout'), ...groups })).toMatchObject({
      kind: 'unknown',
      unlisted: [{ title: 'target groups', failure: { action: 'elasticloadbalancing:DescribeTargetGroups' } }],
    });
  });

  test('that breaks counts as one that cannot be asked', async () => {
    expect(await find('checkout', { 'elbv2.DescribeLoadBalancers': new TypeError('oops') })).toMatchObject({
      kind: 'blind',
      failure: { why: 'bug', message: 'TypeError: oops' },
    });
  });

  test('that never answers is given up', async () => {
    const never = new Promise<never>(() => {});
    expect(await find('checkout', { 'elbv2.DescribeLoadBalancers': never }, {}, 20)).toMatchObject({
      kind: 'blind',
      failure: { why: 'timeout' },
    });
  });

  test('for lack of credentials ends it all', async () => {
    const none = new CannotInvestigate('There are no credentials.');
    await expect(find('checkout', { 'elbv2.DescribeLoadBalancers': none })).rejects.toBe(none);
  });
});

test('a search that nobody waits for any more ends with the reason', async () => {
  const { read } = scripted({ ...broken, 'elbv2.DescribeLoadBalancers': new Promise<never>(() => {}) });
  const stop = new AbortController();
  const where = { place: account(read).place, accountName: null, read, signal: stop.signal, now, withinMs: 1_000 };
  const search = findSubject(kind, { typed: 'x', terms: ['x'], from: 'typed' }, where);
  stop.abort(new Error('nobody waits'));
  await expect(search).rejects.toThrow('nobody waits');
});

describe('whatever names there are', () => {
  const word = fc.constantFrom(
    'checkout',
    'api',
    'web',
    'prod',
    'prd',
    'production',
    'staging',
    'stg',
    'dev',
    'a',
    '1',
    '2',
  );
  const name = fc.array(word, { minLength: 1, maxLength: 4 }).map((words) => words.join('-'));
  const names = fc.uniqueArray(name, { maxLength: 6 });
  const shuffled = names.chain((all) =>
    fc.tuple(fc.constant(all), fc.shuffledSubarray(all, { minLength: all.length, maxLength: all.length })),
  );

  test('their order does not matter', async () => {
    await fc.assert(
      fc.asyncProperty(name, shuffled, async (typed, [all, other]) => {
        expect(await find(typed, balancers(...other))).toEqual(await find(typed, balancers(...all)));
      }),
    );
  });

  test('one environment is never taken for another', async () => {
    await fc.assert(
      fc.asyncProperty(name, names, async (typed, all) => {
        const found = await find(typed, balancers(...all));
        const got = environmentsOf(found.kind === 'settled' ? found.subject.name : '');
        const wanted = environmentsOf(typed);
        const another = wanted.size > 0 && got.size > 0 && ![...wanted].some((each) => got.has(each));
        expect(another).toBe(false);
      }),
    );
  });

  test('the very name that was typed is always what is meant', async () => {
    await fc.assert(
      fc.asyncProperty(names, fc.nat(), async (all, index) => {
        fc.pre(all.length > 0);
        const typed = all[index % all.length] ?? '';
        expect(await find(typed, balancers(...all))).toMatchObject({ kind: 'settled', subject: { name: typed } });
      }),
    );
  });
});
