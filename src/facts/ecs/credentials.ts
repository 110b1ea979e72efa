import { fact, maybe, ReadFailure } from '#playbook';
import type { FactContext } from '#playbook';
import { secret } from '#aws/secretsmanager';
import type { Secret } from '#aws/secretsmanager';
import { parameterNames } from '#aws/ssm';
import * as logs from '#aws/logs';
import { rolesOf } from '../roles.ts';
import { episode } from './episode.ts';
import { isCutSetUp } from './failures.ts';
import type { Failure } from './failures.ts';
import { tails } from './log-tails.ts';
import { definitions } from './own-tasks.ts';
import { release } from './release.ts';

/** Secrets by the id they were asked by: what is known of them without reading, or null where there is none. */
export type Secrets = Readonly<Record<string, Secret | null>>;

const MOST = 8;
const SECRET_ARN = /arn:[\w-]+:secretsmanager:[\w-]+:\d{12}:secret:[\w/+=.@!-]+/g;

/** The ARNs of secrets that a text names. */
export function secretsIn(text: string): readonly string[] {
  return [...new Set((text.match(SECRET_ARN) ?? []).map((arn) => arn.replace(/\.+$/, '')))];
}

/** `…:secret:db-Ab12Cd:password::` → `…:secret:db-Ab12Cd`: a key of the JSON may follow in a task definition. */
export function secretId(from: string): string | null {
  if (!/^arn:[^:]+:secretsmanager:/.test(from)) return null;
  return from.split(':').slice(0, 7).join(':');
}

/** The secrets that failures name, and those of definitions whose tasks a database turned away. */
export const secrets = fact({
  id: 'ecs.secrets',
  title: 'Secrets that tasks need',
  step: 'Secrets and parameters',
  from: { episode, tails: maybe(tails), definitions: maybe(definitions) },
  reads: [secret],
  withinMs: 8000,
  learn: async ({ episode, tails, definitions }, context): Promise<Secrets> => {
    const of = (failures: readonly Failure[]) =>
      failures.flatMap(({ stop }) => {
        const containers = (stop && definitions.known && definitions.value[stop.task.taskDefinition]?.containers) || [];
        return containers.flatMap((one) => one.secrets.flatMap(({ from }) => secretId(from) ?? []));
      });
    const about = episode.failures.filter(isAboutSecrets);
    const named = about.flatMap(({ text }) => secretsIn(text));
    const turnedAway = Object.values(tails.known ? tails.value : {})
      .filter(({ error }) => error?.kind === 'bad-credentials')
      .map(({ task }) => task);
    const users = episode.failures.filter(({ stop }) => stop && turnedAway.includes(stop.task.arn));
    const wanted = new Set([...(named.length > 0 ? named : of(about)), ...of(users)]);
    return eachOf([...wanted].slice(0, MOST), context, (id) => context.read(secret, { id }));
  },
});

function isAboutSecrets(failure: Failure): boolean {
  const { sign, text } = failure;
  if (sign === 'secret-not-found' || sign === 'secret-deleted' || sign === 'json-key') return true;
  return isCutSetUp(failure) && /secret/i.test(text);
}

/** Names of parameters that a failure says are invalid. */
export function parametersIn(text: string): readonly string[] {
  const [, names] = /invalid (?:ssm )?parameters: ?\[?([^\n\]]+)/i.exec(text) ?? [];
  return (names ?? '')
    .split(/[,\s]+/)
    .map((name) => name.replace(/[.;]+$/, ''))
    .filter((name) => name !== '' && /^[\w./:-]+$/.test(name));
}

/** `arn:…:parameter/shop/db` → `/shop/db`, as Parameter Store lists it; a name without slashes stays as it is. */
export function parameterName(name: string): string {
  const [, path] = /:parameter\/(.+)$/.exec(name) ?? [];
  if (path === undefined) return name;
  return path.includes('/') ? `/${path}` : path;
}

/** Which of the parameters that failures name there are. */
export const parameters = fact({
  id: 'ecs.parameters',
  title: 'Parameters that tasks need',
  step: 'Secrets and parameters',
  from: { episode },
  reads: [parameterNames],
  withinMs: 8000,
  learn: async (
    { episode },
    { read },
  ): Promise<{ readonly wanted: readonly string[]; readonly there: readonly string[] }> => {
    const named = episode.failures
      .filter(({ sign }) => sign === 'parameter-missing')
      .flatMap(({ text }) => parametersIn(text));
    const wanted = [...new Set(named.map(parameterName))].slice(0, 50);
    return { wanted, there: wanted.length > 0 ? await read(parameterNames, { names: wanted }) : [] };
  },
});

/** Whether the log groups of the tasks that failed for their logs exist, by name. */
export const logGroups = fact({
  id: 'ecs.log-groups',
  title: 'Log groups of the tasks',
  step: 'Logs',
  from: { episode, definitions },
  reads: [logs.group],
  withinMs: 8000,
  learn: async ({ episode, definitions }, context): Promise<Readonly<Record<string, boolean>>> => {
    const failed = episode.failures.filter(
      (failure) => failure.sign === 'log-group-missing' || failure.sign === 'log-timeout' || isCutSetUp(failure),
    );
    const names = failed.flatMap(({ stop }) =>
      ((stop && definitions[stop.task.taskDefinition]?.containers) || []).flatMap(({ logs: own }) =>
        own && (own.region === null || own.region === context.place.region) ? [own.group] : [],
      ),
    );
    return eachOf(
      [...new Set(names)].slice(0, MOST),
      context,
      async (name) => (await context.read(logs.group, { name })) !== null,
    );
  },
});

/** The roles that a task could not be given, or that it lacks: those that failures name, and the execution role. */
const rolesAsked = fact({
  id: 'ecs.roles-asked',
  title: 'Roles of the tasks',
  step: 'Permissions',
  from: { episode, release: maybe(release) },
  learn: ({ episode, release }): readonly string[] => {
    const failed = episode.failures.filter(({ sign }) => sign === 'role-not-assumable' || sign === 'iam-misconfigured');
    if (failed.length === 0) return [];
    const named = failed.flatMap(({ text }) => text.match(/arn:[\w-]+:iam::\d{12}:role\/[\w+=,.@/-]+/g) ?? []);
    const definition = release.known ? release.value?.definition : null;
    const own = definition ? [definition.executionRole, definition.taskRole] : [];
    return [
      ...new Set([...named, ...(named.length > 0 ? [] : own)].flatMap((arn) => arn?.replace(/[.,]+$/, '') ?? [])),
    ];
  },
});

export const roles = rolesOf({ arns: rolesAsked, id: 'ecs.roles' });

/** Reads something of each; what failed for some is noted, what failed for all is thrown. */
async function eachOf<T>(
  ids: readonly string[],
  { unseen }: FactContext,
  learn: (id: string) => Promise<T>,
): Promise<Readonly<Record<string, T>>> {
  const failures: ReadFailure[] = [];
  const found = await Promise.all(
    ids.map(async (id): Promise<(readonly [string, T])[]> => {
      try {
        return [[id, await learn(id)]];
      } catch (error) {
        if (!(error instanceof ReadFailure)) throw error;
        failures.push(error);
        return [];
      }
    }),
  );
  const [first] = failures;
  if (first && failures.length === ids.length) throw first;
  for (const failure of failures) unseen(failure);
  return Object.fromEntries(found.flat());
}
