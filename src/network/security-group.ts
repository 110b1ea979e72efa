import { coverage, relation, resolve } from './address.ts';
import type { Block } from './address.ts';
import type { Hop } from './hop.ts';
import type { Network, SecurityGroup, SgRule } from './model.ts';
import { matchTraffic, ruleText, trafficText } from './protocol.ts';
import type { Traffic } from './protocol.ts';

/** What the groups of one end are asked to let through. */
export interface GroupQuestion {
  readonly direction: 'egress' | 'ingress';
  /** The groups of this end; null when they could not be read. */
  readonly groups: readonly string[] | null;
  /** The other end's addresses: one address, or the CIDR it lies in. */
  readonly peer: Block;
  /** The other end's groups: rules may name them instead of addresses. */
  readonly peerGroups: readonly string[] | null;
  readonly traffic: Traffic;
}

/**
 * Whether security groups let traffic through: when any rule of any group does. They only allow, and they remember
 * connections, so answers need no rule.
 */
export function judgeGroups(question: GroupQuestion, network: Network): Hop {
  const { direction, groups, traffic } = question;
  const kind = direction === 'egress' ? 'sg-egress' : 'sg-ingress';
  const asked = `${trafficText(traffic)} ${direction === 'egress' ? 'to' : 'from'} ${peerText(question)}`;
  if (groups === null) return unknown(kind, null, 'the security groups of this end could not be read');

  const known = groups.flatMap((id) => network.securityGroups?.find((group) => group.id === id) ?? []);
  const missing = groups.filter((id) => !known.some((group) => group.id === id));
  const rules = known.flatMap((group) =>
    (direction === 'egress' ? group.egress : group.ingress).map((rule) => ({ group, rule })),
  );

  const allowing = allowingRule(rules, question, network);
  if (allowing !== null) {
    const text = `${ruleText(allowing.rule)} ${direction === 'egress' ? 'to' : 'from'} ${ruleSource(allowing.rule)}`;
    return {
      kind,
      verdict: 'pass',
      resource: allowing.group.id,
      decidedBy: `${allowing.rule.id ?? allowing.group.id} ${inbound(direction)} ${text}`,
      says: `security group ${allowing.group.id} allows ${asked}`,
    };
  }
  const named = groups.join(', ');
  if (missing.length > 0) {
    return unknown(kind, named, `security group ${missing.join(', ')} could not be read, so ${asked} is uncertain`);
  }
  const doubt = doubtOf(rules, question, network);
  if (doubt !== null) return unknown(kind, named, doubt);
  const nearest = nearestRule(rules, question);
  return {
    kind,
    verdict: 'fail',
    extent: 'all',
    resource: groups[0] ?? null,
    decidedBy: `${named}: no ${inbound(direction)} rule for ${asked}`,
    says: `security group${groups.length > 1 ? 's' : ''} ${named} ${groups.length > 1 ? 'have' : 'has'} no ${inbound(direction)} rule for ${asked}${nearest}`,
  };
}

interface GroupRule {
  readonly group: SecurityGroup;
  readonly rule: SgRule;
}

function unknown(kind: Hop['kind'], resource: string | null, says: string): Hop {
  return { kind, verdict: 'unknown', resource, decidedBy: 'nothing that could be read', says };
}

function inbound(direction: GroupQuestion['direction']): string {
  return direction === 'egress' ? 'outbound' : 'inbound';
}

function peerText({ peer, peerGroups }: GroupQuestion): string {
  const address = peer.prefix === 0 ? 'the internet' : peer.text;
  return peerGroups === null || peerGroups.length === 0 ? address : `${peerGroups.join(', ')} (${address})`;
}

function ruleSource(rule: SgRule): string {
  const sources = [...rule.groups, ...rule.prefixLists, ...rule.cidrs];
  return sources.length > 3 ? `${sources.slice(0, 3).join(', ')}, …` : sources.join(', ');
}

/** The rule that lets all of it through; the first of several that only do so together. */
function allowingRule(rules: readonly GroupRule[], question: GroupQuestion, network: Network): GroupRule | null {
  const matching = rules.filter(({ rule }) => matchTraffic(rule, question.traffic) === 'all');
  const byGroup = matching.find(({ rule }) => rule.groups.some((id) => question.peerGroups?.includes(id)));
  if (byGroup !== undefined) return byGroup;
  const blocks = matching.map((each) => ({ ...each, blocks: blocksOf(each.rule, network) }));
  const alone = blocks.find((each) => coverage(each.blocks, question.peer) === 'all');
  if (alone !== undefined) return alone;
  const together = coverage(
    blocks.flatMap((each) => each.blocks),
    question.peer,
  );
  if (together !== 'all') return null;
  return blocks.find((each) => coverage(each.blocks, question.peer) === 'some') ?? null;
}

function blocksOf(rule: SgRule, network: Network): Block[] {
  return resolve(rule.cidrs, rule.prefixLists, network.prefixLists).blocks;
}

/** Why a "no" would be premature; null when it would not. */
function doubtOf(rules: readonly GroupRule[], question: GroupQuestion, network: Network): string | null {
  const side = question.direction === 'egress' ? 'to' : 'from';
  for (const { group, rule } of rules) {
    const match = matchTraffic(rule, question.traffic);
    if (match === 'none') continue;
    const { blocks, unresolved } = resolve(rule.cidrs, rule.prefixLists, network.prefixLists);
    const allows = `security group ${group.id} allows ${ruleText(rule)} ${side}`;
    if (unresolved.length > 0) return `${allows} ${unresolved.join(', ')}, whose addresses could not be read`;
    if (rule.groups.length > 0 && question.peerGroups === null) {
      return `${allows} ${rule.groups.join(', ')}, and the security groups of the other end could not be read`;
    }
    const near = blocks.find((block) => relation(block, question.peer) !== 'apart');
    const byGroup = rule.groups.some((id) => question.peerGroups?.includes(id));
    if (near !== undefined || byGroup) {
      const part =
        match === 'some' ? `only a part of ${trafficText(question.traffic)}` : `only a part of ${question.peer.text}`;
      return `${allows} ${near?.text ?? ruleSource(rule)}: ${part}`;
    }
  }
  return null;
}

/** What a person would look at next: a rule with the right port for another peer, or the right peer on another port. */
function nearestRule(rules: readonly GroupRule[], question: GroupQuestion): string {
  const side = question.direction === 'egress' ? 'to' : 'from';
  const port = rules.find(({ rule }) => matchTraffic(rule, question.traffic) === 'all');
  const peer = rules.find(({ rule }) => rule.groups.some((id) => question.peerGroups?.includes(id)));
  const nearest = port ?? peer;
  if (nearest === undefined) return rules.length === 0 ? ' (it has no rules)' : '';
  return `; the nearest allows ${ruleText(nearest.rule)} ${side} ${ruleSource(nearest.rule)}`;
}
