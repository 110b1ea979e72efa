import { fact, maybe } from '#playbook';
import type { Change } from '#playbook';
import { loadBalancer } from '#facts/alb/load-balancer';
import { episode } from '#facts/alb/episode';
import { network } from '#facts/alb/paths';
import { targetGroups } from '#facts/alb/targets';
import { changeOf, mentions, trailAround } from '#facts/changes';
import type { TrailEvent } from '#facts/changes';
import { groupsFedBy } from '#facts/ecs/services';
import { window } from '#facts/window';
import { minutesAfter } from '#facts/words';
import { rollouts, services } from './behind.ts';

export const trail = trailAround(episode);

/** What was changed around the onset on anything that requests to this load balancer pass through. */
export const changes = fact({
  id: 'alb-502.changes',
  title: 'Recent changes',
  step: 'Recent changes',
  from: {
    trail: maybe(trail),
    rollouts: maybe(rollouts),
    services: maybe(services),
    loadBalancer: maybe(loadBalancer),
    targetGroups: maybe(targetGroups),
    network: maybe(network),
    window,
  },
  learn: ({ trail, rollouts, services, loadBalancer, targetGroups, network, window }): readonly Change[] => {
    const balancer = loadBalancer.known
      ? [loadBalancer.value.arn, loadBalancer.value.id, ...loadBalancer.value.securityGroups]
      : [];
    const groups = targetGroups.known ? targetGroups.value.map(({ arn }) => arn) : [];
    const names = [
      ...balancer,
      ...groups,
      ...(services.known ? services.value.flatMap(({ arn, name }) => [arn, name]) : []),
      ...(network.known ? (network.value.securityGroups ?? []).map(({ id }) => id) : []),
      ...(network.known ? (network.value.networkAcls ?? []).map(({ id }) => id) : []),
      ...(network.known ? (network.value.routeTables ?? []).map(({ id }) => id) : []),
    ];
    /** A load balancer serves all of its groups, a service those that its tasks are in. */
    const restOn = (event: TrailEvent): readonly string[] =>
      mentions(event, balancer)
        ? [...balancer, ...groups]
        : (services.known ? services.value : [])
            .filter(({ arn, name }) => mentions(event, [arn, name]))
            .flatMap(groupsFedBy);
    const called = (trail.known ? trail.value : [])
      .filter((event) => mentions(event, names))
      .map((event) => ({ ...changeOf(event), affects: restOn(event) }));
    const rolled = (rollouts.known ? rollouts.value : [])
      .filter(({ started }) => started >= minutesAfter(window.from, -60))
      .map(({ service, started, revision, previous, state }): Change => ({
        at: started,
        what: `${service.name} ${previous ? `went from ${previous} to` : 'was deployed as'} ${revision} (${state.toLowerCase().replaceAll('_', ' ')})`,
        who: null,
        event: null,
        resources: [service.arn],
        affects: groupsFedBy(service),
      }));
    return [...called, ...rolled].toSorted((a, b) => a.at.getTime() - b.at.getTime());
  },
});
