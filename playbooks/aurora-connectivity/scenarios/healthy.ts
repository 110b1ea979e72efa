import { estate } from '#simulation/aurora/estate';
import { engineLogs, writerShows } from '#simulation/aurora/happenings/capacity';
import { complains, logs } from '#simulation/aurora/happenings/complaints';
import { databaseNamed } from '#simulation/aurora/happenings/find';
import { instanceEvent, recordRds } from '#simulation/aurora/happenings/states';
import type { Scenario } from '#simulation/scenario';
import { record } from '#simulation/shop/trail';
import { bakery, clinic, ledger, maps, orders, tickets, video } from './estates.ts';

export const healthy: readonly Scenario[] = [
  {
    id: 'healthy/ordinary-morning',
    title: 'An ordinary morning',
    story: 'Nothing is wrong with the orders database, nor with anything that uses it.',
    ask: 'orders-db',
    account: (now) => estate(now, orders('healthy-morning')),
    truth: { kind: 'not-happening', rootCause: null },
  },
  {
    id: 'healthy/asked-by-its-client',
    title: 'Asked about a service, whose database is well',
    story: 'Someone wonders about the ledger service. It connects to the ledger database, and both are well.',
    ask: 'ledger-api',
    account: (now) => estate(now, ledger('healthy-client')),
    truth: { kind: 'not-happening', rootCause: null },
  },
  {
    id: 'healthy/redis-refuses',
    title: 'A refused connection, to Redis',
    story:
      'The alert says “Aurora connectivity”. What checkout cannot reach is its Redis at port 6379, since 26 minutes; connections to the orders database are as steady as ever.',
    ask: 'orders-db from checkout',
    account: (now) =>
      estate(
        now,
        orders('healthy-redis'),
        logs('checkout', 26, 15, [
          'Error: connect ECONNREFUSED 10.0.5.9:6379',
          '    at TCPConnectWrap.afterConnect [as oncomplete] (node:net:1611:16)',
        ]),
      ),
    truth: {
      kind: 'not-happening',
      rootCause: null,
      mustNotClaim: ['instance-down', 'wrong-port', 'sg-missing-ingress', 'connections-exhausted'],
    },
  },
  {
    id: 'healthy/service-unavailable-elsewhere',
    title: 'A partner’s API times out',
    story:
      'payouts waits for a bank since 30 minutes and logs time-outs to port 443. The ledger database answers within milliseconds.',
    ask: 'ledger-cluster',
    account: (now) =>
      estate(
        now,
        ledger('healthy-bank'),
        logs('payouts', 30, 20, [
          'Post "https://api.bank.example.com/v2/transfers": dial tcp 203.0.113.24:443: i/o timeout',
        ]),
      ),
    truth: {
      kind: 'not-happening',
      rootCause: null,
      mustNotClaim: ['sg-missing-ingress', 'nacl-blocks', 'no-route', 'client-egress-blocked'],
    },
  },
  {
    id: 'healthy/a-typing-error',
    title: 'Somebody mistyped a password',
    story:
      'A developer mistyped the password of the master user twice, 40 minutes ago, in psql. The engine logged it. No service was affected.',
    ask: 'patients',
    account: (now) =>
      estate(
        now,
        clinic('healthy-typo'),
        engineLogs(
          [40.2, 39.8].map((minutesAgo) => ({
            minutesAgo,
            text: (time: string) =>
              `${time}:10.20.3.4(57164):postgres@clinic:[43627]:FATAL:  password authentication failed for user "postgres"`,
          })),
        ),
      ),
    truth: {
      kind: 'not-happening',
      rootCause: null,
      mustNotClaim: ['bad-credentials', 'master-reset', 'bad-credentials-after-rotation'],
    },
  },
  {
    id: 'healthy/backups-and-scaling',
    title: 'Backups, scaling, a parameter',
    story:
      'The ticket database was backed up, scaled up and down with the traffic, and got a new value for log_min_duration_statement 35 minutes ago. A reader was added. Nobody was disturbed.',
    ask: 'tix-live',
    account: (now) =>
      estate(
        now,
        tickets('healthy-scaling'),
        writerShows('ServerlessDatabaseCapacity', 50, (minute) => 1 + (minute % 7) * 0.4),
        writerShows('ACUUtilization', 50, (minute) => 25 + (minute % 7) * 10),
        (made) => {
          const database = databaseNamed(made);
          const [writer] = database.instances;
          if (!writer) return;
          instanceEvent(made, writer, 55, 'Backing up DB instance', 'backup');
          instanceEvent(made, writer, 53, 'Finished DB Instance backup', 'backup');
          recordRds(made, 'ModifyDBClusterParameterGroup', 35, 'dba', database);
          instanceEvent(
            made,
            writer,
            34,
            'Updated parameter log_min_duration_statement to 500 with apply method immediate',
            'configuration change',
          );
        },
      ),
    truth: {
      kind: 'not-happening',
      rootCause: null,
      mustNotClaim: ['acu-ceiling', 'recent-failover', 'upgrade-or-maintenance'],
    },
  },
  {
    id: 'healthy/rules-of-others-revoked',
    title: 'A rule was revoked that nobody needs',
    story:
      'An old bastion was removed, and with it its rule in the database’s security group, 20 minutes ago. All clients have theirs.',
    ask: 'ditu-geo',
    account: (now) =>
      estate(now, maps('healthy-bastion'), (made) => {
        const { securityGroup } = databaseNamed(made);
        record(made.shop, {
          name: 'RevokeSecurityGroupIngress',
          source: 'ec2',
          by: 'zhang.min',
          minutesAgo: 20,
          parameters: {
            groupId: securityGroup,
            ipPermissions: {
              items: [
                {
                  ipProtocol: 'tcp',
                  fromPort: 3_306,
                  toPort: 3_306,
                  groups: { items: [{ groupId: 'sg-0bastion0000000' }] },
                },
              ],
            },
          },
          resources: [{ type: 'AWS::EC2::SecurityGroup', name: securityGroup }],
        });
      }),
    truth: { kind: 'not-happening', rootCause: null, mustNotClaim: ['sg-missing-ingress'] },
  },
  {
    id: 'healthy/two-hours-ago',
    title: 'It was down two hours ago',
    story:
      'The catalog’s writer restarted more than two hours ago, and its clients failed for two minutes. In the last hour there was nothing.',
    ask: 'stream-catalog',
    account: (now) =>
      estate(
        now,
        { ...video('healthy-past'), minutes: 180 },
        (made) => {
          const [writer] = databaseNamed(made).instances;
          if (!writer) return;
          instanceEvent(made, writer, 131, 'DB instance restarted');
          writer.starts.push(131);
        },
        complains({ failure: 'refused', since: 132, until: 130 }),
      ),
    truth: { kind: 'not-happening', rootCause: null, mustNotClaim: ['instance-down', 'recent-failover'] },
  },
  {
    id: 'healthy/nobody-connects',
    title: 'A database without clients',
    story:
      'The bakery’s web service was taken away; the database is there, available and idle. Nothing fails, since nobody asks.',
    ask: 'backstube',
    account: (now) => estate(now, { ...bakery('healthy-alone'), clients: [] }),
    truth: { kind: 'not-happening', rootCause: null, mustNotClaim: ['no-writer', 'sg-missing-ingress'] },
  },
];
