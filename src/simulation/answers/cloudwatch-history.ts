import type * as sdk from '@aws-sdk/client-cloudwatch';
import { AwsError } from '../aws-error.ts';
import type { Answers } from './answers.ts';
import { page } from './page.ts';

/** CloudWatch keeps the history of alarms for so many days. */
const keptDays = 14;

export const cloudwatchHistory: Answers<typeof sdk> = {
  DescribeAlarmHistory(account, input, { now }) {
    const { AlarmName, AlarmTypes = ['MetricAlarm'], HistoryItemType, StartDate, EndDate, ScanBy } = input;
    const kept = now.getTime() - keptDays * 24 * 60 * 60_000;
    const time = ({ Timestamp }: { Timestamp?: Date | undefined }) => Timestamp?.getTime() ?? 0;
    const found = (account.cloudwatch?.alarmHistory ?? []).filter(
      (item) =>
        (AlarmName === undefined || item.AlarmName === AlarmName) &&
        AlarmTypes.includes(item.AlarmType ?? 'MetricAlarm') &&
        (HistoryItemType === undefined || item.HistoryItemType === HistoryItemType) &&
        time(item) >= Math.max(kept, StartDate?.getTime() ?? 0) &&
        time(item) <= (EndDate?.getTime() ?? Infinity),
    );
    const newestFirst = found.toSorted((a, b) => time(b) - time(a));
    const { items, next } = page(account, ScanBy === 'TimestampAscending' ? newestFirst.toReversed() : newestFirst, {
      token: input.NextToken,
      asked: input.MaxRecords,
      usual: 50,
      most: 100,
      badToken: () => new AwsError('InvalidNextToken', 'The next token specified is invalid.'),
    });
    return { AlarmHistoryItems: items, NextToken: next };
  },
};
