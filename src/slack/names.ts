import type { WebClient } from '@slack/web-api';
import { z } from 'zod';
import type { Clock } from './clock.ts';

const info = z.object({
  user: z.object({
    name: z.string().optional(),
    profile: z.object({ display_name: z.string().optional(), real_name: z.string().optional() }).default({}),
  }),
});

/** What people are called, for texts that must not ring them: a mention in a new message does. */
export interface Names {
  /** By user id; whoever cannot be looked up is left out. Never rejects. */
  of(users: readonly string[]): Promise<ReadonlyMap<string, string>>;
}

const freshMs = 10 * 60_000;
const mostKept = 1_000;

/** https://docs.slack.dev/reference/methods/users.info */
export function createNames(web: WebClient, clock: Clock): Names {
  const known = new Map<string, { readonly name: string; readonly until: number }>();
  const look = async (user: string): Promise<readonly (readonly [string, string])[]> => {
    const now = clock.now().getTime();
    const kept = known.get(user);
    if (kept && kept.until > now) return [[user, kept.name]];
    try {
      const { profile, name } = info.parse(await web.users.info({ user })).user;
      const called = profile.display_name || profile.real_name || name || '';
      if (called === '') return [];
      if (known.size >= mostKept) known.clear();
      known.set(user, { name: called, until: now + freshMs });
      return [[user, called]];
    } catch {
      return [];
    }
  };
  return { of: async (users) => new Map((await Promise.all([...new Set(users)].map(look))).flat()) };
}
