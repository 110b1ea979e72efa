import { attributeChanged, denied } from '#simulation/incidents/limits';
import { requestsFail } from '#simulation/incidents/targets';
import type { Scenario } from '#simulation/scenario';
import { shop } from '#simulation/shop';
import type { Happening } from '#simulation/shop';
import { answered, gaveUp, unanswered } from '#simulation/shop/outcome';
import { backoffice, clinic, payments, storefront, tickets } from './shops.ts';

function crawls(group: string, since: number, share: number, path?: string): Happening {
  return requestsFail({
    group,
    since,
    share,
    ...(path === undefined ? {} : { path }),
    outcome: (chance) => (chance() < 0.55 ? unanswered(60) : answered(200, 30 + chance() * 29.5)),
  });
}

export const slowTargets: readonly Scenario[] = [
  {
    id: 'target-slow/locked-table',
    title: 'One page of orders waits for a lock until it is given up',
    symptom: 'Orders time out with 504',
    story:
      'A migration has held a lock on the seats table for 35 minutes. Whatever reads one order waits for it; half of these requests get through in thirty to sixty seconds, the rest end in 504 when the idle timeout of sixty is over. Connections are made at once and everything else is quick.',
    ask: 'tix-public',
    account: (now) => shop(now, tickets('slow-lock'), crawls('orders', 35, 0.9, '/v1/orders/81724')),
    truth: {
      kind: 'diagnosed',
      rootCause: ['target-slow'],
      resource: 'orders',
      mustNotClaim: ['connect-timeout', 'sg-blocks-target', 'content-length-mismatch', 'all-unhealthy-fail-open'],
    },
    sample: true,
  },
  {
    id: 'target-slow/no-log',
    title: 'Slow invoices, by the metrics alone',
    story:
      'invoices waits for its archive since 29 minutes. There is no access log; the slowest hundredth takes as long as the idle timeout allows, and no connection fails.',
    ask: 'backoffice-int',
    account: (now) => shop(now, backoffice('slow-no-log'), crawls('invoices', 29, 0.3)),
    truth: {
      kind: 'diagnosed',
      rootCause: ['target-slow'],
      resource: 'invoices',
      atMost: 'likely',
      mustNotClaim: ['connect-timeout', 'sg-blocks-target'],
    },
  },
  {
    id: 'target-slow/timeout-lowered',
    title: 'The idle timeout was cut to five seconds',
    story:
      'An appointment search takes seven or eight seconds and always has. Since the idle timeout was set from 60 to 5 seconds 23 minutes ago these searches end in 504.',
    ask: 'appointments',
    account: (now) =>
      shop(
        now,
        clinic('slow-lowered'),
        requestsFail({
          group: 'booking',
          since: 95,
          until: 23,
          share: 0.3,
          path: '/v1/session',
          outcome: (chance) => answered(200, 6.5 + chance() * 2),
        }),
        attributeChanged('idle_timeout.timeout_seconds', '5', 23, 'd.osei'),
        requestsFail({ group: 'booking', since: 23, share: 0.3, path: '/v1/session', outcome: () => unanswered(5) }),
      ),
    truth: {
      kind: 'diagnosed',
      rootCause: ['target-slow'],
      mustNotClaim: ['connect-timeout', 'sg-blocks-target', 'keepalive-mismatch', 'bad-rollout'],
    },
  },
  {
    id: 'target-slow/within-the-timeout',
    title: 'Slow, but nobody is told so by the load balancer',
    story:
      'fraud-score takes up to twenty seconds since 26 minutes. Impatient clients hang up (460). No request is answered with 5xx.',
    ask: 'payments-edge',
    account: (now) =>
      shop(
        now,
        payments('slow-within'),
        requestsFail({
          group: 'fraud-score',
          since: 26,
          share: 0.5,
          outcome: (chance) => (chance() < 0.3 ? gaveUp(10) : answered(200, 8 + chance() * 12)),
        }),
      ),
    truth: { kind: 'not-happening', rootCause: null, mustNotClaim: ['target-slow', 'connect-timeout'] },
  },
  {
    id: 'target-slow/logs-denied',
    title: 'Slow checkouts, and the log may not be read',
    story:
      'checkout-api waits for its tax service. The log may not be read; response times reach the idle timeout and no connection fails.',
    ask: 'storefront-prod',
    account: (now) => shop(now, storefront('slow-denied'), crawls('checkout-api', 33, 0.35), denied('s3:GetObject')),
    truth: {
      kind: 'diagnosed',
      rootCause: ['target-slow'],
      resource: 'checkout-api',
      atMost: 'likely',
      gaps: ['s3:GetObject'],
      mustNotClaim: ['connect-timeout', 'sg-blocks-target'],
    },
  },
];
