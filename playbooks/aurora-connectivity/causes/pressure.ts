import { cause } from '#playbook';
import { memoryOf } from '#facts/aurora/limit';
import { members } from '#facts/aurora/members';
import type { Members } from '#facts/aurora/members';
import { highest, lowest, metrics, stretch, within } from '#facts/aurora/metrics';
import type { Gauge, Metrics, Point } from '#facts/aurora/metrics';
import { countOf, outage, shareOf } from '#facts/aurora/outage';
import { window } from '#facts/window';
import type { Window } from '#facts/window';
import { clock } from '#facts/words';
import { told, unheard } from '../reading.ts';

/** A level counts when it lasts for so many minutes. */
const LASTING = 5;
const GIB = 2 ** 30;
/** What clients of a database that cannot keep up report. */
const WAITS = ['slow', 'dropped', 'cut', 'proxy-pool', 'handshake'] as const;

function writerPoints(metrics: Metrics, members: Members, gauge: Gauge, window: Window): readonly Point[] {
  const machine = members.writer ?? members.all[0];
  return machine ? within(metrics.instances[machine.id]?.of(gauge) ?? [], window.from, window.to) : [];
}

function periods({ period }: Metrics): number {
  return Math.max(1, Math.ceil((LASTING * 60) / period));
}

export const cpuSaturated = cause({
  id: 'cpu-saturated',
  title: 'The CPU of the database is saturated',
  recognised: 'CPUUtilization of the writer at 95 % or more for five minutes.',
  fix: 'Find the queries that use it (Performance Insights); more capacity only buys time.',
  layer: 'symptom',
  consequence: true,
  from: { metrics, members, window, outage },
  judge: ({ metrics, members, window, outage }, say) => {
    const points = writerPoints(metrics, members, 'cpu', window);
    const first = stretch(points, periods(metrics), (value) => value >= 95);
    const most = highest(points);
    if (!first)
      return say.ruledOut({
        metrics: most ? `CPU of the writer at ${Math.round(most.value)} % at most` : 'no CPU metric is published',
      });
    const says = `The writer's CPU stood at ${Math.round(most?.value ?? 95)} % from ${clock(first.at)}.`;
    const because = {
      metrics: `CPUUtilization at ${Math.round(most?.value ?? 95)} %`,
      outage: told(outage, 'connections are slow or given up', ...WAITS),
    };
    const bearing = {
      since: first.at,
      share: shareOf(outage, ...WAITS),
      resources: members.writer ? [members.writer.arn] : undefined,
    };
    const silent = unheard(outage);
    if (silent) return say.unanswered(silent);
    return countOf(outage, ...WAITS) > 0 ? say.likely(says, because, bearing) : say.possible(says, because, bearing);
  },
});

export const memoryPressure = cause({
  id: 'memory-pressure',
  title: 'Memory runs short',
  recognised: 'FreeableMemory of the writer below 5 % of what its class has.',
  fix: 'Fewer connections, smaller work_mem or buffers, or a larger class.',
  layer: 'symptom',
  consequence: true,
  from: { metrics, members, window, outage },
  judge: ({ metrics, members, window, outage }, say) => {
    const machine = members.writer ?? members.all[0];
    const gib = memoryOf(machine?.class ?? '');
    const points = writerPoints(metrics, members, 'freeMemory', window);
    const least = lowest(points);
    if (!least) return say.ruledOut({ metrics: 'no metric of free memory is published' });
    // Serverless keeps its buffers in proportion to its capacity: what it has free tells little.
    if (gib === null)
      return say.ruledOut({ members: `how much memory ${machine?.class ?? 'the writer'} has is not fixed` });
    const part = least.value / (gib * GIB);
    if (part >= 0.05)
      return say.ruledOut({ metrics: `${(least.value / GIB).toFixed(1)} GiB of ${gib} are free at least` });
    const says = `Only ${Math.round(least.value / 2 ** 20)} MiB of ${gib} GiB were free at ${clock(least.at)}.`;
    const because = {
      metrics: `FreeableMemory at ${Math.round(least.value / 2 ** 20)} MiB`,
      outage: told(outage, 'connections are cut or given up', ...WAITS),
    };
    const bearing = {
      since: points.find(({ value }) => value < 0.05 * gib * GIB)?.at,
      share: shareOf(outage, ...WAITS),
      resources: machine ? [machine.arn] : undefined,
    };
    const silent = unheard(outage);
    if (silent) return say.unanswered(silent);
    return countOf(outage, ...WAITS) > 0 ? say.likely(says, because, bearing) : say.possible(says, because, bearing);
  },
});
