import { healthPort, hosts } from '#simulation/incidents/extras';
import { groupNamed, serviceNamed } from '#simulation/incidents/find';
import { denied } from '#simulation/incidents/limits';
import { rollOut } from '#simulation/incidents/rollout';
import { killedByChecks } from '#simulation/incidents/stops';
import { checksFail, requestsFail, timedOut, wrongCode } from '#simulation/incidents/targets';
import type { Scenario } from '#simulation/scenario';
import { shop } from '#simulation/shop';
import type { Happening } from '#simulation/shop';
import { answered, unanswered } from '#simulation/shop/outcome';
import { record } from '#simulation/shop/trail';
import { bakery, clinic, payments, storefront, tickets, video } from './shops.ts';

/** Somebody gives the checks another path. */
function checkPath(group: string, path: string, minutesAgo: number, by: string): Happening {
  return (made) => {
    const { arn, raw } = groupNamed(made, group);
    raw.HealthCheckPath = path;
    record(made, {
      name: 'ModifyTargetGroup',
      source: 'elasticloadbalancing',
      by,
      minutesAgo,
      parameters: { targetGroupArn: arn, healthCheckPath: path },
      resources: [{ type: 'AWS::ElasticLoadBalancingV2::TargetGroup', name: arn }],
    });
  };
}

/** Tasks take so long that neither customers nor checks get an answer in time. */
const saturated: readonly Happening[] = [
  requestsFail({
    group: 'booking',
    since: 38,
    share: 0.85,
    outcome: (chance) => (chance() < 0.55 ? unanswered(60) : answered(200, 34 + chance() * 25)),
  }),
  checksFail('booking', 37, timedOut),
  (made) => {
    serviceNamed(made, 'booking').load.surges.push({ from: 39, until: -1, cpu: 99 });
    // ECS waits for the grace period of an hour before it acts on them.
    serviceNamed(made, 'booking').grace = 3_600;
  },
];

export const checks: readonly Scenario[] = [
  {
    id: 'all-unhealthy-fail-open/too-slow-for-checks',
    title: 'All bookings time out, and so do the checks',
    story:
      'The tasks of booking have been at the limit of their CPU for 38 minutes. Most requests take longer than the idle timeout and end in 504, the health checks time out too, and the load balancer, with no healthy target left, goes on sending to all of them. That the targets are unhealthy is what the slowness looks like, not why.',
    ask: 'appointments',
    account: (now) => shop(now, clinic('open-slow'), ...saturated),
    truth: {
      kind: 'diagnosed',
      rootCause: ['target-slow'],
      resource: 'booking',
      contributing: ['all-unhealthy-fail-open'],
      mustNotClaim: ['sg-blocks-target', 'no-registered-targets', 'connect-timeout', 'elb-health-failed'],
    },
  },
  {
    id: 'all-unhealthy-fail-open/wrong-path-on-hosts',
    title: 'All targets unhealthy, and not one failed request',
    story:
      'Jon changed the health check path of legacy-web to /status 40 minutes ago; the hosts answer 404 there. All targets have been unhealthy since, so the load balancer sends to all of them, and they serve well. Alarming to look at; no customer has noticed.',
    ask: 'storefront-prod',
    account: (now) =>
      shop(
        now,
        storefront('open-path'),
        hosts({ group: 'legacy-web', count: 3, perMinute: 70 }),
        checkPath('legacy-web', '/status', 40, 'jon.abara'),
        checksFail('legacy-web', 40, wrongCode(404)),
      ),
    truth: {
      kind: 'not-happening',
      rootCause: null,
      mustNotClaim: ['target-conn-refused', 'no-registered-targets', 'target-generated-5xx'],
    },
  },
  {
    id: 'all-unhealthy-fail-open/checks-on-a-closed-port',
    title: 'Checks that cannot get through, traffic that can',
    story:
      'The checks of profiles were moved to port 9090 35 minutes ago, which the tasks’ security group does not let in. All targets are unhealthy by timeout, and the traffic on port 8080 flows as ever. ECS is told to wait an hour before it acts.',
    ask: 'stream-api',
    account: (now) =>
      shop(now, video('open-port'), healthPort('profiles', 9_090), checksFail('profiles', 35, timedOut), (made) => {
        serviceNamed(made, 'profiles').grace = 7_200;
      }),
    truth: {
      kind: 'not-happening',
      rootCause: null,
      mustNotClaim: ['target-conn-refused', 'connect-timeout', 'no-registered-targets'],
    },
  },
  {
    id: 'all-unhealthy-fail-open/empty-is-not-unhealthy',
    title: '503 is for want of targets, not of health',
    story:
      'Both web tasks were killed by hand 12 minutes ago through a script that also set the desired count to 0: there is no target, healthy or not. With unhealthy ones the load balancer would have tried.',
    ask: 'baeckerei',
    account: (now) =>
      shop(now, bakery('open-empty'), (made) => {
        const service = serviceNamed(made, 'web');
        service.desired = 0;
        record(made, {
          name: 'UpdateService',
          source: 'ecs',
          by: 'nightly-script',
          minutesAgo: 12,
          parameters: { cluster: 'default', service: 'web', desiredCount: 0 },
        });
        for (const task of service.tasks) {
          task.stopped = { ago: 11.5, code: 'UserInitiated', reason: 'Task stopped by user', exitCode: 143 };
          if (task.target) {
            task.target.until = 11.8;
            task.target.health = undefined;
          }
          record(made, {
            name: 'StopTask',
            source: 'ecs',
            by: 'nightly-script',
            minutesAgo: 12,
            parameters: { cluster: 'default', task: task.id },
          });
        }
      }),
    truth: {
      kind: 'diagnosed',
      rootCause: ['no-registered-targets'],
      resource: 'web',
      mustNotClaim: ['all-unhealthy-fail-open', 'app-crash-1', 'oom-container'],
    },
  },
  {
    id: 'all-unhealthy-fail-open/health-denied',
    title: 'Everything is slow, and target health may not be read',
    story:
      'booking is at the limit of its CPU and answers 504; target health may not be described. The metric of healthy hosts says there are none.',
    ask: 'appointments',
    account: (now) =>
      shop(now, clinic('open-denied'), ...saturated, denied('elasticloadbalancing:DescribeTargetHealth')),
    truth: {
      kind: 'diagnosed',
      rootCause: ['target-slow'],
      resource: 'booking',
      gaps: ['elasticloadbalancing:DescribeTargetHealth'],
      mustNotClaim: ['sg-blocks-target', 'no-registered-targets', 'elb-health-failed'],
    },
  },
  {
    id: 'elb-health-failed/path-is-404',
    title: 'ECS kills healthy tasks because the check asks the wrong page',
    story:
      'The health check path of checkout-api was changed to /health/live 33 minutes ago; the application has only /healthz and answers 404. ECS keeps killing tasks that serve well, so there are moments with no task at all, answered 503.',
    ask: 'checkout-api',
    account: (now) =>
      shop(
        now,
        storefront('checks-404'),
        checkPath('checkout-api', '/health/live', 33, 'maria.keller'),
        killedByChecks({
          service: 'checkout-api',
          since: 33,
          sickness: wrongCode(404),
          lives: 3.2,
          stagger: 0.05,
          boot: 0.9,
        }),
      ),
    truth: {
      kind: 'diagnosed',
      rootCause: ['elb-health-failed'],
      resource: 'checkout-api',
      quotes: 'Health checks failed with these codes: [404]',
      mustNotClaim: ['target-conn-refused', 'oom-container', 'app-crash-1', 'sg-blocks-target', 'bad-rollout'],
    },
  },
  {
    id: 'elb-health-failed/redirect-after-deploy',
    title: 'The new release redirects the health check',
    story:
      'Release 15 of the ledger redirects whatever comes without its own host name, and so the health check: 301. The service may stop everything first, so the old tasks are gone. ECS kills the new ones again and again; in between there is nobody to answer.',
    ask: 'payments-edge',
    account: (now) =>
      shop(now, payments('checks-301'), (made) => {
        serviceNamed(made, 'ledger').deployment = { minimumHealthyPercent: 0, maximumPercent: 100, breaker: false };
        rollOut({ service: 'ledger', minutesAgo: 41, state: 'IN_PROGRESS', stopFirst: true })(made);
        killedByChecks({
          service: 'ledger',
          since: 41,
          sickness: wrongCode(301),
          lives: 3.2,
          stagger: 0.05,
          boot: 0.9,
        })(made);
      }),
    truth: {
      kind: 'diagnosed',
      rootCause: ['bad-rollout', 'elb-health-failed'],
      resource: 'ledger',
      mustNotClaim: ['target-conn-refused', 'oom-container', 'sg-blocks-target', 'target-tls-failure'],
    },
  },
  {
    id: 'elb-health-failed/exit-137-is-not-memory',
    title: 'Exit code 137, and not a matter of memory',
    story:
      'The seatmap tasks hang since their cache cluster went away 30 minutes ago: no request is answered and checks time out. ECS kills them; they ignore SIGTERM for thirty seconds and are then killed hard, which gives exit code 137. Memory stands at half.',
    ask: 'tix-public',
    account: (now) =>
      shop(
        now,
        tickets('checks-137'),
        requestsFail({
          group: 'seatmap',
          since: 30,
          share: 0.95,
          outcome: (chance) => (chance() < 0.6 ? unanswered(60) : answered(200, 30 + chance() * 28)),
        }),
        killedByChecks({ service: 'seatmap', since: 29, sickness: timedOut, lives: 5, exitCode: 137, took: 31 }),
      ),
    truth: {
      kind: 'diagnosed',
      rootCause: ['target-slow', 'elb-health-failed'],
      resource: 'seatmap',
      mustNotClaim: ['oom-container', 'oom-crash-502', 'sg-blocks-target', 'bad-rollout'],
    },
  },
  {
    id: 'elb-health-failed/health-denied',
    title: 'Tasks are killed by checks that may not be read',
    story:
      'ECS says that tasks of checkout-api fail the checks of their target group, which may not be described; nor may events be looked up. Why they fail remains open.',
    ask: 'storefront-prod',
    account: (now) =>
      shop(
        now,
        storefront('checks-denied'),
        checkPath('checkout-api', '/health/live', 33, 'maria.keller'),
        killedByChecks({
          service: 'checkout-api',
          since: 33,
          sickness: wrongCode(404),
          lives: 3.2,
          stagger: 0.05,
          boot: 0.9,
        }),
        denied('elasticloadbalancing:DescribeTargetHealth', 'cloudtrail:LookupEvents'),
      ),
    truth: {
      kind: 'diagnosed',
      rootCause: ['elb-health-failed'],
      resource: 'checkout-api',
      gaps: ['elasticloadbalancing:DescribeTargetHealth'],
      mustNotClaim: ['target-conn-refused', 'oom-container', 'sg-blocks-target'],
    },
  },
];
