import { hosts } from '#simulation/incidents/extras';
import { serviceNamed } from '#simulation/incidents/find';
import { attributeChanged, denied } from '#simulation/incidents/limits';
import { requestsFail } from '#simulation/incidents/targets';
import type { Scenario } from '#simulation/scenario';
import { shop } from '#simulation/shop';
import type { Happening } from '#simulation/shop';
import { answered, closed } from '#simulation/shop/outcome';
import { backoffice, clinic, payments, storefront, video } from './shops.ts';

const databaseAway = (group: string, since: number, share: number): Happening =>
  requestsFail({
    group,
    since,
    share,
    outcome: (chance) => answered(chance() < 0.85 ? 500 : 503, 0.03 + chance() * 0.2, 420),
  });

/** A proxy in front of the application, whose container is gone while the task goes on. */
const behindProxy: Happening = (made) => {
  const service = serviceNamed(made, 'checkout-api');
  for (const definition of service.taskDefinitions)
    definition.containerDefinitions = [
      ...(definition.containerDefinitions ?? []).map((one) => ({ ...one, name: 'nginx' })),
      ...(definition.containerDefinitions ?? []).map((one) => ({
        ...one,
        name: 'app',
        essential: false,
        portMappings: [{ containerPort: 3_000, protocol: 'tcp' as const }],
      })),
    ];
  for (const task of service.tasks) task.halted = { container: 'app', exitCode: 1 };
};

export const applications: readonly Scenario[] = [
  {
    id: 'target-generated-5xx/database-away',
    title: 'Orders answer 500: the application says so itself',
    story:
      'The database behind the ledger stopped accepting logins 35 minutes ago. The application answers 500 to six requests in ten. The load balancer only carries the message: its own error counts are nil, targets are healthy, and nobody deployed anything.',
    ask: 'payments-edge',
    account: (now) => shop(now, payments('app-database'), databaseAway('ledger', 35, 0.6)),
    truth: {
      kind: 'diagnosed',
      rootCause: ['target-generated-5xx'],
      resource: 'ledger',
      mustNotClaim: ['bad-rollout', 'target-conn-refused', 'keepalive-mismatch', 'malformed-response'],
    },
  },
  {
    id: 'target-generated-5xx/on-hosts',
    title: 'A service on hosts answers 500 on one path',
    story:
      'The search page of legacy-web fails since its index was rebuilt 42 minutes ago: every search is answered 500 by the hosts, all else is fine.',
    ask: 'stream-api',
    account: (now) =>
      shop(
        now,
        video('app-hosts'),
        hosts({ group: 'legacy-web', count: 4, perMinute: 60 }),
        requestsFail({
          group: 'legacy-web',
          since: 42,
          path: '/api/search?q=blue+shoes&page=2',
          outcome: (chance) => answered(500, 0.2 + chance() * 0.2, 900),
        }),
      ),
    truth: {
      kind: 'diagnosed',
      rootCause: ['target-generated-5xx'],
      resource: 'legacy-web',
      mustNotClaim: ['single-target-502', 'bad-rollout'],
    },
  },
  {
    id: 'target-generated-5xx/proxy-without-application',
    title: 'The proxy lives, the application behind it does not',
    story:
      'In each checkout task nginx stands before the container app. app exited with code 1 about 26 minutes ago in all of them; it is not essential, so ECS lets the tasks run. The health check asks nginx itself and stays green. nginx answers 502, and the load balancer passes it on as the target’s own.',
    ask: 'storefront-prod',
    account: (now) =>
      shop(
        now,
        storefront('app-proxy'),
        behindProxy,
        requestsFail({
          group: 'checkout-api',
          since: 26,
          outcome: (chance) => answered(502, 0.001 + chance() * 0.002, 150),
        }),
      ),
    truth: {
      kind: 'diagnosed',
      rootCause: ['app-crash-1', 'target-generated-5xx'],
      resource: 'checkout-api',
      mustNotClaim: ['target-conn-refused', 'malformed-response', 'keepalive-mismatch', 'oom-container'],
    },
  },
  {
    id: 'target-generated-5xx/background-only',
    title: 'A few 500s as ever, and new 502s of the load balancer',
    story:
      'records-gateway has always answered 500 to one request in three hundred. Since the idle timeout was raised 39 minutes ago booking loses one connection in seventy: that is what is new.',
    ask: 'appointments',
    account: (now) =>
      shop(
        now,
        clinic('app-background'),
        requestsFail({
          group: 'records-gateway',
          since: 95,
          share: 0.003,
          outcome: (chance) => answered(500, 0.1 + chance() * 0.1),
        }),
        attributeChanged('idle_timeout.timeout_seconds', '240', 40, 'd.osei'),
        requestsFail({ group: 'booking', since: 39, share: 0.015, outcome: (chance) => closed(chance() * 0.002) }),
      ),
    truth: {
      kind: 'diagnosed',
      rootCause: ['keepalive-mismatch'],
      resource: 'booking',
      mustNotClaim: ['target-generated-5xx', 'target-conn-refused'],
    },
  },
  {
    id: 'target-generated-5xx/logs-denied',
    title: 'The application’s own 500s need no log',
    story:
      'The ledger answers 500 as its database is away. The access log may not be read, yet the metrics say whose errors these are.',
    ask: 'ledger',
    account: (now) => shop(now, payments('app-logs-denied'), databaseAway('ledger', 35, 0.6), denied('s3:GetObject')),
    truth: {
      kind: 'diagnosed',
      rootCause: ['target-generated-5xx'],
      resource: 'ledger',
      gaps: ['s3:GetObject'],
      mustNotClaim: ['bad-rollout', 'keepalive-mismatch'],
    },
  },
  {
    id: 'target-generated-5xx/metrics-denied',
    title: 'Errors that cannot be counted',
    story:
      'invoices answers 500 as its database is away. Metrics may not be read and there is no access log: nothing that may be read says whether anything is wrong.',
    ask: 'backoffice-int',
    account: (now) =>
      shop(
        now,
        backoffice('app-metrics-denied'),
        databaseAway('invoices', 35, 0.6),
        denied('cloudwatch:GetMetricData'),
      ),
    truth: {
      kind: 'blind',
      rootCause: null,
      gaps: ['cloudwatch:GetMetricData'],
      mustNotClaim: ['target-generated-5xx'],
    },
  },
];
