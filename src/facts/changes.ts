import { fact, maybe, ReadFailure } from '#playbook';
import type { Change, Fact, FactContext } from '#playbook';
import * as cloudtrail from '#aws/cloudtrail';
import type { Lookup, TrailEvent } from '#aws/cloudtrail';
import { window } from './window.ts';
import { minuteAfter, minuteOf, minutesAfter } from './words.ts';

export type { TrailEvent } from '#aws/cloudtrail';

/** Services whose changes can make a request fail. */
const SOURCES =
  /^(elasticloadbalancing|ecs|ecr|ec2|lambda|autoscaling|application-autoscaling|codedeploy|cloudformation|cloudfront|iam|acm|route53|wafv2|rds|secretsmanager|ssm|kms|logs|sqs|sns|dynamodb|elasticache|elasticfilesystem|kinesis|events)\.amazonaws\.com$/;
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

/** When it began, and each time that it rose since. */
type Onset = Fact<{ readonly since: Date; readonly onsets: readonly Date[] }>;

/**
 * What somebody changed around the onset, from CloudTrail, which lags by up to about fifteen minutes.
 *
 * @param names Events looked for by name where the account is too busy to read all; eight are about four seconds.
 */
export function trailAround(onset: Onset, names: readonly string[] = NAMES) {
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
      const lookups = cut ? names.map((EventName) => ({ EventName })) : [];
      const named = await lookUpEach(lookups, span, context);
      const all = new Map([...events, ...named.events].map((event) => [event.id, event]));
      return [...all.values()].filter(isChange);
    },
  });
}

/** Lookups of one resource each, and how far back they go: they cost a half second of the account's rate. */
const MOST_RESOURCES = 6;

/**
 * What somebody did to these very resources, also long before the onset: a secret that was rotated in the morning shows
 * when the next task starts. CloudTrail is asked for each by name, id or ARN, as its events list them: the most telling
 * first, since no more than six are looked up.
 */
export function trailOfResources(spec: {
  readonly onset: Onset;
  readonly resources: Fact<readonly string[]>;
  readonly hours?: number;
  readonly id?: string;
}) {
  const { onset, resources, hours = 24 } = spec;
  return fact({
    id: spec.id ?? 'changes.resources',
    title: 'Changes to what it depends on',
    step: 'Recent changes',
    from: { onset: maybe(onset), resources, window },
    reads: [cloudtrail.events],
    withinMs: 6000,
    learn: async ({ onset, resources, window }, context): Promise<readonly TrailEvent[]> => {
      const since = onset.known && onset.value.onsets.length > 0 ? onset.value.since : window.from;
      const span = { from: minuteOf(minutesAfter(since, -60 * hours)), to: minuteAfter(context.now) };
      const names = [...new Set(resources)].filter((name) => name !== '').slice(0, MOST_RESOURCES);
      const lookups = names.map((ResourceName) => ({ ResourceName }));
      const { events, failure } = await lookUpEach(lookups, span, context);
      if (failure && events.length === 0) throw failure;
      return [...new Map(events.map((event) => [event.id, event])).values()].filter(isChange);
    },
  });
}

/** One page for each. `failure` is the first of those that failed, which is noted. */
async function lookUpEach(
  lookups: readonly Lookup[],
  { from, to }: { readonly from: Date; readonly to: Date },
  { read, unseen }: FactContext,
): Promise<{ readonly events: readonly TrailEvent[]; readonly failure: ReadFailure | null }> {
  const found = await Promise.allSettled(
    lookups.map((lookup) => read(cloudtrail.events, { lookup, from, to, maxPages: 1 })),
  );
  const failed = found.flatMap((one): unknown[] => (one.status === 'rejected' ? [one.reason] : []));
  const failure = failed.find((one) => one instanceof ReadFailure) ?? null;
  if (failure) unseen(failure);
  return { events: found.flatMap((one) => (one.status === 'fulfilled' ? one.value.events : [])), failure };
}

/** Whether somebody changed what requests depend on: no reading, and nothing that goes on all day. */
export function isChange({ source, name }: TrailEvent): boolean {
  return SOURCES.test(source) && !READ_ONLY.test(name) && !ROUTINE.test(name);
}

/** `UpdateFunctionCode20150331v2` → `UpdateFunctionCode`: Lambda's names carry the API's version. */
export function plainName(name: string): string {
  return name.replace(/\d{8}(v\d+)?$/, '');
}

/** `RevokeSecurityGroupIngress sg-0abc`: what was called, and on what. */
export function callText({ name, resources }: TrailEvent): string {
  return `${plainName(name)} ${resources[0] ?? ''}`.trim();
}

export function changeOf(event: TrailEvent, what: string = callText(event)): Change {
  const { at, user, name, resources, requestParameters, errorCode } = event;
  return {
    at,
    what: errorCode ? `${what} (refused: ${errorCode})` : what,
    who: user,
    event: plainName(name),
    // Many events list no resource: what the call was about stands among its parameters.
    resources: [...new Set([...resources, ...textsIn(requestParameters)])],
    ...(isScaling(event) && { scales: true }),
    ...(errorCode !== null && { refused: true }),
  };
}

/** Scaling to none is no scaling: it takes the service away. */
function isScaling({ name, requestParameters }: TrailEvent): boolean {
  const { cluster: _cluster, service: _service, ...rest } = { ...Object(requestParameters) };
  const wanted: unknown = rest['desiredCount'] ?? rest['desiredCapacity'];
  if (typeof wanted !== 'number' || wanted === 0) return false;
  return name === 'SetDesiredCapacity' || (name === 'UpdateService' && Object.keys(rest).length === 1);
}

const MOST_TEXTS = 60;
const LONGEST_NAME = 300;

function textsIn(parameters: unknown): string[] {
  if (typeof parameters === 'string') return parameters.length <= LONGEST_NAME ? [parameters] : [];
  if (typeof parameters !== 'object' || parameters === null) return [];
  return Object.values(parameters).flatMap(textsIn).slice(0, MOST_TEXTS);
}

/** Whether an event names one of these, whole: as a resource, or anywhere among the call's parameters. */
export function mentions(event: TrailEvent, names: readonly string[]): boolean {
  const text = `${event.resources.join(' ')} ${JSON.stringify(event.requestParameters ?? '')}`;
  return names.some((name) => name !== '' && standsIn(text, name));
}

/** `checkout` stands in `service/production/checkout`, and not in `checkout-worker`. */
function standsIn(text: string, name: string): boolean {
  for (let at = text.indexOf(name); at >= 0; at = text.indexOf(name, at + 1)) {
    if (!/[\w-]/.test(text.charAt(at - 1)) && !/[\w-]/.test(text.charAt(at + name.length))) return true;
  }
  return false;
}
