import { cause, maybe } from '#playbook';
import { accessLog } from '#facts/alb/access-log';
import { episode } from '#facts/alb/episode';
import { groups } from '#facts/alb/groups';
import { zoneTraffic } from '#facts/alb/traffic';
import { count, percent, sum } from '#facts/words';
import { failingTargets } from '../reading.ts';
import { targetConnRefused } from './connection.ts';

/** Failures that gather in one place. */

export const singleAz = cause({
  id: 'single-az',
  title: 'Errors come from one Availability Zone',
  recognised: 'Four in five of the errors come from one zone of the load balancer, and the other zones are as usual.',
  fix: 'Check network ACLs, routes and targets of that zone and AWS Health; if zonal shift is enabled, shift away from the zone.',
  layer: 'dependency',
  from: { episode, zones: zoneTraffic },
  judge: ({ episode, zones }, say) => {
    const errors = sum(zones.map((zone) => zone.errors));
    const [worst, ...others] = zones.toSorted((a, b) => b.errors - a.errors);
    if (episode.rises.length === 0 || !worst || others.length === 0 || errors === 0)
      return say.ruledOut({ zones: 'no zone has more errors than the others' });
    const requests = sum(zones.map((zone) => zone.requests));
    const rate = (zone: { errors: number; requests: number }) => zone.errors / Math.max(1, zone.requests + zone.errors);
    const apart =
      worst.errors >= 0.8 * errors &&
      worst.requests < 0.8 * Math.max(1, requests) &&
      others.every((zone) => rate(zone) <= 0.2 * rate(worst));
    if (!apart) return say.ruledOut({ zones: `${worst.zone} has ${percent(worst.errors, errors)} of the errors` });
    return say.confirmed(
      `Requests that enter through ${worst.zone} fail; the other zones serve as usual.`,
      {
        zones: {
          says: `${worst.zone}: ${count(worst.errors, 'error')} (${percent(worst.errors, errors)} of all); others: ${others.map((zone) => `${zone.zone} ${zone.errors}`).join(', ')}`,
          quotes: [worst.zone],
        },
      },
      { share: worst.errors / errors, resources: [worst.zone] },
    );
  },
});

export const singleTarget502 = cause({
  id: 'single-target-502',
  title: 'One target fails, the others serve',
  recognised:
    'The access log shows one target behind at least 70% of the failures of a group with several, over several minutes.',
  fix: 'Take that one target out: stop the task (ECS replaces it) or deregister the instance.',
  layer: 'dependency',
  refines: [targetConnRefused],
  leadsTo: [singleAz],
  from: { episode, log: accessLog, groups: maybe(groups) },
  judge: ({ episode, log, groups }, say) => {
    if (!log) return say.ruledOut({ log: 'access logs are off, so single targets cannot be told apart' });
    const failing = failingTargets(log);
    const errors = sum(failing.map((target) => target.errors));
    const [worst] = failing;
    if (episode.rises.length === 0 || !worst) return say.ruledOut({ log: 'no logged failure names a target' });
    const fellows = groups.known
      ? groups.value.filter(({ targets }) => targets.some(({ id, port }) => `${id}:${port}` === worst.key))
      : [];
    const alone = fellows.length > 0 ? fellows.every(({ targets }) => targets.length < 2) : log.targets.rows.length < 2;
    const lasting = worst.minutes >= 3 && worst.last - worst.first >= 180_000;
    if (worst.errors < 0.7 * errors || worst.errors < 5 || alone || !lasting)
      return say.ruledOut({
        log: `the worst target, ${worst.key}, has ${percent(worst.errors, errors)} of the failures`,
      });
    return say.confirmed(
      `${worst.key} fails while its fellow targets serve.`,
      {
        log: {
          says: `${worst.key} answers for ${worst.errors} of ${count(errors, 'logged failure')}, over ${count(worst.minutes, 'minute')}`,
          quotes: [worst.key],
        },
      },
      {
        share: worst.errors / errors,
        resources: [worst.key, ...fellows.map(({ group }) => group.arn)],
        scope: fellows.map(({ group }) => group.arn),
      },
    );
  },
});
