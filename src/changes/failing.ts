import { CannotChange, CannotInvestigate, ReadFailure } from '#playbook';
import { sentence } from './words.ts';

/** Why it could not be looked up what a change would do, as a sentence; null for what is a mistake of ours. */
export function whyNoPreview(failure: unknown, signal: AbortSignal): string | null {
  if (failure instanceof CannotChange || failure instanceof CannotInvestigate) return sentence(failure.message);
  if (failure instanceof ReadFailure) return unread(failure);
  if (signal.aborted) return 'AWS did not answer in time, so nothing can be said about it: try again.';
  return null;
}

function unread({ why, message, action }: ReadFailure): string {
  const call = action ?? 'a call';
  switch (why) {
    case 'denied':
      return `What it would do cannot be seen: OpsMedic's role for reading may not call ${call}.`;
    case 'throttled':
      return `AWS is refusing ${call} because of too many requests: try again in a minute.`;
    case 'timeout':
      return `AWS did not answer ${call} in time: try again.`;
    case 'absent':
    case 'failed':
    case 'bug':
      return sentence(`What it would do cannot be seen: ${message}`);
  }
}
