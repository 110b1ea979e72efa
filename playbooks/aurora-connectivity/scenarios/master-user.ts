import { estate } from '#simulation/aurora/estate';
import { complains } from '#simulation/aurora/happenings/complaints';
import { masterReset, parameter } from '#simulation/aurora/happenings/credentials';
import type { Scenario } from '#simulation/scenario';
import { configured, bakery, maps, orders } from './estates.ts';

export const masterUser: readonly Scenario[] = [
  {
    id: 'master-reset/by-hand',
    title: 'The master password was reset',
    story:
      'The bakery’s web service logs in as the master user, as one should not. Its password was reset in the console 18 minutes ago.',
    ask: 'backstube',
    account: (now) => {
      const options = configured(bakery('master-reset'), 'web', { user: 'postgres' });
      return estate(now, options, masterReset(18, 'jon.abara'), complains({ failure: 'password', since: 17.5 }));
    },
    truth: {
      kind: 'diagnosed',
      rootCause: ['master-reset'],
      resource: 'backstube',
      mustNotClaim: ['bad-credentials-after-rotation', 'iam-auth-failed', 'sg-missing-ingress'],
    },
  },
  {
    id: 'master-reset/being-reset',
    title: 'The master password is being reset at this moment',
    story:
      'The cluster is in resetting-master-credentials since two minutes; the service that uses the master user is refused.',
    ask: 'ditu-geo',
    account: (now) => {
      const options = configured(maps('master-now'), 'tiles', { user: 'admin' });
      return estate(
        now,
        options,
        masterReset(2, 'zhang.min', 'resetting-master-credentials'),
        complains({ failure: 'password', since: 2, every: 8 }),
      );
    },
    truth: {
      kind: 'diagnosed',
      rootCause: ['master-reset'],
      resource: 'ditu-geo',
      mustNotClaim: ['bad-credentials-after-rotation', 'iam-auth-failed', 'instance-down'],
    },
  },
  {
    id: 'master-reset/nobody-uses-it',
    title: 'The master password was reset, and the applications have users of their own',
    story:
      'The master user got a new password 40 minutes ago, and nobody noticed. What fails, since 15 minutes, is encryption: the parameter group demands TLS now, and fulfilment does not use it.',
    ask: 'orders-db',
    account: (now) =>
      estate(
        now,
        orders('master-unused'),
        masterReset(40, 'dba'),
        parameter('rds.force_ssl', '1', { minutesAgo: 16, by: 'sec-ops' }),
        complains({ client: 'fulfilment', failure: 'needs-tls', since: 15 }),
      ),
    truth: {
      kind: 'diagnosed',
      rootCause: ['tls-required'],
      mustNotClaim: ['master-reset', 'bad-credentials', 'bad-credentials-after-rotation', 'iam-auth-failed'],
    },
  },
];
