import type { State } from '../slack/index.ts';

/** What ids are called by people. Unknown ids stand for themselves. */
export interface Names {
  readonly user: (id: string) => string;
  readonly channel: (id: string) => string;
  readonly group: (id: string) => string;
}

export function namesIn(state: State): Names {
  return {
    user: (id) => state.users.get(id)?.name ?? id,
    channel: (id) => state.channels.get(id)?.name ?? id,
    group: (id) => state.groups.get(id)?.handle ?? id,
  };
}
