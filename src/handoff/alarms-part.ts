import { commandOf } from '#app';
import type { Account, Investigation } from '#app';
import { ringingAlarms } from '#aws/cloudwatch-ringing';
import type { Dimension, RingingAlarm } from '#aws/cloudwatch-ringing';
import { redactText } from '#redaction';
import { ofAlarm } from './evidence.ts';
import type { Alarm, LastDiagnosis } from './handoff.ts';

/** An account and region to be looked at, as opened. */
export type Looked = Pick<Account, 'place' | 'name' | 'read'>;

/** The alarms that ring in one account and region, the longest first, each with what was last found out about it. */
export async function alarmsIn(
  { place, name, read }: Looked,
  investigations: readonly Investigation[],
  playbooks: ReadonlySet<string>,
  signal: AbortSignal,
): Promise<readonly Alarm[]> {
  const { value } = await read(ringingAlarms, {}, signal);
  const account = place.account ?? 'unknown';
  return value
    .map((alarm): Alarm => ({
      key: `alarm:${alarm.arn || `${account}:${place.region}:${alarm.name}`}`,
      evidence: ofAlarm(alarm.arn, alarm.name),
      carried: 0,
      name: alarm.name,
      account,
      region: place.region,
      since: alarm.since?.toISOString() ?? null,
      reason: redactText(alarm.reason),
      actionsEnabled: alarm.actionsEnabled,
      diagnosis: lastDiagnosis(alarm, investigations),
      next: nextCommand(alarm, playbooks, { account: name ?? place.account, region: place.region }),
    }))
    .toSorted((a, b) => (a.since ?? '').localeCompare(b.since ?? ''));
}

/** Of investigations, newest first, the last that was about what an alarm is about. */
function lastDiagnosis({ about, since }: RingingAlarm, investigations: readonly Investigation[]): LastDiagnosis | null {
  const last = investigations.find((one) => one.report !== null && isAbout(one, about));
  if (!last?.report) return null;
  return {
    investigation: last.id,
    at: last.startedAt,
    says: last.report.diagnosis.says,
    current: since !== null && Date.parse(last.startedAt) >= since.getTime(),
  };
}

/** Whether the subject of an investigation is named by a dimension: `app/checkout/50dc…` ends its ARN. */
export function isAbout({ report }: Investigation, about: readonly Dimension[]): boolean {
  if (!report) return false;
  const { name, arn } = report.subject;
  return about.some(({ name: dimension, value }) => {
    if (value === '' || !telling.has(dimension)) return false;
    return value === name || (arn !== null && (arn.endsWith(`:${value}`) || arn.endsWith(`/${value}`)));
  });
}

/** Dimensions that name what playbooks are about. */
const telling: ReadonlySet<string> = new Set([
  'LoadBalancer',
  'ServiceName',
  'FunctionName',
  'DBClusterIdentifier',
  'WebACL',
]);

/** Which playbook looks into the metrics of a namespace, and how their dimensions name its subject. */
const kinds: readonly {
  readonly namespaces: readonly string[];
  readonly playbook: string;
  readonly subject: (of: (dimension: string) => string | undefined) => string | undefined;
}[] = [
  {
    namespaces: ['AWS/ApplicationELB'],
    playbook: 'alb-502',
    subject: (of) => /^app\/([^/]+)\//u.exec(of('LoadBalancer') ?? '')?.[1],
  },
  {
    namespaces: ['AWS/ECS', 'ECS/ContainerInsights'],
    playbook: 'ecs-stopped-tasks',
    subject: (of) => [of('ClusterName'), of('ServiceName')].filter((part) => part !== undefined).join('/'),
  },
  { namespaces: ['AWS/RDS'], playbook: 'aurora-connectivity', subject: (of) => of('DBClusterIdentifier') },
  { namespaces: ['AWS/Lambda'], playbook: 'lambda-timeouts', subject: (of) => of('FunctionName') },
  { namespaces: ['AWS/WAFV2'], playbook: 'waf-blocks', subject: (of) => of('WebACL') },
];

function nextCommand(
  { namespace, about }: RingingAlarm,
  playbooks: ReadonlySet<string>,
  where: { readonly account: string | null; readonly region: string },
): string | null {
  const kind = kinds.find(({ namespaces }) => namespace !== null && namespaces.includes(namespace));
  if (!kind || !playbooks.has(kind.playbook)) return null;
  const subject = kind.subject((dimension) => about.find(({ name }) => name === dimension)?.value);
  if (!subject) return null;
  const { playbook } = kind;
  return commandOf({ playbook, subject, ...where, profile: null, since: null, from: null, to: null });
}
