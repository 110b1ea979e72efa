import type { Logs } from '../../src/simulation/account/logs.ts';

/** One group with one line, and a query that somebody has started. */
export function smallLogs(at: number): Logs {
  return {
    groups: [{ logGroupName: '/aws/lambda/resize', creationTime: at - 86_400_000 }],
    streams: [{ group: '/aws/lambda/resize', stream: 'a', lines: [{ at, text: 'REPORT RequestId: 1' }] }],
    insights: { earlier: { earlier: { status: 'Running', results: [] } } },
  };
}
