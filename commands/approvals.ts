import { UsageError, sortWords } from '#app';
import type { Command, Reply } from '#app';
import type { Approvers, GuardedChanges } from '#changes';
import type { Change } from '#store';
import type { Person } from '../src/approval/standing.ts';
import { entry } from './changes/change-text.ts';
import { changeData } from './changes/data.ts';
import { askerIn, guardedOf, remedyCalled } from './changes/guarded.ts';
import { reply } from './changes/listing.ts';
import { approversText } from './changes/approvers-text.ts';
import { hiddenLines, seenIn } from './changes/seen.ts';
import type { See } from './changes/seen.ts';
import { harmless, voiceFor } from './changes/voice.ts';
import type { Voice } from './changes/voice.ts';

const most = 50;

/** What waits for a yes, and who could say it: now, or before anything is asked for. */
export const approvalsCommand: Command = {
  name: 'approvals',
  needs: 'store',
  usage: 'approvals [who <change> [account=A]]',
  summary: 'What waits for approval, for yours first; or who could approve a change, before it is asked for.',
  run: async (request, app) => {
    const { positionals, options } = sortWords(request.words, { account: 'value' });
    const [what, remedy, ...others] = positionals;
    const changes = guardedOf(app);
    const voice = voiceFor(request, app);
    if (what === undefined && options.size === 0)
      return waiting(changes, askerIn(request), seenIn(request, app, changes), voice);
    if (what !== 'who' || others.length > 0) throw new UsageError('Say approvals, or approvals who <change>.');
    if (remedy === undefined) throw new UsageError('Say which: approvals who <change>. propose lists them.');
    return who(remedy, options.get('account')?.trim() || null, changes, voice);
  },
};

interface Waiting {
  readonly change: Change;
  readonly approvers: Approvers;
  readonly forYou: boolean;
}

async function waiting(changes: GuardedChanges, you: Person, see: See, voice: Voice): Promise<Reply> {
  const { seen, hidden } = await see(await changes.list({ states: ['pending'], limit: most }));
  const all = await Promise.all(
    seen.map(async (change): Promise<Waiting> => {
      const approvers = await changes.approvers(change);
      return { change, approvers, forYou: waitsFor(you, change, approvers) };
    }),
  );
  const groups = [
    { title: 'Waits for you', of: all.filter(({ forYou }) => forYou) },
    { title: 'Waits for others', of: all.filter(({ forYou }) => !forYou) },
  ].filter(({ of }) => of.length > 0);
  const lines = groups.flatMap(({ title, of }) => [
    `## ${title} (${of.length})`,
    ...of.flatMap(({ change, approvers }) => [
      ...entry(change, changes.remedies, voice),
      `  - May approve: ${approversText(approvers, voice)}`,
    ]),
    '',
  ]);
  return reply(
    lines.length + hidden > 0 ? [...lines, ...hiddenLines(hidden)] : ['Nothing waits for approval.'],
    all.map(({ change, approvers, forYou }) => ({ ...changeData(change, changes.remedies), approvers, forYou })),
  );
}

/** Whether this person's yes would count, as far as can be told before it is said. */
function waitsFor(you: Person, { proposal, votes }: Change, { people }: Approvers): boolean {
  if (!people.includes(you) || votes.some(({ by }) => by === you)) return false;
  return proposal.requester !== you || proposal.requesterMayApprove;
}

async function who(remedy: string, account: string | null, changes: GuardedChanges, voice: Voice): Promise<Reply> {
  const known = remedyCalled(remedy, changes);
  if (known.kind === 'by-hand')
    return reply([`Nobody approves that: **${known.title}** is only a command to copy. ${harmless(known.why)}`], {
      remedy: known.id,
      kind: 'by-hand',
      risks: [],
    });
  const risks = await changes.whoMay(known.id, account);
  const where = account === null ? '' : ` in ${harmless(account)}`;
  const found = risks.map(({ risk, approvers }) => `- At ${risk} risk: ${approversText(approvers, voice)}`);
  const lines = found.length > 0 ? found : ['Who may approve it is looked up in Slack: ask there.'];
  return reply([`**${known.title}**${where}`, ...lines], { remedy: known.id, kind: 'guarded', account, risks });
}
