import type { Config } from '#config';
import type { Preview } from '#playbook';
import type { Proposal } from '#store';
import type { AwsAccess } from './aws-access.ts';
import { emergency, subjectOf } from './entitlement.ts';
import { sentence } from './words.ts';

/** Why a change may not be made at a time, whoever approves it, as a sentence; null when nothing stands against it. */
export type Forbids = (proposal: Proposal, at: Date) => string | null;

export function forbidsFrom(config: Config, access: Pick<AwsAccess, 'mayChange'>, team: string): Forbids {
  return (proposal, at) => {
    const { account, breakGlass, preview } = proposal;
    const rule = breakGlass ? emergency(subjectOf(proposal, config), team, config) : null;
    const change = { account, resources: namesIn(preview), duringFreezes: rule?.duringFreezes ?? false };
    const cannot = access.mayChange(account);
    return cannot === null ? forbidden(change, at, config) : sentence(cannot);
  };
}

/** Everything that a preview names: none of it may be protected. */
export function namesIn(preview: Preview): readonly string[] {
  return [...new Set([...changedIn(preview), ...(preview.touches ?? [])])];
}

/** Everything that a preview names as changed. */
export function changedIn({ resources, changes }: Preview): readonly string[] {
  return [...new Set([...resources, ...changes.map(({ resource }) => resource)])];
}

/** Of a change, what freezes and protection ask about. */
interface Forbiddable {
  readonly account: string;
  /** ARNs and names of what is changed. */
  readonly resources: readonly string[];
  /** Whether it may be done while nothing is to be changed. */
  readonly duringFreezes: boolean;
}

/** Why nobody may change that now, as a sentence; null when nothing stands against it. */
function forbidden(change: Forbiddable, at: Date, config: Config): string | null {
  return (change.duringFreezes ? null : frozen(change.account, at, config)) ?? protectedAmong(change.resources, config);
}

/** Why nothing is changed in an account at a time; null when it is no time of the sort. */
export function frozen(account: string, at: Date, { freezes, accounts }: Config): string | null {
  const names = [account, ...accounts.filter(({ id }) => id === account).map(({ name }) => name)];
  const meant = new Set(names.map((name) => name.toLowerCase()));
  const freeze = freezes.find(
    (each) =>
      Date.parse(each.from) <= at.getTime() &&
      at.getTime() < Date.parse(each.to) &&
      (each.accounts.length === 0 || each.accounts.some((name) => meant.has(name.toLowerCase()))),
  );
  if (!freeze) return null;
  const until = new Date(freeze.to).toISOString().slice(0, 16).replace('T', ' ');
  return sentence(`Nothing is changed here until ${until} UTC${freeze.why === undefined ? '' : `: ${freeze.why}`}`);
}

/** Why one of these is never changed; null when none is protected. Rather one too many than one too few. */
export function protectedAmong(resources: readonly string[], { protected: patterns }: Config): string | null {
  for (const resource of resources) {
    const pattern = patterns.find((each) => namesOf(resource).some((name) => matches(each, name)));
    if (pattern !== undefined) return `${resource} is never changed: “${pattern}” is protected by the configuration.`;
  }
  return null;
}

/** All that an ARN may be called: `arn:…:service/shop/checkout` is also `service/shop/checkout`, `shop` and `checkout`. */
function namesOf(resource: string): readonly string[] {
  const part = /^arn:[^:]*:[^:]*:[^:]*:[^:]*:(.+)$/su.exec(resource)?.[1] ?? resource;
  const tails = [...part.matchAll(/[:/]/gu)].map(({ index }) => part.slice(index + 1));
  return [resource, part, ...tails, ...part.split(/[:/]/u)];
}

function matches(pattern: string, name: string): boolean {
  const parts = pattern.split('*').map((part) => part.replaceAll(/[.+?^${}()|[\]\\]/gu, '\\$&'));
  return new RegExp(`^${parts.join('.*')}$`, 'isu').test(name);
}
