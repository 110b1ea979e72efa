import type { Investigation } from '../app/investigation.ts';
import type { ChangesStore } from './changes-store.ts';
import type { HandoffsStore } from './handoffs-store.ts';

/**
 * What must survive a restart. All times are ISO 8601 in and out. Methods reject only when the database cannot be
 * reached or written.
 */
export interface Store {
  /** Guarded changes and the audit log; null where nothing outlives the program, and so nothing may be changed. */
  readonly changes: ChangesStore | null;
  /** Handoffs at changes of shift; null like `changes`. */
  readonly handoffs: HandoffsStore | null;
  /** Records that an outside event is being handled; false when it already was (a duplicate delivery). */
  claimEvent(source: 'command' | 'event' | 'action', id: string): Promise<boolean>;
  /** Inserts a new investigation, held by this process until it is finished or its lease runs out. */
  begin(investigation: Investigation): Promise<void>;
  /** Keeps the lease of this process's running investigations; called every few seconds. */
  renew(): Promise<void>;
  /** The card was posted. */
  posted(id: string, messageTs: string): Promise<void>;
  /** Ends an investigation: state, report, failure and time of end. Idempotent. */
  finish(id: string, end: Pick<Investigation, 'state' | 'report' | 'failure' | 'finishedAt'>): Promise<void>;
  /** Marks running investigations whose lease ran out as interrupted and returns them, each to one caller only. */
  takeInterrupted(): Promise<readonly Investigation[]>;
  find(id: string): Promise<Investigation | null>;
  /** Newest first. */
  recent(filter: { readonly channel?: string; readonly limit: number }): Promise<readonly Investigation[]>;
  /** Resolves when the database answers; rejects with the reason otherwise. For `/readyz`. */
  ping(): Promise<void>;
  close(): Promise<void>;
}

/** A store in a database. */
export interface DurableStore extends Store {
  readonly changes: ChangesStore;
  readonly handoffs: HandoffsStore;
}
