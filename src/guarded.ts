import type { Logger } from 'pino';
import { changeAccess } from '#aws/change-access';
import type { App } from '#app';
import { createGuardedChanges, forbidsFrom, limitsOf, rightsFrom, runChanges, unaccountedFrom } from '#changes';
import type { GuardedChanges, LookUpRights, People, Where } from '#changes';
import type { Config, Env } from '#config';
import { remedies } from '#remediations';
import { seekers, whoMade } from '#remediations/unowned/index';
import type { ChangesStore } from '#store';
import { createSchedule, onCallOf } from './on-call/index.ts';

/** What guarded changes of a running bot are made of. */
export interface GuardedOptions {
  readonly store: ChangesStore;
  readonly config: Config;
  /** The environment that AWS is reached with. */
  readonly env: Env;
  readonly people: People;
  readonly log: Logger;
}

/** Guarded changes of a running bot. */
export interface Guarded {
  /** Called when Slack has said which workspace it is, and which channels the configuration means. */
  readonly joined: (team: string, config: Config) => Pick<App, 'changes' | 'schedule'>;
  /** Lets what is under way come to an end. */
  readonly stop: () => Promise<void>;
}

/**
 * Starts the worker of guarded changes at once: what is to be undone is undone on time, also while Slack is out of
 * reach. Nothing new is begun before it is known who people are.
 */
export function startGuarded({ store, config, env, people, log }: GuardedOptions): Guarded {
  const now = () => new Date();
  const access = changeAccess({ accounts: config.accounts, env, now });
  const unaccounted = unaccountedIn({ store, config, env });
  const stopping = new AbortController();
  let rights: LookUpRights = () => Promise.reject(new Error('Slack has not been reached yet: nobody is known'));
  let forbids = forbidsFrom(config, access, '');
  const working = runChanges(
    {
      store,
      access,
      remedies,
      rights: (...asked) => rights(...asked),
      forbids: (...asked) => forbids(...asked),
      limits: ({ action, account, preview }) => limitsOf({ action, account, resources: preview.resources }, config),
      log,
    },
    stopping.signal,
  );
  return {
    joined(team, known) {
      const schedule = createSchedule({ config: known, team, people, fetch: globalThis.fetch, now });
      const sources = { team, people, onCall: onCallOf(schedule) };
      rights = rightsFrom(known, sources);
      forbids = forbidsFrom(known, access, team);
      return {
        changes: createGuardedChanges({ store, config: known, remedies, access, sources, unaccounted, log }),
        schedule,
      };
    },
    async stop() {
      stopping.abort();
      await working;
    },
  };
}

/** Looks for temporary changes that none of ours accounts for, in every account that is configured. */
export function unaccountedIn({
  store,
  config,
  env,
}: Pick<GuardedOptions, 'store' | 'config' | 'env'>): GuardedChanges['unaccounted'] {
  const access = changeAccess({ accounts: config.accounts, env, now: () => new Date() });
  return unaccountedFrom({ store, access, remedies, seekers, whoMade, places: placesOf(config, env) });
}

/** Every account and region that is looked after. */
function placesOf({ accounts }: Config, env: Env): readonly Where[] {
  const usual = env['AWS_REGION'] ?? env['AWS_DEFAULT_REGION'];
  return accounts.flatMap(({ id, regions }) =>
    (regions.length > 0 || !usual ? regions : [usual]).map((region) => ({ account: id, region })),
  );
}
