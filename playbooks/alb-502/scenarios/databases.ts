import type { DBCluster } from '@aws-sdk/client-rds';
import { serviceNamed } from '#simulation/incidents/find';
import { denied } from '#simulation/incidents/limits';
import { requestsFail } from '#simulation/incidents/targets';
import type { Scenario } from '#simulation/scenario';
import { shop } from '#simulation/shop';
import type { Happening } from '#simulation/shop';
import { arn } from '#simulation/shop/place';
import { answered, unanswered } from '#simulation/shop/outcome';
import { accountId, payments, tickets } from './shops.ts';

const SLOTS = 'FATAL: remaining connection slots are reserved for roles with the SUPERUSER attribute (SQLSTATE 53300)';
const TOO_MANY = 'Error: ER_CON_COUNT_ERROR: Too many connections code: ER_CON_COUNT_ERROR, errno: 1040';
const PASSWORD = 'error: password authentication failed for user "ledger_app"';

/** What a service writes to its log, so many lines a minute from `since` to `until` minutes before now. */
function writes(service: string, text: string, since: number, perMinute: number, until = 0): Happening {
  return (made) => {
    const { container } = serviceNamed(made, service);
    const first = made.now.getTime() - since * 60_000;
    const lines = Array.from({ length: Math.floor((since - until) * perMinute) }, (_, index) => ({
      at: Math.round(first + 7_000 + (index * 60_000) / perMinute),
      text: `${new Date(first + 7_000 + (index * 60_000) / perMinute).toISOString()} ERROR ${text}`,
    })).filter(({ at }) => at <= made.now.getTime() - 5_000);
    made.supplies.streams.push({ group: `/ecs/${service}`, stream: `ecs/${container}/all`, lines });
  };
}

/** Its tasks are told where their database is. */
function told(service: string, host: string): Happening {
  return (made) => {
    for (const definition of serviceNamed(made, service).taskDefinitions)
      for (const container of definition.containerDefinitions ?? [])
        container.environment = [...(container.environment ?? []), { name: 'DB_HOST', value: host }];
  };
}

function fails(group: string, since: number, share: number): Happening {
  return requestsFail({ group, since, share, outcome: (chance) => answered(500, 0.03 + chance() * 0.2, 420) });
}

const ZONE = 'c4k2m7q9x1ab.us-east-1.rds.amazonaws.com';
const LEDGER_DB = `ledger-db.cluster-${ZONE}`;

function cluster(seed: string, id: string, status: string): DBCluster {
  const place = { account: accountId(seed), region: 'us-east-1', partition: 'aws' };
  return {
    DBClusterIdentifier: id,
    DBClusterArn: arn(place, 'rds', `cluster:${id}`),
    Status: status,
    Engine: 'aurora-postgresql',
    EngineVersion: '16.4',
    EngineMode: 'provisioned',
    Endpoint: `${id}.cluster-${ZONE}`,
    ReaderEndpoint: `${id}.cluster-ro-${ZONE}`,
    Port: 5432,
    DBClusterMembers: [{ DBInstanceIdentifier: `${id}-1`, IsClusterWriter: true, PromotionTier: 1 }],
  };
}

const NO_ANSWER = `Error: connect ETIMEDOUT ${LEDGER_DB}:5432`;

export const databases: readonly Scenario[] = [
  {
    id: 'connections-exhausted/ledger-says-so',
    title: 'The ledger answers 500: its database has no connection left',
    symptom: 'Payments fail with 500',
    story:
      'A report opened hundreds of connections 35 minutes ago and keeps them. Since then the ledger gets none for six requests in ten, answers 500 and writes what PostgreSQL told it. The load balancer only passes it on.',
    ask: 'payments-edge',
    account: (now) => shop(now, payments('db-full'), fails('ledger', 35, 0.6), writes('ledger', SLOTS, 35, 50)),
    truth: {
      kind: 'diagnosed',
      // The second is what is left where the log may not be read; the quote stands in the log only.
      rootCause: ['connections-exhausted', 'target-generated-5xx'],
      resource: 'ledger',
      quotes: 'remaining connection slots',
      mustNotClaim: ['cluster-stopped', 'bad-credentials', 'bad-rollout', 'target-slow'],
    },
  },
  {
    id: 'connections-exhausted/orders-hang',
    title: 'Orders hang while they wait for a connection',
    story:
      'MySQL has refused new connections for 32 minutes. orders tries again and again and holds each request until the load balancer gives it up after a minute; each try leaves a line in its log.',
    ask: 'tix-public',
    account: (now) =>
      shop(
        now,
        tickets('db-hang'),
        requestsFail({ group: 'orders', since: 32, share: 0.5, outcome: () => unanswered(60) }),
        writes('orders', TOO_MANY, 32, 70),
      ),
    truth: {
      kind: 'diagnosed',
      rootCause: ['connections-exhausted', 'target-slow'],
      resource: 'orders',
      quotes: 'Too many connections',
      mustNotClaim: ['cluster-stopped', 'bad-credentials', 'connect-timeout', 'sg-blocks-target'],
    },
  },
  {
    id: 'connections-exhausted/as-ever',
    title: 'The database is as full as ever, and something else is new',
    story:
      'A nightly job of the ledger has been told for hours, twenty times a minute, that there is no connection slot left. The 500s since 35 minutes come from a broken template and have nothing to do with it; nothing is written about them.',
    ask: 'payments-edge',
    account: (now) => shop(now, payments('db-chronic'), fails('ledger', 35, 0.3), writes('ledger', SLOTS, 110, 20)),
    truth: {
      kind: 'diagnosed',
      rootCause: ['target-generated-5xx'],
      resource: 'ledger',
      mustNotClaim: ['connections-exhausted', 'bad-credentials', 'cluster-stopped'],
    },
  },
  {
    id: 'connections-exhausted/far-too-loud',
    title: 'A log so full of an old trouble that it is read in part',
    story:
      'A job of the ledger has been told for hours, ninety times a minute, that there is no connection slot left. The 500s of the last seven minutes have nothing to do with it.',
    ask: 'ledger',
    account: (now) => shop(now, payments('db-loud'), fails('ledger', 7, 0.5), writes('ledger', SLOTS, 110, 90)),
    truth: {
      kind: 'diagnosed',
      rootCause: ['target-generated-5xx'],
      resource: 'ledger',
      mustNotClaim: ['connections-exhausted', 'bad-credentials', 'cluster-stopped'],
    },
  },
  {
    id: 'connections-exhausted/of-another-service',
    title: 'Another service has no connection, and answers all the same',
    story:
      'webhooks is told that its database is full since 34 minutes; it queues its work and answers as ever. The ledger answers 500 for a reason of its own that it does not write down.',
    ask: 'payments-edge',
    account: (now) => shop(now, payments('db-other'), fails('ledger', 34, 0.5), writes('webhooks', SLOTS, 34, 45)),
    truth: {
      kind: 'diagnosed',
      rootCause: ['target-generated-5xx'],
      resource: 'ledger',
      mustNotClaim: ['connections-exhausted', 'bad-credentials', 'cluster-stopped'],
    },
  },
  {
    id: 'connections-exhausted/a-few-lines',
    title: 'A full database for a moment, and hundreds of errors without a word',
    story:
      'Four times in half an hour the ledger is told that there is no slot left. It answers 500 to half of its requests for another reason.',
    ask: 'ledger',
    account: (now) => shop(now, payments('db-few'), fails('ledger', 34, 0.5), writes('ledger', SLOTS, 34, 0.12)),
    truth: {
      kind: 'diagnosed',
      rootCause: ['target-generated-5xx'],
      resource: 'ledger',
      mustNotClaim: ['connections-exhausted', 'bad-credentials', 'cluster-stopped'],
    },
  },
  {
    id: 'connections-exhausted/log-denied',
    title: 'The ledger answers 500, and its log may not be read',
    story:
      'The database of the ledger has no connection left since 35 minutes. Only the log of the application would say so, and that may not be read: that the application itself answers 500 is certain all the same.',
    ask: 'payments-edge',
    account: (now) =>
      shop(
        now,
        payments('db-full-denied'),
        fails('ledger', 35, 0.6),
        writes('ledger', SLOTS, 35, 50),
        denied('logs:FilterLogEvents'),
      ),
    truth: {
      kind: 'diagnosed',
      rootCause: ['target-generated-5xx'],
      resource: 'ledger',
      gaps: ['logs:FilterLogEvents'],
      mustNotClaim: ['connections-exhausted', 'bad-credentials', 'cluster-stopped'],
    },
  },
  {
    id: 'bad-credentials/password-changed',
    title: 'The ledger answers 500: its password is refused',
    story:
      'Somebody changed the password of the ledger’s user 28 minutes ago. New connections are refused, and three requests in four end in 500.',
    ask: 'payments-edge',
    account: (now) => shop(now, payments('db-password'), fails('ledger', 28, 0.75), writes('ledger', PASSWORD, 28, 65)),
    truth: {
      kind: 'diagnosed',
      rootCause: ['bad-credentials', 'target-generated-5xx'],
      resource: 'ledger',
      quotes: 'password authentication failed',
      mustNotClaim: ['connections-exhausted', 'cluster-stopped', 'bad-rollout'],
    },
  },
  {
    id: 'bad-credentials/of-customers',
    title: 'Customers mistype their passwords, and the ledger answers 500',
    story:
      'Customers of the ledger mistype their passwords as ever, and it writes so. The 500s since 33 minutes come from an answer of the tax service that it cannot read.',
    ask: 'ledger',
    account: (now) =>
      shop(
        now,
        payments('db-customers'),
        fails('ledger', 33, 0.5),
        writes('ledger', 'login of customer 81724 refused: wrong password', 33, 40),
        writes('ledger', PASSWORD.replace('ledger_app', 'nightly_report'), 110, 5),
      ),
    truth: {
      kind: 'diagnosed',
      rootCause: ['target-generated-5xx'],
      resource: 'ledger',
      mustNotClaim: ['bad-credentials', 'connections-exhausted', 'cluster-stopped'],
    },
  },
  {
    id: 'bad-credentials/log-denied',
    title: 'A refused password in a log that may not be read',
    story:
      'The password of the ledger’s user was changed 28 minutes ago. Its log may not be read; that the application itself answers 500 is certain.',
    ask: 'ledger',
    account: (now) =>
      shop(
        now,
        payments('db-password-denied'),
        fails('ledger', 28, 0.75),
        writes('ledger', PASSWORD, 28, 65),
        denied('logs:FilterLogEvents'),
      ),
    truth: {
      kind: 'diagnosed',
      rootCause: ['target-generated-5xx'],
      gaps: ['logs:FilterLogEvents'],
      mustNotClaim: ['bad-credentials', 'connections-exhausted', 'cluster-stopped'],
    },
  },
  {
    id: 'cluster-stopped/by-a-schedule',
    title: 'The ledger answers 500: its cluster is stopped',
    story:
      'A schedule that stops test databases took the cluster of the ledger with it 26 minutes ago. Every connection times out, and nine requests in ten end in 500.',
    ask: 'payments-edge',
    account: (now) => ({
      ...shop(
        now,
        payments('db-stopped'),
        told('ledger', LEDGER_DB),
        fails('ledger', 26, 0.9),
        writes('ledger', NO_ANSWER, 26, 75),
      ),
      rds: { clusters: [cluster('db-stopped', 'ledger-db', 'stopped'), cluster('db-stopped', 'other', 'available')] },
    }),
    truth: {
      kind: 'diagnosed',
      rootCause: ['cluster-stopped', 'target-generated-5xx'],
      resource: 'ledger-db',
      quotes: 'stopped',
      mustNotClaim: ['connections-exhausted', 'bad-credentials', 'bad-rollout'],
    },
  },
  {
    id: 'cluster-stopped/of-something-else',
    title: 'A stopped cluster that the ledger does not use',
    story:
      'The cluster of the staging environment is stopped, as every weekend. The ledger cannot reach its own database, which runs: a rule of its network was changed, and it answers 500.',
    ask: 'payments-edge',
    account: (now) => ({
      ...shop(
        now,
        payments('db-staging'),
        told('ledger', LEDGER_DB),
        fails('ledger', 26, 0.9),
        writes('ledger', NO_ANSWER, 26, 75),
      ),
      rds: {
        clusters: [cluster('db-staging', 'ledger-db', 'available'), cluster('db-staging', 'ledger-staging', 'stopped')],
      },
    }),
    truth: {
      kind: 'diagnosed',
      rootCause: ['target-generated-5xx'],
      resource: 'ledger',
      mustNotClaim: ['cluster-stopped', 'connections-exhausted', 'bad-credentials'],
    },
  },
  {
    id: 'cluster-stopped/databases-denied',
    title: 'A stopped cluster that may not be looked at',
    story:
      'The cluster of the ledger was stopped 26 minutes ago. Its log says that nothing answers; what RDS says of the cluster may not be read.',
    ask: 'ledger',
    account: (now) => ({
      ...shop(
        now,
        payments('db-stopped-denied'),
        told('ledger', LEDGER_DB),
        fails('ledger', 26, 0.9),
        writes('ledger', NO_ANSWER, 26, 75),
        denied('rds:DescribeDBClusters'),
      ),
      rds: { clusters: [cluster('db-stopped-denied', 'ledger-db', 'stopped')] },
    }),
    truth: {
      kind: 'diagnosed',
      rootCause: ['target-generated-5xx'],
      resource: 'ledger',
      gaps: ['rds:DescribeDBClusters'],
      mustNotClaim: ['cluster-stopped', 'connections-exhausted', 'bad-credentials'],
    },
  },
];
