import { fact, maybe } from '#playbook';
import type { OwnGroup, Rule, SampledRequest, Statement } from '#aws/wafv2';
import { window } from '../window.ts';
import type { Window } from '../window.ts';
import { sum } from '../words.ts';
import { ownGroups } from './groups.ts';
import { labelledBy } from './known-rules.ts';
import { logged } from './logged.ts';
import { looksForHoles, profileOf } from './profile.ts';
import type { Profile } from './profile.ts';
import { courseOf } from './rises.ts';
import type { Course, Tally } from './rises.ts';
import { samples } from './samples.ts';
import type { Sampled, Seen } from './samples.ts';
import { partsOf } from './statements.ts';
import { traffic, turnedAway } from './traffic.ts';
import type { Traffic } from './traffic.ts';
import { webAcl } from './web-acl.ts';

/** How requests were turned away. */
export type Turn = 'BLOCK' | 'CAPTCHA' | 'CHALLENGE';

/** The default action of the web ACL, as WAF itself names it where a rule is expected. */
export const DEFAULT_ACTION = 'Default_Action';

/** Requests that one rule turned away: of a rule group, one rule within it. */
export interface Block {
  /** `common/SizeRestrictions_BODY`; unique in the web ACL. */
  readonly key: string;
  /** Null for the default action. */
  readonly rule: Rule | null;
  /** The rule within the group, or that whose label a rule of one's own goes by. */
  readonly within: string | null;
  /** The managed group that decided, or whose label did: `AWSManagedRulesCommonRuleSet`. */
  readonly managedGroup: string | null;
  /** Set when a rule of one's own decided by a label. */
  readonly label: string | null;
  /** What the deciding rule matches; null where it stands in a group that shows no statements. */
  readonly statement: Statement | null;
  readonly turn: Turn;
  readonly course: Course;
  /** Null when nothing of it was sampled, for the reason in `hidden`. */
  readonly profile: Profile | null;
  readonly requests: readonly SampledRequest[];
  readonly hidden: 'off' | 'unread' | 'none' | null;
}

/** What was turned away, rule by rule, the most first. */
export const blocks = fact({
  id: 'waf.blocks',
  title: 'Who was turned away by which rule',
  step: 'Sampled requests',
  from: { webAcl, traffic, samples: maybe(samples), logged: maybe(logged), ownGroups: maybe(ownGroups), window },
  learn: ({ webAcl, traffic, samples, logged, ownGroups, window }): readonly Block[] => {
    const groups = ownGroups.known ? ownGroups.value : {};
    const sampled = samples.known ? samples.value : null;
    const seenOf = (metric: string): Seen => {
      const requests = logged.known ? (logged.value[metric] ?? []) : [];
      if (requests.length > 0) return { kind: 'sampled', requests, population: requests.length };
      return sampled?.byRule[metric] ?? { kind: 'unread', why: 'failed', detail: '' };
    };
    const ofRules = webAcl.rules.flatMap((rule) =>
      blocksOf(
        { rule, groups, seen: seenOf(rule.metric) },
        { counted: turnedAway(traffic.byRule[rule.metric]), traffic, sampled, window },
      ),
    );
    const byDefault =
      webAcl.defaultAction === 'Block'
        ? blocksOf(
            { rule: null, groups, seen: sampled?.byDefault ?? { kind: 'unread', why: 'failed', detail: '' } },
            { counted: traffic.byDefault.blocked, traffic, sampled, window },
          )
        : [];
    return [...ofRules, ...byDefault].toSorted((a, b) => b.course.count - a.course.count);
  },
});

interface Decider {
  readonly rule: Rule | null;
  readonly groups: Readonly<Record<string, OwnGroup>>;
  readonly seen: Seen;
}

interface Measured {
  readonly counted: readonly Tally[];
  readonly traffic: Traffic;
  readonly sampled: Sampled | null;
  readonly window: Window;
}

const TURNS: readonly string[] = ['BLOCK', 'CAPTCHA', 'CHALLENGE'];

function blocksOf({ rule, groups, seen }: Decider, measured: Measured): Block[] {
  const requests = seen.kind === 'sampled' ? seen.requests.filter(({ action }) => TURNS.includes(action)) : [];
  const { counted, traffic, window } = measured;
  if (requests.length === 0) {
    const course = courseOf(counted, window, traffic.from, traffic.until);
    if (course.count === 0) return [];
    const hidden = seen.kind === 'sampled' ? 'none' : seen.kind;
    const statement = rule?.statement ?? null;
    const key = rule?.name ?? DEFAULT_ACTION;
    const managedGroup = statement?.kind === 'managed-group' ? statement.name : null;
    const rest = { within: null, label: null, profile: null, requests: [], turn: turnOf(rule) };
    return [{ key, rule, managedGroup, statement, course, hidden, ...rest }];
  }
  const named = Map.groupBy(requests, (request) => JSON.stringify(nameOf(rule, request)));
  return [...named].flatMap(([, own]) => {
    const [first] = own;
    if (!first) return [];
    const name = nameOf(rule, first);
    const course = courseOf(scaled(own, requests, counted), window, begin(measured), traffic.until);
    if (course.count === 0) return [];
    const during = own.filter(({ at }) => at.getTime() >= course.since.getTime() - 60_000 && at <= window.to);
    const statement = statementOf(rule, name.within, groups);
    const key = [rule?.name ?? DEFAULT_ACTION, ...(name.within ? [name.within] : [])].join('/');
    return apart(during.length > 0 ? during : own).map(({ of, part, note }) => ({
      key: key + note,
      rule,
      ...name,
      statement,
      course: part === 1 ? course : partOf(course, part),
      profile: profileOf(of),
      requests: of,
      hidden: null,
    }));
  });
}

interface Apart {
  readonly of: readonly SampledRequest[];
  readonly part: number;
  readonly note: string;
}

const HALF = 0.5;
const FEW = 5;

/**
 * One rule may turn scanners away and signed-in people as well: then these are looked at apart from each other. An
 * address that looks for holes, or uses a tool for it, is a scanner's in all it does.
 */
function apart(requests: readonly SampledRequest[]): readonly Apart[] {
  const scanners = new Set(requests.filter(looksForHoles).map(({ clientIp }) => clientIp));
  const rest = requests.filter(({ clientIp }) => !scanners.has(clientIp));
  const { sessions, knownCallers } = profileOf(rest);
  const whole = [{ of: requests, part: 1, note: '' }];
  if (rest.length === requests.length || rest.length < FEW || Math.max(sessions, knownCallers) < HALF) return whole;
  const weight = (some: readonly SampledRequest[]) => sum(some.map((one) => one.weight));
  const part = weight(rest) / Math.max(1, weight(requests));
  const others = requests.filter(({ clientIp }) => scanners.has(clientIp));
  return [
    { of: rest, part, note: '' },
    { of: others, part: 1 - part, note: ' (scanners)' },
  ];
}

function partOf(course: Course, part: number): Course {
  const tallies = course.tallies.map(({ at, count }) => ({ at, count: count * part }));
  return { ...course, count: course.count * part, usual: course.usual * part, tallies };
}

function turnOf(rule: Rule | null): Turn {
  if (rule?.action === 'Captcha') return 'CAPTCHA';
  return rule?.action === 'Challenge' ? 'CHALLENGE' : 'BLOCK';
}

/** Samples reach back less far than metrics: what went before is not known of a rule within a group. */
function begin({ sampled, traffic }: Measured): Date {
  return sampled && sampled.from > traffic.from ? sampled.from : traffic.from;
}

type Name = Pick<Block, 'within' | 'managedGroup' | 'label' | 'turn'>;

/** `AWS#AWSManagedRulesCommonRuleSet#SizeRestrictions_BODY` for managed groups, `group#rule` or nothing for one's own. */
function nameOf(rule: Rule | null, { ruleWithinGroup, action, labels }: SampledRequest): Name {
  const parts = ruleWithinGroup?.split('#') ?? [];
  const turn = action === 'CAPTCHA' || action === 'CHALLENGE' ? action : 'BLOCK';
  const statement = rule?.statement;
  if (statement?.kind === 'managed-group')
    return { within: parts.at(-1) ?? null, managedGroup: statement.name, label: null, turn };
  const wanted = statement ? partsOf(statement, 'label').filter(({ negated }) => !negated) : [];
  const label = labels.find((one) => wanted.some(({ statement: { key } }) => one === key || one.includes(key)));
  const known = label === undefined ? null : labelledBy(label);
  if (label !== undefined && known) return { within: known.rule, managedGroup: known.group, label, turn };
  return {
    within: parts.at(-1) ?? null,
    managedGroup: parts.length === 3 ? (parts[1] ?? null) : null,
    label: null,
    turn,
  };
}

function statementOf(rule: Rule | null, within: string | null, groups: Decider['groups']): Statement | null {
  if (!rule || rule.statement.kind === 'managed-group') return null;
  if (rule.statement.kind !== 'own-group') return rule.statement;
  const rules = groups[rule.statement.arn]?.rules ?? [];
  return (rules.find(({ name }) => name === within) ?? (rules.length === 1 ? rules[0] : undefined))?.statement ?? null;
}

/**
 * Counts per minute of some of a rule's requests. Where the rule has metrics, each minute's count is shared out by
 * the samples of that minute, or by all samples where that minute has none: a percentage of samples is none of traffic.
 */
function scaled(
  own: readonly SampledRequest[],
  all: readonly SampledRequest[],
  counted: readonly Tally[],
): readonly Tally[] {
  const minute = ({ at }: { readonly at: Date }) => Math.floor(at.getTime() / 60_000) * 60_000;
  const weights = (requests: readonly SampledRequest[]) => {
    const byMinute = new Map<number, number>();
    for (const one of requests) byMinute.set(minute(one), (byMinute.get(minute(one)) ?? 0) + one.weight);
    return byMinute;
  };
  const [mine, whole] = [weights(own), weights(all)];
  if (counted.length === 0) return [...mine].map(([at, count]) => ({ at: new Date(at), count }));
  const overall = sum([...mine.values()]) / Math.max(1, sum([...whole.values()]));
  return counted.map((tally) => {
    const sampledHere = whole.get(minute(tally)) ?? 0;
    const share = sampledHere > 0 ? (mine.get(minute(tally)) ?? 0) / sampledHere : overall;
    return { at: tally.at, count: tally.count * share };
  });
}
