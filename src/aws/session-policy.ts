import { CannotChange } from '#playbook';
import type { AnyWriteCall, IamAction, Place } from '#playbook';
import { arnOf, awsWrite, isBeside } from './write-call.ts';
import type { ArnTemplate } from './writes.ts';

/** What the credentials of one attempt are narrowed to, on top of what the change role may. */
export interface SessionPolicyDocument {
  readonly Version: '2012-10-17';
  readonly Statement: readonly {
    readonly Effect: 'Allow';
    readonly Action: IamAction | readonly IamAction[];
    readonly Resource: string | readonly string[];
    readonly Condition: { readonly DateLessThan: { readonly 'aws:CurrentTime': string } };
  }[];
}

/** Characters of a session policy: AssumeRole, STS API reference. */
const most = 2_048;

/**
 * Allows exactly the actions of these writes, each on those of `resources` that it knows, and only until `deadline`,
 * which AWS compares with its own clock. An action that none of the resources fit is left out. Throws `CannotChange`
 * when nothing is left, or too much for AWS.
 */
export function sessionPolicy(
  writes: readonly AnyWriteCall[],
  resources: readonly string[],
  place: Place,
  deadline: Date,
): SessionPolicyDocument {
  const granted = new Map<IamAction, readonly string[]>();
  for (const write of writes) {
    for (const [action, templates] of Object.entries(awsWrite(write).needs) as [IamAction, readonly ArnTemplate[]][]) {
      const own = grantedOn(templates, resources, place);
      if (own.length > 0) granted.set(action, [...new Set([...(granted.get(action) ?? []), ...own])]);
    }
  }
  if (granted.size === 0) throw new CannotChange('There is nothing that this change could be allowed to touch.');
  const Condition = { DateLessThan: { 'aws:CurrentTime': seconds(deadline) } };
  const byResources = Map.groupBy(granted, ([, own]) => JSON.stringify(own));
  const Statement = [...byResources.values()].map((same) => {
    const actions = same.map(([action]) => action);
    const own = same[0]?.[1] ?? [];
    return { Effect: 'Allow', Action: single(actions), Resource: single(own), Condition } as const;
  });
  const policy = { Version: '2012-10-17', Statement } as const;
  const { length } = JSON.stringify(policy);
  if (length > most) {
    throw new CannotChange(
      `This touches more than one change may: ${length} characters of policy, where AWS takes ${most}.`,
    );
  }
  return policy;
}

function grantedOn(templates: readonly ArnTemplate[], resources: readonly string[], place: Place): readonly string[] {
  if (templates.includes('*')) return ['*'];
  const [beside, kinds] = [templates.filter(isBeside), templates.filter((template) => !isBeside(template))];
  const own = resources.filter((resource) => kinds.some((kind) => fits(arnOf(kind, place), resource)));
  return own.length > 0 ? [...own, ...beside.map((template) => arnOf(template, place))] : [];
}

/** Whether an ARN is one of a kind, in which `*` is any text. The ARN itself must name one thing. */
function fits(pattern: string, arn: string): boolean {
  if (/[*?]|\$\{/.test(arn)) return false;
  const source = pattern.replace(/[.+?^${}()|[\]\\]/g, '\\$&').replaceAll('*', '.*');
  return new RegExp(`^${source}$`).test(arn);
}

/** AWS writes one as itself and several as a list: that saves characters. */
function single<T>(values: readonly T[]): T | readonly T[] {
  const [first, ...others] = values;
  return first !== undefined && others.length === 0 ? first : values;
}

/** `aws:CurrentTime` is compared in whole seconds. */
function seconds(time: Date): string {
  return time.toISOString().replace(/\.\d{3}Z$/, 'Z');
}
