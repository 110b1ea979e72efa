import { UsageError, sortWords } from '#app';
import type { Command } from '#app';
import { clockIn, gatherHandoff } from '../src/handoff/index.ts';
import { createSchedule } from '../src/on-call/index.ts';
import { peopleIn, voiceFor } from './changes/voice.ts';
import { handoffLines } from './handoff/text.ts';
import { settle } from './handoff/window.ts';

/** What the next on call needs to know, gathered now, for any window. Only whoever asks sees it. */
export function handoffCommand(world: { readonly fetch: typeof globalThis.fetch }): Command {
  return {
    name: 'handoff',
    needs: 'store',
    usage: 'handoff [since 09:00 | since=8h | from=… to=…]',
    summary: 'What the next on call needs to know: what is temporary, what rings, what waits, what was found.',
    run: async (request, app) => {
      const { positionals, options } = sortWords(request.words, { since: 'value', from: 'value', to: 'value' });
      const { place, signal = new AbortController().signal } = request;
      const { config } = app;
      const said = { from: options.get('from') ?? null, to: options.get('to') ?? null };
      const since = sinceIn(positionals, options.get('since'));
      const { fetch } = world;
      const schedule = app.schedule ?? createSchedule({ config, team: place.team, people: null, fetch, now: app.now });
      const timeZone = config.handoff?.timeZone ?? 'UTC';
      const window = await settle({ ...said, since }, timeZone, schedule, app.now());
      const handoff = await gatherHandoff(window, { app, schedule }, signal);
      const wording = { voice: voiceFor(request, app), clock: clockIn(timeZone, app.now()) };
      const markdown = handoffLines(handoff, wording).join('\n').trim();
      return { kind: 'text', markdown, data: handoff, people: peopleIn(markdown) };
    },
  };
}

/** `since 09:00`, as people say it, and `since=09:00`. */
function sinceIn([word, ...rest]: readonly string[], option: string | undefined): string | null {
  if (word === undefined) return option?.trim() ?? null;
  const said = rest.join(' ').trim();
  if (word.toLowerCase() !== 'since' || said === '' || option !== undefined)
    throw new UsageError(`“${[word, ...rest].join(' ')}” is not understood: say handoff since 09:00.`);
  return said;
}
