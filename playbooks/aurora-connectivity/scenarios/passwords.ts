import { estate } from '#simulation/aurora/estate';
import { engineLogs, repeated } from '#simulation/aurora/happenings/capacity';
import { complains, logs } from '#simulation/aurora/happenings/complaints';
import { rotated, rotationStuck, secretDeleted } from '#simulation/aurora/happenings/credentials';
import { denied } from '#simulation/aurora/happenings/limits';
import type { Scenario } from '#simulation/scenario';
import { rolledTo } from './releases.ts';
import { configured, backoffice, clinic, ledger, orders, video } from './estates.ts';

export const passwords: readonly Scenario[] = [
  {
    id: 'bad-credentials-after-rotation/old-tasks',
    title: 'Checkout logs in with yesterday’s password',
    symptom: 'Checkout cannot log in to its database',
    story:
      'The secret of checkout’s user was rotated on schedule 23 minutes ago. ECS gives secrets to tasks when they start, and these were started two days ago: as their connections age, they log in with the old password and are refused. fulfilment has a user of its own and is fine.',
    ask: 'orders-db from checkout',
    account: (now) =>
      estate(
        now,
        orders('rotated-old'),
        rotated('checkout', 23),
        complains({ client: 'checkout', failure: 'password', since: 21 }),
      ),
    truth: {
      kind: 'diagnosed',
      rootCause: ['bad-credentials-after-rotation'],
      quotes: 'password authentication failed for user',
      mustNotClaim: ['iam-auth-failed', 'sg-missing-ingress', 'master-reset', 'connections-exhausted', 'tls-required'],
    },
    sample: true,
  },
  {
    id: 'bad-credentials-after-rotation/mysql',
    title: 'Access denied, since a rotation',
    story: 'Somebody rotated the secret of the ledger’s user by hand 35 minutes ago, and did not restart the service.',
    ask: 'ledger-cluster',
    account: (now) =>
      estate(
        now,
        ledger('rotated-mysql'),
        rotated('ledger-api', 35, 'dana.osei'),
        complains({ client: 'ledger-api', failure: 'password', since: 33 }),
      ),
    truth: {
      kind: 'diagnosed',
      rootCause: ['bad-credentials-after-rotation'],
      quotes: 'Access denied for user',
      mustNotClaim: ['iam-auth-failed', 'sg-missing-ingress', 'master-reset'],
    },
  },
  {
    id: 'bad-credentials-after-rotation/started-after-it',
    title: 'The tasks were started after the rotation',
    story:
      'The secret was rotated 70 minutes ago and the service restarted 61 minutes ago, as it should be. Since 24 minutes it is refused all the same: somebody altered the user in the database by hand.',
    ask: 'orders-db from checkout',
    account: (now) =>
      estate(
        now,
        configured(orders('rotated-before'), 'checkout', { startedAgo: 61 }),
        rotated('checkout', 70),
        rolledTo('checkout', 62),
        complains({ client: 'checkout', failure: 'password', since: 24 }),
      ),
    truth: {
      kind: 'diagnosed',
      rootCause: ['bad-credentials'],
      mustNotClaim: ['bad-credentials-after-rotation', 'iam-auth-failed', 'sg-missing-ingress', 'master-reset'],
    },
  },
  {
    id: 'bad-credentials-after-rotation/rotated-and-well',
    title: 'A rotation that went well',
    story:
      'The secret was rotated 50 minutes ago with two alternating users: old tasks go on with the old one. Nothing fails.',
    ask: 'orders-db',
    account: (now) => estate(now, orders('rotated-well'), rotated('checkout', 50)),
    truth: {
      kind: 'not-happening',
      rootCause: null,
      mustNotClaim: ['bad-credentials-after-rotation', 'bad-credentials'],
    },
  },
  {
    id: 'bad-credentials-after-rotation/secrets-denied',
    title: 'The password is refused, and secrets may not be described',
    story:
      'The secret was rotated. The role may not describe secrets, nor read the trail: that the password is refused is plain, why is not.',
    ask: 'orders-db from checkout',
    account: (now) =>
      estate(
        now,
        orders('rotated-denied'),
        rotated('checkout', 23),
        complains({ client: 'checkout', failure: 'password', since: 21 }),
        denied('secretsmanager:DescribeSecret', 'cloudtrail:LookupEvents'),
      ),
    truth: {
      kind: 'undecided',
      rootCause: null,
      contributing: ['bad-credentials'],
      gaps: ['secretsmanager:DescribeSecret'],
      mustNotClaim: ['bad-credentials-after-rotation', 'iam-auth-failed', 'sg-missing-ingress'],
    },
  },
  {
    id: 'bad-credentials-after-rotation/rotation-stuck',
    title: 'A rotation that never ended',
    story:
      'Rotation set the new password in the database 37 minutes ago and then failed: the new version is still pending, the current one no longer fits. Whoever restarts now is refused as well.',
    ask: 'patients from records',
    account: (now) =>
      estate(
        now,
        clinic('rotated-stuck'),
        rotationStuck('records', 37),
        complains({ client: 'records', failure: 'password', since: 36 }),
      ),
    truth: {
      kind: 'diagnosed',
      rootCause: ['bad-credentials-after-rotation', 'bad-credentials'],
      mustNotClaim: ['iam-auth-failed', 'sg-missing-ingress', 'master-reset', 'tls-required'],
    },
  },
  {
    id: 'bad-credentials/wrong-from-the-start',
    title: 'A new service with a wrong password',
    story:
      'loyalty was deployed 30 minutes ago with the password of the test system. Its secret has not changed for months.',
    ask: 'loyalty',
    account: (now) => {
      const options = orders('password-new');
      return estate(
        now,
        {
          ...options,
          clients: [...options.clients, { name: 'loyalty', driver: 'pgx', user: 'loyalty', startedAgo: 29.5 }],
        },
        rolledTo('loyalty', 30),
        complains({ client: 'loyalty', failure: 'password', since: 29 }),
      );
    },
    truth: {
      kind: 'diagnosed',
      rootCause: ['bad-credentials'],
      mustNotClaim: ['bad-credentials-after-rotation', 'iam-auth-failed', 'sg-missing-ingress'],
    },
  },
  {
    id: 'bad-credentials/another-database',
    title: 'The refused password is another database’s',
    story:
      'profiles also talks to a partner’s PostgreSQL, which refuses it since 20 minutes: its log says so with the partner’s host. The catalog answers it as ever.',
    ask: 'stream-catalog',
    account: (now) =>
      estate(
        now,
        video('password-other'),
        logs('profiles', 20, 20, [
          'psycopg2.OperationalError: connection to server at "pg.partner.example.net" (203.0.113.80), port 5432 failed: FATAL:  password authentication failed for user "partner_ro"',
        ]),
      ),
    truth: {
      kind: 'not-happening',
      rootCause: null,
      mustNotClaim: ['bad-credentials', 'bad-credentials-after-rotation'],
    },
  },
  {
    id: 'secret-pending-deletion/read-by-a-function',
    title: 'The engine refuses, with everything in its log',
    story:
      'A clean-up script marked the secret of the timesheets’ user for deletion, 28 minutes ago. The function reads it with each start, is refused by Secrets Manager, and falls back to an empty password.',
    ask: 'intern-pg from timesheets',
    account: (now) =>
      estate(
        now,
        backoffice('secret-function'),
        secretDeleted('timesheets', 28, 'cloud-janitor'),
        complains({ client: 'timesheets', failure: 'password', since: 27, every: 60 }),
        logs('timesheets', 27, 60, [
          'InvalidRequestException: You can’t perform this operation on the secret because it was marked for deletion.',
        ]),
        engineLogs(
          repeated(
            27,
            60,
            (time) =>
              `${time}:10.0.1.31(40114):timesheets@intern:[2211]:FATAL:  password authentication failed for user "timesheets"`,
          ),
        ),
      ),
    truth: {
      kind: 'diagnosed',
      rootCause: ['secret-pending-deletion'],
      resource: 'intern-pg/timesheets',
      mustNotClaim: ['bad-credentials-after-rotation', 'iam-auth-failed', 'sg-missing-ingress', 'auto-paused'],
    },
  },
];
