import { estate } from '#simulation/aurora/estate';
import { writerShows } from '#simulation/aurora/happenings/capacity';
import { complains } from '#simulation/aurora/happenings/complaints';
import { databaseNamed } from '#simulation/aurora/happenings/find';
import { denied } from '#simulation/aurora/happenings/limits';
import {
  clusterState,
  instanceEvent,
  instanceState,
  instancesDeleted,
  recordRds,
  restarted,
  writerLost,
} from '#simulation/aurora/happenings/states';
import type { Scenario } from '#simulation/scenario';
import { also } from '#simulation/aurora/happenings/limits';
import { record } from '#simulation/shop/trail';
import { bakery, clinic, ledger, maps, orders, tickets } from './estates.ts';

export const withoutWriter: readonly Scenario[] = [
  {
    id: 'no-writer/all-instances-deleted',
    title: 'The cluster has no instances',
    story:
      'To save money Jon deleted the only instance of the bakery’s cluster 33 minutes ago: the data are still there, as he had been told, only nobody serves them. The name of the cluster leads nowhere.',
    ask: 'backstube',
    account: (now) =>
      estate(
        now,
        bakery('no-writer-deleted'),
        instancesDeleted(33, 'jon.abara'),
        complains({ failure: 'unknown-host', since: 34 }),
      ),
    truth: {
      kind: 'diagnosed',
      rootCause: ['no-writer'],
      resource: 'backstube',
      mustNotClaim: ['dns-failure', 'wrong-endpoint-stale', 'cluster-stopped', 'instance-down'],
    },
  },
  {
    id: 'no-writer/none-promoted',
    title: 'Two instances and no writer',
    story:
      'The writer of the ticket database failed 9 minutes ago, and the reader has not been promoted. Reads go on; whoever writes is cut off.',
    ask: 'tix-live',
    account: (now) =>
      estate(now, tickets('no-writer-two'), writerLost(9), complains({ failure: 'refused', since: 9.5 })),
    truth: {
      kind: 'diagnosed',
      rootCause: ['no-writer', 'instance-down'],
      resource: 'tix-live',
      mustNotClaim: ['wrong-port', 'sg-missing-ingress', 'cluster-stopped', 'failover-in-progress'],
    },
  },
  {
    id: 'no-writer/instances-denied',
    title: 'Instances may not be described',
    story:
      'The writer of the maps failed twelve minutes ago. The cluster says that it is available and that it has a writer; how that one is may not be read.',
    ask: 'ditu-geo',
    account: (now) =>
      estate(
        now,
        maps('no-writer-denied'),
        instanceState('failed', 12),
        complains({ failure: 'refused', since: 12 }),
        denied('rds:DescribeDBInstances'),
      ),
    truth: {
      kind: 'undecided',
      rootCause: null,
      gaps: ['rds:DescribeDBInstances'],
      mustNotClaim: ['instance-down', 'no-writer', 'wrong-port', 'sg-missing-ingress'],
    },
  },
  {
    id: 'instance-down/rebooted-by-hand',
    title: 'Somebody reboots the writer',
    story:
      'To apply a static parameter Dana is rebooting the ledger’s writer, since two minutes. Its engine refuses connections until it is up.',
    ask: 'ledger-cluster',
    account: (now) =>
      estate(
        now,
        ledger('down-reboot'),
        instanceState('rebooting', 2),
        (made) => {
          const [writer] = databaseNamed(made).instances;
          if (!writer) return;
          recordRds(made, 'RebootDBInstance', 2.2, 'dana.osei', writer);
          instanceEvent(made, writer, 2, 'DB instance shutdown');
        },
        complains({ failure: 'closed', since: 2, until: 1.9, every: 3 }),
        complains({ failure: 'refused', since: 1.9, every: 5 }),
      ),
    truth: {
      kind: 'diagnosed',
      rootCause: ['instance-down'],
      resource: 'ledger-cluster-1',
      mustNotClaim: ['wrong-port', 'failover-in-progress', 'no-writer', 'upgrade-or-maintenance'],
    },
  },
  {
    id: 'instance-down/key-disabled',
    title: 'The key of the database was disabled',
    story:
      'A clean-up disabled KMS keys that nobody seemed to use, 44 minutes ago. One of them encrypts the orders database, which went into inaccessible-encryption-credentials. The last ordinary event is a finished backup.',
    ask: 'orders-db',
    account: (now) => {
      const seed = 'down-key';
      const options = orders(seed);
      return estate(
        now,
        options,
        clusterState('inaccessible-encryption-credentials', 38),
        (made) => {
          const { raw } = databaseNamed(made);
          const KeyId = raw.KmsKeyId?.split('/')[1];
          also({
            kms: {
              keys: [
                {
                  KeyId,
                  Arn: raw.KmsKeyId,
                  Enabled: false,
                  KeyState: 'Disabled',
                  KeyManager: 'CUSTOMER',
                  Description: 'orders',
                },
              ],
            },
          })(made);
          record(made.shop, {
            name: 'DisableKey',
            source: 'kms',
            by: 'cloud-janitor',
            minutesAgo: 44,
            parameters: { keyId: KeyId },
            resources: [{ type: 'AWS::KMS::Key', name: raw.KmsKeyId ?? '' }],
          });
          const [writer] = databaseNamed(made).instances;
          if (writer) instanceEvent(made, writer, 61, 'Finished DB Instance backup', 'backup');
        },
        complains({ failure: 'refused', since: 38 }),
      );
    },
    truth: {
      kind: 'diagnosed',
      rootCause: ['instance-down'],
      resource: ':key/',
      mustNotClaim: ['cluster-stopped', 'wrong-port', 'sg-missing-ingress', 'upgrade-or-maintenance'],
    },
  },
  {
    id: 'instance-down/bad-parameters',
    title: 'A parameter too large for the instance',
    story:
      'shared_buffers was set beyond the memory of the instance; with the restart 21 minutes ago the engine did not come up, and the instance is in incompatible-parameters.',
    ask: 'patients',
    account: (now) =>
      estate(
        now,
        clinic('down-parameters'),
        instanceState('incompatible-parameters', 21),
        (made) => {
          const [writer] = databaseNamed(made).instances;
          if (!writer) return;
          instanceEvent(
            made,
            writer,
            21,
            'Database instance put into incompatible-parameters state. Failed to start the DB engine.',
            'failure',
          );
        },
        complains({ failure: 'refused', since: 21 }),
      ),
    truth: {
      kind: 'diagnosed',
      rootCause: ['instance-down'],
      resource: 'patients-1',
      quotes: 'incompatible-parameters',
      mustNotClaim: ['wrong-port', 'memory-pressure', 'failover-in-progress'],
    },
  },
  {
    id: 'instance-down/a-reader-only',
    title: 'A reader is rebooting, and passwords fail',
    story:
      'One of the two readers of the orders database is being rebooted, which nobody minds. The checkout service fails to log in since 30 minutes: its user’s password was changed in the database.',
    ask: 'orders-db from checkout',
    account: (now) =>
      estate(
        now,
        orders('down-reader'),
        instanceState('rebooting', 3, 'orders-db-3'),
        complains({ client: 'checkout', failure: 'password', since: 30 }),
      ),
    truth: {
      kind: 'diagnosed',
      rootCause: ['bad-credentials'],
      mustNotClaim: ['instance-down', 'no-writer', 'bad-credentials-after-rotation', 'sg-missing-ingress'],
    },
  },
  {
    id: 'instance-down/it-restarted',
    title: 'The engine restarted by itself, half an hour ago',
    story:
      'The writer of the maps ran out of memory and restarted 31 minutes ago; clients failed for a minute and a half. There was no failover.',
    ask: 'ditu-geo',
    account: (now) =>
      estate(
        now,
        maps('down-restarted'),
        writerShows('FreeableMemory', 45, (minute) => (minute > 31 ? 120_000_000 : 7_900_000_000)),
        restarted(31),
        complains({ failure: 'closed', since: 31.5, until: 31.2, every: 5 }),
        complains({ failure: 'refused', since: 31.2, until: 30.2, every: 5 }),
      ),
    truth: {
      kind: 'diagnosed',
      rootCause: ['instance-down'],
      resource: 'ditu-geo-1',
      recovered: true,
      mustNotClaim: ['recent-failover', 'wrong-port', 'upgrade-or-maintenance', 'failover-in-progress'],
    },
  },
];
