import { CannotChange } from '#playbook';
import type { FieldChange, LookContext, Parameter, Parsed, Plain, Preview } from '#playbook';
import { alarms, alarmTags } from '#aws/cloudwatch-alarms';
import type { Alarm } from '#aws/cloudwatch-alarms';
import { choice, form } from '../form.ts';
import type { Field } from '../form.ts';
import { ownersOf } from '../managed-by.ts';

/** Which alarms, and whether those that also do something but notify are meant as well. */
export interface AlarmsParams {
  readonly [member: string]: string | readonly string[];
  readonly alarms: readonly string[];
  readonly acting: Acting;
}

const actings = ['leave', 'silence'] as const;
/** `leave`: refuse when an alarm does more than notify. `silence`: what it does is not done either. */
export type Acting = (typeof actings)[number];

export const alarmFields: readonly Parameter[] = [
  { name: 'alarms', label: 'Alarms', kind: 'text', hint: 'Names, one a line or with commas between' },
  {
    name: 'acting',
    label: 'Alarms that also scale, recover or stop something',
    kind: 'choice',
    options: actings,
    hint: '"silence": that is not done either',
  },
];

const MOST = 20;
/** Of the 2,048 characters that credentials for one change may be narrowed with, what is left for ARNs. */
const MOST_CHARACTERS = 1_600;

/** Reads the form. */
export function alarmsForm(given: Readonly<Record<string, string>>): Parsed<AlarmsParams> {
  return form({ alarms: alarmNames(given['alarms']), acting: choice(given['acting'] || 'leave', actings) });
}

/** The names of the alarms. Where there are several lines, commas belong to names. */
function alarmNames(given: string | undefined): Field<readonly string[]> {
  const separator = given?.trim().includes('\n') ? '\n' : ',';
  const names = [...new Set((given ?? '').split(separator).map((name) => name.trim()))].filter((name) => name !== '');
  if (names.length === 0) return { ok: false, says: 'Say the name of at least one alarm.' };
  if (names.length > MOST) return { ok: false, says: `${MOST} alarms at most in one change.` };
  const odd = names.find((name) => name.length > 255 || /[*?\p{Cc}]|\$\{/u.test(name));
  if (odd !== undefined) return { ok: false, says: `"${odd.slice(0, 60)}" is not the name of one alarm.` };
  return { ok: true, value: names };
}

/** The alarms as they are now, in the order of their names. Throws `CannotChange` when one of them does not exist. */
export async function alarmsNamed(names: readonly string[], { read, place }: LookContext): Promise<readonly Alarm[]> {
  const found = await read(alarms, { names });
  const missing = names.filter((name) => !found.some((alarm) => alarm.name === name));
  if (missing.length > 0) {
    throw new CannotChange(`There is no alarm ${quoted(missing)} in ${place.region}, or it may not be seen.`);
  }
  const sorted = found.toSorted((a, b) => (a.name < b.name ? -1 : 1));
  if (sorted.reduce((sum, { arn }) => sum + arn.length + 3, 0) > MOST_CHARACTERS) {
    throw new CannotChange('These are more alarms than AWS lets one change be narrowed to: ask for it in two parts.');
  }
  return sorted;
}

/** Throws `CannotChange` when an alarm does more than notify and that was not asked for. */
export function mustOnlyNotify(found: readonly Alarm[], acting: Acting): void {
  if (acting === 'silence') return;
  const one = found.find(({ actions }) => actions.some((arn) => !notifies(arn)));
  if (!one) return;
  const does = one.actions.find((arn) => !notifies(arn)) ?? '';
  throw new CannotChange(
    `${one.name} does more than notify: ${actionText(does)}. That would stop as well; choose "silence" if it shall.`,
  );
}

/** Of the present state, what an approval is bound to. Whether an alarm rings changes too often to be part of it. */
export function foundOf(all: readonly Alarm[]): Plain {
  return all.map(({ arn, actionsEnabled, actions }) => ({ arn, actionsEnabled, actions }));
}

/** The alarms that a preview found, by name and ARN, and whether their actions were enabled. */
export function alarmsIn({ resources, changes }: Preview): readonly { readonly name: string; readonly arn: string }[] {
  return resources
    .filter((arn) => changes.some(({ resource }) => resource === arn))
    .map((arn) => ({ arn, name: arn.split(':').slice(6).join(':') }));
}

/** `3 alarms`, and who hears nothing of them. */
export function blastOf(all: readonly Alarm[]): string {
  const actions = [...new Set(all.flatMap((alarm) => alarm.actions))];
  const heard = actions.filter(notifies).map(actionText);
  const acts = actions.filter((arn) => !notifies(arn)).map(actionText);
  const what = all.length === 1 ? `The alarm ${all[0]?.name ?? ''}` : `${all.length} alarms`;
  const nothing = heard.length === 0 ? 'nobody was notified by them' : `nothing is sent to ${some(heard)}`;
  const undone = acts.length === 0 ? '' : `; not done either: ${some(acts)}`;
  return `${what} still ${all.length === 1 ? 'changes' : 'change'} state, but ${nothing}${undone}.`;
}

/** One row an alarm. */
export function rowsOf(
  all: readonly Alarm[],
  field: string,
  before: (alarm: Alarm) => FieldChange['before'],
  after: FieldChange['after'],
): readonly FieldChange[] {
  return all.map((alarm) => ({ resource: alarm.arn, field, before: before(alarm), after }));
}

/** Tags are asked for one alarm at a time: those of a few will do. */
const TAGGED = 5;

export function ownerOf(all: readonly Alarm[], { read }: LookContext): Promise<string | null> {
  return ownersOf(all.slice(0, TAGGED).map(({ arn }) => read(alarmTags, { arn })));
}

/** How many of them ring just now: what nobody is told of. */
export async function ringing(preview: Preview, { read }: LookContext): Promise<string> {
  const names = alarmsIn(preview).map(({ name }) => name);
  const found = await read(alarms, { names });
  const ring = found.filter(({ state }) => state === 'ALARM').length;
  return ring === 0 ? 'None of them is in ALARM just now.' : `${ring} of ${names.length} in ALARM just now.`;
}

export function quoted(names: readonly string[]): string {
  return some(names.map((name) => `"${name}"`));
}

/** The first few, and how many more. */
function some(all: readonly string[]): string {
  const rest = all.length - 3;
  return rest > 0 ? `${all.slice(0, 3).join(', ')} and ${rest} more` : all.join(', ');
}

/** Topics, functions, OpsItems, incidents and investigations tell somebody; scaling and EC2 actions do something. */
function notifies(arn: string): boolean {
  return ['sns', 'lambda', 'ssm', 'ssm-incidents', 'ssm-contacts', 'aiops'].includes(arn.split(':')[2] ?? '');
}

/** `topic pages`, `EC2 action recover`. */
function actionText(arn: string): string {
  const [, , service = '', , , kind = '', ...rest] = arn.split(':');
  const last = arn.split(/[:/]/).at(-1) ?? arn;
  if (service === 'sns') return `the topic ${kind}`;
  if (service === 'lambda') return `the function ${rest[0] ?? kind}`;
  if (service === 'automate') return `the EC2 action ${last}`;
  if (service === 'swf') return 'an EC2 action';
  if (service === 'autoscaling') return `the scaling policy ${last}`;
  return `${service} ${last}`;
}
