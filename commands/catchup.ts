import { UsageError, duration, isTerminal, sortWords } from '#app';
import type { Command } from '#app';
import { personIn } from '../src/approval/person.ts';
import { clockIn, ledgerOf, storyIn, timelineOf } from '../src/handoff/index.ts';
import type { InForce, Moment, Story, Waiting } from '../src/handoff/index.ts';
import { harmless, peopleIn, voiceFor } from './changes/voice.ts';
import type { Wording } from './handoff/text.ts';

const usualMs = 24 * 60 * 60_000;
/** How many lines of a section are shown: it is read in a hurry. */
const most = 8;
const mostDecisions = 3;

/** For whoever comes late: what was found in this channel or thread, what is in force, what waits, what was decided. */
export const catchupCommand: Command = {
  name: 'catchup',
  needs: 'store',
  usage: 'catchup [since=24h]',
  summary: 'What happened here so far: what was found, what is in force, what waits, and what people decided.',
  run: async (request, app) => {
    const { positionals, options } = sortWords(request.words, { since: 'value' });
    if (positionals.length > 0)
      throw new UsageError(`“${positionals.join(' ')}” is not understood: say catchup, or catchup since=8h.`);
    if (app.store.changes === null && isTerminal(request.place))
      throw new UsageError('There is no database here: set OPSMEDIC_DATA or DATABASE_URL.');
    const now = app.now();
    const since = options.get('since');
    const from = new Date(now.getTime() - (since === undefined ? usualMs : duration('since', since)));
    const remedies = app.changes?.remedies ?? new Map();
    const story = await storyIn(request.place, from, app.store);
    const ledger = app.store.changes && (await ledgerOf(app.store.changes, remedies, { from, to: now }));
    const here = new Set(story.changes.map(({ proposal }) => proposal.id));
    const inForce = ledger?.inForce.filter(({ change }) => here.has(change)) ?? [];
    const waiting = ledger?.waiting.filter(({ change }) => here.has(change)) ?? [];
    const decided = timelineOf(story, remedies).filter(({ kind }) => kind === 'decided');
    const wording = {
      voice: voiceFor(request, app),
      clock: clockIn(app.config.handoff?.timeZone ?? 'UTC', now),
    };
    const where = request.place.thread === null ? 'here' : 'in this thread';
    const lines = [
      `**So far ${where}**, since ${wording.clock.moment(from)}`,
      ...foundLines(story, wording),
      ...section('In force', inForce, (one) => inForceLine(one, wording)),
      ...section('Waits for approval', waiting, (one) => waitingLine(one, wording)),
      ...section('Decided', decided.slice(-mostDecisions), (one) => decidedLine(one, wording)),
      ...(story.cut ? ['There is more than was read.'] : []),
    ];
    const markdown = lines.join('\n');
    const data = { since: from.toISOString(), investigations: story.investigations, inForce, waiting, decided };
    return { kind: 'text', markdown, data, people: peopleIn(markdown) };
  },
};

function foundLines({ investigations, changes }: Story, { voice, clock }: Wording): readonly string[] {
  if (investigations.length + changes.length === 0) return ['Nothing was looked into and nothing was changed.'];
  return section('Found', investigations.toReversed(), ({ askedBy, place, ask, report, startedAt, state, failure }) => {
    const says = report?.diagnosis.says ?? (state === 'running' ? 'still under way' : (failure ?? 'interrupted'));
    const subject = report?.subject.name ?? ask.subject ?? '';
    const by = voice.person(personIn(place.team, askedBy));
    return `- ${clock.moment(startedAt)}, ${ask.playbook} ${harmless(subject)} (${by}): ${harmless(says)}`;
  });
}

function inForceLine({ title, says, until, owner, change }: InForce, { voice, clock }: Wording): string {
  const end = until === null ? 'needs a look' : `until ${clock.moment(until)}`;
  return `- **${harmless(title)}**: ${harmless(says)}, ${end}, by ${voice.person(owner)} ${voice.command(`changes ${change}`)}`;
}

function waitingLine({ title, says, votes, needed, state, change }: Waiting, { voice }: Wording): string {
  const where = state === 'expired' ? 'expired' : `${votes} of ${needed} said yes`;
  return `- **${harmless(title)}**: ${harmless(says)}, ${where} ${voice.command(`changes ${change}`)}`;
}

function decidedLine({ at, who, says }: Moment, { voice, clock }: Wording): string {
  return `- ${clock.moment(at)}: ${who === null ? '' : `${voice.person(who)} `}${harmless(says)}`;
}

function section<T>(title: string, items: readonly T[], line: (item: T) => string): readonly string[] {
  if (items.length === 0) return [];
  const more = items.length > most ? [`- … and ${items.length - most} more`] : [];
  return [`## ${title} (${items.length})`, ...items.slice(0, most).map(line), ...more];
}
