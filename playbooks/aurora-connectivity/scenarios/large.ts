import { estate } from '#simulation/aurora/estate';
import { complains } from '#simulation/aurora/happenings/complaints';
import { rotated } from '#simulation/aurora/happenings/credentials';
import { neighbours, talkative } from '#simulation/aurora/happenings/crowd';
import { revoked } from '#simulation/aurora/happenings/network';
import type { Scenario } from '#simulation/scenario';
import { securityGroupId } from '#simulation/shop/network';
import { orders, video } from './estates.ts';

export const large: readonly Scenario[] = [
  {
    id: 'large/eight-hundred-clusters',
    title: 'One of eight hundred clusters',
    story:
      'The account keeps a cluster for each of 800 tenants, with two instances each. checkout lost its rule to the orders database 15 minutes ago, as in any small account.',
    ask: 'orders-db from checkout',
    account: (now) =>
      estate(
        now,
        orders('large-clusters'),
        neighbours(800),
        revoked('checkout', 15),
        complains({ client: 'checkout', failure: 'timeout', since: 14.5 }),
      ),
    truth: {
      kind: 'diagnosed',
      rootCause: ['sg-missing-ingress'],
      resource: securityGroupId('large-clusters', 'orders-db-db'),
      mustNotClaim: ['client-egress-blocked', 'nacl-blocks', 'instance-down', 'wrong-endpoint-stale'],
    },
  },
  {
    id: 'large/a-million-lines',
    title: 'A million lines an hour, and a few that matter',
    story:
      'playback writes a million lines an hour. Since its secret was rotated 26 minutes ago a line now and then says that its password is refused.',
    ask: 'stream-catalog from playback',
    account: (now) =>
      estate(
        now,
        video('large-lines'),
        talkative('playback', 1_000_000),
        rotated('playback', 26),
        complains({ client: 'playback', failure: 'password', since: 24, every: 45 }),
      ),
    truth: {
      kind: 'diagnosed',
      rootCause: ['bad-credentials-after-rotation'],
      quotes: 'password authentication failed',
      mustNotClaim: ['iam-auth-failed', 'sg-missing-ingress', 'master-reset'],
    },
  },
  {
    id: 'large/many-services-and-well',
    title: 'Sixty services on one database, all well',
    story: 'Sixty small services share the orders database. Two of them were deployed within the hour. Nothing fails.',
    ask: 'orders-db',
    account: (now) => {
      const options = orders('large-services');
      const more = Array.from({ length: 60 }, (_, index) => ({
        name: `svc-${String(index).padStart(2, '0')}`,
        user: `svc${index}`,
        tasks: 2,
        startedAgo: index < 2 ? 40 + index : 2_000 + index,
      }));
      return estate(now, { ...options, clients: [...options.clients, ...more] });
    },
    truth: { kind: 'not-happening', rootCause: null, mustNotClaim: ['connections-exhausted', 'sg-missing-ingress'] },
  },
];
