import type { Scenario } from '#simulation/scenario';
import { shop } from '#simulation/shop';
import type { Happening } from '#simulation/shop';
import { record } from '#simulation/shop/trail';
import { ago } from '#simulation/shop/time';
import { denied } from '#simulation/incidents/limits';
import { exits, tasksDie } from '#simulation/incidents/stops';
import { defined, secret } from '#simulation/tasks/definitions';
import { bank, press, regional, space } from './accounts.ts';

const rotated = bank('rotated');
const rotatedSecret = regional(rotated, 'secretsmanager', 'secret:transfers/db-Rt56Yu');
const unseen = bank('rotated-unseen');
const unseenSecret = regional(unseen, 'secretsmanager', 'secret:transfers/db-Rt56Yu');

/** A password is changed; tasks have the one with which they were started. */
function rotate(arn: string, minutesAgo: number): Happening {
  return (made) => {
    made.supplies.secrets.push({
      ARN: arn,
      Name: 'transfers/db',
      RotationEnabled: true,
      CreatedDate: new Date('2024-03-01T10:00:00Z'),
      LastChangedDate: ago(made, minutesAgo),
      LastRotatedDate: ago(made, minutesAgo),
    });
    record(made, {
      name: 'RotateSecret',
      source: 'secretsmanager',
      by: 'secrets-rotation',
      minutesAgo: minutesAgo + 0.5,
      parameters: { secretId: arn },
      resources: [{ type: 'AWS::SecretsManager::Secret', name: arn }],
    });
  };
}

const refused = {
  ...exits(1),
  lines: ['FATAL:  password authentication failed for user "app"', 'pool: giving up after 5 attempts'],
};

export const databases: readonly Scenario[] = [
  {
    id: 'bad-credentials-after-rotation/tasks-keep-the-old-one',
    title: 'The password was rotated, and the tasks do not know',
    symptom: 'Transfers crash one after the other',
    story:
      'The password of the database was rotated 34 minutes ago. Tasks read it only when they start; as their connections are renewed, they crash. Those that ECS starts in their place read the new one and are fine. The application itself is the same.',
    ask: 'transfers',
    account: (now) =>
      shop(
        now,
        rotated,
        defined('transfers', secret('DB_PASSWORD', rotatedSecret)),
        rotate(rotatedSecret, 34),
        tasksDie({ service: 'transfers', death: refused, since: 30, lives: 40 }),
      ),
    truth: {
      kind: 'diagnosed',
      rootCause: ['bad-credentials-after-rotation'],
      resource: 'transfers/db-Rt56Yu',
      contributing: ['app-crash-1'],
      quotes: 'password authentication failed for user',
      mustNotClaim: ['oom-container', 'connections-exhausted', 'exec-role-denied'],
    },
    sample: true,
  },
  {
    id: 'bad-credentials-after-rotation/secret-unseen',
    title: 'A password is refused, and secrets may not be described',
    story:
      'The same rotation, seen by a role that may neither describe secrets nor look up CloudTrail. That the database refuses the password stands in the log; since when it is another one cannot be known.',
    ask: 'transfers',
    account: (now) =>
      shop(
        now,
        unseen,
        defined('transfers', secret('DB_PASSWORD', unseenSecret)),
        rotate(unseenSecret, 34),
        tasksDie({ service: 'transfers', death: refused, since: 30, lives: 40 }),
        denied('secretsmanager:DescribeSecret', 'cloudtrail:LookupEvents'),
      ),
    truth: {
      kind: 'diagnosed',
      rootCause: ['app-crash-1', 'bad-credentials-after-rotation'],
      resource: 'transfers',
      gaps: ['secretsmanager:DescribeSecret'],
      mustNotClaim: ['connections-exhausted', 'oom-container'],
    },
  },
  {
    id: 'connections-exhausted/new-tasks',
    title: 'No connection is left for the new tasks',
    story:
      'Since a campaign began, all connections of the database are taken. Tasks that start find none and end with code 1. The database says so in the words of PostgreSQL.',
    ask: 'articles',
    account: (now) =>
      shop(
        now,
        press('connections'),
        tasksDie({
          service: 'articles',
          death: {
            ...exits(1),
            lines: [
              'psycopg2.OperationalError: connection to server failed: FATAL:  remaining connection slots are reserved for roles with the SUPERUSER attribute',
            ],
          },
          since: 27,
          lives: 6,
        }),
      ),
    truth: {
      kind: 'diagnosed',
      rootCause: ['connections-exhausted'],
      resource: 'articles',
      contributing: ['app-crash-1'],
      quotes: 'remaining connection slots are reserved',
      mustNotClaim: ['bad-credentials-after-rotation', 'oom-container'],
    },
  },
  {
    id: 'app-crash-1/refused-by-a-cache',
    title: 'A crash that only looks like the database',
    story:
      'Telemetry ends with code 1 whenever its own queue is full. An earlier line of the log tells of a slow query, which was answered. No password and no connection was refused.',
    ask: 'telemetry',
    account: (now) =>
      shop(
        now,
        space('crash-queue'),
        tasksDie({
          service: 'telemetry',
          death: { ...exits(1), lines: ['WARN slow query: 812 ms', 'ERROR queue is full (10000 of 10000), giving up'] },
          since: 31,
          lives: 8,
        }),
      ),
    truth: {
      kind: 'diagnosed',
      rootCause: ['app-crash-1'],
      resource: 'telemetry',
      mustNotClaim: ['bad-credentials-after-rotation', 'connections-exhausted', 'oom-container'],
    },
  },
];
