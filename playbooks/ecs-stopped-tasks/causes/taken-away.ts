import { cause } from '#playbook';
import type { Cause } from '#playbook';
import { episode } from '#facts/ecs/episode';
import type { Episode } from '#facts/ecs/episode';
import type { Sign } from '#facts/ecs/signs';
import { goneAt } from '#facts/ecs/stops';
import type { Stop } from '#facts/ecs/stops';
import { called, target } from '#facts/ecs/target';
import { count } from '#facts/words';
import { arnOf, linkTo, none } from '../reading.ts';

interface Taken {
  readonly id: string;
  readonly title: string;
  readonly recognised: string;
  readonly fix: string;
  readonly is: (stop: Stop) => boolean;
  readonly how: string;
  readonly leadsTo?: readonly Cause[];
}

/** Failures that come of the same want of a place. */
const UNPLACED: readonly Sign[] = ['capacity', 'placement', 'start-throttled', 'agent'];

/** Tasks that were stopped because their place was taken away: no fault of theirs. */
export function taken({ is, how, leadsTo = [], ...about }: Taken): Cause {
  return cause({
    ...about,
    layer: 'dependency',
    leadsTo,
    from: { episode, target },
    judge: ({ episode, target }, say) => {
      const own = episode.normal.filter(is);
      const [first] = own;
      if (!first) return none(episode, say, 'no task was stopped like this');
      const zones = [...new Set(own.flatMap(({ task }) => task.zone ?? []))];
      const hosts = [...new Set(own.flatMap(({ task }) => task.instance ?? []))];
      const where = own.length > 1 && zones.length === 1 ? `, all in ${zones[0]}` : '';
      const says = `${count(own.length, 'task')} of ${called(target)} ${own.length === 1 ? 'was' : 'were'} stopped ${how}${where}.`;
      const because = {
        episode: {
          says: `${count(own.length, 'task')} ${how}`,
          quotes: [first.task.stoppedReason ?? '', first.task.stopCode ?? ''],
          link: linkTo(target),
        },
      };
      const bearing = {
        share: episode.missing > 0 ? Math.min(1, own.length / episode.missing) : undefined,
        since: goneAt(first),
        resources: [...hosts, arnOf(target), ...own.slice(-10).map(({ task }) => task.arn)],
      };
      // Beside tasks that fail of themselves it explains nothing: these were replaced.
      return isAlone(episode) ? say.confirmed(says, because, bearing) : say.possible(says, because, bearing);
    },
  });
}

function isAlone({ failures }: Episode): boolean {
  return failures.every(({ sign }) => UNPLACED.includes(sign));
}

export const spotInterrupted = taken({
  id: 'spot-interrupted',
  title: 'AWS took Spot capacity back',
  recognised:
    'Tasks stopped with SpotInterruption or TerminationNotice, or “Your Spot Task was interrupted”. ECS replaces them where there is capacity.',
  fix: 'Keep a base of tasks on FARGATE (or on-demand instances), and let the application end within two minutes.',
  is: ({ kind }) => kind === 'spot',
  how: 'because Spot took the capacity back',
});
