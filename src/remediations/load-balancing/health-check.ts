import { CannotChange, remediation } from '#playbook';
import type { FieldChange, LookContext, Preview } from '#playbook';
import { metrics } from '#aws/cloudwatch';
import { targetGroups, targetHealth } from '#aws/elbv2';
import type { HealthCheck, TargetGroup } from '#aws/elbv2';
import { balancingTags } from '#aws/elbv2-tags';
import { setHealthCheck } from '#aws/elbv2-writes';
import type { HealthCheckSettings } from '#aws/elbv2-writes';
import { count, list, minuteOf, minutesAfter } from '#facts/words';
import { awsCli } from '../aws-cli.ts';
import { form, optional, text, wholeNumber } from '../form.ts';
import { ownersOf } from '../managed-by.ts';
import { groupName, groupField, groupOf } from './group.ts';

/** Null: stays as it is. */
interface Params {
  readonly [member: string]: string | number | null;
  readonly targetGroup: string;
  readonly path: string | null;
  readonly matcher: string | null;
  readonly timeoutSeconds: number | null;
  readonly unhealthyThreshold: number | null;
}

type Setting = 'path' | 'matcher' | 'timeoutSeconds' | 'unhealthyThreshold';

/** What AWS calls each setting, and the option of its command line. */
const settings: { readonly [S in Setting]: { readonly field: string; readonly option: string } } = {
  path: { field: 'HealthCheckPath', option: 'health-check-path' },
  matcher: { field: 'Matcher', option: 'matcher' },
  timeoutSeconds: { field: 'HealthCheckTimeoutSeconds', option: 'health-check-timeout-seconds' },
  unhealthyThreshold: { field: 'UnhealthyThresholdCount', option: 'unhealthy-threshold-count' },
};
const names: readonly Setting[] = ['path', 'matcher', 'timeoutSeconds', 'unhealthyThreshold'];

const hour = 3_600_000;
const CODES = /^\d{1,3}(?:-\d{1,3})?(?:,\d{1,3}(?:-\d{1,3})?)*$/;

export const healthCheck = remediation<Params>({
  id: 'alb.health-check',
  title: 'Change how a load balancer checks its targets',
  summary: 'For targets that work and fail their check: another path, other codes, more time or more tries.',
  parameters: [
    groupField,
    { name: 'path', label: 'Path', kind: 'text', hint: 'Such as /healthz; empty: as it is' },
    { name: 'matcher', label: 'Codes that count as healthy', kind: 'text', hint: 'Such as 200-399; empty: as it is' },
    { name: 'timeoutSeconds', label: 'Timeout in seconds', kind: 'number', hint: '2 to 120; empty: as it is' },
    {
      name: 'unhealthyThreshold',
      label: 'Failures before unhealthy',
      kind: 'number',
      hint: '2 to 10; empty: as it is',
    },
  ],
  parse: (given) => {
    const parsed = form({
      targetGroup: groupName(given['targetGroup']),
      path: optional(given['path'], (path) => text(path, /^\/[\x21-\x7e]{0,1023}$/, 'Say a path that begins with /.')),
      matcher: optional(given['matcher'], (codes) => text(codes, CODES, 'Say codes such as 200, 200-299 or 200,302.')),
      timeoutSeconds: optional(given['timeoutSeconds'], (seconds) => wholeNumber(seconds, 2, 120)),
      unhealthyThreshold: optional(given['unhealthyThreshold'], (times) => wholeNumber(times, 2, 10)),
    });
    if (!parsed.ok || names.some((name) => parsed.params[name] !== null)) return parsed;
    return { ok: false, wrong: { path: 'Say at least one setting that is to be another.' } };
  },
  risk: () => 'medium',
  lasts: { usualMs: 4 * hour, mostMs: 72 * hour },
  ends: 'undone',
  repeats: 'sets',
  reads: [targetGroups, targetHealth, balancingTags, metrics],
  writes: [setHealthCheck],

  preview: async (params, _until, context) => {
    const group = await groupOf(params.targetGroup, context);
    const { arn } = group;
    const [targets, managedBy] = await Promise.all([
      context.read(targetHealth, { targetGroup: arn }),
      ownersOf([context.read(balancingTags, { arn })]),
    ]);
    refuseImpossible(params, group);
    const changes = changesOf(params, group);
    if (changes.length === 0) throw new CannotChange(`${group.name} is checked like that already.`);
    const healthy = targets.filter(({ state }) => state === 'healthy').length;
    return {
      changes,
      found: { arn, ...group.healthCheck },
      resources: [arn],
      call: awsCli(
        'elbv2 modify-target-group',
        { 'target-group-arn': arn, ...optionsOf(changes, group) },
        context.place,
      ),
      undo: `${list(
        changes.map(({ field, before }) => `${field} ${before ?? 'not set'}`),
        4,
      )} again.`,
      blastRadius: `All ${count(targets.length, 'target')} of ${group.name}, of which ${healthy} are healthy: one that really fails may count as healthy, and get requests.`,
      managedBy,
    };
  },

  apply: async (_params, preview, { write, ...context }) => {
    const group = await groupOf(arnOf(preview), context);
    await write(
      setHealthCheck,
      callFor(group, (change) => change.after, preview),
    );
  },

  readBack: async (_params, preview, context) => {
    const group = await groupOf(arnOf(preview), context);
    const says = saysOf(group.healthCheck, preview);
    if (has(group, preview, 'after')) return { outcome: 'took-effect', says };
    return { outcome: has(group, preview, 'before') ? 'did-not' : 'cannot-tell', says };
  },

  verify: async (_params, preview, since, context) => {
    const group = await groupOf(arnOf(preview), context);
    const [before, after] = await healthyHosts(group, since, context);
    if (before === null || after === null)
      return { effect: 'cannot-tell', says: 'CloudWatch does not tell yet how many targets are healthy.' };
    const says = `${count(after, 'target')} healthy, ${before} before.`;
    return { effect: after > before ? 'seen' : after < before ? 'worse' : 'not-seen', says };
  },

  undo: async (_params, preview, { write, ...context }) => {
    const group = await groupOf(arnOf(preview), context);
    await write(
      setHealthCheck,
      callFor(group, (change) => change.before, preview),
    );
  },

  undone: async (_params, preview, context) => {
    const group = await groupOf(arnOf(preview), context);
    const says = saysOf(group.healthCheck, preview);
    if (has(group, preview, 'before')) return { outcome: 'took-effect', says, othersValue: false };
    return { outcome: 'did-not', says, othersValue: !has(group, preview, 'after') };
  },
});

/** Limits of AWS that depend on the group: CreateTargetGroup, Elastic Load Balancing API reference. */
function refuseImpossible({ matcher, timeoutSeconds }: Params, group: TargetGroup): void {
  const { intervalSeconds } = group.healthCheck;
  if (timeoutSeconds !== null && intervalSeconds !== null && timeoutSeconds >= intervalSeconds) {
    throw new CannotChange(`The timeout must be shorter than the ${intervalSeconds} s from one check to the next.`);
  }
  const [low, high] = isGrpc(group) ? [0, 99] : [200, 499];
  const codes = matcher?.split(/[,-]/).map(Number) ?? [];
  if (codes.some((code) => code < low || code > high)) {
    throw new CannotChange(`Codes of ${group.name} lie between ${low} and ${high}.`);
  }
}

function arnOf({ resources: [arn = ''] }: Preview): string {
  return arn;
}

function isGrpc({ protocolVersion }: TargetGroup): boolean {
  return protocolVersion === 'GRPC';
}

function changesOf(params: Params, { arn, healthCheck: present }: TargetGroup): readonly FieldChange[] {
  return names.flatMap((name) => {
    const [before, after] = [present[name], params[name]];
    return after === null || after === before ? [] : [{ resource: arn, field: settings[name].field, before, after }];
  });
}

function optionsOf(changes: readonly FieldChange[], group: TargetGroup): Record<string, string | number> {
  return Object.fromEntries(
    names.flatMap((name) => {
      const change = changes.find(({ field }) => field === settings[name].field);
      if (!change || typeof change.after === 'boolean' || change.after === null) return [];
      const code = isGrpc(group) ? 'GrpcCode' : 'HttpCode';
      const value = name === 'matcher' ? `${code}="${change.after}"` : change.after;
      return [[settings[name].option, value] as const];
    }),
  );
}

function callFor(group: TargetGroup, value: (change: FieldChange) => FieldChange['after'], preview: Preview) {
  const wanted = new Map(preview.changes.map((change) => [change.field, value(change)]));
  const given = names.flatMap((name) => {
    const to = wanted.get(settings[name].field);
    return to === undefined || to === null ? [] : [[name, to] as const];
  });
  const own: HealthCheckSettings = Object.fromEntries(given);
  return { arn: group.arn, grpc: isGrpc(group), settings: own };
}

function has({ healthCheck: present }: TargetGroup, { changes }: Preview, when: 'before' | 'after'): boolean {
  return names.every((name) => {
    const change = changes.find(({ field }) => field === settings[name].field);
    return !change || change[when] === present[name];
  });
}

function saysOf(present: HealthCheck, { changes }: Preview): string {
  const own = names.filter((name) => changes.some(({ field }) => field === settings[name].field));
  return `${list(
    own.map((name) => `${settings[name].field} is ${present[name] ?? 'not set'}`),
    4,
  )}.`;
}

/** How many targets were healthy in the last minute before a time, and in the last one since. */
async function healthyHosts(
  { id, loadBalancers: [balancer] }: TargetGroup,
  since: Date,
  { read, now }: LookContext,
): Promise<readonly [before: number | null, after: number | null]> {
  if (balancer === undefined) return [null, null];
  const dimensions = { TargetGroup: id, LoadBalancer: balancer.split(':loadbalancer/')[1] ?? '' };
  const query = { namespace: 'AWS/ApplicationELB', metric: 'HealthyHostCount', dimensions, stat: 'Minimum' };
  const [from, to] = [minutesAfter(minuteOf(since), -5), minuteOf(now)];
  const [series] = await read(metrics, { queries: [query], from, to, periodSeconds: 60 });
  const points = series?.points ?? [];
  return [
    points.findLast(({ at }) => minutesAfter(at, 1) <= since)?.value ?? null,
    points.findLast(({ at }) => at >= since)?.value ?? null,
  ];
}
