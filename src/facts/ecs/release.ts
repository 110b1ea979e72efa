import { fact, maybe, ReadFailure } from '#playbook';
import type { Service, TaskDefinition } from '#aws/ecs';
import * as ecs from '#aws/ecs';
import { clock, list, minutesAfter } from '../words.ts';
import { differences } from './differences.ts';
import { episode } from './episode.ts';
import type { Episode } from './episode.ts';
import { history } from './history.ts';
import type { PastDeployment } from './history.ts';
import { definitions, running } from './own-tasks.ts';
import { revisionOf } from './rollouts.ts';
import { service } from './target.ts';

/** The revision whose tasks fail, and the one before it that went well. */
export interface Release {
  /** `checkout:42` */
  readonly failing: string;
  readonly deployedAt: Date | null;
  /** Who registered it. */
  readonly by: string | null;
  /** Null where nothing tells of one. */
  readonly good: string | null;
  /** What the failing one does otherwise, a phrase each; null where it could not be compared. */
  readonly differences: readonly string[] | null;
  /** It was deployed at most this long before the first failure that it may be what made the difference. */
  readonly recent: boolean;
  readonly definition: TaskDefinition | null;
}

/** A deployment that began longer before the first failure is not what changed. Minutes. */
const RECENT = 180;

export const release = fact({
  id: 'ecs.release',
  title: 'The revision that fails, against the last good one',
  step: 'Task definitions',
  from: { episode, service, history: maybe(history), running: maybe(running), definitions: maybe(definitions) },
  reads: [ecs.taskDefinition],
  learn: async ({ episode, service, history, running, definitions }, { read, unseen }): Promise<Release | null> => {
    const failing = failingOf(episode, service);
    if (failing === null) return null;
    const past = history.known ? history.value : [];
    const known = definitions.known ? definitions.value : {};
    const good = goodOf(failing, service, past, running.known ? running.value : []);
    const deployedAt = startOf(failing, service, past);
    const describe = async (arn: string) => known[arn] ?? read(ecs.taskDefinition, { arn });
    const orNull = async (arn: string | null) => {
      if (arn === null) return null;
      try {
        return await describe(arn);
      } catch (error) {
        if (!(error instanceof ReadFailure)) throw error;
        if (error.why !== 'absent') unseen(error);
        return null;
      }
    };
    const [own, before] = await Promise.all([orNull(failing), orNull(good)]);
    return {
      failing: revisionOf(failing),
      deployedAt,
      by: own?.registeredBy?.split('/').at(-1) ?? null,
      good: good === null ? null : revisionOf(good),
      differences: own && before ? differences(before, own) : null,
      recent: deployedAt !== null && deployedAt >= minutesAfter(episode.since, -RECENT),
      definition: own,
    };
  },
});

/** The revision of most failures; without any, the one that is being deployed. */
function failingOf({ failures, troubled, stuck }: Episode, service: Service | null): string | null {
  const counts = new Map<string, number>();
  const tasks = [...failures.flatMap(({ stop }) => stop?.task ?? []), ...stuck];
  for (const { taskDefinition } of tasks) counts.set(taskDefinition, (counts.get(taskDefinition) ?? 0) + 1);
  const [most] = [...counts].toSorted(([a, n], [b, m]) => m - n || (a < b ? 1 : -1));
  return most?.[0] ?? troubled[0]?.taskDefinition ?? service?.taskDefinition ?? null;
}

function goodOf(
  failing: string,
  service: Service | null,
  past: readonly PastDeployment[],
  running: readonly { readonly taskDefinition: string; readonly lastStatus: string }[],
): string | null {
  const other = (arn: string | null | undefined) => (arn && arn !== failing ? arn : null);
  const ofFailing = past.find((one) => one.taskDefinition === failing);
  const candidates = [
    ...(ofFailing?.before ?? []),
    ...past
      .filter(
        ({ status, startedAt }) =>
          status === 'SUCCESSFUL' && startedAt !== null && (!ofFailing?.startedAt || startedAt <= ofFailing.startedAt),
      )
      .map(({ taskDefinition }) => taskDefinition),
    ...(service?.deployments ?? [])
      .filter(({ rolloutState, running: up }) => rolloutState === 'COMPLETED' || up > 0)
      .map(({ taskDefinition }) => taskDefinition),
    ...running.filter(({ lastStatus }) => lastStatus === 'RUNNING').map(({ taskDefinition }) => taskDefinition),
  ];
  return candidates.flatMap((arn) => other(arn) ?? [])[0] ?? null;
}

function startOf(failing: string, service: Service | null, past: readonly PastDeployment[]): Date | null {
  const own = service?.deployments.find(({ taskDefinition }) => taskDefinition === failing)?.createdAt;
  return own ?? past.find(({ taskDefinition }) => taskDefinition === failing)?.startedAt ?? null;
}

/** `checkout:42 replaced checkout:41 at 13:40 UTC (registered by ci): image a → b`; null where nothing was released lately. */
export function releaseText(release: Release | null): string | undefined {
  if (!release?.recent || release.deployedAt === null) return undefined;
  const { failing, good, deployedAt, by, differences: found } = release;
  const who = by === null ? '' : ` (registered by ${by})`;
  const what = found === null ? '' : found.length > 0 ? `: ${list(found, 4)}` : ': nothing in it differs';
  return `${failing} ${good ? `replaced ${good}` : 'was deployed'} at ${clock(deployedAt)}${who}${what}`;
}
