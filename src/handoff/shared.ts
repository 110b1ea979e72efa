import type { Place } from '#app';
import type { Config } from '#config';

/** Whether what was looked into at a place may be told to whoever is on call next. */
export type IsShared = (place: Pick<Place, 'team' | 'channel'>) => boolean;

/**
 * What was asked in a direct message is the asker's own, and channels may be private: where the configuration names
 * channels, only what happened in those is told, and in the one that is asked from. Their names have to be ids by now.
 */
export function sharedIn({ channels, handoff }: Pick<Config, 'channels' | 'handoff'>, asked: string | null): IsShared {
  const named = channels.map(({ channel }) => channel);
  const known = new Set([...named, ...(handoff?.channels ?? []), ...(asked === null ? [] : [asked])]);
  return ({ channel }) => !channel.startsWith('D') && (named.length === 0 || known.has(channel));
}

/** On a command line: whoever may read the database may read all of it. */
export const everything: IsShared = () => true;
