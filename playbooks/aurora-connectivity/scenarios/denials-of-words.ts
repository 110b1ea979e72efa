import type { Scenario } from '#simulation/scenario';
import { unread } from './unread.ts';

const trail = 'cloudtrail:LookupEvents';

export const denialsOfWords: readonly Scenario[] = [
  unread({
    of: 'volume-full/dangerously-low',
    id: 'volume-full/metrics-denied',
    title: 'Storage is dangerously low, and metrics may not be read',
    story: 'Metrics may not be read; RDS has said it in an event.',
    denies: ['cloudwatch:GetMetricData'],
    truth: {
      kind: 'diagnosed',
      rootCause: ['volume-full'],
      gaps: ['cloudwatch:GetMetricData'],
      mustNotClaim: ['local-storage-full', 'recent-failover', 'instance-down'],
    },
  }),
  unread({
    of: 'xid-wraparound/no-more-commands',
    id: 'xid-wraparound/metrics-denied',
    title: 'No more commands, and metrics may not be read',
    story: 'Metrics may not be read; the refusal of the engine is plain.',
    denies: ['cloudwatch:GetMetricData'],
    truth: {
      kind: 'diagnosed',
      rootCause: ['xid-wraparound'],
      gaps: ['cloudwatch:GetMetricData'],
      mustNotClaim: ['volume-full', 'recent-failover', 'connections-exhausted'],
    },
  }),
  unread({
    of: 'bad-credentials/wrong-from-the-start',
    id: 'bad-credentials/logs-denied',
    title: 'A wrong password that nobody can read of',
    story: 'The logs of clients may not be read, and the database itself shows nothing.',
    denies: ['logs:*'],
    truth: {
      kind: 'blind',
      rootCause: null,
      gaps: ['logs:FilterLogEvents'],
      mustNotClaim: ['bad-credentials', 'bad-credentials-after-rotation', 'sg-missing-ingress'],
    },
  }),
  unread({
    of: 'secret-pending-deletion/read-by-a-function',
    id: 'secret-pending-deletion/secrets-denied',
    title: 'The password is refused, and the secret may not be described',
    story: 'Secrets and the trail may not be read. That the password is refused stands in the log, why does not.',
    denies: ['secretsmanager:DescribeSecret', trail],
    truth: {
      kind: 'undecided',
      rootCause: null,
      contributing: ['bad-credentials'],
      gaps: ['secretsmanager:DescribeSecret'],
      mustNotClaim: [
        'secret-pending-deletion',
        'bad-credentials-after-rotation',
        'iam-auth-failed',
        'sg-missing-ingress',
        'auto-paused',
      ],
    },
  }),
  unread({
    of: 'master-reset/by-hand',
    id: 'master-reset/events-denied',
    title: 'The master user is refused, and events may not be read',
    story: 'Neither events nor the trail may be read: why the password is refused cannot be told.',
    denies: ['rds:DescribeEvents', trail],
    truth: {
      kind: 'undecided',
      rootCause: null,
      contributing: ['bad-credentials'],
      gaps: ['rds:DescribeEvents'],
      mustNotClaim: ['master-reset', 'bad-credentials-after-rotation', 'iam-auth-failed', 'sg-missing-ingress'],
    },
  }),
  unread({
    of: 'ca-mismatch/new-authority',
    id: 'ca-mismatch/instances-denied',
    title: 'A certificate is not trusted, and instances may not be described',
    story:
      'Neither instances nor the trail may be read: which authority signed for the database, and since when, cannot be told.',
    denies: ['rds:DescribeDBInstances', trail],
    truth: {
      kind: 'undecided',
      rootCause: null,
      gaps: ['rds:DescribeDBInstances'],
      mustNotClaim: ['ca-mismatch', 'tls-required', 'bad-credentials', 'sg-missing-ingress'],
    },
  }),
  unread({
    of: 'proxy-ip-exhausted/subnets-full',
    id: 'proxy-ip-exhausted/events-denied',
    title: 'A proxy that cannot grow, and events may not be read',
    story: 'Events may not be read. That the subnets of the proxy have no addresses left can be.',
    denies: ['rds:DescribeEvents'],
    truth: {
      kind: 'blind',
      rootCause: null,
      gaps: ['rds:DescribeEvents'],
      mustNotClaim: ['proxy-ip-exhausted', 'sg-missing-ingress', 'instance-down', 'nacl-blocks'],
    },
  }),
  unread({
    of: 'proxy-borrow-timeout/pinned-sessions',
    id: 'proxy-borrow-timeout/metrics-denied',
    title: 'The proxy has nothing to lend, and metrics may not be read',
    story: 'Metrics may not be read; the proxy says it in so many words.',
    denies: ['cloudwatch:GetMetricData'],
    truth: {
      kind: 'diagnosed',
      rootCause: ['proxy-borrow-timeout'],
      gaps: ['cloudwatch:GetMetricData'],
      mustNotClaim: ['connections-exhausted', 'sg-missing-ingress', 'instance-down'],
    },
  }),
];
