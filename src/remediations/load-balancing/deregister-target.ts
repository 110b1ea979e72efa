import { CannotChange, remediation } from '#playbook';
import type { LookContext, Place, Preview } from '#playbook';
import { metrics } from '#aws/cloudwatch';
import { networkInterfaces } from '#aws/ec2';
import { clusters, describeServices, services } from '#aws/ecs';
import { targetGroupAttributes, targetGroups, targetHealth } from '#aws/elbv2';
import type { TargetGroup, TargetHealth } from '#aws/elbv2';
import { balancingTags } from '#aws/elbv2-tags';
import { deregisterTarget, registerTarget } from '#aws/elbv2-writes';
import type { OneTarget } from '#aws/elbv2-writes';
import { groupsFedBy } from '#facts/ecs/services';
import { count } from '#facts/words';
import { awsCli } from '../aws-cli.ts';
import { compared } from '../compare.ts';
import { form, optional, text, wholeNumber } from '../form.ts';
import { foundIn, textFound } from '../found.ts';
import { ownersOf } from '../managed-by.ts';
import { errorsOf } from './balancer.ts';
import { groupName, groupField, groupOf } from './group.ts';

interface Params {
  readonly [member: string]: string | number | null;
  readonly targetGroup: string;
  readonly target: string;
  /** Null where the target is registered with one port only. */
  readonly port: number | null;
}

const hour = 3_600_000;
/** Others that must be healthy: one alone would be all there is. */
const leastLeft = 2;
const LEAVING = /draining|^unused$/;

export const deregisterOneTarget = remediation<Params>({
  id: 'alb.deregister-target',
  title: 'Take one target out of a target group',
  summary: 'For one bad target among good ones: it gets no more requests, and what is under way may finish.',
  parameters: [
    groupField,
    { name: 'target', label: 'Target', kind: 'text', hint: 'Instance id or IP address' },
    { name: 'port', label: 'Port', kind: 'number', hint: 'Only where it is registered with several' },
  ],
  parse: (given) =>
    form({
      targetGroup: groupName(given['targetGroup']),
      target: text(given['target'], /^(?:i-[0-9a-f]+|[0-9a-fA-F.:]{3,45})$/, 'Say an instance id or an IP address.'),
      port: optional(given['port'], (port) => wholeNumber(port, 1, 65_535)),
    }),
  risk: () => 'medium',
  lasts: { usualMs: 4 * hour, mostMs: 72 * hour },
  ends: 'undone',
  repeats: 'sets',
  reads: [
    targetGroups,
    targetHealth,
    targetGroupAttributes,
    balancingTags,
    networkInterfaces,
    clusters,
    services,
    describeServices,
    metrics,
  ],
  writes: [deregisterTarget, registerTarget],
  writesTo: { apply: [deregisterTarget], undo: [registerTarget] },

  preview: async ({ targetGroup, target: id, port }, _until, context) => {
    const { read, place } = context;
    const group = await groupOf(targetGroup, context);
    const { arn } = group;
    const [targets, attributes, managedBy] = await Promise.all([
      read(targetHealth, { targetGroup: arn }),
      read(targetGroupAttributes, { targetGroup: arn }),
      ownersOf([read(balancingTags, { arn })]),
    ]);
    const own = registered(targets, id, port, group);
    const others = targets.filter((one) => one !== own && one.state === 'healthy').length;
    if (others < leastLeft) {
      throw new CannotChange(
        `Only ${count(others, 'other target')} of ${group.name} would be left healthy; at least ${leastLeft} are needed.`,
      );
    }
    const zone = await zoneToKeep(own, group, context);
    const target = { arn, id, port: own.port ?? 0, zone };
    const delay = attributes.deregistrationDelaySeconds ?? 300;
    return {
      changes: [{ resource: arn, field: `Target ${id}:${target.port}`, before: 'registered', after: null }],
      found: target,
      resources: [arn],
      touches: [group.targetType === 'instance' ? instanceArn(id, place) : id],
      call: awsCli(
        'elbv2 deregister-targets',
        { 'target-group-arn': arn, targets: [`Id=${id},Port=${target.port}`] },
        place,
      ),
      undo: `${id}:${target.port} is registered again; it gets requests once it is found healthy.`,
      blastRadius:
        `${id}:${target.port} gets no more requests; what is under way there may take ${count(delay, 'second')} more. ` +
        `The ${others} other healthy targets of ${group.name} take its part.` +
        (group.targetType === 'instance' ? ' An Auto Scaling group may replace the instance.' : ''),
      managedBy,
    };
  },

  apply: (_params, preview, { write }) => write(deregisterTarget, targetIn(preview)),

  readBack: async (_params, preview, context) => {
    const state = await stateOf(targetIn(preview), context);
    return { outcome: state === null || LEAVING.test(state) ? 'took-effect' : 'did-not', says: said(state) };
  },

  verify: async (_params, preview, since, context) => {
    const { loadBalancers } = await groupOf(targetIn(preview).arn, context);
    const [balancer] = loadBalancers;
    if (balancer === undefined) return { effect: 'cannot-tell', says: 'The target group is behind no load balancer.' };
    return compared({ what: '5xx', ...errorsOf(balancer) }, since, context);
  },

  undo: (_params, preview, { write }) => write(registerTarget, targetIn(preview)),

  undone: async (_params, preview, context) => {
    const state = await stateOf(targetIn(preview), context);
    const back = state !== null && !LEAVING.test(state);
    return { outcome: back ? 'took-effect' : 'did-not', says: said(state), othersValue: false };
  },
});

/** The registration that is meant. Throws `CannotChange` where there is none, or more than one. */
function registered(
  targets: readonly TargetHealth[],
  id: string,
  port: number | null,
  { name, targetType }: TargetGroup,
): TargetHealth {
  if (targetType !== 'instance' && targetType !== 'ip')
    throw new CannotChange(`The target of ${name} is one ${targetType}: there are no others to take its part.`);
  const own = targets.filter((one) => one.id === id && (port === null || one.port === port));
  const [first, second] = own;
  if (!first) throw new CannotChange(`${id}${port === null ? '' : `:${port}`} is not registered with ${name}.`);
  if (second) throw new CannotChange(`${id} is registered with ${name} on several ports: say which.`);
  if (LEAVING.test(first.state)) throw new CannotChange(`${id} is leaving ${name} already: it is ${first.state}.`);
  return first;
}

/**
 * The zone that has to be named when the target comes back: `all`, or that of an address outside of the VPC. For any
 * other AWS finds it out. Throws `CannotChange` for a task: its service registers only new ones.
 */
async function zoneToKeep(own: TargetHealth, group: TargetGroup, context: LookContext): Promise<string | null> {
  const { read } = context;
  if (group.targetType === 'instance') {
    const service = await serviceFeeding(group.arn, context);
    if (service !== null) throw new CannotChange(taskOf(service, own.id));
    return null;
  }
  const known = await read(networkInterfaces, { privateIps: [own.id], ...(group.vpc !== null && { vpc: group.vpc }) });
  if (known.some(({ description }) => /^arn:[\w-]+:ecs:/.test(description)))
    throw new CannotChange(taskOf(null, own.id));
  if (own.zone === 'all') return 'all';
  return known.length > 0 ? null : own.zone;
}

/** The name of the ECS service that registers its tasks with a target group; null for none. */
async function serviceFeeding(group: string, { read }: LookContext): Promise<string | null> {
  const all = await read(clusters, {});
  const found = await Promise.all(
    all.map(async (cluster) => read(describeServices, { cluster, services: await read(services, { cluster }) })),
  );
  return found.flat().find((service) => groupsFedBy(service).includes(group))?.name ?? null;
}

function taskOf(service: string | null, target: string): string {
  const whose = service === null ? 'an ECS task' : `a task of the ECS service ${service}`;
  return `${target} is ${whose}: stop the task instead, and ECS replaces it.`;
}

function instanceArn(id: string, { partition, region, account }: Place): string {
  return `arn:${partition}:ec2:${region}:${account}:instance/${id}`;
}

async function stateOf({ arn, id, port }: OneTarget, { read }: LookContext): Promise<string | null> {
  const targets = await read(targetHealth, { targetGroup: arn });
  return targets.find((one) => one.id === id && one.port === port)?.state ?? null;
}

function said(state: string | null): string {
  return state === null ? 'The target is not registered.' : `The target is ${state}.`;
}

function targetIn(preview: Preview): OneTarget {
  const { port, zone } = foundIn(preview);
  if (typeof port !== 'number') throw new CannotChange('The preview does not say on which port the target is.');
  return {
    arn: textFound(preview, 'arn'),
    id: textFound(preview, 'id'),
    port,
    zone: typeof zone === 'string' ? zone : null,
  };
}
