import { hosts } from '#simulation/incidents/extras';
import { groupNamed, serviceNamed } from '#simulation/incidents/find';
import { denied } from '#simulation/incidents/limits';
import { rollOut } from '#simulation/incidents/rollout';
import { checksFail, refusedChecks, requestsFail } from '#simulation/incidents/targets';
import type { Scenario } from '#simulation/scenario';
import { shop } from '#simulation/shop';
import type { Happening } from '#simulation/shop';
import { refused } from '#simulation/shop/outcome';
import { bakery, video } from './shops.ts';

/** Both old tasks drain, both new ones are being registered. */
const stopFirst: Happening = (made) => {
  serviceNamed(made, 'web').deployment = { minimumHealthyPercent: 0, maximumPercent: 200, breaker: false };
  groupNamed(made, 'web').attributes['deregistration_delay.timeout_seconds'] = '300';
  made.history.metricLag = 0;
  rollOut({
    service: 'web',
    minutesAgo: 3.4,
    state: 'IN_PROGRESS',
    stopFirst: true,
    startSeconds: 140,
    after: (_, { started }) => {
      for (const { target } of started)
        if (target)
          target.health = {
            State: 'initial',
            Reason: 'Elb.InitialHealthChecking',
            Description: 'Initial health checks in progress',
          };
    },
  })(made);
};

export const turnover: readonly Scenario[] = [
  {
    id: 'all-draining-or-initial/stop-first-right-now',
    title: 'A deployment that stops everything first is under way',
    story:
      'A deployment of web began three and a half minutes ago. The service allows 0 % healthy, so both old tasks are draining and both new ones are still being registered: nobody takes requests, and the load balancer answers 503 until the first check succeeds.',
    ask: 'baeckerei',
    account: (now) => shop(now, bakery('draining-now'), stopFirst),
    truth: {
      kind: 'diagnosed',
      rootCause: ['bad-rollout', 'all-draining-or-initial'],
      resource: 'web',
      mustNotClaim: ['no-registered-targets', 'target-conn-refused', 'app-crash-1'],
    },
  },
  {
    id: 'all-draining-or-initial/one-draining-of-many',
    title: 'A draining target among healthy ones',
    story:
      'One playback task is draining after a scale-in; five are healthy. What fails since 28 minutes is another group: legacy-web, whose hosts refuse connections.',
    ask: 'stream-api',
    account: (now) =>
      shop(
        now,
        video('draining-one'),
        hosts({ group: 'legacy-web', count: 2, perMinute: 60 }),
        (made) => {
          const [target] = groupNamed(made, 'playback').targets;
          if (!target) return;
          target.until = 0.5;
          target.health = {
            State: 'draining',
            Reason: 'Target.DeregistrationInProgress',
            Description: 'Target deregistration is in progress',
          };
        },
        requestsFail({ group: 'legacy-web', since: 28, outcome: refused }),
        checksFail('legacy-web', 28, refusedChecks),
      ),
    truth: {
      kind: 'diagnosed',
      rootCause: ['target-conn-refused'],
      resource: 'legacy-web',
      mustNotClaim: ['all-draining-or-initial', 'deploy-drain-502'],
    },
  },
  {
    id: 'all-draining-or-initial/health-denied',
    title: 'A deployment that stops everything first, unseen',
    story:
      'A deployment of web began three and a half minutes ago and stopped everything first. Target health and ECS services may not be described; nobody answers, and why cannot be told.',
    ask: 'baeckerei',
    account: (now) =>
      shop(
        now,
        bakery('draining-denied'),
        stopFirst,
        denied('elasticloadbalancing:DescribeTargetHealth', 'ecs:DescribeServices', 'cloudtrail:LookupEvents'),
      ),
    truth: {
      kind: 'undecided',
      rootCause: null,
      gaps: ['elasticloadbalancing:DescribeTargetHealth'],
      mustNotClaim: ['wrong-tg-weight', 'fixed-response-503', 'lb-impaired'],
    },
  },
];
