import { healthPort, hosts } from '#simulation/incidents/extras';
import { serviceNamed } from '#simulation/incidents/find';
import { denied } from '#simulation/incidents/limits';
import { revokeIngress } from '#simulation/incidents/network';
import { rollOut } from '#simulation/incidents/rollout';
import { killedByChecks } from '#simulation/incidents/stops';
import { checksFail, refusedChecks, requestsFail } from '#simulation/incidents/targets';
import type { Scenario } from '#simulation/scenario';
import { shop } from '#simulation/shop';
import type { Happening } from '#simulation/shop';
import { closed, refused } from '#simulation/shop/outcome';
import { bakery, payments, storefront, tickets, video } from './shops.ts';

/** A deployment that stops everything first, of an image in which nothing listens on the port that is mapped. */
function wrongPort(service: string, minutesAgo: number): Happening {
  return (shop) => {
    serviceNamed(shop, service).deployment = { minimumHealthyPercent: 0, maximumPercent: 100, breaker: false };
    rollOut({ service, minutesAgo, state: 'IN_PROGRESS', stopFirst: true })(shop);
    requestsFail({ group: service, since: minutesAgo - 0.3, outcome: refused })(shop);
    killedByChecks({ service, since: minutesAgo, sickness: refusedChecks })(shop);
  };
}

/** The web server on every host is gone; the hosts themselves run on. */
const silentHosts: readonly Happening[] = [
  hosts({ group: 'legacy-web', count: 3, perMinute: 80 }),
  requestsFail({ group: 'legacy-web', since: 31, outcome: refused }),
  checksFail('legacy-web', 31, refusedChecks),
];

export const refusals: readonly Scenario[] = [
  {
    id: 'target-conn-refused/wrong-port',
    title: 'The bakery’s site is down since the last deploy: nothing listens on port 80',
    story:
      'Revision 12 of web was deployed 34 minutes ago with a base image whose server listens on 3000, while the task definition and the target group say 80. The service may stop all of its tasks during a deployment, so nothing old was left to serve. Connections are refused, health checks fail, ECS kills the tasks and starts others just like them. The load balancer, with no healthy target, sends requests to the sick ones and answers 502.',
    ask: 'baeckerei',
    account: (now) => shop(now, bakery('refused-wrong-port'), wrongPort('web', 34)),
    truth: {
      kind: 'diagnosed',
      rootCause: ['bad-rollout', 'target-conn-refused'],
      resource: 'web',
      quotes: 'Health checks failed',
    },
  },
  {
    id: 'target-conn-refused/hosts-not-listening',
    title: 'Nginx is gone from all three hosts',
    story:
      'A configuration run 31 minutes ago removed nginx from the hosts behind legacy-web. The instances run, their security group is open, but nothing listens on port 80: the hosts refuse connections. All targets fail their checks, so the load balancer fails open and every request ends in 502. Nothing in AWS was changed.',
    ask: 'storefront-prod',
    account: (now) => shop(now, storefront('refused-hosts'), ...silentHosts),
    truth: {
      kind: 'diagnosed',
      rootCause: ['target-conn-refused'],
      resource: 'legacy-web',
      contributing: ['all-unhealthy-fail-open'],
      mustNotClaim: ['sg-blocks-target', 'keepalive-mismatch', 'bad-rollout', 'no-registered-targets'],
    },
  },
  {
    id: 'target-conn-refused/admin-port-healthy',
    title: 'Every target is healthy and every order is refused',
    story:
      'The health check of orders goes to the admin port 9090. Since the deployment 27 minutes ago the application starts its admin endpoint but dies out of its main listener on a bad certificate path, so port 8080 refuses connections while all targets stay healthy. The rollout completed without complaint.',
    ask: 'tix-public',
    account: (now) =>
      shop(
        now,
        tickets('refused-admin-port'),
        healthPort('orders', 9_090),
        rollOut({
          service: 'orders',
          minutesAgo: 27,
          after: (made, { started }) => {
            for (const { target } of started)
              made.troubles.push({
                from: 27,
                until: 0,
                share: 1,
                hits: (hit) => hit.target !== null && hit.target === target,
                outcome: refused,
              });
          },
        }),
      ),
    truth: {
      kind: 'diagnosed',
      rootCause: ['bad-rollout', 'target-conn-refused'],
      resource: 'orders',
      mustNotClaim: ['deploy-drain-502', 'keepalive-mismatch', 'all-unhealthy-fail-open'],
    },
  },
  {
    id: 'target-conn-refused/not-security-group',
    title: 'Connections that time out are not refused',
    story:
      'The rule that lets the load balancer into the ledger tasks was revoked 24 minutes ago. Connections are counted as failed here too, yet the load balancer answers 504 after ten seconds, not 502: nothing was refused.',
    ask: 'payments-edge',
    account: (now) => shop(now, payments('refused-not-sg'), revokeIngress('ledger', 24)),
    truth: {
      kind: 'diagnosed',
      rootCause: ['sg-blocks-target'],
      resource: 'ledger',
      mustNotClaim: ['target-conn-refused', 'keepalive-mismatch', 'target-slow'],
    },
  },
  {
    id: 'target-conn-refused/not-hanging-up',
    title: 'Connections that were made and then dropped are not refused',
    story:
      'Since 40 minutes about one playback request in a hundred is answered 502: the tasks close idle connections after 5 seconds, the load balancer keeps them for 60 and loses the race. No connection is refused, all targets are healthy.',
    ask: 'stream-api',
    account: (now) =>
      shop(
        now,
        video('refused-not-closed'),
        requestsFail({ group: 'playback', since: 40, share: 0.012, outcome: (chance) => closed(chance() * 0.002) }),
      ),
    truth: {
      kind: 'diagnosed',
      rootCause: ['keepalive-mismatch'],
      resource: 'playback',
      mustNotClaim: ['target-conn-refused', 'single-target-502', 'bad-rollout'],
    },
  },
  {
    id: 'target-conn-refused/health-denied',
    title: 'Refused connections, seen without target health',
    story:
      'As with the hosts that lost their nginx, but the role may not describe target health. CloudWatch still counts a failed connection for every 502, and the access log shows that no connection was made.',
    ask: 'storefront-prod',
    account: (now) =>
      shop(
        now,
        storefront('refused-health-denied'),
        ...silentHosts,
        denied('elasticloadbalancing:DescribeTargetHealth'),
      ),
    truth: {
      kind: 'diagnosed',
      rootCause: ['target-conn-refused'],
      atMost: 'likely',
      gaps: ['elasticloadbalancing:DescribeTargetHealth'],
      mustNotClaim: ['keepalive-mismatch'],
    },
  },
  {
    id: 'target-conn-refused/logs-denied',
    title: 'Refused connections, seen without the access log',
    story:
      'Nginx is gone from the hosts behind legacy-web. The access log is on but its bucket belongs to the security team and may not be read. Failed connections equal the 502s and every target fails its checks.',
    ask: 'storefront-prod',
    account: (now) => shop(now, storefront('refused-logs-denied'), ...silentHosts, denied('s3:GetObject')),
    truth: {
      kind: 'diagnosed',
      rootCause: ['target-conn-refused'],
      resource: 'legacy-web',
      gaps: ['s3:GetObject'],
      mustNotClaim: ['keepalive-mismatch', 'malformed-response'],
    },
  },
];
