import { fact, maybe, ReadFailure } from '#playbook';
import type { Change, Fact, FactContext } from '#playbook';
import * as cloudtrail from '#aws/cloudtrail';
import type { TrailEvent } from '#aws/cloudtrail';
import { window } from './window.ts';
import { minuteAfter, minuteOf, minutesAfter } from './words.ts';

export type { TrailEvent } from '#aws/cloudtrail';

/** Services whose changes can make a request fail. */
const SOURCES =
  /^(elasticloadbalancing|ecs|ec2|lambda|autoscaling|application-autoscaling|codedeploy|cloudformation|iam|acm|route53|wafv2|rds|secretsmanager|ssm|kms)\.amazonaws\.com$/;
const READ_ONLY =
  /^(Describe|Get|List|Lookup|Filter|Head|Search|Select|BatchGet|Query|Scan|Decode|AssumeRole|Check|Test|Simulate|Generate|Consume)/;
/** What clients and AWS itself do all day. */
const ROUTINE =
  /^(CreateLogStream|CreateLogGroup|RegisterTargets|SubmitTaskStateChange|SubmitContainerStateChange|StartQuery|StopQuery|CreateNetworkInterface|DeleteNetworkInterface|CreateTags|DeleteTags|RunTask|AttachNetworkInterface|DetachNetworkInterface|Decrypt|GenerateDataKey.*|ConsoleLogin|UpdateInstanceInformation|PutInventory|PutComplianceItems|SharedSnapshotVolumeCreated)$/;
/** Looked for by name when the time before the onset holds more events than are read. */
const NAMES = [
  'RevokeSecurityGroupIngress',
  'UpdateService',
  'ModifyTargetGroup',
  'ModifyRule',
  'DeregisterTargets',
  'SetSecurityGroups',
  'ReplaceNetworkAclEntry',
  'UpdateFunctionCode20150331v2',
];
const MINUTES_BEFORE = 45;
const MINUTES_AFTER = 5;
const MOST_PAGES = 2;

/** What somebody changed around the onset, from CloudTrail, which lags by up to about fifteen minutes. */
export function trailAround(onset: Fact<{ readonly since: Date; readonly onsets: readonly Date[] }>) {
  return fact({
    id: 'changes.trail',
    title: 'Changes around the onset',
    step: 'Recent changes',
    from: { onset: maybe(onset), window },
    reads: [cloudtrail.events],
    withinMs: 6000,
    learn: async ({ onset, window }, context): Promise<readonly TrailEvent[]> => {
      const last = onset.known ? onset.value.onsets.at(-1) : undefined;
      const from = minutesAfter(onset.known && last ? onset.value.since : window.from, -MINUTES_BEFORE);
      const to = last ? minutesAfter(last, MINUTES_AFTER) : window.to;
      // Whole minutes, so that others who ask within the same minute share the answer.
      const span = {
        from: minuteOf(from),
        to: minuteAfter(to < context.now ? to : context.now),
        maxPages: MOST_PAGES,
      };
      const { events, cut } = await context.read(cloudtrail.events, { lookup: { ReadOnly: 'false' }, ...span });
      const named = cut ? await byName(span, context) : [];
      const all = new Map([...events, ...named].map((event) => [event.id, event]));
      return [...all.values()].filter(isChange);
    },
  });
}

/** In a busy account the newest hundred events may reach back minutes only: then the telling names are asked singly. */
async function byName(
  span: { from: Date; to: Date; maxPages: number },
  { read, unseen }: FactContext,
): Promise<TrailEvent[]> {
  const found = await Promise.allSettled(
    NAMES.map((EventName) => read(cloudtrail.events, { lookup: { EventName }, ...span, maxPages: 1 })),
  );
  const failure = found.find((one) => one.status === 'rejected')?.reason;
  if (failure instanceof ReadFailure) unseen(failure);
  return found.flatMap((one) => (one.status === 'fulfilled' ? one.value.events : []));
}

function isChange({ source, name }: TrailEvent): boolean {
  return SOURCES.test(source) && !READ_ONLY.test(name) && !ROUTINE.test(name);
}

/** `UpdateFunctionCode20150331v2` → `UpdateFunctionCode`: Lambda's names carry the API's version. */
export function plainName(name: string): string {
  return name.replace(/\d{8}(v\d+)?$/, '');
}

export function changeOf(event: TrailEvent, what: string): Change {
  const { at, user, name, resources } = event;
  return {
    at,
    what: event.errorCode ? `${what} (refused: ${event.errorCode})` : what,
    who: user,
    event: plainName(name),
    resources,
  };
}

/** Whether an event names one of these: as a resource, or anywhere among the call's parameters. */
export function mentions(event: TrailEvent, names: readonly string[]): boolean {
  const text = `${event.resources.join(' ')} ${JSON.stringify(event.requestParameters ?? '')}`;
  return names.some((name) => name !== '' && text.includes(name));
}
