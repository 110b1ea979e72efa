import { fact, maybe } from '#playbook';
import { instanceArns, instances as describe } from '#aws/ecs-instances';
import type { ContainerInstance } from '#aws/ecs-instances';
import { episode } from './episode.ts';
import { running } from './own-tasks.ts';
import { service, target } from './target.ts';

export type { ContainerInstance };

/** Thousands of instances say no more than hundreds. */
const MOST = 500;

/** The instances of the cluster, where a service on EC2 has tasks that find no place; none otherwise. */
export const instances = fact({
  id: 'ecs.instances',
  title: 'Instances of the cluster',
  step: 'Instances',
  from: { target, episode, service: maybe(service), running: maybe(running) },
  reads: [instanceArns, describe],
  withinMs: 8000,
  learn: async ({ target, episode, service, running }, { read }): Promise<readonly ContainerInstance[]> => {
    const own = service.known ? service.value : null;
    const fargate =
      own?.launchType === 'FARGATE' || (own?.capacityProviders ?? []).some((name) => name.startsWith('FARGATE'));
    const lost = running.known && running.value.some(({ connectivity }) => connectivity === 'DISCONNECTED');
    const unplaced = episode.failures.some(({ sign }) => sign === 'placement' || sign === 'agent');
    const needed = unplaced || lost || ((episode.missing > 0 || episode.stuck.length > 0) && !fargate);
    if (fargate || !needed) return [];
    const { cluster } = target;
    const arns = await read(instanceArns, { cluster });
    return arns.length > 0 ? read(describe, { cluster, arns: arns.slice(0, MOST) }) : [];
  },
});
