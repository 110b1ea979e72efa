import { cause, maybe, offer } from '#playbook';
import { episode } from '#facts/alb/episode';
import type { Group } from '#facts/alb/groups';
import { fed, groups, targetName } from '#facts/alb/groups';
import { loadBalancer } from '#facts/alb/load-balancer';
import { routing } from '#facts/alb/routing';
import type { Route } from '#facts/alb/routing';
import { groupTraffic } from '#facts/alb/traffic';
import { groupsFedBy, serviceKey } from '#facts/ecs/services';
import { targetGroupLink } from '#facts/links';
import { count, list, percent } from '#facts/words';
import { setDesired } from '#remediations/ecs/set-desired-count';
import { ruleWeights } from '#remediations/load-balancing/rule-weights';
import { services } from '../behind.ts';
import { amount, risen, served, shareOf } from '../reading.ts';

const named = (groups: readonly Group[]) => list(groups.map(({ group }) => group.name));
const arns = (groups: readonly Group[]) => groups.map(({ group }) => group.arn);

export const allUnhealthyFailOpen = cause({
  id: 'all-unhealthy-fail-open',
  title: 'All targets are unhealthy, and requests are sent to them all the same',
  recognised:
    'A target group in use whose targets are all unhealthy while 502s or 504s rose: with none healthy, the load balancer routes to all of them. It is always the consequence of something else.',
  fix: 'Find out why the targets fail their health checks; the load balancer returns to normal by itself.',
  layer: 'symptom',
  consequence: true,
  from: { episode, groups, traffic: maybe(groupTraffic) },
  judge: ({ episode, groups, traffic }, say) => {
    const down = served(groups).filter(
      ({ seen, healthy, starting, unhealthy }) =>
        seen && unhealthy.length > 0 && healthy.length === 0 && starting.length === 0,
    );
    const errors = risen(episode, 'elb502', 'elb504', 'target5xx');
    const [first] = down;
    if (!first || errors === 0)
      return say.ruledOut({ groups: 'every group in use has a target that is not unhealthy' });
    const routed = down.some(({ group }) => traffic.known && (traffic.value[group.arn]?.unhealthyRouting ?? 0) > 0);
    const because = {
      groups: {
        says: `no healthy target in ${named(down)}: ${list([...new Set(down.flatMap(({ unhealthy }) => unhealthy.map(({ reason }) => reason ?? 'unhealthy')))])}`,
        quotes: [first.unhealthy[0]?.reason ?? ''],
        link: targetGroupLink(first.group.arn),
      },
      traffic: routed ? 'requests were routed to unhealthy targets' : undefined,
    };
    const says = `Nothing healthy is left in ${named(down)}, so requests go to unhealthy targets.`;
    const bearing = { resources: arns(down), scope: arns(down) };
    return routed ? say.confirmed(says, because, bearing) : say.likely(says, because, bearing);
  },
});

export const allDrainingOrInitial = cause({
  id: 'all-draining-or-initial',
  title: 'All targets are starting or draining',
  recognised:
    'A target group in use whose targets are all initial or draining while 503s rose: a gap between old and new.',
  fix: 'Keep old tasks until new ones are healthy: minimum healthy percent above 0, a health check that passes soon after the start.',
  layer: 'symptom',
  consequence: true,
  from: { episode, groups },
  judge: ({ episode, groups }, say) => {
    const between = fed(groups).filter(
      ({ seen, targets, starting, draining }) =>
        seen && targets.length > 0 && starting.length + draining.length === targets.length,
    );
    if (between.length === 0 || risen(episode, 'elb502', 'elb503', 'elb504') === 0)
      return say.ruledOut({ groups: 'every group in use has a target that is neither starting nor draining' });
    const [first] = between.flatMap(({ starting, draining }) => [...starting, ...draining]);
    const because = {
      groups: {
        says: `${named(between)}: ${count(between.flatMap(({ starting }) => starting).length, 'target')} starting, ${count(between.flatMap(({ draining }) => draining).length, 'target')} draining`,
        quotes: [first?.reason ?? '', first?.description ?? ''],
      },
    };
    return say.confirmed(`No target of ${named(between)} is ready to serve.`, because, {
      resources: arns(between),
      scope: arns(between),
      share: shareOf(risen(episode, 'elb503'), episode),
    });
  },
});

export const noRegisteredTargets = cause({
  id: 'no-registered-targets',
  title: 'A rule sends requests to a target group without targets',
  recognised: 'A target group in use has no registered target at all while 503s rose.',
  fix: 'Register targets, or start the service: its desired count may be 0 or its tasks may fail to start.',
  remedies: [setDesired],
  layer: 'config',
  from: { episode, groups: maybe(groups), services: maybe(services), routing: maybe(routing) },
  judge: ({ episode, groups: read, services, routing }, say) => {
    const n503 = risen(episode, 'elb503');
    if (n503 === 0) return say.ruledOut({ episode: '503s did not rise' });
    if (!read.known) {
      const because = { episode: amount(n503, '503', episode) };
      return say.possible('503s usually mean a target group with nothing to send requests to.', because);
    }
    const groups = read.value;
    const empty = fed(groups).filter(({ seen, targets }) => seen && targets.length === 0);
    const [first] = empty;
    if (!first) return say.ruledOut({ groups: 'every group in use has targets' });
    const behind = services.known
      ? services.value.filter((service) => groupsFedBy(service).some((arn) => arns(empty).includes(arn)))
      : [];
    const stopped = behind.filter(({ desired }) => desired === 0);
    const because = {
      groups: {
        says: `${named(empty)}: no registered target`,
        link: targetGroupLink(first.group.arn),
      },
      episode: amount(n503, '503', episode),
      services:
        behind.length > 0
          ? behind
              .map(({ name, desired, running }) => `${name}: ${desired} tasks wanted, ${running} running`)
              .join('; ')
          : undefined,
    };
    const says =
      stopped.length > 0
        ? `${named(empty)} is empty because ${list(stopped.map(({ name }) => name))} is scaled to 0.`
        : `${named(empty)} has nothing to send requests to.`;
    const bearing = {
      share: shareOf(n503, episode),
      resources: [...arns(empty), ...behind.map(({ arn }) => arn)],
      scope: arns(empty),
      // How many tasks there should be is not kept anywhere.
      offers: stopped.map((service) => offer(setDesired, { service: serviceKey(service) })),
    };
    // Without the rules it is not known whether requests are sent there at all.
    return routing.known ? say.confirmed(says, because, bearing) : say.possible(says, because, bearing);
  },
});

export const wrongTgWeight = cause({
  id: 'wrong-tg-weight',
  title: 'A weighted rule sends part of the requests to an empty target group',
  recognised: 'A rule with several target groups gives weight to one that has no usable target, while another has.',
  fix: 'Give the empty group weight 0, or register its targets: a blue/green switch was left half done.',
  remedies: [ruleWeights],
  layer: 'config',
  refines: [noRegisteredTargets, allDrainingOrInitial],
  from: { episode, groups, routing },
  judge: ({ episode, groups, routing }, say) => {
    const n503 = risen(episode, 'elb503');
    if (n503 === 0) return say.ruledOut({ episode: '503s did not rise' });
    const usable = (arn: string) => {
      const group = groups.find(({ group }) => group.arn === arn);
      return !group?.seen || group.healthy.length + group.unhealthy.length > 0;
    };
    const wrong = routing.routes.filter(
      (route) =>
        route.part > 0 &&
        route.part < 1 &&
        !usable(route.targetGroup) &&
        routing.routes.some(({ rule, targetGroup, part }) => rule === route.rule && part > 0 && usable(targetGroup)),
    );
    const [first] = wrong;
    if (!first) return say.ruledOut({ routing: 'no weighted rule includes a group without usable targets' });
    const names = groups.filter(({ group }) => wrong.some(({ targetGroup }) => targetGroup === group.arn));
    const because = {
      routing: `rule ${first.priority} (${first.condition}) gives ${named(names)} weight ${first.weight}, ${percent(first.part, 1)} of its requests`,
      groups: `${named(names)} has no usable target`,
      episode: amount(n503, '503', episode),
    };
    return say.confirmed(
      `About ${percent(first.part, 1)} of the requests of that rule go to a group that cannot serve them.`,
      because,
      {
        share: shareOf(n503, episode),
        resources: [...arns(names), first.rule],
        scope: arns(names),
        offers: [offer(ruleWeights, { rule: first.rule, weights: emptied(first.rule, wrong, names) })],
      },
    );
  },
});

/** No requests for the groups of a rule that cannot serve: `checkout-next=0`. */
function emptied(rule: string, wrong: readonly Route[], groups: readonly Group[]): string {
  const own = wrong.filter((route) => route.rule === rule).map(({ targetGroup }) => targetGroup);
  return groups
    .filter(({ group }) => own.includes(group.arn))
    .map(({ group }) => `${group.name}=0`)
    .join(', ');
}

export const allTargetsUnused = cause({
  id: 'all-targets-unused',
  title: 'The registered targets cannot be used',
  recognised:
    'All targets of a group in use are “unused”: stopped, in a zone that the load balancer does not cover, or an address it may not use.',
  fix: 'Enable the targets’ zone on the load balancer, start the instances, or register other addresses: the reason says which.',
  layer: 'config',
  from: { episode, groups: maybe(groups), loadBalancer: maybe(loadBalancer) },
  judge: ({ episode, groups: read, loadBalancer }, say) => {
    const n503 = risen(episode, 'elb503', 'elb502', 'elb504');
    if (!read.known) {
      if (risen(episode, 'elb503') === 0) return say.ruledOut({ episode: '503s did not rise' });
      return say.possible('The registered targets may be unusable.', { episode: amount(n503, '5xx', episode) });
    }
    const groups = read.value;
    const unused = fed(groups).filter(
      ({ seen, targets, unused }) => seen && targets.length > 0 && unused.length === targets.length,
    );
    const [first] = unused.flatMap((group) => group.unused);
    if (!first || n503 === 0) return say.ruledOut({ groups: 'every group in use has a target that can be used' });
    const zones = [...new Set(unused.flatMap((group) => group.unused.map(({ zone }) => zone ?? '')))].filter(Boolean);
    const covered = loadBalancer.known ? loadBalancer.value.zones.map(({ zone }) => zone) : [];
    const outside = zones.filter((zone) => zone !== 'all' && covered.length > 0 && !covered.includes(zone));
    const because = {
      groups: {
        says: `all targets of ${named(unused)} are unused: ${list(unused.flatMap((group) => group.unused).map(targetName))}`,
        quotes: [first.reason ?? '', first.description ?? ''],
      },
      loadBalancer:
        outside.length > 0
          ? `targets are in ${list(outside)}, the load balancer covers ${list(covered, 6)}`
          : undefined,
    };
    const says =
      outside.length > 0
        ? `The targets are in ${list(outside)}, a zone the load balancer does not cover.`
        : `None of the targets of ${named(unused)} can be used.`;
    return say.confirmed(says, because, {
      share: shareOf(n503, episode),
      resources: [...arns(unused), ...unused.flatMap((group) => group.unused.map(targetName))],
      scope: arns(unused),
    });
  },
});
