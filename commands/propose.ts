import { UsageError, duration, isTerminal, sortWords } from '#app';
import type { Command } from '#app';
import type { Remedy, Wanted } from '#changes';
import { draftReply, remedyLines } from './changes/draft-text.ts';
import { askerIn, guardedOf, remedyCalled } from './changes/guarded.ts';
import { reply } from './changes/listing.ts';
import { voiceFor } from './changes/voice.ts';

/** Words that every remedy takes; no parameter may be called so. */
const common = { account: 'value', region: 'value', reason: 'value', lasts: 'value' } as const;

/** Asks for a change. It is made only once somebody else approved it, and never from here: a form shows it first. */
export const proposeCommand: Command = {
  name: 'propose',
  needs: 'store',
  usage: 'propose [<change>] [name=value …] [reason="…"] [lasts=45m] [account=A] [region=R]',
  summary: 'Ask for a change, to be approved by somebody else; or list what can be asked for.',
  run: async (request, app) => {
    const changes = guardedOf(app);
    const voice = voiceFor(request, app);
    const [id, ...words] = request.words;
    if (id === undefined) {
      const remedies = [...changes.remedies.values()];
      const data = remedies.map(({ id: remedy, title, summary, kind, parameters }) => {
        return { id: remedy, title, summary, kind, parameters };
      });
      return reply(remedyLines(remedies, voice), data);
    }
    const remedy = remedyCalled(id, changes);
    const signal = request.signal ?? new AbortController().signal;
    const wanted: Wanted = {
      ...wishIn(words, remedy),
      by: askerIn(request),
      place: request.place,
      investigation: null,
      extends: null,
      breakGlass: false,
      typed: null,
    };
    const preview = async () => {
      const draft = draftReply(await changes.draft(wanted, signal), wanted, voice);
      if (draft.problem || !isTerminal(request.place)) return draft;
      return { ...draft, markdown: `${draft.markdown}\n\nNothing was asked for: that is done in Slack.` };
    };
    return { kind: 'form', wanted, preview };
  },
};

function wishIn(words: readonly string[], { id, parameters }: Remedy) {
  const named = new Map(parameters.map(({ name }) => [name.toLowerCase(), name]));
  const specs = { ...Object.fromEntries([...named.keys()].map((name) => [name, 'value' as const])), ...common };
  const { positionals, options } = sortWords(words, specs);
  const [stray] = positionals;
  if (stray !== undefined) {
    const [first] = parameters;
    throw new UsageError(
      `“${stray}” is not understood: say ${first ? `${first.name}=${stray}` : `propose ${id} alone`}.`,
    );
  }
  const option = (name: keyof typeof common): string | null => options.get(name)?.trim() || null;
  const lasts = option('lasts');
  return {
    remedy: id,
    account: option('account'),
    region: option('region'),
    reason: option('reason') ?? '',
    lastsMs: lasts === null ? null : duration('lasts', lasts),
    given: Object.fromEntries(
      [...named].flatMap(([typed, name]) => (options.has(typed) ? [[name, options.get(typed) ?? '']] : [])),
    ),
  };
}
