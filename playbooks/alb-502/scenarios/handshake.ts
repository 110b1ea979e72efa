import { hosts } from '#simulation/incidents/extras';
import { balancerNamed, groupNamed } from '#simulation/incidents/find';
import { denied } from '#simulation/incidents/limits';
import { rollOut } from '#simulation/incidents/rollout';
import { checksFail, refusedChecks, requestsFail } from '#simulation/incidents/targets';
import type { Scenario } from '#simulation/scenario';
import { shop } from '#simulation/shop';
import type { Happening } from '#simulation/shop';
import { refused, tlsFailed } from '#simulation/shop/outcome';
import { clinic, payments, storefront } from './shops.ts';

const encrypted = hosts({ group: 'ledger-tls', count: 3, perMinute: 75, port: 8_443, protocol: 'HTTPS' });
const plainNow: readonly Happening[] = [
  encrypted,
  requestsFail({ group: 'ledger-tls', since: 22, outcome: tlsFailed }),
  checksFail('ledger-tls', 22, refusedChecks),
];

function overTls(group: string): Happening {
  return (made) => {
    const { raw } = groupNamed(made, group);
    raw.Protocol = 'HTTPS';
    raw.HealthCheckProtocol = 'HTTPS';
  };
}

export const handshakes: readonly Scenario[] = [
  {
    id: 'target-tls-failure/hosts-speak-http',
    title: 'The hosts stopped speaking TLS',
    story:
      'The target group ledger-tls speaks HTTPS to its hosts on port 8443. 22 minutes ago a configuration run turned TLS off there, and the same port answers in plain HTTP. Connections are made, every handshake fails, the load balancer answers 502, and the checks fail as well.',
    ask: 'payments-edge',
    account: (now) => shop(now, payments('tls-hosts'), ...plainNow),
    truth: {
      kind: 'diagnosed',
      rootCause: ['target-tls-failure'],
      resource: 'ledger-tls',
      contributing: ['all-unhealthy-fail-open'],
      mustNotClaim: ['target-conn-refused', 'keepalive-mismatch', 'sg-blocks-target'],
    },
  },
  {
    id: 'target-tls-failure/cipher-after-deploy',
    title: 'Records are unreachable since the hardening release',
    story:
      'records-gateway is reached over HTTPS. Release 20, rolled out 29 minutes ago, allows a single cipher that the load balancer does not offer. The health check stays on the plain port 8080, so ECS completed the rollout. Every handshake with a new task fails.',
    ask: 'appointments',
    account: (now) =>
      shop(
        now,
        clinic('tls-cipher'),
        overTls('records-gateway'),
        (made) => {
          const { raw } = groupNamed(made, 'records-gateway');
          raw.HealthCheckPort = '8080';
          raw.HealthCheckProtocol = 'HTTP';
        },
        rollOut({
          service: 'records-gateway',
          minutesAgo: 29,
          after: (made, { started }) => {
            for (const { target } of started)
              made.troubles.push({
                from: 29,
                until: 0,
                share: 1,
                hits: (hit) => hit.target !== null && hit.target === target,
                outcome: tlsFailed,
              });
          },
        }),
      ),
    truth: {
      kind: 'diagnosed',
      rootCause: ['bad-rollout', 'target-tls-failure'],
      resource: 'records-gateway',
      mustNotClaim: ['target-conn-refused', 'deploy-drain-502'],
    },
  },
  {
    id: 'target-tls-failure/clients-with-old-tls',
    title: 'Old clients fail their handshakes; nobody is answered 502',
    story:
      'A partner’s cash registers still speak TLS 1.0 and cannot agree with the listener: ClientTLSNegotiationErrorCount is in the hundreds a minute. That is between client and load balancer. Every request that arrives is answered well.',
    ask: 'storefront-prod',
    account: (now) =>
      shop(now, storefront('tls-clients'), (made) => {
        const { path } = balancerNamed(made);
        for (const zone of [null, ...made.network.zones.map(({ name }) => name)])
          made.series.push({
            namespace: 'AWS/ApplicationELB',
            metric: 'ClientTLSNegotiationErrorCount',
            dimensions: zone === null ? { LoadBalancer: path } : { AvailabilityZone: zone, LoadBalancer: path },
            values: Array.from({ length: 90 }, (_, index) => (zone === null ? 300 : 100) + ((index * 7) % 40)),
          });
      }),
    truth: { kind: 'not-happening', rootCause: null, mustNotClaim: ['target-tls-failure'] },
  },
  {
    id: 'target-tls-failure/refused-behind-https-group',
    title: 'An HTTPS group whose hosts refuse connections',
    story:
      'ledger-tls speaks HTTPS too, but here the proxy on the hosts crashed 26 minutes ago: no connection is made, so no handshake could fail. The failed connections equal the 502s; there are no failed handshakes.',
    ask: 'ledger-tls',
    account: (now) =>
      shop(
        now,
        payments('tls-refused'),
        encrypted,
        requestsFail({ group: 'ledger-tls', since: 26, outcome: refused }),
        checksFail('ledger-tls', 26, refusedChecks),
      ),
    truth: {
      kind: 'diagnosed',
      rootCause: ['target-conn-refused'],
      resource: 'ledger-tls',
      mustNotClaim: ['target-tls-failure'],
    },
  },
  {
    id: 'target-tls-failure/metrics-denied',
    title: 'Failed handshakes, and CloudWatch may not be read',
    story:
      'The hosts of ledger-tls stopped speaking TLS, but the role may not read metrics. The access log shows 502s for which nothing was sent to a target, and the targets fail their checks. Whether connections are refused or handshakes fail is told by the metrics alone.',
    ask: 'payments-edge',
    account: (now) => shop(now, payments('tls-metrics-denied'), ...plainNow, denied('cloudwatch:GetMetricData')),
    truth: {
      kind: 'blind',
      rootCause: null,
      gaps: ['cloudwatch:GetMetricData'],
      mustNotClaim: ['keepalive-mismatch', 'sg-blocks-target'],
    },
  },
];
