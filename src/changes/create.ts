import type { Logger } from 'pino';
import type { Config } from '#config';
import type { Change, ChangesStore } from '#store';
import type { AwsAccess } from './aws-access.ts';
import type { Sources } from './circle.ts';
import * as deciding from './deciding.ts';
import type { Desk } from './desk.ts';
import { idleActions } from './entitlement.ts';
import { draft } from './drafting.ts';
import { forbidsFrom } from './forbidden.ts';
import type { Approvers, GuardedChanges, Remedy, Unaccounted } from './guarded-changes.ts';
import { again, closeReview, turn, whoMay } from './overseeing.ts';
import { propose } from './proposing.ts';
import { rightsFrom } from './rights.ts';

/** What guarded changes are made of. */
export interface GuardedChangesParts {
  readonly store: ChangesStore;
  readonly config: Config;
  readonly remedies: ReadonlyMap<string, Remedy>;
  readonly access: AwsAccess;
  readonly sources: Sources;
  /** Looks for changes that none of ours accounts for. */
  readonly unaccounted: (signal: AbortSignal) => Promise<Unaccounted>;
  readonly log: Logger;
}

/** Guarded changes as surfaces see them. */
export function createGuardedChanges({ unaccounted, ...parts }: GuardedChangesParts): GuardedChanges {
  const { store, config, access, sources, log } = parts;
  for (const says of idleActions(config, parts.remedies.keys())) log.warn(says);
  const desk: Desk = {
    ...parts,
    rights: rightsFrom(config, sources),
    forbids: forbidsFrom(config, access, sources.team),
  };
  return {
    remedies: parts.remedies,
    draft: async (wanted, signal) => {
      const drafted = await draft(desk, wanted, signal);
      return 'kind' in drafted ? drafted : drafted.draft;
    },
    propose: (wanted, digest, signal) => propose(desk, wanted, digest, signal),
    approve: (id, by, digest) => deciding.approve(desk, id, by, digest),
    deny: (id, by, reason) => deciding.deny(desk, id, by, reason),
    withdraw: (id, by) => deciding.withdraw(desk, id, by),
    undo: (id, by) => deciding.undo(desk, id, by),
    keep: (id, by) => deciding.keep(desk, id, by),
    settle: (id, by, tookEffect) => deciding.settle(desk, id, by, tookEffect),
    again: (id, by, extend) => again(desk, id, by, extend),
    closeReview: (id, by, text) => closeReview(desk, id, by, text),
    turn: (on, by, why) => turn(desk, on, by, why),
    switch: () => store.switch(),
    find: (id) => store.find(id),
    list: (which) => store.list(which),
    approvers: (change) => approversOf(desk, change),
    whoMay: (remedy, account) => whoMay(desk, remedy, account),
    unaccounted,
  };
}

async function approversOf({ store, rights }: Desk, change: Change): Promise<Approvers> {
  const { approvers } = await rights(change, null, await store.now());
  const { people, needed, unreadable, says } = approvers;
  return { people, needed, unreadable, says };
}
