import { Refusal } from './refusal.ts';
import type { State } from './state.ts';

/** Trigger ids: each opens one modal, for the person who acted, within three seconds. */
export interface Triggers {
  readonly make: (user: string, modal?: string) => string;
  /** Throws the refusal of Slack for ids that are unknown, used or old. */
  readonly use: (id: string) => { readonly user: string; readonly modal: string | null };
}

const LIFE_MS = 3000;

export function createTriggers(state: State): Triggers {
  const made = new Map<
    string,
    { readonly at: number; readonly user: string; readonly modal: string | null; used: boolean }
  >();
  return {
    make(user, modal) {
      const id = `${Math.floor(state.now())}.${state.newId('')}`;
      made.set(id, { at: state.now(), user, modal: modal ?? null, used: false });
      return id;
    },
    use(id) {
      const trigger = made.get(id);
      if (trigger === undefined) throw new Refusal('invalid_trigger_id');
      if (trigger.used) throw new Refusal('exchanged_trigger_id');
      if (state.now() - trigger.at > LIFE_MS) throw new Refusal('expired_trigger_id');
      trigger.used = true;
      return trigger;
    },
  };
}
