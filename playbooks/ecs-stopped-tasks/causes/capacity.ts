import { cause, maybe } from '#playbook';
import { episode } from '#facts/ecs/episode';
import { called, service, target } from '#facts/ecs/target';
import { list } from '#facts/words';
import { bearing, having, none, told } from '../reading.ts';
import { afterStart } from './images.ts';
import { said } from './said.ts';
import { spotInterrupted } from './taken-away.ts';

export const spotCapacity = cause({
  id: 'spot-capacity',
  title: 'There is no Fargate Spot capacity',
  recognised: '“Capacity is unavailable at this time” for a service that is placed on FARGATE_SPOT.',
  fix: 'Give the capacity provider strategy a base on FARGATE, or add subnets in other zones.',
  layer: 'capacity',
  leadsTo: [...afterStart, spotInterrupted],
  from: { episode, target, service: maybe(service) },
  judge: ({ episode, target, service }, say) => {
    const own = having(episode, 'capacity');
    if (own.length === 0) return none(episode, say, 'capacity was there');
    const providers = service.known ? (service.value?.capacityProviders ?? []) : [];
    const ofTasks = own.flatMap(({ stop }) => stop?.task.capacityProvider ?? []);
    if (!service.known && ofTasks.length === 0) return say.unanswered(service.blind);
    const spot = providers.includes('FARGATE_SPOT') || ofTasks.includes('FARGATE_SPOT');
    if (!spot) return say.ruledOut({ service: 'it is not placed on Spot' });
    const only = !providers.includes('FARGATE');
    const evidence = {
      episode: told(own, target, 'no capacity'),
      service: `its tasks are placed with ${list(providers.length > 0 ? providers : ofTasks)}`,
    };
    const says = `Fargate Spot has no capacity for tasks of ${called(target)}.`;
    const given = bearing(own, episode, target);
    return only ? say.confirmed(says, evidence, given) : say.likely(says, evidence, given);
  },
});

export const fargateCapacity = cause({
  id: 'fargate-capacity',
  title: 'There is no Fargate capacity',
  recognised: '“Capacity is unavailable at this time” for a service that is not placed on Spot.',
  fix: 'Add subnets in other zones, or try a smaller task size; otherwise wait, and open a case with AWS if it lasts.',
  layer: 'capacity',
  leadsTo: [...afterStart, spotInterrupted],
  from: { episode, target, service: maybe(service) },
  judge: ({ episode, target, service }, say) => {
    const own = having(episode, 'capacity');
    if (own.length === 0) return none(episode, say, 'capacity was there');
    const providers = service.known ? (service.value?.capacityProviders ?? []) : [];
    const ofTasks = own.flatMap(({ stop }) => stop?.task.capacityProvider ?? []);
    if (providers.includes('FARGATE_SPOT') || ofTasks.includes('FARGATE_SPOT'))
      return say.ruledOut({ episode: 'it is placed on Spot' });
    const evidence = {
      episode: told(own, target, 'no capacity'),
      service:
        service.known && service.value
          ? `it is placed with ${list(providers.length > 0 ? providers : [service.value.launchType ?? 'FARGATE'])}`
          : undefined,
    };
    const says = `Fargate has no capacity for tasks of ${called(target)} in the zones of its subnets.`;
    const given = bearing(own, episode, target);
    return service.known ? say.confirmed(says, evidence, given) : say.likely(says, evidence, given);
  },
});

export const fargateQuota = said({
  id: 'fargate-quota',
  title: 'The account’s quota for Fargate is used up',
  recognised:
    '“You’ve reached the limit on the number of vCPUs (or tasks) you can run concurrently”, or the size of the task is above the limit.',
  fix: 'Raise the quota in Service Quotas (fargate, on-demand or Spot vCPU), or stop what is not needed.',
  layer: 'capacity',
  leadsTo: afterStart,
  is: ({ sign }) => sign === 'quota',
  what: 'a quota is reached',
  says: (_, target) => `The account may run no more on Fargate, so tasks of ${called(target)} are not started.`,
});

export const ephemeralStorageTimeout = said({
  id: 'ephemeral-storage-timeout',
  title: 'The disk of the task is not made in time',
  recognised: '“Timeout waiting for EphemeralStorage provisioning”: mostly a passing trouble of the platform.',
  fix: 'Wait for ECS to try again; if it lasts, open a case with AWS.',
  layer: 'dependency',
  leadsTo: afterStart,
  is: ({ sign }) => sign === 'storage-timeout',
  what: 'the disk is not ready in time',
  says: (_, target) => `Fargate does not make the disk for tasks of ${called(target)} in time.`,
  sure: 'likely',
});

export const provisioningQueueFull = said({
  id: 'provisioning-queue-full',
  title: 'Too many tasks wait for capacity',
  recognised: '“tasks provisioning capacity limit was exceeded”: a cluster may have 500 tasks that wait for instances.',
  fix: 'Find out why the capacity provider does not deliver instances, or start fewer tasks at once.',
  layer: 'capacity',
  leadsTo: afterStart,
  is: ({ sign }) => sign === 'provisioning-queue',
  what: 'the queue for capacity is full',
  says: (_, target) =>
    `The cluster has as many tasks waiting for capacity as it may, so those of ${called(target)} are refused.`,
});
