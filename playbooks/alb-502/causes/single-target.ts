import { cause, maybe, offer } from '#playbook';
import type { Offer, Sighting } from '#playbook';
import { accessLog } from '#facts/alb/access-log';
import type { AccessLog } from '#facts/alb/access-log';
import { episode } from '#facts/alb/episode';
import { groups } from '#facts/alb/groups';
import type { Group } from '#facts/alb/groups';
import { targetInterfaces } from '#facts/alb/paths';
import type { Arrival } from '#facts/alb/paths';
import type { RunningTask } from '#facts/ecs/tasks';
import { count, percent, sum } from '#facts/words';
import { stopOneTask } from '#remediations/ecs/stop-task';
import { deregisterOneTarget } from '#remediations/load-balancing/deregister-target';
import { running } from '../behind.ts';
import { failingTargets } from '../reading.ts';
import { connectTimeout } from './connecting.ts';
import { keepaliveMismatch, targetConnRefused } from './connection.ts';
import { targetGenerated5xx } from './answers.ts';
import { singleAz } from './zones.ts';

type Row = NonNullable<AccessLog>['targets']['rows'][number];

/** Fewer failures, or fewer requests that others served, may be chance. */
const FEW = 5;

export const singleTarget502 = cause({
  id: 'single-target-502',
  title: 'One target fails, the others serve',
  recognised:
    'The access log shows one target behind at least 70% of the failures, over several minutes in which others of its group served.',
  fix: 'Take that one target out: stop the task (ECS replaces it) or deregister the instance.',
  remedies: [stopOneTask, deregisterOneTarget],
  layer: 'dependency',
  refines: [targetConnRefused, keepaliveMismatch, connectTimeout, targetGenerated5xx],
  leadsTo: [singleAz],
  from: {
    episode,
    log: accessLog,
    groups: maybe(groups),
    running: maybe(running),
    interfaces: maybe(targetInterfaces),
  },
  judge: ({ episode, log, ...around }, say) => {
    if (!log) return say.ruledOut({ log: 'access logs are off, so single targets cannot be told apart' });
    const failing = failingTargets(log);
    const errors = sum(failing.map((target) => target.errors));
    const [worst] = failing;
    if (episode.rises.length === 0 || !worst) return say.ruledOut({ log: 'no logged failure names a target' });
    const group = groupOf(worst.key, log);
    const served = group ? servedIn(group) - servedIn(log.targets.rows.find(({ key }) => key === worst.key)) : 0;
    const lasting = worst.minutes >= 3 && worst.last - worst.first >= 180_000;
    if (worst.errors < 0.7 * errors || worst.errors < FEW || served < FEW || !lasting)
      return say.ruledOut({
        log: `the worst target, ${worst.key}, has ${percent(worst.errors, errors)} of the failures, and others of its group served ${count(served, 'request')}`,
      });
    return say.confirmed(
      `${worst.key} fails while its fellow targets serve.`,
      {
        log: {
          says: `${worst.key} answers for ${worst.errors.toLocaleString('en')} of ${count(errors, 'logged failure')}, over ${count(worst.minutes, 'minute')}; the others of its group served ${count(served, 'request')}`,
          quotes: [worst.key],
        },
      },
      {
        share: worst.errors / errors,
        resources: [worst.key, ...(group ? [group.key] : [])],
        scope: group ? [group.key] : [],
        offers: group ? takingOut(worst.key, group.key, around) : [],
      },
    );
  },
});

/** The target group that lost most requests: its is a target that most of them went to. */
function groupOf(target: string, { targetGroups, targets }: NonNullable<AccessLog>): Row | undefined {
  const failed = ({ outcomes }: Row) => sum(outcomes.filter(({ elb }) => (elb ?? 0) >= 500).map(({ count: n }) => n));
  const own = targets.rows.find(({ key }) => key === target);
  return targetGroups.rows
    .filter((group) => own !== undefined && failed(group) >= failed(own))
    .toSorted((a, b) => failed(b) - failed(a))[0];
}

/** Requests that a target answered, and not with a 5xx. */
function servedIn(row: Row | undefined): number {
  const served = (row?.outcomes ?? []).filter(({ elb, target }) => target !== 'none' && (elb ?? 0) < 500);
  return sum(served.map(({ count: n }) => n));
}

interface Around {
  readonly groups: Sighting<readonly Group[]>;
  readonly running: Sighting<readonly RunningTask[]>;
  readonly interfaces: Sighting<Readonly<Record<string, Arrival>>>;
}

/** A task is stopped, since its service starts another; anything else leaves its group. */
function takingOut(address: string, targetGroup: string, { groups, running, interfaces }: Around): readonly Offer[] {
  // Until it is known what runs, a target may be a task.
  if (!running.known || !groups.known) return [];
  const [, ip = '', port = ''] = /^(.+):(\d+)$/.exec(address) ?? [];
  const task = running.value.find((one) => one.interface?.privateIp === ip);
  if (task) return [offer(stopOneTask, { task: task.arn })];
  const byId = interfaces.known ? interfaces.value : {};
  const target = groups.value
    .find(({ group }) => group.arn === targetGroup)
    ?.targets.find(({ id, port: own }) => String(own) === port && (id === ip || byId[id]?.privateIps.includes(ip)));
  return target ? [offer(deregisterOneTarget, { targetGroup, target: target.id, port })] : [];
}
