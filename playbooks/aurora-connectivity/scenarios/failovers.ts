import { estate } from '#simulation/aurora/estate';
import { complains } from '#simulation/aurora/happenings/complaints';
import { databaseNamed } from '#simulation/aurora/happenings/find';
import { denied } from '#simulation/aurora/happenings/limits';
import { failover, failoverFailed, instanceState } from '#simulation/aurora/happenings/states';
import type { Scenario } from '#simulation/scenario';
import { hostName } from '#simulation/aurora/hosts';
import { record } from '#simulation/shop/trail';
import { clinic, ledger, maps, orders, video } from './estates.ts';

const place = (options: { readonly account: string; readonly region: string; readonly partition?: string }) => ({
  partition: 'aws',
  ...options,
});

export const failovers: readonly Scenario[] = [
  {
    id: 'failover-in-progress/at-this-moment',
    title: 'A failover is under way',
    story:
      'The writer’s host failed 40 seconds ago. Aurora is making stream-catalog-2 the writer; there is no one to connect to until it has.',
    ask: 'stream-catalog',
    account: (now) =>
      estate(
        now,
        video('failover-now'),
        failover({ since: 0.7, seconds: Infinity, to: 'stream-catalog-2' }),
        complains({ failure: 'refused', since: 1, every: 4 }),
      ),
    truth: {
      kind: 'diagnosed',
      rootCause: ['failover-in-progress'],
      resource: 'stream-catalog',
      mustNotClaim: ['recent-failover', 'wrong-port', 'sg-missing-ingress', 'failover-failed', 'no-writer'],
    },
  },
  {
    id: 'recent-failover/host-failed',
    title: 'Half a minute without a writer',
    symptom: 'Orders failed for a minute, then came back',
    story:
      'The writer of the orders database failed 17 minutes ago, and orders-db-2 took its place within 28 seconds. Pools lost their connections and failed to get new ones for a minute. Since then everything works. Nobody changed anything.',
    ask: 'orders-db',
    account: (now) =>
      estate(
        now,
        orders('failover-host'),
        failover({ since: 17, to: 'orders-db-2' }),
        complains({ failure: 'closed', since: 17.05, until: 16.8, every: 6 }),
        complains({ failure: 'refused', since: 16.9, until: 16.2, every: 6 }),
      ),
    truth: {
      kind: 'diagnosed',
      rootCause: ['recent-failover'],
      resource: 'orders-db',
      recovered: true,
      quotes: 'Completed failover to DB instance: orders-db-2',
      mustNotClaim: [
        'failover-in-progress',
        'instance-down',
        'wrong-port',
        'connection-storm',
        'wrong-endpoint-reader',
      ],
    },
    sample: true,
  },
  {
    id: 'recent-failover/cached-names',
    title: 'Writes fail since the failover: a name was remembered too long',
    story:
      'Somebody failed the ledger over to its other instance 14 minutes ago, for a test. The Java service keeps addresses for ever, and still writes to the instance that is a reader now; the Go service looked the name up again and is fine. Both are configured with the cluster’s writer endpoint.',
    ask: 'ledger-cluster',
    account: (now) =>
      estate(
        now,
        ledger('failover-cached'),
        failover({ since: 14, to: 'ledger-cluster-2', by: 'dana.osei' }),
        complains({ failure: 'closed', since: 14.05, until: 13.6, every: 6 }),
        complains({ client: 'ledger-api', failure: 'read-only', since: 13.5 }),
      ),
    truth: {
      kind: 'diagnosed',
      rootCause: ['recent-failover'],
      resource: 'ledger-cluster',
      mustNotClaim: ['wrong-endpoint-reader', 'global-secondary-write', 'wrong-endpoint-stale', 'failover-in-progress'],
    },
  },
  {
    id: 'recent-failover/three-days-ago',
    title: 'A failover three days ago, and a rule revoked today',
    story:
      'The clinic’s database failed over three days ago and nobody noticed. Today, 25 minutes ago, the rule that admitted the records service was revoked. The failover has nothing to do with it.',
    ask: 'patients',
    account: (now) =>
      estate(
        now,
        clinic('failover-old'),
        failover({ since: 4_320, to: 'patients-2' }),
        (made) => {
          const { securityGroup } = databaseNamed(made);
          const group = made.shop.network.ec2.securityGroups.find(({ GroupId }) => GroupId === securityGroup);
          const [gone] = group?.IpPermissions?.splice(1, 1) ?? [];
          record(made.shop, {
            name: 'RevokeSecurityGroupIngress',
            source: 'ec2',
            by: 'w.hale',
            minutesAgo: 25,
            parameters: {
              groupId: securityGroup,
              ipPermissions: { items: [{ fromPort: gone?.FromPort, toPort: gone?.ToPort }] },
            },
            resources: [{ type: 'AWS::EC2::SecurityGroup', name: securityGroup }],
          });
        },
        complains({ client: 'records', failure: 'timeout', since: 25 }),
      ),
    truth: {
      kind: 'diagnosed',
      rootCause: ['sg-missing-ingress'],
      resource: 'sg-',
      mustNotClaim: ['recent-failover', 'wrong-endpoint-instance', 'instance-down'],
    },
  },
  {
    id: 'recent-failover/events-denied',
    title: 'A failover that only its traces show',
    story:
      'Orders were down for a minute 17 minutes ago. Events may not be read, nor the trail. Two engines were started anew at that time, as their uptime shows; which is how a failover looks.',
    ask: 'orders-db',
    account: (now) =>
      estate(
        now,
        orders('failover-traces'),
        failover({ since: 17, to: 'orders-db-2' }),
        complains({ failure: 'closed', since: 17.05, until: 16.2, every: 6 }),
        denied('rds:DescribeEvents', 'cloudtrail:LookupEvents'),
      ),
    truth: {
      kind: 'diagnosed',
      rootCause: ['recent-failover'],
      atMost: 'likely',
      gaps: ['rds:DescribeEvents'],
      recovered: true,
      mustNotClaim: ['failover-in-progress', 'instance-down', 'sg-missing-ingress'],
    },
  },
  {
    id: 'recent-failover/nobody-noticed',
    title: 'A failover, and nobody noticed',
    story:
      'The catalog failed over 24 minutes ago, when nobody was writing. All clients reconnected within their retries: not one error was logged.',
    ask: 'stream-catalog',
    account: (now) => estate(now, video('failover-quiet'), failover({ since: 24, to: 'stream-catalog-2' })),
    truth: {
      kind: 'not-happening',
      rootCause: null,
      mustNotClaim: ['recent-failover', 'failover-in-progress', 'instance-down'],
    },
  },
  {
    id: 'failover-failed/no-healthy-reader',
    title: 'The failover failed',
    story:
      'The writer’s host was lost 11 minutes ago. The other instance was being modified, and the failover to it failed. Both engines are down.',
    ask: 'ditu-geo',
    account: (now) =>
      estate(
        now,
        maps('failover-failed'),
        failoverFailed(11, 'ditu-geo-2'),
        instanceState('failed', 11, 'ditu-geo-1'),
        instanceState('modifying', 11, 'ditu-geo-2'),
        complains({ failure: 'refused', since: 11 }),
      ),
    truth: {
      kind: 'diagnosed',
      rootCause: ['failover-failed', 'instance-down'],
      resource: 'ditu-geo',
      quotes: 'Cluster failover failed',
      mustNotClaim: ['failover-in-progress', 'wrong-port', 'sg-missing-ingress', 'recent-failover'],
    },
  },
  {
    id: 'wrong-endpoint-instance/bound-to-the-old-writer',
    title: 'Configured with an instance, not with the cluster',
    story:
      'The ledger service was given the name of the instance that was the writer then. Since the failover 22 minutes ago that instance is a reader, and every write fails. The others, which use the cluster’s name, had a bad half minute.',
    ask: 'ledger-cluster',
    account: (now) => {
      const options = ledger('endpoint-instance');
      const host = hostName(place({ ...options }), 'ledger-cluster-1', '');
      const [api, ...others] = options.clients;
      return estate(
        now,
        { ...options, clients: [...(api ? [{ ...api, host }] : []), ...others] },
        failover({ since: 22, to: 'ledger-cluster-2' }),
        complains({ failure: 'closed', since: 22.05, until: 21.6, every: 6 }),
        complains({ client: 'ledger-api', failure: 'read-only', since: 21.4 }),
      );
    },
    truth: {
      kind: 'diagnosed',
      rootCause: ['wrong-endpoint-instance'],
      mustNotClaim: ['wrong-endpoint-reader', 'wrong-endpoint-stale', 'failover-in-progress', 'instance-down'],
    },
  },
];
