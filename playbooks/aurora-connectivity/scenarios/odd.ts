import { estate } from '#simulation/aurora/estate';
import { complains } from '#simulation/aurora/happenings/complaints';
import { databaseNamed } from '#simulation/aurora/happenings/find';
import { revoked } from '#simulation/aurora/happenings/network';
import { failover, stopped } from '#simulation/aurora/happenings/states';
import { writerShows } from '#simulation/aurora/happenings/capacity';
import type { Happening } from '#simulation/aurora/model';
import type { Scenario } from '#simulation/scenario';
import { securityGroupId } from '#simulation/shop/network';
import { rotated } from '#simulation/aurora/happenings/credentials';
import { hostName } from '#simulation/aurora/hosts';
import { accountId, bakery, clinic, maps, orders, tickets, video } from './estates.ts';

/** The cluster is of an engine that is not Aurora’s; DescribeDBClusters lists it all the same. */
function engine(name: string, version: string, port: number): Happening {
  return (made) => {
    const database = databaseNamed(made);
    Object.assign(database.raw, { Engine: name, EngineVersion: version, Port: port });
    for (const { raw } of database.instances) Object.assign(raw, { Engine: name, EngineVersion: version });
  };
}

export const oddities: readonly Scenario[] = [
  {
    id: 'unknown-engine/neptune',
    title: 'A graph database',
    story:
      'patients is a Neptune cluster: RDS lists it, and its clients time out since 20 minutes. What a graph database says and how many connections it has is not known here.',
    ask: 'patients',
    account: (now) =>
      estate(
        now,
        clinic('engine-neptune'),
        engine('neptune', '1.3.4.0', 8_182),
        complains({ failure: 'timeout', since: 20, port: 8_182 }),
      ),
    truth: {
      kind: 'blind',
      rootCause: null,
      mustNotClaim: ['connections-exhausted', 'wrong-port', 'sg-missing-ingress', 'instance-down', 'acu-ceiling'],
    },
  },
  {
    id: 'unknown-engine/documentdb-and-well',
    title: 'A document database',
    story: 'backstube is a DocumentDB cluster. Nothing is wrong with it, and nothing of it is known here.',
    ask: 'backstube',
    account: (now) => estate(now, bakery('engine-docdb'), engine('docdb', '5.0.0', 27_017)),
    truth: { kind: 'blind', rootCause: null, mustNotClaim: ['sg-missing-ingress', 'wrong-port'] },
  },
  {
    id: 'odd-names/like-another-word',
    title: 'A database whose name is a word of every day',
    story:
      'A cluster called `error`, whose user is called timeout. The rule of its service was revoked 14 minutes ago.',
    ask: 'error from refused',
    account: (now) => {
      const options = bakery('names-words');
      return estate(
        now,
        {
          ...options,
          database: { ...options.database, id: 'error', database: 'unavailable' },
          clients: [{ name: 'refused', driver: 'node-pg', user: 'timeout' }],
        },
        revoked('refused', 14),
        complains({ failure: 'timeout', since: 13.5 }),
      );
    },
    truth: {
      kind: 'diagnosed',
      rootCause: ['sg-missing-ingress'],
      resource: securityGroupId('names-words', 'error-db'),
      mustNotClaim: ['wrong-port', 'instance-down', 'connections-exhausted'],
    },
  },
  {
    id: 'odd-names/prefixes-of-each-other',
    title: 'Names that begin alike',
    story:
      'There are orders-db and orders-db-reports, both of them well known. The second is stopped, as on every weekend. The question is about the first, and it is well.',
    ask: 'orders-db',
    account: (now) =>
      estate(now, orders('names-prefix'), (made) => {
        const { raw } = databaseNamed(made);
        const named = (text: string | undefined) => text?.replace('orders-db', 'orders-db-reports');
        made.otherClusters.push({
          ...raw,
          DBClusterIdentifier: 'orders-db-reports',
          DBClusterArn: named(raw.DBClusterArn),
          DbClusterResourceId: 'cluster-REPORTS0000000000000000000',
          Endpoint: named(raw.Endpoint),
          ReaderEndpoint: named(raw.ReaderEndpoint),
          Status: 'stopped',
          DBClusterMembers: [],
        });
      }),
    truth: { kind: 'not-happening', rootCause: null, mustNotClaim: ['cluster-stopped', 'no-writer'] },
  },
  {
    id: 'odd-names/asked-by-endpoint',
    title: 'Asked by the name of its endpoint, in China',
    story: 'The maps were stopped 30 minutes ago. Whoever asks pastes the host name from the error message.',
    ask: endpointOf('names-endpoint'),
    account: (now) =>
      estate(now, maps('names-endpoint'), stopped(30, 'zhang.min'), complains({ failure: 'timeout', since: 30 })),
    truth: {
      kind: 'diagnosed',
      rootCause: ['cluster-stopped'],
      resource: 'ditu-geo',
      mustNotClaim: ['sg-missing-ingress', 'instance-down'],
    },
  },
  {
    id: 'odd-names/asked-by-instance',
    title: 'Asked by the name of an instance',
    story:
      'The seat map’s secret was rotated 28 minutes ago and its tasks log in with the old password. The question names the writer instance.',
    ask: 'tix-live-1',
    account: (now) =>
      estate(
        now,
        tickets('names-instance'),
        rotated('seatmap', 28),
        complains({ client: 'seatmap', failure: 'password', since: 27 }),
      ),
    truth: {
      kind: 'diagnosed',
      rootCause: ['bad-credentials-after-rotation'],
      mustNotClaim: ['iam-auth-failed', 'acu-ceiling', 'sg-missing-ingress'],
    },
  },
  {
    id: 'odd-data/another-region',
    title: 'The ARN of a cluster in another region',
    story:
      'Someone pastes the ARN of a cluster in eu-central-1; there is none of that name in that region any more. Of the one at home nothing was asked.',
    ask: `arn:aws:rds:eu-central-1:${accountId('odd-region')}:cluster:orders-db`,
    account: (now) =>
      estate(now, orders('odd-region'), stopped(20, 'maria.keller'), complains({ failure: 'timeout', since: 20 })),
    truth: { kind: 'blind', rootCause: null, mustNotClaim: ['cluster-stopped', 'sg-missing-ingress', 'no-writer'] },
  },
  {
    id: 'odd-data/unknown-status',
    title: 'A state that nobody has heard of',
    story: 'The catalog is in a state that RDS has newly invented, and serves its clients all the same.',
    ask: 'stream-catalog',
    account: (now) =>
      estate(now, video('odd-status'), (made) => {
        const database = databaseNamed(made);
        database.raw.Status = 'storage-rebalancing';
        for (const { raw } of database.instances) raw.DBInstanceStatus = 'storage-rebalancing';
      }),
    truth: {
      kind: 'not-happening',
      rootCause: null,
      mustNotClaim: ['instance-down', 'cluster-stopped', 'no-writer', 'upgrade-or-maintenance'],
    },
  },
  {
    id: 'odd-data/harmless-states',
    title: 'Backing up, modifying, configuring: all of it harmless',
    story:
      'One instance is backing up, another is being modified, the cluster is renaming nothing but a tag. Everyone connects.',
    ask: 'orders-db',
    account: (now) =>
      estate(now, orders('odd-harmless'), (made) => {
        const database = databaseNamed(made);
        database.raw.Status = 'backing-up';
        for (const [index, { raw }] of database.instances.entries())
          raw.DBInstanceStatus = ['backing-up', 'modifying', 'configuring-enhanced-monitoring'][index];
      }),
    truth: { kind: 'not-happening', rootCause: null, mustNotClaim: ['instance-down', 'upgrade-or-maintenance'] },
  },
  {
    id: 'odd-data/wordings-of-events',
    title: 'Events with and without a full stop',
    story:
      'The clinic failed over 19 minutes ago; its events end in a full stop, in capitals here and there, and one of them came twice.',
    ask: 'patients',
    account: (now) =>
      estate(
        now,
        clinic('odd-events'),
        failover({ since: 19, to: 'patients-2' }),
        (made) => {
          const said = made.events.filter(({ Message }) => Message?.includes('failover'));
          for (const event of said) event.Message = `${event.Message}.`;
          made.events.push(...said);
        },
        complains({ failure: 'timeout', since: 19, until: 18.2, every: 6 }),
      ),
    truth: {
      kind: 'diagnosed',
      rootCause: ['recent-failover'],
      recovered: true,
      mustNotClaim: ['failover-in-progress', 'instance-down', 'sg-missing-ingress'],
    },
  },
  {
    id: 'odd-data/sparse-metrics',
    title: 'Metrics with holes',
    story:
      'CloudWatch has gaps for the bakery’s database. Its connections are at the limit in the minutes that are there, and its log says so.',
    ask: 'backstube',
    account: (now) =>
      estate(
        now,
        bakery('odd-sparse'),
        writerShows('DatabaseConnections', 25, (minute) => (Math.floor(minute) % 3 === 0 ? 187 : null)),
        complains({ failure: 'no-slots', since: 24, every: 10 }),
      ),
    truth: {
      kind: 'diagnosed',
      rootCause: ['connections-exhausted'],
      mustNotClaim: ['acu-ceiling', 'auto-paused', 'instance-down', 'recent-failover'],
    },
  },
];

function endpointOf(seed: string): string {
  const options = maps(seed);
  return hostName(
    { account: options.account, region: options.region, partition: options.partition ?? 'aws' },
    'ditu-geo',
    'cluster-',
  );
}
