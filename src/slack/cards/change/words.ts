import type { Approvers } from '#changes';
import type { FieldChange, Risk } from '#playbook';
import type { Change } from '#store';
import { slackUserOf } from '../../person.ts';
import { ended } from '../elements.ts';
import { naming } from '../rich-text.ts';
import type { Part } from '../rich-text.ts';

/** Of whoever a sentence is about: a mention, or the name on the command line. */
export function who(person: string): Part {
  const known = slackUserOf(person);
  return known === null ? { code: person } : { user: known.user };
}

/** `@ana, @ben and 3 more`. */
export function whoAll(people: readonly string[], most: number): readonly Part[] {
  const shown = people.slice(0, most).flatMap((person, index): readonly Part[] => {
    const last = index === people.length - 1;
    return index === 0 ? [who(person)] : [last ? ' and ' : ', ', who(person)];
  });
  return people.length <= most ? shown : [...shown, ` and ${people.length - most} more`];
}

/** A sentence of ours that names people as `<@U0123ABCD>`, by what they are called, so that it rings nobody. */
export function quietly(says: string, names: ReadonlyMap<string, string>): readonly Part[] {
  return says.split(/(<@[UW][A-Z0-9]{1,40}>)/u).flatMap((part): readonly Part[] => {
    const [, user] = /^<@(\w+)>$/u.exec(part) ?? [];
    if (user === undefined) return part === '' ? [] : [part];
    const name = names.get(user);
    return [name === undefined ? { user } : { bold: `@${name}` }];
  });
}

/** Who may approve, for one person: mentions ring nobody there. Those whom the sentence names are not named twice. */
export function mayApprove({ says, people }: Pick<Approvers, 'says' | 'people'>, most: number): readonly Part[] {
  const named = naming(ended(says));
  return /<@[UW]/u.test(says) ? named : [...named, ' ', ...whoAll(people, most)];
}

const minuteMs = 60_000;

/** `45 min`, `2 h`, `1 h 30 min`, `3 days`. */
export function lasting(ms: number): string {
  const minutes = Math.max(1, Math.round(ms / minuteMs));
  const hours = Math.floor(minutes / 60);
  if (minutes < 60) return `${minutes} min`;
  if (minutes % (24 * 60) === 0) return minutes === 24 * 60 ? '1 day' : `${minutes / (24 * 60)} days`;
  return minutes % 60 === 0 ? `${hours} h` : `${hours} h ${minutes % 60} min`;
}

/** What people call the resource: an ARN says far more than fits on a phone. */
export function shortName(resource: string): string {
  if (!resource.startsWith('arn:')) return resource;
  const own = resource.split(':').slice(5).join(':');
  const [, kind = '', rest = own] = /^([\w-]+)[/:](.+)$/u.exec(own) ?? [];
  if (kind === 'loadbalancer' || kind === 'targetgroup')
    return rest.replace(/^(?:app|net)\//u, '').split('/')[0] ?? rest;
  if (['alarm', 'function', 'cluster', 'table'].includes(kind)) return rest;
  return rest.split('/').at(-1) || rest || resource;
}

/** `checkout-worker · Reserved concurrency: not set → 5`. */
export function fieldChange({ resource, field, before, after }: FieldChange): readonly Part[] {
  return [{ bold: shortName(resource) }, ` · ${field}: `, { code: valueOf(before) }, ' → ', { code: valueOf(after) }];
}

function valueOf(value: FieldChange['before']): string {
  if (value === null) return 'not set';
  return value === '' ? '(empty)' : String(value);
}

/** What is changed, in a few words: the one resource, or how many there are. */
export function about({ proposal }: Change): string {
  const { preview } = proposal;
  const named = [...new Set(preview.changes.map(({ resource }) => shortName(resource)))];
  const names = named.length > 0 ? named : preview.resources.map(shortName);
  const [first = proposal.action] = names;
  return names.length > 1 ? `${first} and ${names.length - 1} more` : first;
}

export const risks: Readonly<Record<Risk, string>> = { low: 'low risk', medium: 'medium risk', high: 'high risk' };

/** `prod (123456789012) · us-east-1`. */
export function place(
  { account, region }: Pick<Change['proposal'], 'account' | 'region'>,
  accountName: string | null,
): string {
  return `${accountName === null ? account : `${accountName} (${account})`} · ${region}`;
}

/** The first digits of a digest are enough to compare two cards by. */
export function shortDigest(digest: string): string {
  return digest.slice(0, 8);
}
