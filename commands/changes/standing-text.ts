import type { Change } from '#store';
import { clock } from '../../src/changes/words.ts';
import { harmless, quoted, whenAndHowFar } from './voice.ts';
import type { Voice } from './voice.ts';

/** Where a change stands, as the end of a sentence: “in force until 14:05 UTC, in 23 min”. */
export function standingText({ standing: now, votes, movedAt, proposal }: Change, voice: Voice): string {
  const at = clock(movedAt, voice.now);
  switch (now.state) {
    case 'pending':
      return `waits for approval until ${whenAndHowFar(proposal.expiresAt, voice.now)}${soFar(votes.length, proposal.rule?.needed ?? 1)}`;
    case 'approved':
      return 'approved, about to begin';
    case 'executing':
      return 'being made right now';
    case 'applied':
      return `in force until ${whenAndHowFar(now.until, voice.now)}${now.note === null ? '' : `, but only in part: ${harmless(now.note)}`}`;
    case 'done':
      return `done at ${at}${now.note === null ? '' : `, but only in part: ${harmless(now.note)}`}`;
    case 'reverting':
      return 'being undone right now';
    case 'unknown':
      return `sent, and whether it took effect is not known: ${harmless(now.says)}`;
    case 'revert-unknown':
      return `its undoing was sent, and whether it took effect is not known: ${harmless(now.says)}`;
    case 'revert-stopped':
      return `not undone at its end, somebody has to decide: ${harmless(now.says)}`;
    case 'denied':
      return `denied by ${voice.person(now.by)} at ${at}: ${quoted(now.reason)}`;
    case 'withdrawn':
      return `withdrawn at ${at}`;
    case 'expired':
      return `expired at ${at}, nothing was done`;
    case 'stale':
      return `nothing was done: ${harmless(now.says)}`;
    case 'failed':
      return `failed at ${at}: ${harmless(now.says)}`;
    case 'reverted':
      return `undone at ${at}${now.by === null ? ', at its end' : ` by ${voice.person(now.by)}`}`;
    case 'kept':
      return `kept for good by ${voice.person(now.by)} at ${at}`;
  }
}

function soFar(votes: number, needed: number): string {
  return needed > 1 ? `, ${votes} of ${needed} have said yes` : '';
}
