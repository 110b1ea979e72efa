import { estate } from '#simulation/aurora/estate';
import { complains, logs } from '#simulation/aurora/happenings/complaints';
import { certificateChanged, parameter } from '#simulation/aurora/happenings/credentials';
import { denied } from '#simulation/aurora/happenings/limits';
import type { Scenario } from '#simulation/scenario';
import { backoffice, clinic, ledger, orders, video } from './estates.ts';

export const encryption: readonly Scenario[] = [
  {
    id: 'tls-required/forced-by-parameter',
    title: 'The database wants encryption, and a client does not',
    story:
      'rds.force_ssl was set 25 minutes ago. fulfilment uses TLS; the booking service never did, and is turned away with a message about pg_hba.conf that looks like a missing permission.',
    ask: 'patients',
    account: (now) =>
      estate(
        now,
        clinic('tls-forced'),
        parameter('rds.force_ssl', '1', { minutesAgo: 25, by: 'sec-ops' }),
        complains({ client: 'booking', failure: 'needs-tls', since: 24.5 }),
      ),
    truth: {
      kind: 'diagnosed',
      rootCause: ['tls-required'],
      quotes: 'SSL off',
      mustNotClaim: [
        'bad-credentials',
        'sg-missing-ingress',
        'iam-auth-failed',
        'ca-mismatch',
        'bad-credentials-after-rotation',
      ],
    },
  },
  {
    id: 'tls-required/newer-wording',
    title: 'No encryption, says PostgreSQL 16',
    story:
      'rds.force_ssl is 1, as it is by default since version 15. The export function was rewritten and connects without TLS since 40 minutes.',
    ask: 'orders-db from invoice-export',
    account: (now) =>
      estate(
        now,
        orders('tls-newer'),
        parameter('rds.force_ssl', '1'),
        complains({ client: 'invoice-export', failure: 'needs-tls', since: 40, every: 60 }),
      ),
    truth: {
      kind: 'diagnosed',
      rootCause: ['tls-required'],
      quotes: 'no encryption',
      mustNotClaim: ['bad-credentials', 'iam-auth-failed', 'ca-mismatch', 'sg-missing-ingress'],
    },
  },
  {
    id: 'tls-required/mysql',
    title: 'Insecure transport is prohibited',
    story: 'require_secure_transport was switched on for the ledger 19 minutes ago. payouts connects in the clear.',
    ask: 'ledger-cluster',
    account: (now) =>
      estate(
        now,
        ledger('tls-mysql'),
        parameter('require_secure_transport', 'ON', { minutesAgo: 19, by: 'sec-ops' }),
        complains({ client: 'payouts', failure: 'needs-tls', since: 18.5 }),
      ),
    truth: {
      kind: 'diagnosed',
      rootCause: ['tls-required'],
      quotes: 'require_secure_transport=ON',
      mustNotClaim: ['bad-credentials', 'sg-missing-ingress', 'ca-mismatch'],
    },
  },
  {
    id: 'tls-required/parameters-denied',
    title: 'No encryption, and parameters may not be read',
    story: 'The database wants TLS, in its own words. The parameter that says so may not be read.',
    ask: 'patients',
    account: (now) =>
      estate(
        now,
        clinic('tls-denied'),
        parameter('rds.force_ssl', '1', { minutesAgo: 25, by: 'sec-ops' }),
        complains({ client: 'booking', failure: 'needs-tls', since: 24.5 }),
        denied('rds:DescribeDBClusterParameters', 'rds:DescribeDBParameters', 'cloudtrail:LookupEvents'),
      ),
    truth: {
      kind: 'diagnosed',
      rootCause: ['tls-required'],
      atMost: 'likely',
      gaps: ['rds:DescribeDBClusterParameters'],
      mustNotClaim: ['bad-credentials', 'iam-auth-failed', 'sg-missing-ingress'],
    },
  },
  {
    id: 'ca-mismatch/new-authority',
    title: 'A certificate of an authority that the client does not know',
    story:
      'The instances were given certificates of a new authority 33 minutes ago. profiles verifies them with a bundle from 2019 and refuses; playback has a new bundle.',
    ask: 'stream-catalog',
    account: (now) =>
      estate(
        now,
        video('ca-new'),
        certificateChanged(33, 'maria.keller'),
        complains({ client: 'profiles', failure: 'certificate', since: 32.5 }),
      ),
    truth: {
      kind: 'diagnosed',
      rootCause: ['ca-mismatch'],
      mustNotClaim: ['tls-required', 'bad-credentials', 'sg-missing-ingress', 'recent-failover'],
    },
  },
  {
    id: 'ca-mismatch/another-certificate',
    title: 'It is another host whose certificate is refused',
    story: 'The portal does not trust the certificate of a payroll service, since 25 minutes. Its database is well.',
    ask: 'intern-pg',
    account: (now) =>
      estate(
        now,
        backoffice('ca-other'),
        logs('staff-portal', 25, 20, [
          'javax.net.ssl.SSLHandshakeException: No subject alternative DNS name matching lohn.example.de found.',
          '\tat java.base/sun.security.ssl.Alert.createSSLException(Alert.java:131)',
        ]),
      ),
    truth: { kind: 'not-happening', rootCause: null, mustNotClaim: ['ca-mismatch', 'tls-required'] },
  },
];
