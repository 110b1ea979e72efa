import type { CasesOf } from './case.ts';

export const cloudwatchHistory: Pick<CasesOf<'cloudwatch'>, 'DescribeAlarmHistory'> = {
  DescribeAlarmHistory: {
    input: {
      HistoryItemType: 'StateUpdate',
      StartDate: new Date('2026-11-22T09:00:00Z'),
      EndDate: new Date('2026-11-22T11:00:00Z'),
    },
    found: { AlarmHistoryItems: [{ AlarmName: 'checkout-5xx', HistorySummary: 'Alarm updated from OK to ALARM' }] },
    nothing: { AlarmHistoryItems: [] },
  },
};
