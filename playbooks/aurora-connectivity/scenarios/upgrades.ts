import { estate } from '#simulation/aurora/estate';
import { complains } from '#simulation/aurora/happenings/complaints';
import { databaseNamed } from '#simulation/aurora/happenings/find';
import { denied } from '#simulation/aurora/happenings/limits';
import { clusterEvent, clusterState, instanceEvent } from '#simulation/aurora/happenings/states';
import type { Scenario } from '#simulation/scenario';
import { record } from '#simulation/shop/trail';
import { bakery, ledger, tickets, video } from './estates.ts';

export const upgrades: readonly Scenario[] = [
  {
    id: 'upgrade-or-maintenance/engine-upgrade',
    title: 'The engine is being upgraded',
    story:
      'The maintenance window has been on since nine minutes: the cluster goes to the next minor version, as had been announced. Until it is done nobody can connect.',
    ask: 'ledger-cluster',
    account: (now) =>
      estate(
        now,
        ledger('upgrade-engine'),
        clusterState('upgrading', 9),
        (made) => {
          const database = databaseNamed(made);
          clusterEvent(made, database, 9, 'Database cluster engine minor version upgrade started.', 'maintenance');
          made.maintenance.push({
            ResourceIdentifier: database.raw.DBClusterArn,
            PendingMaintenanceActionDetails: [
              {
                Action: 'system-update',
                Description: 'Aurora MySQL 3.08.2',
                CurrentApplyDate: new Date(now.getTime() - 10 * 60_000),
              },
            ],
          });
        },
        complains({ failure: 'refused', since: 9 }),
      ),
    truth: {
      kind: 'diagnosed',
      rootCause: ['upgrade-or-maintenance'],
      resource: 'ledger-cluster',
      mustNotClaim: ['instance-down', 'wrong-port', 'cluster-stopped', 'failover-in-progress'],
    },
  },
  {
    id: 'upgrade-or-maintenance/events-denied',
    title: 'Upgrading, and events may not be read',
    story:
      'The writer of the catalog is upgrading since seven minutes, its connections gone to zero. Events are denied; the state and the pending version say enough.',
    ask: 'stream-catalog',
    account: (now) =>
      estate(
        now,
        video('upgrade-denied'),
        clusterState('upgrading', 7),
        (made) => {
          databaseNamed(made).raw.PendingModifiedValues = { EngineVersion: '14.17' };
        },
        complains({ failure: 'refused', since: 7 }),
        denied('rds:DescribeEvents'),
      ),
    truth: {
      kind: 'diagnosed',
      rootCause: ['upgrade-or-maintenance'],
      resource: 'stream-catalog',
      gaps: ['rds:DescribeEvents'],
      mustNotClaim: ['instance-down', 'wrong-port', 'cluster-stopped'],
    },
  },
  {
    id: 'upgrade-or-maintenance/patched-and-over',
    title: 'Patched at lunch',
    story:
      'The writer of the bakery’s database was patched off-line 37 minutes ago and was away for three minutes. All is well since.',
    ask: 'backstube',
    account: (now) =>
      estate(
        now,
        bakery('upgrade-over'),
        (made) => {
          const [writer] = databaseNamed(made).instances;
          if (!writer) return;
          instanceEvent(made, writer, 37, 'Applying off-line patches to DB instance', 'maintenance');
          instanceEvent(made, writer, 34.2, 'DB instance restarted');
          instanceEvent(made, writer, 34, 'Finished applying off-line patches to DB instance', 'maintenance');
          writer.starts.push(34);
          writer.gauges.surges.push({ metric: '*', from: 37, until: 34, value: () => null });
        },
        complains({ failure: 'refused', since: 37, until: 34 }),
      ),
    truth: {
      kind: 'diagnosed',
      rootCause: ['upgrade-or-maintenance'],
      recovered: true,
      quotes: 'off-line patches',
      mustNotClaim: ['recent-failover', 'instance-down', 'wrong-port', 'failover-in-progress'],
    },
  },
  {
    id: 'upgrade-or-maintenance/only-announced',
    title: 'An upgrade is announced; what fails is the network',
    story:
      'A minor version is pending for the next window, as it is for every cluster at some time. The seat map cannot connect since 20 minutes: its own egress rules were cut down.',
    ask: 'tix-live from seatmap',
    account: (now) =>
      estate(
        now,
        tickets('upgrade-announced'),
        (made) => {
          const { raw } = databaseNamed(made);
          made.maintenance.push({
            ResourceIdentifier: raw.DBClusterArn,
            PendingMaintenanceActionDetails: [
              {
                Action: 'system-update',
                Description: 'New Operating System update is available',
                AutoAppliedAfterDate: new Date(now.getTime() + 6 * 86_400_000),
              },
            ],
          });
          const client = made.clients.find(({ name }) => name === 'seatmap');
          const group = made.shop.network.ec2.securityGroups.find(({ GroupId }) => GroupId === client?.securityGroup);
          if (!group) return;
          group.IpPermissionsEgress = [
            {
              IpProtocol: 'tcp',
              FromPort: 443,
              ToPort: 443,
              IpRanges: [{ CidrIp: '0.0.0.0/0' }],
              Ipv6Ranges: [],
              PrefixListIds: [],
              UserIdGroupPairs: [],
            },
          ];
          record(made.shop, {
            name: 'RevokeSecurityGroupEgress',
            source: 'ec2',
            by: 's.brandt',
            minutesAgo: 20.5,
            parameters: { groupId: group.GroupId },
            resources: [{ type: 'AWS::EC2::SecurityGroup', name: group.GroupId ?? '' }],
          });
        },
        complains({ client: 'seatmap', failure: 'timeout', since: 20 }),
      ),
    truth: {
      kind: 'diagnosed',
      rootCause: ['client-egress-blocked'],
      resource: 'sg-',
      mustNotClaim: ['upgrade-or-maintenance', 'sg-missing-ingress', 'acu-ceiling'],
    },
  },
];
