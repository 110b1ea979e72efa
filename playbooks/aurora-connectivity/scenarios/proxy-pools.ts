import { estate } from '#simulation/aurora/estate';
import type { EstateOptions } from '#simulation/aurora/estate';
import { complains } from '#simulation/aurora/happenings/complaints';
import { secretDeleted } from '#simulation/aurora/happenings/credentials';
import { proxied, proxyEvent, proxyHost, targetsAre } from '#simulation/aurora/happenings/proxies';
import { proxyShows } from '#simulation/aurora/happenings/capacity';
import { clientNamed, proxyNamed } from '#simulation/aurora/happenings/find';
import type { Scenario } from '#simulation/scenario';
import { securityGroupId } from '#simulation/shop/network';
import { record } from '#simulation/shop/trail';
import { ledger, orders, video } from './estates.ts';

/** All clients of the estate go through a proxy of that name, as the one user it knows. */
function through(options: EstateOptions, proxy: string): EstateOptions {
  const host = proxyHost(options, proxy);
  return { ...options, clients: options.clients.map((one) => ({ ...one, host, user: 'app', notAdmitted: true })) };
}

export const proxyPools: readonly Scenario[] = [
  {
    id: 'secret-pending-deletion/behind-a-proxy',
    title: 'The secret of the proxy is about to be deleted',
    story:
      'A clean-up marked the secret of user app for deletion 29 minutes ago. The proxy can no longer read it, its targets are in AUTH_FAILURE, and clients are told that it has no credentials for them.',
    ask: 'ledger-cluster',
    account: (now) =>
      estate(
        now,
        through(ledger('proxy-secret'), 'ledger-proxy'),
        proxied({ name: 'ledger-proxy' }),
        secretDeleted('ledger-api', 29, 'cloud-janitor'),
        targetsAre({
          State: 'UNAVAILABLE',
          Reason: 'AUTH_FAILURE',
          Description: 'Proxy does not have any registered credentials',
        }),
        complains({ failure: 'password', since: 28 }),
      ),
    truth: {
      kind: 'diagnosed',
      rootCause: ['secret-pending-deletion'],
      resource: 'ledger-cluster/app',
      mustNotClaim: ['bad-credentials-after-rotation', 'sg-missing-ingress', 'instance-down', 'iam-auth-failed'],
    },
  },
  {
    id: 'proxy-borrow-timeout/pinned-sessions',
    title: 'The proxy’s connections are pinned',
    story:
      'playback was deployed 24 minutes ago with prepared statements that pin sessions to connections. The proxy’s pool is used up, and whoever comes waits until the borrow timeout. The database itself is far from its limit.',
    ask: 'stream-catalog',
    account: (now) =>
      estate(
        now,
        through(video('proxy-pinned'), 'catalog-proxy'),
        proxied({ name: 'catalog-proxy', percent: 20 }),
        proxyShows('DatabaseConnectionsCurrentlySessionPinned', 24, 96),
        proxyShows('DatabaseConnectionsCurrentlyBorrowed', 24, 100),
        proxyShows('DatabaseConnections', 24, 100),
        proxyShows('ClientConnections', 24, 610),
        proxyShows('DatabaseConnectionsBorrowLatency', 24, 118_000_000),
        complains({ failure: 'borrow', since: 22 }),
      ),
    truth: {
      kind: 'diagnosed',
      rootCause: ['proxy-borrow-timeout'],
      quotes: 'Timed-out waiting to acquire database connection',
      mustNotClaim: ['connections-exhausted', 'sg-missing-ingress', 'instance-down', 'connection-storm'],
    },
  },
  {
    id: 'proxy-ip-exhausted/subnets-full',
    title: 'The proxy’s subnets are out of addresses',
    story:
      'The proxy could not grow 34 minutes ago, since its subnets have no free addresses: an autoscaling group next door has taken them all. Part of the connections is turned away.',
    ask: 'orders-db',
    account: (now) =>
      estate(
        now,
        through(orders('proxy-ips'), 'orders-proxy'),
        proxied({ name: 'orders-proxy' }),
        (made) => {
          const ids = new Set(proxyNamed(made).raw.VpcSubnetIds);
          const full = made.shop.network.ec2.subnets.filter(({ SubnetId }) => ids.has(SubnetId ?? ''));
          for (const subnet of full) subnet.AvailableIpAddressCount = 0;
          proxyEvent(
            34,
            `RDS failed to provision capacity for proxy orders-proxy because there aren't enough IP addresses available in your subnets: ${[...ids].join(', ')}. To fix the issue, make sure that your subnets have the minimum number of unused IP addresses as recommended in the RDS Proxy documentation.`,
          )(made);
        },
        complains({ failure: 'timeout', since: 32, every: 30 }),
      ),
    truth: {
      kind: 'diagnosed',
      rootCause: ['proxy-ip-exhausted'],
      quotes: "aren't enough IP addresses available",
      mustNotClaim: ['sg-missing-ingress', 'instance-down', 'nacl-blocks', 'connections-exhausted'],
    },
  },
  {
    id: 'proxy-ip-exhausted/an-old-event',
    title: 'The proxy lacked addresses a week ago',
    story:
      'A week ago the proxy could not grow; the subnets were enlarged since. Today the rule that admits checkout to the proxy was revoked.',
    ask: 'orders-db from checkout',
    account: (now) =>
      estate(
        now,
        through(orders('proxy-old'), 'orders-proxy'),
        proxied({ name: 'orders-proxy' }),
        proxyEvent(
          10_080,
          "RDS failed to provision capacity for proxy orders-proxy because there aren't enough IP addresses available in your subnets: subnet-1. To fix the issue, make sure that your subnets have the minimum number of unused IP addresses as recommended in the RDS Proxy documentation.",
        ),
        (made) => {
          const { securityGroup } = proxyNamed(made);
          const client = clientNamed(made, 'checkout');
          const group = made.shop.network.ec2.securityGroups.find(({ GroupId }) => GroupId === securityGroup);
          if (!group) return;
          group.IpPermissions = group.IpPermissions?.filter(
            ({ UserIdGroupPairs }) => !UserIdGroupPairs?.some(({ GroupId }) => GroupId === client.securityGroup),
          );
          record(made.shop, {
            name: 'RevokeSecurityGroupIngress',
            source: 'ec2',
            by: 'jon.abara',
            minutesAgo: 17,
            parameters: { groupId: securityGroup },
            resources: [{ type: 'AWS::EC2::SecurityGroup', name: securityGroup }],
          });
        },
        complains({ client: 'checkout', failure: 'timeout', since: 16.5 }),
      ),
    truth: {
      kind: 'diagnosed',
      rootCause: ['sg-missing-ingress'],
      resource: securityGroupId('proxy-old', 'orders-proxy-proxy'),
      mustNotClaim: ['proxy-ip-exhausted', 'proxy-unhealthy', 'client-egress-blocked', 'wrong-endpoint-stale'],
    },
  },
  {
    id: 'tls-required/by-a-proxy',
    title: 'The proxy wants TLS',
    story:
      'RequireTLS of the proxy was switched on 21 minutes ago. fulfilment connects in the clear and is turned away by the proxy.',
    ask: 'orders-db from fulfilment',
    account: (now) =>
      estate(
        now,
        through(orders('proxy-tls'), 'orders-proxy'),
        proxied({ name: 'orders-proxy', requireTls: true }),
        (made) => {
          const { raw } = proxyNamed(made);
          raw.UpdatedDate = new Date(now.getTime() - 21 * 60_000);
          record(made.shop, {
            name: 'ModifyDBProxy',
            source: 'rds',
            by: 'sec-ops',
            minutesAgo: 21,
            parameters: { dBProxyName: raw.DBProxyName, requireTLS: true },
            resources: [{ type: 'AWS::RDS::DBProxy', name: raw.DBProxyArn ?? '' }],
          });
        },
        complains({ client: 'fulfilment', failure: 'proxy-tls', since: 20.5 }),
      ),
    truth: {
      kind: 'diagnosed',
      rootCause: ['tls-required'],
      quotes: 'This RDS Proxy requires TLS connections',
      mustNotClaim: ['bad-credentials', 'proxy-unhealthy', 'sg-missing-ingress', 'ca-mismatch'],
    },
  },
];
