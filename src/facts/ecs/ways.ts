import { fact, maybe } from '#playbook';
import { networkAround } from '../network/around.ts';
import { egressFrom } from '../network/egress.ts';
import type { PlaceEgress } from '../network/egress.ts';
import type { NetworkPlace } from '../network/place.ts';
import { serviceFrom } from '../network/service.ts';
import type { ServiceWay } from '../network/service.ts';
import { episode } from './episode.ts';
import { isCutPull, isCutSetUp } from './failures.ts';
import type { Failure } from './failures.ts';
import type { Sign } from './signs.ts';
import { service } from './target.ts';

/** Failures for which the network matters. */
const NETWORKED: readonly Sign[] = [
  'pull-denied',
  'pull-forbidden',
  'pull-timeout',
  'layer-timeout',
  'pull-dns',
  'init-timeout',
  'init-denied',
  'log-timeout',
  'log-group-missing',
  'env-file',
  'no-addresses',
  'eni-timeout',
  'network-config',
  'efs',
];

export function isNetworked(failure: Failure): boolean {
  return NETWORKED.includes(failure.sign) || isCutPull(failure) || isCutSetUp(failure);
}

/** Where the tasks are in the network; null where that does not matter to what went wrong. */
export const place = fact({
  id: 'ecs.place',
  title: 'Subnets and security groups of the tasks',
  step: 'Network path',
  from: { episode, service: maybe(service) },
  learn: ({ episode, service }): NetworkPlace | null => {
    const failed = episode.failures.filter(isNetworked);
    if (failed.length === 0) return null;
    const own = service.known ? service.value : null;
    if (own?.network) {
      const { subnets, securityGroups, publicIp } = own.network;
      return { subnets, securityGroups, publicIp };
    }
    const subnets = [...new Set(failed.flatMap(({ stop }) => stop?.task.interface?.subnet ?? []))];
    return subnets.length > 0 ? { subnets, securityGroups: null, publicIp: null } : null;
  },
});

export const network = networkAround({ places: place });

/** How tasks reach the AWS services that they need to start, and the internet. */
export interface Ways {
  /** By service as VPC endpoints name it: `ecr.api`, `ecr.dkr`, `s3`, `secretsmanager`, `ssm`, `kms`, `logs`. */
  readonly services: Readonly<Record<string, ServiceWay>>;
  readonly egress: PlaceEgress;
}

const NEEDED = ['ecr.api', 'ecr.dkr', 's3', 'secretsmanager', 'ssm', 'kms', 'logs'];

export const ways = fact({
  id: 'ecs.ways',
  title: 'Ways from the tasks to what they need to start',
  step: 'Network path',
  from: { place, network },
  learn: ({ place, network }): Ways | null => {
    if (!place || !network) return null;
    const services = NEEDED.map((name) => [name, serviceFrom(place, { service: name }, network)] as const);
    return { services: Object.fromEntries(services), egress: egressFrom(place, network) };
  },
});

/** The AWS services that a failure was about to reach, as VPC endpoints name them; none for another host. */
export function servicesReached(failure: Failure): readonly string[] {
  const { sign, error, text } = failure;
  if (isCutPull(failure))
    return /failed to copy|Seeker/i.test(text) ? ['s3'] : /\.dkr[.-]ecr/i.test(text) ? ['ecr.dkr'] : [];
  const named = error?.peer.service;
  if (sign === 'layer-timeout') return ['s3'];
  if (named && NEEDED.includes(named)) return [named];
  if (sign === 'log-timeout') return ['logs'];
  if (sign === 'init-timeout' || sign === 'init-denied' || isCutSetUp(failure)) {
    if (/logger|log group|log stream/i.test(text)) return ['logs'];
    if (/ssm|Systems Manager|Parameter Store/i.test(text)) return ['ssm'];
    if (/asm|Secrets Manager|secretsmanager/i.test(text)) return ['secretsmanager'];
    return /ecr|registry auth/i.test(text) ? ['ecr.api'] : [];
  }
  if (/starport-layer-bucket|\.s3[.-]/i.test(text)) return ['s3'];
  return /\.dkr[.-]ecr/i.test(text) ? ['ecr.dkr'] : [];
}
