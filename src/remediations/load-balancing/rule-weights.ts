import { CannotChange, remediation } from '#playbook';
import type { LookContext, Plain, Preview } from '#playbook';
import { metrics } from '#aws/cloudwatch';
import { targetHealth } from '#aws/elbv2';
import { balancingTags } from '#aws/elbv2-tags';
import { withWeights, wholeRule } from '#aws/elbv2-whole-rule';
import type { WholeRule } from '#aws/elbv2-whole-rule';
import { setDefaultWeights, setRuleWeights } from '#aws/elbv2-writes';
import { list, percent, sum } from '#facts/words';
import { awsCli } from '../aws-cli.ts';
import { compared } from '../compare.ts';
import { form, text } from '../form.ts';
import type { Field } from '../form.ts';
import { foundIn, textFound } from '../found.ts';
import { existing, refuseElsewhere } from '../here.ts';
import { ownersOf } from '../managed-by.ts';
import { errorsOf, nameOf } from './balancer.ts';

type Weights = Readonly<Record<string, number>>;

interface Params {
  readonly [member: string]: Plain;
  readonly rule: string;
  /** By name or ARN of the target group, as given. */
  readonly weights: Weights;
}

const RULE = /^arn:[\w-]+:elasticloadbalancing:[\w-]+:\d{12}:listener-rule\/app\/[\w-]+\/[\w-]+\/[\w-]+\/[\w-]+$/;
const ONE = /^(\S+?)=(\d{1,3})$/;
const hour = 3_600_000;

export const ruleWeights = remediation<Params>({
  id: 'alb.rule-weights',
  title: 'Change how a rule shares requests among its target groups',
  summary: 'Moves requests away from a group that fails or is empty, to another group of the same rule.',
  parameters: [
    { name: 'rule', label: 'Rule', kind: 'text', hint: 'ARN of a listener rule' },
    { name: 'weights', label: 'Weights', kind: 'text', hint: 'Such as checkout-api=100, checkout-next=0' },
  ],
  parse: (given) =>
    form({
      rule: text(given['rule'], RULE, 'Say the ARN of a rule of an Application Load Balancer.'),
      weights: weightsIn(given['weights']),
    }),
  risk: () => 'medium',
  lasts: { usualMs: 4 * hour, mostMs: 72 * hour },
  ends: 'undone',
  repeats: 'sets',
  reads: [wholeRule, targetHealth, balancingTags, metrics],
  writes: [setRuleWeights, setDefaultWeights],
  // Which of the two depends on the rule; the ARN of either does for one of them only.
  writesTo: { apply: [setRuleWeights, setDefaultWeights], undo: [setRuleWeights, setDefaultWeights] },

  preview: async ({ rule: arn, weights }, _until, context) => {
    const { read, place } = context;
    const rule = await ruleOf(arn, context);
    const before = weightsOf(rule);
    const after = { ...before, ...named(weights, before) };
    const changed = Object.keys(before).filter((group) => before[group] !== after[group]);
    if (changed.length === 0) throw new CannotChange('The weights are like that already.');
    if (sum(Object.values(after)) === 0) throw new CannotChange('No target group would get any requests.');
    await refuseEmpty(
      changed.filter((group) => (after[group] ?? 0) > (before[group] ?? 0)),
      context,
    );
    const touched = rule.isDefault ? rule.listener : arn;
    const actions = JSON.stringify(withWeights(rule.wire, after));
    return {
      changes: changed.map((group) => ({
        resource: touched,
        field: `Weight of ${nameOf(group)}`,
        before: before[group] ?? null,
        after: after[group] ?? null,
      })),
      found: { arn, actions: rule.fingerprint, before, after },
      resources: [touched],
      touches: Object.keys(before),
      call: rule.isDefault
        ? awsCli('elbv2 modify-listener', { 'listener-arn': touched, 'default-actions': actions }, place)
        : awsCli('elbv2 modify-rule', { 'rule-arn': touched, actions }, place),
      undo: `The weights are set back: ${list(
        changed.map((group) => `${nameOf(group)} ${before[group]}`),
        5,
      )}.`,
      blastRadius: blastRadius(rule, before, after),
      managedBy: await ownersOf([read(balancingTags, { arn: touched })]),
    };
  },

  apply: async (_params, preview, { write, ...context }) => {
    const rule = await ruleOf(textFound(preview, 'arn'), context);
    if (rule.fingerprint !== textFound(preview, 'actions'))
      throw new CannotChange('Somebody has changed the actions of the rule since.');
    await write(rule.isDefault ? setDefaultWeights : setRuleWeights, { rule, weights: stored(preview, 'after') });
  },

  readBack: async (_params, preview, context) => {
    const present = weightsOf(await ruleOf(textFound(preview, 'arn'), context));
    if (same(present, stored(preview, 'after'))) return { outcome: 'took-effect', says: said(present) };
    const isBefore = same(present, stored(preview, 'before'));
    return { outcome: isBefore ? 'did-not' : 'cannot-tell', says: said(present) };
  },

  verify: ({ rule }, _preview, since, context) =>
    compared(
      { what: '5xx', ...errorsOf(rule.replace(/:listener-rule\/(app\/[^/]+\/[^/]+).*$/, ':loadbalancer/$1')) },
      since,
      context,
    ),

  undo: async (_params, preview, { write, ...context }) => {
    const rule = await ruleOf(textFound(preview, 'arn'), context);
    await write(rule.isDefault ? setDefaultWeights : setRuleWeights, { rule, weights: stored(preview, 'before') });
  },

  undone: async (_params, preview, context) => {
    const present = weightsOf(await ruleOf(textFound(preview, 'arn'), context));
    if (same(present, stored(preview, 'before')))
      return { outcome: 'took-effect', says: said(present), othersValue: false };
    return { outcome: 'did-not', says: said(present), othersValue: !same(present, stored(preview, 'after')) };
  },
});

/** `checkout-api=100, checkout-next=0` */
function weightsIn(given: string | undefined): Field<Weights> {
  const parts = (given ?? '').split(/[\s,]+/).filter(Boolean);
  const pairs = parts.map((part) => ONE.exec(part));
  const wrong = { ok: false, says: 'Say a weight from 0 to 999 for each group, such as checkout-api=100.' } as const;
  if (pairs.length === 0) return wrong;
  const weights: Record<string, number> = {};
  for (const pair of pairs) {
    const [, group, weight] = pair ?? [];
    if (group === undefined || Object.hasOwn(weights, group)) return wrong;
    weights[group] = Number(weight);
  }
  return { ok: true, value: weights };
}

async function ruleOf(arn: string, { read, place }: LookContext): Promise<WholeRule> {
  refuseElsewhere(arn, place);
  const rule = await existing(read(wholeRule, { arn }), 'such rule', place);
  if (rule.unknown.length > 0) {
    throw new CannotChange(
      `This rule has settings that OpsMedic does not know and would take away: ${list(rule.unknown)}.`,
    );
  }
  return rule;
}

/** By ARN, in the order of the rule. Throws `CannotChange` for a rule that does not share requests. */
function weightsOf({ actions }: WholeRule): Weights {
  const groups = actions.flatMap(({ targetGroups }) => targetGroups);
  if (groups.length < 2) throw new CannotChange('This rule does not share requests among target groups.');
  return Object.fromEntries(groups.map(({ arn, weight }) => [arn, weight]));
}

/** The weights by ARN. Only groups that the rule has already may get any. */
function named(weights: Weights, before: Weights): Weights {
  return Object.fromEntries(
    Object.entries(weights).map(([group, weight]) => {
      const arn = Object.keys(before).find((one) => one === group || nameOf(one) === group);
      if (arn === undefined) {
        throw new CannotChange(
          `The rule has no target group ${group}, but ${list(Object.keys(before).map(nameOf), 5)}.`,
        );
      }
      return [arn, weight];
    }),
  );
}

/** Throws `CannotChange` for a group that would get more requests and has no healthy target. */
async function refuseEmpty(groups: readonly string[], { read }: LookContext): Promise<void> {
  for (const group of groups) {
    const targets = await read(targetHealth, { targetGroup: group });
    if (!targets.some(({ state }) => state === 'healthy'))
      throw new CannotChange(`${nameOf(group)} has no healthy targets, and would get more requests.`);
  }
}

function blastRadius({ conditions, isDefault, wire }: WholeRule, before: Weights, after: Weights): string {
  const which = isDefault ? 'Requests that no other rule takes' : `Requests for ${list(conditions)}`;
  const share = (weights: Weights, group: string) => percent(weights[group] ?? 0, sum(Object.values(weights)));
  const shares = Object.keys(before).flatMap((group) =>
    share(before, group) === share(after, group)
      ? []
      : [`${nameOf(group)} gets ${share(after, group)} instead of ${share(before, group)}`],
  );
  const sticky = wire.find(({ ForwardConfig: forward }) => forward?.TargetGroupStickinessConfig?.Enabled);
  const seconds = sticky?.ForwardConfig?.TargetGroupStickinessConfig?.DurationSeconds;
  const stay = sticky ? ` Clients stay with the group that they have for up to ${seconds} s.` : '';
  return `${which}: ${list(shares, 5)}.${stay}`;
}

function same(a: Weights, b: Weights): boolean {
  const groups = Object.keys(a);
  return groups.length === Object.keys(b).length && groups.every((group) => a[group] === b[group]);
}

function said(weights: Weights): string {
  return `The weights are ${list(
    Object.entries(weights).map(([group, weight]) => `${nameOf(group)} ${weight}`),
    5,
  )}.`;
}

function stored(preview: Preview, when: 'before' | 'after'): Weights {
  const own = foundIn(preview)[when];
  const pairs = Object.entries(typeof own === 'object' && own !== null ? own : {});
  return Object.fromEntries(pairs.flatMap(([group, weight]) => (typeof weight === 'number' ? [[group, weight]] : [])));
}
