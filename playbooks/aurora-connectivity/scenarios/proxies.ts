import { estate } from '#simulation/aurora/estate';
import type { EstateOptions } from '#simulation/aurora/estate';
import { complains } from '#simulation/aurora/happenings/complaints';
import { rotated } from '#simulation/aurora/happenings/credentials';
import { denied } from '#simulation/aurora/happenings/limits';
import { proxyRevoked, revoked } from '#simulation/aurora/happenings/network';
import { proxied, proxyHost, targetsAre } from '#simulation/aurora/happenings/proxies';
import { proxyShows, writerShows } from '#simulation/aurora/happenings/capacity';
import { proxyNamed } from '#simulation/aurora/happenings/find';
import type { Scenario } from '#simulation/scenario';
import { orders, tickets, video } from './estates.ts';

/** All clients of the estate go through a proxy of that name, as the one user it knows. */
function through(options: EstateOptions, proxy: string): EstateOptions {
  const host = proxyHost(options, proxy);
  return { ...options, clients: options.clients.map((one) => ({ ...one, host, user: 'app', notAdmitted: true })) };
}

export const behindProxies: readonly Scenario[] = [
  {
    id: 'proxy-unhealthy/cannot-reach-the-database',
    title: 'The proxy cannot reach its database',
    story:
      'Clients connect to a proxy. The rule that admits the proxy to the database was revoked 26 minutes ago; the way from the clients to the proxy is open. The proxy’s targets are UNREACHABLE.',
    ask: 'orders-db',
    account: (now) =>
      estate(
        now,
        through(orders('proxy-unreachable'), 'orders-proxy'),
        proxied({ name: 'orders-proxy' }),
        proxyRevoked(26),
        targetsAre({
          State: 'UNAVAILABLE',
          Reason: 'UNREACHABLE',
          Description: 'DBProxy Target unavailable due to an internal error',
        }),
        proxyShows('DatabaseConnections', 25, 0),
        writerShows('DatabaseConnections', 25, 1),
        complains({ failure: 'borrow', since: 24 }),
      ),
    truth: {
      kind: 'diagnosed',
      rootCause: ['sg-missing-ingress', 'proxy-unhealthy'],
      mustNotClaim: [
        'instance-down',
        'connections-exhausted',
        'secret-pending-deletion',
        'proxy-ip-exhausted',
        'client-egress-blocked',
      ],
    },
  },
  {
    id: 'proxy-unhealthy/password-of-the-proxy',
    title: 'The proxy has no credentials for its user',
    story:
      'The user was renamed in the secret from which the proxy takes its credentials, 31 minutes ago: for the name that clients give, it has none any more. Its targets are in AUTH_FAILURE.',
    ask: 'catalog-proxy',
    account: (now) =>
      estate(
        now,
        through(video('proxy-auth'), 'catalog-proxy'),
        proxied({ name: 'catalog-proxy' }),
        targetsAre({
          State: 'UNAVAILABLE',
          Reason: 'AUTH_FAILURE',
          Description: 'Proxy does not have any registered credentials',
        }),
        proxyShows('DatabaseConnections', 30, 0),
        complains({ failure: 'proxy-no-credentials', since: 30 }),
      ),
    truth: {
      kind: 'diagnosed',
      rootCause: ['proxy-unhealthy'],
      quotes: 'AUTH_FAILURE',
      mustNotClaim: [
        'secret-pending-deletion',
        'sg-missing-ingress',
        'instance-down',
        'bad-credentials-after-rotation',
      ],
    },
  },
  {
    id: 'proxy-unhealthy/scaling-up',
    title: 'A proxy that is still being made',
    story:
      'The proxy was made eight minutes ago, and the seat map switched over at once. Its targets wait for the proxy to reach its capacity.',
    ask: 'tix-live',
    account: (now) =>
      estate(
        now,
        through(tickets('proxy-pending'), 'tix-proxy'),
        proxied({ name: 'tix-proxy' }),
        targetsAre({
          State: 'UNAVAILABLE',
          Reason: 'PENDING_PROXY_CAPACITY',
          Description: 'DBProxy Target is waiting for proxy to scale to desired capacity',
        }),
        (made) => {
          const { raw } = proxyNamed(made);
          raw.CreatedDate = new Date(now.getTime() - 8 * 60_000);
          raw.UpdatedDate = raw.CreatedDate;
        },
        complains({ failure: 'timeout', since: 7 }),
      ),
    truth: {
      kind: 'diagnosed',
      rootCause: ['proxy-unhealthy'],
      quotes: 'PENDING_PROXY_CAPACITY',
      mustNotClaim: ['sg-missing-ingress', 'instance-down', 'acu-ceiling', 'proxy-ip-exhausted'],
    },
  },
  {
    id: 'proxy-unhealthy/a-reader-only',
    title: 'One reader behind the proxy is not there',
    story:
      'A reader of the orders database is being rebooted and UNAVAILABLE to the proxy. The writer is there, and nobody fails.',
    ask: 'orders-db',
    account: (now) =>
      estate(now, through(orders('proxy-reader'), 'orders-proxy'), proxied({ name: 'orders-proxy' }), (made) => {
        const target = proxyNamed(made).targets.at(-1);
        if (target)
          target.TargetHealth = {
            State: 'UNAVAILABLE',
            Reason: 'CONNECTION_FAILED',
            Description: 'DBProxy Target unavailable',
          };
        const reader = made.databases[0]?.instances.at(-1);
        if (reader) reader.raw.DBInstanceStatus = 'rebooting';
      }),
    truth: { kind: 'not-happening', rootCause: null, mustNotClaim: ['proxy-unhealthy', 'instance-down', 'no-writer'] },
  },
  {
    id: 'proxy-unhealthy/proxies-denied',
    title: 'A proxy that may not be looked at',
    story:
      'The proxy’s targets are in CONNECTION_FAILED. The role may not describe proxies; that there is one shows in the clients’ host name.',
    ask: 'orders-db',
    account: (now) =>
      estate(
        now,
        through(orders('proxy-denied'), 'orders-proxy'),
        proxied({ name: 'orders-proxy' }),
        targetsAre({ State: 'UNAVAILABLE', Reason: 'CONNECTION_FAILED', Description: 'DBProxy Target unavailable' }),
        complains({ failure: 'borrow', since: 24 }),
        denied('rds:DescribeDBProxies', 'rds:DescribeDBProxyTargets', 'rds:DescribeDBProxyTargetGroups'),
      ),
    truth: {
      kind: 'undecided',
      rootCause: null,
      gaps: ['rds:DescribeDBProxies'],
      mustNotClaim: [
        'proxy-unhealthy',
        'wrong-endpoint-stale',
        'sg-missing-ingress',
        'instance-down',
        'connections-exhausted',
      ],
    },
  },
  {
    id: 'proxy-unhealthy/direct-rule-gone',
    title: 'Nobody connects directly any more, and the rule for it is gone',
    story:
      'Since the proxy came, the direct rules for clients are not there any more, which is right. What fails is an old password: the secret of the user was rotated 25 minutes ago, and the tasks have the old one.',
    ask: 'orders-db from checkout',
    account: (now) =>
      estate(
        now,
        through(orders('proxy-direct'), 'orders-proxy'),
        proxied({ name: 'orders-proxy' }),
        rotated('checkout', 25),
        revoked('fulfilment', 43_000),
        complains({ client: 'checkout', failure: 'password', since: 24 }),
      ),
    truth: {
      kind: 'diagnosed',
      rootCause: ['bad-credentials-after-rotation'],
      mustNotClaim: ['sg-missing-ingress', 'proxy-unhealthy', 'client-egress-blocked', 'secret-pending-deletion'],
    },
  },
];
