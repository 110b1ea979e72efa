import type { BlindSpot } from '#playbook';
import { reachService } from '#network';
import type { Path, SubnetReach } from '#network';
import type { NetworkAround } from './around.ts';
import { endpointPolicy } from './endpoint-policy.ts';
import type { PolicyVerdict } from './endpoint-policy.ts';
import { hiddenOf } from './hops.ts';
import { endOf } from './place.ts';
import type { NetworkPlace } from './place.ts';

export type { SubnetReach } from '#network';
export type { PolicyVerdict } from './endpoint-policy.ts';

/** An AWS service as VPC endpoints name it, and what is asked of it where that is known. */
export interface ServiceAsk {
  /** `s3`, `ecr.api`, `secretsmanager`, or a full endpoint service name. */
  readonly service: string;
  /** `ssm:GetParameters` */
  readonly action?: string | null;
  /** ARN. */
  readonly resource?: string | null;
}

/** An endpoint that takes the service's requests, and what its policy says of them. */
export interface UsedEndpoint {
  readonly id: string;
  readonly groups: readonly string[];
  readonly policy: PolicyVerdict;
}

/** How a place reaches an AWS service, over all of its subnets and from each. */
export interface ServiceWay {
  readonly ask: ServiceAsk;
  readonly path: Path;
  readonly subnets: readonly SubnetReach[];
  /** Endpoints on the way, each once. */
  readonly endpoints: readonly UsedEndpoint[];
  /** What keeps `path` from being known; null when it is. */
  readonly hidden: BlindSpot | null;
}

export function serviceFrom(place: NetworkPlace, ask: ServiceAsk, network: NetworkAround): ServiceWay {
  const { path, subnets } = reachService(endOf(place), ask.service, network);
  const ids = new Set(subnets.flatMap(({ endpoint }) => endpoint ?? []));
  const endpoints = (network.vpcEndpoints ?? [])
    .filter(({ id }) => ids.has(id))
    .map(({ id, groups, policy }) => ({
      id,
      groups,
      policy: endpointPolicy(policy, ask.action ?? null, ask.resource ?? null),
    }));
  return { ask, path, subnets, endpoints, hidden: hiddenOf(path, network) };
}
