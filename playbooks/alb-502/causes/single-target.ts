import { cause, maybe } from '#playbook';
import { accessLog } from '#facts/alb/access-log';
import { episode } from '#facts/alb/episode';
import { groups } from '#facts/alb/groups';
import { count, percent, sum } from '#facts/words';
import { failingTargets, groupsOf } from '../reading.ts';
import { connectTimeout } from './connecting.ts';
import { keepaliveMismatch, targetConnRefused } from './connection.ts';
import { targetGenerated5xx } from './answers.ts';
import { singleAz } from './zones.ts';

export const singleTarget502 = cause({
  id: 'single-target-502',
  title: 'One target fails, the others serve',
  recognised:
    'The access log shows one target behind at least 70% of the failures of a group with several, over several minutes.',
  fix: 'Take that one target out: stop the task (ECS replaces it) or deregister the instance.',
  layer: 'dependency',
  refines: [targetConnRefused, keepaliveMismatch, connectTimeout, targetGenerated5xx],
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
          says: `${worst.key} answers for ${worst.errors.toLocaleString('en')} of ${count(errors, 'logged failure')}, over ${count(worst.minutes, 'minute')}`,
          quotes: [worst.key],
        },
      },
      {
        share: worst.errors / errors,
        resources: [worst.key, ...fellows.map(({ group }) => group.arn), ...groupsOf(log, 500, 502, 503, 504)],
        scope: fellows.map(({ group }) => group.arn),
      },
    );
  },
});
