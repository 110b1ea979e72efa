import { CannotChange } from '#playbook';
import type { LookContext, Parameter, Preview, Verification } from '#playbook';
import { describeServices, serviceTags } from '#aws/ecs';
import type { Deployment, Service } from '#aws/ecs';
import { text } from '../form.ts';
import type { Field } from '../form.ts';
import { textFound } from '../found.ts';
import { existing, hereIn, refuseElsewhere } from '../here.ts';
import { ownersOf } from '../managed-by.ts';
import { spansAround } from '../spans.ts';
import type { Span } from '../spans.ts';

const NAMED = /^(?:[\w-]{1,255}\/[\w-]{1,255}|arn:[\w-]+:ecs:[\w-]+:\d{12}:service\/[\w-]+\/[\w-]+)$/;

/** The field in which a service is named. */
export const serviceField: Parameter = {
  name: 'service',
  label: 'Service',
  kind: 'text',
  hint: 'cluster/service, or its ARN',
};

export function serviceName(given: string | undefined): Field<string> {
  return text(given, NAMED, 'Say cluster/service, or the ARN of the service.');
}

/** A service of this account and region. Throws `CannotChange` when there is none, or it is being deleted. */
export async function serviceNamed(named: string, { read, place }: LookContext): Promise<Service> {
  const [cluster = '', name = ''] = named.split('/').slice(-2);
  if (named.startsWith('arn:')) refuseElsewhere(named, place);
  const asked = read(describeServices, { cluster, services: [name] });
  const [found] = await existing(asked, `cluster ${cluster}`, place);
  if (!found) throw new CannotChange(`There is no service ${name} in the cluster ${cluster}, ${hereIn(place)}.`);
  if (found.status !== 'ACTIVE') throw new CannotChange(`${name} is ${found.status}: it is being deleted.`);
  return found;
}

/** The service that a preview is of, as it is now; null when it is gone. */
export async function serviceIn(preview: Preview, { read }: LookContext): Promise<Service | null> {
  const { cluster, service } = namesOf(preview);
  const [found] = await read(describeServices, { cluster, services: [service] });
  return found ?? null;
}

/** The ARNs that a preview found, as the writes take them: those of old services do not name their cluster. */
export function namesOf(preview: Preview) {
  return { cluster: textFound(preview, 'cluster'), service: textFound(preview, 'arn') };
}

/** `shop`, of the ARN of a cluster. */
export function clusterName(arn: string): string {
  return arn.split('/').at(-1) ?? arn;
}

/** Throws `CannotChange` for services that something else deploys to: CodeDeploy, or whoever makes their task sets. */
export function mustRoll({ name, controller }: Service): void {
  if (controller === 'ECS') return;
  const who = controller === 'CODE_DEPLOY' ? 'CodeDeploy' : 'an external controller';
  throw new CannotChange(`${name} is deployed by ${who}: it has to be done there.`);
}

export function primaryOf({ deployments }: Service): Deployment | null {
  return deployments.find(({ status }) => status === 'PRIMARY') ?? null;
}

/** What manages a service as code. */
export function ownerOf({ arn }: Service, { read }: LookContext): Promise<string | null> {
  return ownersOf([read(serviceTags, { arn })]);
}

/** `checkout:42` */
export function revisionOf(taskDefinition: string): string {
  return taskDefinition.split('/').at(-1) ?? taskDefinition;
}

const TROUBLE = /unable to|failed|unhealthy|has stopped|was unable/i;

/** The newest thing that went wrong since then, in the words of ECS; null for none. */
export function troubleSince({ events }: Service, since: Date): string | null {
  return events.find(({ at, message }) => at !== null && at >= since && TROUBLE.test(message))?.message ?? null;
}

/** What goes wrong with tasks, counted before a change and since; `since` is null until a whole minute has passed. */
export function troublesAround({ events }: Service, made: Date, now: Date) {
  const { before, after } = spansAround(made, now);
  const troubles = ({ from, to }: Span) =>
    events.filter(({ at, message }) => at !== null && at >= from && at < to && TROUBLE.test(message)).length;
  return {
    before: troubles(before),
    since: after === null ? null : troubles(after),
    minutes: after?.minutes ?? 0,
  };
}

/** How far a rollout of a task definition has come. */
export function rolloutOf(service: Service, since: Date): Verification {
  const primary = primaryOf(service);
  if (!primary) return { effect: 'cannot-tell', says: 'ECS tells of no deployment.' };
  const { running, desired, failedTasks, rolloutState, rolloutStateReason } = primary;
  const failed = failedTasks > 0 ? `, ${failedTasks} failed to start or became unhealthy` : '';
  const tasks = `${running} of ${desired} new tasks run${failed}`;
  if (rolloutState === 'COMPLETED') return { effect: 'seen', says: `The deployment is complete: ${tasks}.` };
  if (rolloutState === 'FAILED') {
    return { effect: 'worse', says: ended(`The deployment failed: ${rolloutStateReason ?? tasks}`) };
  }
  const trouble = troubleSince(service, since);
  const says = ended(`Under way: ${tasks}${trouble === null ? '' : `. ECS says: ${trouble}`}`);
  return { effect: failedTasks > 0 && running === 0 ? 'worse' : 'not-seen', says };
}

/** Texts of AWS may end in a full stop or not. */
function ended(sentence: string): string {
  return /[.!]$/.test(sentence) ? sentence : `${sentence}.`;
}
