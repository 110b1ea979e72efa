import type { AlarmHistoryItem, AlarmType, CompositeAlarm, LogAlarm, MetricAlarm } from '@aws-sdk/client-cloudwatch';
import { inBatches, pages } from './pages.ts';
import { read } from './service.ts';

/** An alarm, its state and what it is about. */
export interface RingingAlarm {
  readonly name: string;
  readonly arn: string;
  /** When it came into that state. */
  readonly since: Date | null;
  /** CloudWatch's own reason. */
  readonly reason: string;
  /** `AWS/ApplicationELB`; null where it is about no single metric. */
  readonly namespace: string | null;
  /** The dimensions of all its metrics: what it is about, as far as that is named. */
  readonly about: readonly Dimension[];
  /** False: it rings and nobody is told. */
  readonly actionsEnabled: boolean;
}

export interface Dimension {
  readonly name: string;
  readonly value: string;
}

/** Without these only metric alarms are returned. */
const AlarmTypes: AlarmType[] = ['MetricAlarm', 'CompositeAlarm', 'LogAlarm'];

/** The alarms of an account and region that are in ALARM now. */
export const ringingAlarms = read('cloudwatch', 'DescribeAlarms', (send): Promise<readonly RingingAlarm[]> =>
  pages(
    (NextToken) => send({ AlarmTypes, StateValue: 'ALARM', MaxRecords: 100, NextToken }),
    (page) => page.NextToken,
    (page) => [
      ...(page.MetricAlarms ?? []).map(alarmOf),
      ...(page.CompositeAlarms ?? []).map(alarmOf),
      ...(page.LogAlarms ?? []).map(alarmOf),
    ],
  ),
);

/** What these alarms are about, whatever their state; those that are gone are missing from the answer. */
export const alarmsNamed = read(
  'cloudwatch',
  'DescribeAlarms',
  (send, { names }: { readonly names: readonly string[] }): Promise<readonly RingingAlarm[]> =>
    inBatches(names, 100, async (AlarmNames) => {
      const {
        MetricAlarms = [],
        CompositeAlarms = [],
        LogAlarms = [],
      } = await send({
        AlarmNames,
        AlarmTypes,
        MaxRecords: 100,
      });
      return [...MetricAlarms, ...CompositeAlarms, ...LogAlarms].map(alarmOf);
    }),
);

/** An alarm that began to ring. */
export interface Ring {
  readonly alarm: string;
  readonly at: Date;
}

/** The newest first. `cut` when older ones were left unread. */
export interface Rings {
  readonly rings: readonly Ring[];
  readonly cut: boolean;
}

/** A hundred a page: an account of which this does not suffice has other troubles. */
const mostPages = 20;

/** Each time that an alarm came into ALARM within a window. CloudWatch keeps this for 14 days. */
export const rings = read(
  'cloudwatch',
  'DescribeAlarmHistory',
  async (send, { from, to }: { readonly from: Date; readonly to: Date }): Promise<Rings> => {
    const found: AlarmHistoryItem[] = [];
    let NextToken: string | undefined;
    for (let page = 0; page < mostPages; page++) {
      const answer = await send({
        AlarmTypes,
        HistoryItemType: 'StateUpdate',
        StartDate: from,
        EndDate: to,
        MaxRecords: 100,
        ScanBy: 'TimestampDescending',
        NextToken,
      });
      found.push(...(answer.AlarmHistoryItems ?? []));
      NextToken = answer.NextToken || undefined;
      if (NextToken === undefined) break;
    }
    return { rings: found.flatMap(ringOf), cut: NextToken !== undefined };
  },
);

function alarmOf(wire: MetricAlarm | CompositeAlarm | LogAlarm): RingingAlarm {
  const metric: Partial<MetricAlarm> = 'MetricName' in wire || 'Metrics' in wire ? wire : {};
  const dimensions = [
    ...(metric.Dimensions ?? []),
    ...(metric.Metrics ?? []).flatMap(({ MetricStat }) => MetricStat?.Metric?.Dimensions ?? []),
  ];
  return {
    name: wire.AlarmName ?? '',
    arn: wire.AlarmArn ?? '',
    since: wire.StateTransitionedTimestamp ?? wire.StateUpdatedTimestamp ?? null,
    reason: wire.StateReason ?? '',
    namespace: metric.Namespace ?? null,
    about: dimensions.map(({ Name = '', Value = '' }) => ({ name: Name, value: Value })),
    actionsEnabled: wire.ActionsEnabled ?? true,
  };
}

/** The summary is the only part of an item with a fixed form: "Alarm updated from OK to ALARM". */
function ringOf({ AlarmName, Timestamp, HistorySummary }: AlarmHistoryItem): Ring[] {
  if (AlarmName === undefined || !Timestamp || !/\bto ALARM\b/.test(HistorySummary ?? '')) return [];
  return [{ alarm: AlarmName, at: Timestamp }];
}
