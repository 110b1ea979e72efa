import { cause, fact, given, maybe, playbook } from '../../src/playbook/index.ts';
import type { Candidate, Change, ReadCall, Subject, SubjectKind, Symptom } from '../../src/playbook/index.ts';
import type { Window } from '../../src/app/window.ts';

export interface Balancer {
  readonly name: string;
  readonly arn: string;
  readonly dns: string;
}

export interface Group {
  readonly name: string;
  readonly arn: string;
  readonly balancer: string;
}

export interface Errors {
  readonly failed: number;
  readonly of: number;
  readonly since: Date | null;
  readonly until: Date | null;
}

export interface Target {
  readonly id: string;
  readonly healthy: boolean;
  readonly reason: string;
}

export interface TrailEvent {
  readonly at: Date;
  readonly name: string;
  readonly who: string;
}

function call<I, O>(id: string, action: ReadCall<I, O>['action']): ReadCall<I, O> {
  return { effect: 'read', id, action };
}

/** The calls a small account answers. */
export const calls = {
  balancers: call<object, readonly Balancer[]>(
    'elbv2.DescribeLoadBalancers',
    'elasticloadbalancing:DescribeLoadBalancers',
  ),
  groups: call<object, readonly Group[]>('elbv2.DescribeTargetGroups', 'elasticloadbalancing:DescribeTargetGroups'),
  errors: call<{ readonly name: string; readonly from: Date }, Errors>(
    'cloudwatch.GetMetricData',
    'cloudwatch:GetMetricData',
  ),
  targets: call<{ readonly name: string }, readonly Target[]>(
    'elbv2.DescribeTargetHealth',
    'elasticloadbalancing:DescribeTargetHealth',
  ),
  trail: call<{ readonly from: Date; readonly to: Date }, readonly TrailEvent[]>(
    'cloudtrail.LookupEvents',
    'cloudtrail:LookupEvents',
  ),
};

export const kind: SubjectKind = {
  id: 'load-balancer',
  title: 'load balancer',
  isArn: (arn) => arn.includes(':loadbalancer/app/'),
  nameOf: (arn) => arn.split('/')[2] ?? arn,
  sources: [
    {
      title: 'load balancers',
      reads: [calls.balancers],
      list: async (_, { read }) =>
        (await read(calls.balancers, {})).map(({ name, arn, dns }): Candidate => ({
          name,
          arn,
          knownAs: [name, arn, dns],
        })),
    },
    {
      title: 'target groups',
      reads: [calls.groups],
      list: async (_, { read }) =>
        (await read(calls.groups, {})).map(({ name, arn, balancer }): Candidate => ({
          name: kind.nameOf(balancer),
          arn: balancer,
          knownAs: [name, arn],
          via: `target group ${name}`,
        })),
    },
  ],
};

const subject = given<Subject>('subject', 'Load balancer');
const window = given<Window>('window', 'Time window');

const errors = fact({
  id: 'small.errors',
  title: 'Errors',
  step: 'Look at the symptom',
  from: { subject, window },
  reads: [calls.errors],
  learn: ({ subject: { name }, window: { from } }, { read }) => read(calls.errors, { name, from }),
});

const targets = fact({
  id: 'small.targets',
  title: 'Target health',
  step: 'Look at the targets',
  from: { subject, errors },
  reads: [calls.targets],
  learn: ({ subject: { name } }, { read }) => read(calls.targets, { name }),
});

const trail = fact({
  id: 'small.trail',
  title: 'Recorded calls',
  step: 'Look for changes',
  from: { window },
  reads: [calls.trail],
  withinMs: 1_000,
  learn: ({ window: { from } }, { read, now }) => read(calls.trail, { from, to: now }),
});

const symptom = fact({
  id: 'small.symptom',
  title: 'Symptom',
  step: 'Look at the symptom',
  from: { errors },
  learn: ({ errors: { failed, of, since, until } }): Symptom => {
    const says = `${failed} of ${of} requests failed.`;
    return failed > 0 && since ? { seen: true, says, since, until, scope: null } : { seen: false, says };
  },
});

const changes = fact({
  id: 'small.changes',
  title: 'Changes',
  step: 'Look for changes',
  from: { trail },
  learn: ({ trail: events }): readonly Change[] =>
    events.map(({ at, name, who }) => ({ at, what: `${name} was called`, who, event: name, resources: [] })),
});

const unhealthy = cause({
  id: 'all-unhealthy',
  title: 'No target is healthy',
  recognised: 'Every target fails its health check.',
  fix: 'Look at why the health checks fail.',
  layer: 'symptom',
  from: { targets },
  judge: ({ targets: all }, say) => {
    const bad = all.filter(({ healthy }) => !healthy);
    if (bad.length < all.length) return say.ruledOut({ targets: `${all.length - bad.length} targets are healthy` });
    const because = {
      targets: { says: `${bad.length} of ${all.length} targets`, quotes: bad.map(({ reason }) => reason) },
    };
    return say.confirmed('Nothing can answer.', because, { share: 1, resources: bad.map(({ id }) => id) });
  },
});

const rollout = cause({
  id: 'bad-rollout',
  title: 'A deployment broke it',
  recognised: 'A deployment just before the first error.',
  fix: 'Roll the deployment back.',
  layer: 'change',
  from: { errors, trail: maybe(trail) },
  leadsTo: [unhealthy],
  judge: ({ errors: { since }, trail: sighting }, say) => {
    if (!sighting.known) return say.unanswered(sighting.blind);
    const deployed = sighting.value.find(({ name, at }) => name === 'UpdateService' && since !== null && at <= since);
    if (!deployed) return say.ruledOut({ trail: 'nothing was deployed' });
    const because = { trail: { says: `${deployed.who} called ${deployed.name}`, quotes: [deployed.name] } };
    return say.likely('It began with a deployment.', because, { since: deployed.at, share: 0.9 });
  },
});

/** Two causes, of which one leads to the other; enough of everything for reports of every kind. */
export const small = playbook({
  id: 'small-502',
  title: 'The small load balancer answers 502',
  summary: 'For tests: requests fail.',
  version: '1',
  kind,
  subject,
  symptom,
  changes,
  causes: [rollout, unhealthy],
  next: (root) => (root === 'bad-rollout' ? ['other-502'] : []),
  deadlineMs: 5_000,
});
