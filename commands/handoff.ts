import { UsageError, isTerminal, sortWords } from '#app';
import type { App, Command, Request } from '#app';
import { carried, clockIn, everything, gatherHandoff, postNow, sharedIn } from '../src/handoff/index.ts';
import type { Handoff } from '../src/handoff/index.ts';
import { createSchedule } from '../src/on-call/index.ts';
import { actorIn } from './changes/guarded.ts';
import { peopleIn, voiceFor } from './changes/voice.ts';
import { handoffLines } from './handoff/text.ts';
import { settle } from './handoff/window.ts';

/** What the next on call needs to know, gathered now, for any window. Only whoever asks sees it. */
export function handoffCommand(world: { readonly fetch: typeof globalThis.fetch }): Command {
  return {
    name: 'handoff',
    needs: 'store',
    usage: 'handoff [post] [since 09:00 | since=8h | from=… to=…]',
    summary: 'What the next on call needs to know, for you alone; or, with post, for this channel to take over.',
    run: async (request, app) => {
      const { positionals, options } = sortWords(request.words, { since: 'value', from: 'value', to: 'value' });
      const { place, signal = new AbortController().signal } = request;
      const { config } = app;
      const said = { from: options.get('from') ?? null, to: options.get('to') ?? null };
      const posting = positionals[0]?.toLowerCase() === 'post';
      const since = sinceIn(posting ? positionals.slice(1) : positionals, options.get('since'));
      const { fetch } = world;
      const schedule = app.schedule ?? createSchedule({ config, team: place.team, people: null, fetch, now: app.now });
      const timeZone = config.handoff?.timeZone ?? 'UTC';
      const window = await settle({ ...said, since }, timeZone, schedule, app.now());
      const isShared = isTerminal(place) ? everything : sharedIn(config, place.channel);
      const found = await gatherHandoff(window, { app, schedule, isShared }, signal);
      if (posting) return post(found, request, app);
      const handoff = carried(found, await lastPosted(request, app));
      const wording = { voice: voiceFor(request, app), clock: clockIn(timeZone, app.now()) };
      const hint = isTerminal(place) ? [] : ['', `To post it here: ${wording.voice.command('handoff post')}`];
      const markdown = [...handoffLines(handoff, wording), ...hint].join('\n').trim();
      return { kind: 'text', markdown, data: handoff, people: peopleIn(markdown) };
    },
  };
}

async function post(found: Handoff, request: Request, app: App): Promise<Awaited<ReturnType<Command['run']>>> {
  const by = actorIn(request);
  const { changes, handoffs } = app.store;
  if (changes === null || handoffs === null) throw new UsageError('There is no database here to keep it in.');
  const posted = await postNow(found, by, request.place, { changes, handoffs });
  return { kind: 'text', markdown: 'It is being posted here.', data: posted };
}

/** A broken database is named among what could not be seen. */
async function lastPosted({ place }: Request, { store }: App): Promise<Handoff | null> {
  const found =
    (await store.handoffs?.newest({ team: place.team, states: ['posted'], limit: 1 }).catch(() => [])) ?? [];
  return found[0]?.content ?? null;
}

/** `since 09:00`, as people say it, and `since=09:00`. */
function sinceIn([word, ...rest]: readonly string[], option: string | undefined): string | null {
  if (word === undefined) return option?.trim() ?? null;
  const said = rest.join(' ').trim();
  if (word.toLowerCase() !== 'since' || said === '' || option !== undefined)
    throw new UsageError(`“${[word, ...rest].join(' ')}” is not understood: say handoff since 09:00.`);
  return said;
}
