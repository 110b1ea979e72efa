import { expect } from 'vitest';
import { minutesAgo, now } from '../small-account.ts';
import type { CasesOf } from './case.ts';

const group = { logGroupName: '/aws/lambda/resize' };
const absent = { name: 'ResourceNotFoundException' };

export const logs: CasesOf<'logs'> = {
  DescribeLogGroups: { input: {}, found: { logGroups: [group] }, nothing: { logGroups: [] } },
  FilterLogEvents: {
    input: { ...group, filterPattern: 'REPORT' },
    found: { events: [{ message: 'REPORT RequestId: 1' }] },
    nothing: absent,
  },
  GetLogEvents: {
    input: { ...group, logStreamName: 'a' },
    found: { events: [{ message: 'REPORT RequestId: 1' }] },
    nothing: absent,
  },
  GetQueryResults: { input: { queryId: 'earlier' }, found: { status: 'Running' }, nothing: absent },
  StartQuery: {
    input: {
      ...group,
      startTime: Math.floor(minutesAgo(60).getTime() / 1_000),
      endTime: Math.floor(now.getTime() / 1_000),
      queryString: 'fields @message',
    },
    found: { queryId: expect.any(String) },
    nothing: absent,
  },
  StopQuery: { input: { queryId: 'earlier' }, found: { success: true }, nothing: absent },
};
