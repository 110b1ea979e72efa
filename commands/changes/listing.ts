import type { TextReply } from '#app';
import type { GuardedChanges, Unaccounted, Unowned } from '#changes';
import type { Switch } from '#store';
import type { State } from '../../src/approval/standing.ts';
import { entry } from './change-text.ts';
import { changeData, unaccountedData } from './data.ts';
import { hiddenLines } from './seen.ts';
import type { See } from './seen.ts';
import { clock } from '../../src/changes/words.ts';
import { harmless, peopleIn, quoted } from './voice.ts';
import type { Voice } from './voice.ts';

/** Milliseconds that looking for changes that are not ours may take. */
const patience = 20_000;
const most = 100;

const parts: readonly { readonly title: string; readonly states: readonly State[] }[] = [
  { title: 'Needs a decision', states: ['revert-stopped', 'unknown', 'revert-unknown'] },
  { title: 'In force', states: ['applied', 'executing', 'reverting'] },
  { title: 'Waiting', states: ['pending', 'approved'] },
];

/** What is in force, what waits, what is not ours, and whether changes may be made at all. */
export async function underWay(
  changes: GuardedChanges,
  see: See,
  voice: Voice,
  signal?: AbortSignal,
): Promise<TextReply> {
  const timeUp = AbortSignal.timeout(patience);
  const [list, toReview, state, others] = await Promise.all([
    changes.list({ states: parts.flatMap(({ states }) => states), limit: most }),
    changes.list({ reviewOpen: true, limit: most }),
    changes.switch(),
    changes.unaccounted(signal ? AbortSignal.any([signal, timeUp]) : timeUp),
  ]);
  // An extension that took effect is told by the later end of what it extends.
  const all = list.filter(({ proposal, standing }) => proposal.extends === null || standing.state !== 'applied');
  const { seen: ours, hidden } = await see(all);
  const { seen: reviews, hidden: unread } = await see(toReview);
  const none = ours.length + reviews.length + hidden + unread === 0;
  const sections = [
    ...parts.map(({ title, states }) => ({
      title,
      of: ours.filter(({ standing }) => states.includes(standing.state)),
    })),
    { title: 'Made without approval, to be reviewed', of: reviews },
  ];
  const lines = [
    ...switchLines(state, voice),
    ...sections.flatMap(({ title, of }) =>
      of.length === 0
        ? []
        : [`## ${title} (${of.length})`, ...of.flatMap((change) => entry(change, changes.remedies, voice)), ''],
    ),
    ...hiddenLines(hidden + unread),
    ...(none ? ['No change of ours is in force, and none waits.', ''] : []),
    ...(list.length === most ? [`These are the newest ${most}.`, ''] : []),
    ...unaccountedLines(others, voice),
  ];
  return reply(lines, {
    switch: state,
    changes: ours.map((change) => changeData(change, changes.remedies)),
    toReview: reviews.map((change) => changeData(change, changes.remedies)),
    hidden: hidden + unread,
    ...unaccountedData(others),
  });
}

/** The newest changes, whatever became of them. */
export async function newest(changes: GuardedChanges, limit: number, see: See, voice: Voice): Promise<TextReply> {
  const { seen, hidden } = await see(await changes.list({ limit }));
  const lines =
    seen.length + hidden === 0
      ? ['No change was ever asked for.']
      : [...seen.flatMap((change) => entry(change, changes.remedies, voice)), '', ...hiddenLines(hidden)];
  return reply(lines, { changes: seen.map((change) => changeData(change, changes.remedies)), hidden });
}

export function reply(lines: readonly string[], data: unknown): TextReply {
  const markdown = lines.join('\n').trim();
  return { kind: 'text', markdown, data, people: peopleIn(markdown) };
}

function switchLines({ on, why, by, at }: Switch, voice: Voice): readonly string[] {
  if (on) return [];
  const who = by === null ? '' : ` by ${voice.person(by)}`;
  const when = at === null ? '' : ` at ${clock(at, voice.now)}`;
  return [
    `**Changes are turned off**${who}${when}: ${quoted(why)}. What is in force still ends on time.`,
    `To turn them on again: ${voice.command('changes on reason=…')}`,
    '',
  ];
}

function unaccountedLines({ found, blind }: Unaccounted, voice: Voice): readonly string[] {
  return [
    ...(found.length === 0
      ? []
      : [`## Not ours (${found.length})`, ...found.map((one) => `- ${unownedText(one, voice)}`), '']),
    ...(blind.length === 0
      ? []
      : [
          `## Could not be looked at (${blind.length})`,
          ...blind.map(({ action, detail }) => `- ${action === undefined ? '' : `\`${action}\`: `}${harmless(detail)}`),
        ]),
  ];
}

function unownedText({ account, region, says, since, until, by }: Unowned, voice: Voice): string {
  const times = [
    ...(by === null ? [] : [`by ${harmless(by)}`]),
    ...(since === null ? [] : [`since ${clock(new Date(since), voice.now)}`]),
    until === null ? 'with no end' : `until ${clock(new Date(until), voice.now)}`,
  ];
  return `${harmless(says)} (${harmless(voice.account(account))}, ${region}): ${times.join(', ')}`;
}
