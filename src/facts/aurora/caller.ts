import { ReadFailure } from '#playbook';
import type { FactContext } from '#playbook';
import * as ecs from '#aws/ecs';
import type { Service } from '#aws/ecs';
import * as rdsClients from '#aws/rds-clients';
import type { FunctionClient, TaskClient } from '#aws/rds-clients';
import type { Client } from './client.ts';

/** Calls that it takes to look at one client that is known by name. */
export const callerReads = [ecs.clusters, ecs.describeServices, rdsClients.taskClient, rdsClients.functionClient];

/** What was said about who connects, in the words of how the subject was found: `ECS service main/checkout`. */
export type Caller =
  | { readonly kind: 'ECS service'; readonly cluster: string; readonly name: string }
  | { readonly kind: 'Lambda function'; readonly name: string };

/** The client that the question named; null where it named none. */
export function callerIn(via: string | undefined): Caller | null {
  const [, kind, cluster = '', name = ''] =
    /\b(ECS service|Lambda function) (?:([\w-]+)\/)?([\w:-]+)$/.exec(via ?? '') ?? [];
  if (kind === 'ECS service' && cluster !== '') return { kind, cluster, name };
  return kind === 'Lambda function' ? { kind, name } : null;
}

/** The client as it is set up; null when it is gone. */
export async function readCaller(caller: Caller, context: FactContext): Promise<Client | null> {
  const { read } = context;
  if (caller.kind === 'Lambda function')
    return ofFunction(await read(rdsClients.functionClient, { name: caller.name, part: 'databases' }), 'asked');
  const [service] = await read(ecs.describeServices, { cluster: caller.cluster, services: [caller.name] });
  if (!service) return null;
  return ofService(service, await definitionOf(service, context), 'asked');
}

/** What cannot be read is taken to log where the console lets tasks log, and to say nothing of its database. */
async function definitionOf({ taskDefinition: arn }: Service, { read, unseen }: FactContext): Promise<TaskClient> {
  try {
    return await read(rdsClients.taskClient, { arn, part: 'databases' });
  } catch (error) {
    if (!(error instanceof ReadFailure)) throw error;
    unseen(error);
    const family = arn.split('/').at(-1)?.split(':')[0] ?? '';
    return { arn, taskRole: null, containers: [{ name: family, hosts: [], secrets: [], logGroup: `/ecs/${family}` }] };
  }
}

export function ofFunction(wire: FunctionClient, link: Client['link']): Client {
  return {
    kind: 'Lambda function',
    name: wire.name,
    arn: wire.arn,
    link,
    hosts: wire.hosts,
    secrets: wire.secrets,
    logGroups: [wire.logGroup],
    role: wire.role,
    // The interfaces of functions never have a public address.
    network: wire.network && { ...wire.network, publicIp: false },
    changedAt: wire.changedAt,
    createdAt: null,
    service: null,
  };
}

export function ofService(service: Service, { containers, taskRole }: TaskClient, link: Client['link']): Client {
  const newest = service.deployments.find(({ status }) => status === 'PRIMARY') ?? service.deployments[0];
  return {
    kind: 'ECS service',
    name: service.name,
    arn: service.arn,
    link,
    hosts: containers.flatMap(({ hosts }) => hosts),
    secrets: containers.flatMap(({ secrets }) => secrets),
    logGroups: [...new Set(containers.flatMap(({ logGroup }) => logGroup ?? []))],
    role: taskRole,
    network: service.network && {
      subnets: service.network.subnets,
      securityGroups: service.network.securityGroups,
      publicIp: service.network.publicIp,
    },
    changedAt: newest?.createdAt ?? null,
    createdAt: service.createdAt,
    service,
  };
}
