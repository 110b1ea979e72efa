import type { Account } from '#simulation/account';
import type { Scenario } from '#simulation/scenario';
import { logFields } from './mutations/logs.ts';
import { withEmptyOptional, withoutOptional } from './mutations/members.ts';
import { metricsLate, metricsWithGaps, metricsWithoutZeros } from './mutations/metrics.ts';
import { withNeighbours } from './mutations/noise.ts';
import { shuffled } from './mutations/order.ts';
import { renaming } from './mutations/rename.ts';
import { curly, cutAt, enumerations, fullStop, straight, withoutBrackets, withSentences } from './mutations/texts.ts';

/** A change of an account that must not change what is diagnosed in it. */
export interface Mutation {
  readonly title: string;
  readonly account: (account: Account) => Account;
  /** What becomes of a text of the account: what is asked and what the truth names change likewise. */
  readonly text?: (account: Account) => (text: string) => string;
}

export const mutations: readonly Mutation[] = [
  { title: 'lists in another order', account: shuffled('1') },
  { title: 'lists in a third order', account: shuffled('2') },
  { title: 'one item a page', account: (account) => ({ ...account, pageSize: 1 }) },
  { title: 'seven items a page', account: (account) => ({ ...account, pageSize: 7 }) },
  { title: 'every second call throttled', account: throttled(2) },
  { title: 'every third call throttled', account: throttled(3) },
  { title: 'nine neighbours with the same troubles', account: withNeighbours(9) },
  { title: 'optional members absent', account: withoutOptional },
  { title: 'optional members empty', account: withEmptyOptional },
  sentences('curly apostrophes', curly),
  sentences('straight apostrophes', straight),
  sentences('full stops', fullStop),
  sentences('texts cut at 255', cutAt(255)),
  sentences('texts cut at 1,024', cutAt(1_024)),
  sentences('service names without brackets', withoutBrackets),
  { title: 'stop codes in capitals', account: enumerations(['stopCode'], (value) => value.toUpperCase()) },
  { title: 'stop codes in small letters', account: enumerations(['stopCode'], (value) => value.toLowerCase()) },
  { title: 'log lines of 27 fields', account: logFields(() => 27) },
  { title: 'log lines of 36 fields', account: logFields(() => 36) },
  { title: 'log lines of 27 to 36 fields', account: logFields((line) => 27 + (line % 10)) },
  { title: 'metrics three minutes late', account: metricsLate(3) },
  { title: 'a minute in eleven without metrics', account: metricsWithGaps(11) },
  { title: 'no zeros among the metrics', account: metricsWithoutZeros },
  renamed('other names and ids', undefined),
  renamed('another place', { account: '700150016001', region: 'sa-east-1', partition: 'aws' }),
  renamed('another partition', { account: '012345678901', region: 'us-gov-east-1', partition: 'aws-us-gov' }),
  { title: 'CloudTrail fifteen minutes late', account: trailLate },
];

function throttled(every: number): Mutation['account'] {
  return (account) => ({ ...account, faults: [...(account.faults ?? []), { kind: 'throttling', every }] });
}

function sentences(title: string, change: (text: string) => string): Mutation {
  return { title, account: withSentences(change) };
}

function renamed(title: string, place: { account: string; region: string; partition: string } | undefined): Mutation {
  const of = (account: Account) =>
    renaming(account, { name: rot13, digit: (digit) => (digit * 5 + 3) % 16, ...(place ? { place } : {}) });
  return { title, account: (account) => of(account).account(account), text: (account) => of(account).text };
}

function rot13(name: string): string {
  return name.replaceAll(/[a-z]/gi, (letter) => {
    const base = letter < 'a' ? 65 : 97;
    return String.fromCharCode(((letter.charCodeAt(0) - base + 13) % 26) + base);
  });
}

const MINUTE = 60_000;

/** The newest events are still on their way. "Now" is when the metrics end. */
function trailLate(account: Account): Account {
  const now = Math.max(0, ...(account.metrics ?? []).map(({ until }) => until?.getTime() ?? 0));
  const events = (account.cloudtrail?.events ?? []).filter(
    ({ EventTime }) => (EventTime?.getTime() ?? 0) <= now - 14 * MINUTE,
  );
  return { ...account, cloudtrail: { events } };
}

/** The scenario in the mutated account: asked alike, and with the same truth. */
export function mutated(scenario: Scenario, ...applied: readonly Mutation[]): Scenario {
  return applied.reduce(applyTo, scenario);
}

function applyTo(scenario: Scenario, { account, text }: Mutation): Scenario {
  const world = (now: Date) => account(scenario.account(now));
  if (!text) return { ...scenario, account: world };
  const change = text(scenario.account(new Date('2026-11-22T14:25:31.250Z')));
  const { truth } = scenario;
  return {
    ...scenario,
    account: world,
    ask: change(scenario.ask),
    truth: {
      ...truth,
      ...(truth.resource === undefined ? {} : { resource: change(truth.resource) }),
      ...(truth.quotes === undefined ? {} : { quotes: change(truth.quotes) }),
    },
  };
}
