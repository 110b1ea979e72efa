import { fact } from '#playbook';
import type { Fact } from '#playbook';
import * as logs from '#aws/logs';
import type { LogGroup } from '#aws/logs';

export type { LogGroup, LogLine } from '#aws/logs';

/** Where somebody logs, as it is set up; null where that log group does not exist. */
export function logGroupOf(place: Fact<{ readonly group: string }>) {
  return fact({
    id: 'logs.group',
    title: 'Log group',
    step: 'Logs',
    from: { place },
    reads: [logs.group],
    learn: ({ place }, { read }): Promise<LogGroup | null> => read(logs.group, { name: place.group }),
  });
}

/** Delivery logs cannot be read back at all. */
export function isReadable({ class: kind }: LogGroup): boolean {
  return kind !== 'DELIVERY';
}

/** Single streams of an infrequent-access group cannot be read: only Logs Insights looks into it. */
export function hasReadableStreams({ class: kind }: LogGroup): boolean {
  return kind === 'STANDARD';
}
