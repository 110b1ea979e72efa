import { cannotConnect } from '#simulation/functions/exceptions';
import { fleet } from '#simulation/functions/fleet';
import { onwards, suffers } from '#simulation/functions/incidents/invocations';
import { endpoint, isolated, natFigures } from '#simulation/functions/incidents/network';
import { hangs, throws } from '#simulation/functions/outcomes';
import type { Scenario } from '#simulation/scenario';
import { clinic, freight, maps, payments } from './fleets.ts';

const cardGate = { host: 'api.cardgate.example', ip: '203.0.113.41' };

export const misleadingNetworks: readonly Scenario[] = [
  {
    id: 'misleading/ports-of-others',
    title: 'No ports left, for a function that does not need them',
    story:
      'The NAT gateway of the VPC lacks ports, because of machines in it. quote-freight is not in the VPC. It waits for its carrier.',
    ask: 'quote-freight',
    account: (now) =>
      fleet(
        now,
        freight('mis-ports'),
        natFigures({ ErrorPortAllocation: onwards(50, 80), ActiveConnectionCount: onwards(50, 55_000, 60) }),
        suffers({
          name: 'quote-freight',
          since: 27,
          share: 0.5,
          outcome: hangs('GET https://rates.sealine.example/v2/quotes'),
        }),
      ),
    truth: {
      kind: 'diagnosed',
      rootCause: ['downstream-3rd-party'],
      resource: 'quote-freight',
      mustNotClaim: ['nat-port-exhaustion', 'net-no-egress', 'timeout-too-low'],
    },
  },
  {
    id: 'misleading/isolated-subnets-of-others',
    title: 'Isolated subnets beside its own',
    story:
      'Two of the four private subnets were isolated 31 minutes ago. charge-card is in the two others. Half of its charges wait for the card gate, wherever they run.',
    ask: 'charge-card',
    account: (now) =>
      fleet(
        now,
        payments('mis-others'),
        (made) => {
          const { configuration } = made.functions[0] ?? {};
          const [a, , c] = made.network.zones;
          if (configuration?.VpcConfig) configuration.VpcConfig.SubnetIds = [a?.private.id ?? '', c?.private.id ?? ''];
        },
        isolated([1, 3], { minutesAgo: 31, by: 'jon.abara' }),
        suffers({
          name: 'charge-card',
          since: 29,
          share: 0.5,
          outcome: hangs('POST https://api.cardgate.example/v1/charges'),
        }),
      ),
    truth: {
      kind: 'diagnosed',
      rootCause: ['downstream-3rd-party'],
      resource: 'charge-card',
      mustNotClaim: ['net-subnet-asymmetry', 'net-no-egress', 'nat-gone', 'timeout-too-low'],
    },
  },
  {
    id: 'misleading/unattached-endpoint-of-s3',
    title: 'An endpoint for S3 that nobody uses',
    story:
      'A gateway endpoint for S3 stands in no route table, since months. charge-card asks the card gate only, which does not let it in since 26 minutes.',
    ask: 'charge-card',
    account: (now) =>
      fleet(
        now,
        payments('mis-endpoint'),
        endpoint({ service: 's3', kind: 'Gateway', attached: false }),
        suffers({ name: 'charge-card', since: 26, outcome: throws(() => cannotConnect('node', cardGate), 3.1) }),
      ),
    truth: {
      kind: 'diagnosed',
      rootCause: ['downstream-3rd-party'],
      mustNotClaim: ['endpoint-table-not-attached', 'endpoint-missing', 'net-no-egress', 'nat-gone'],
    },
  },
  {
    id: 'misleading/database-in-the-vpc',
    title: 'A database that lets nobody in',
    story:
      'lab-results asks a PostgreSQL server in its VPC, which does not accept connections since 21 minutes. It is no third party, and no way out of the VPC is needed. What is wrong there, this playbook does not know.',
    ask: 'lab-results',
    account: (now) =>
      fleet(now, clinic('mis-database'), (made) => {
        const ip = `${made.network.zones[0]?.private.base ?? ''}88`;
        suffers({
          name: 'lab-results',
          since: 21,
          outcome: throws(
            () => cannotConnect('python', { host: 'lab-db.clinic.internal', ip, port: 5_432 }),
            5,
            'connecting to lab-db.clinic.internal:5432',
          ),
        })(made);
      }),
    truth: {
      kind: 'unexplained',
      rootCause: null,
      mustNotClaim: [
        'downstream-3rd-party',
        'net-no-egress',
        'endpoint-missing',
        'endpoint-sg-blocks',
        'nat-gone',
        'timeout-too-low',
        'dns-fail',
      ],
    },
  },
  {
    id: 'misleading/endpoint-missing-in-china',
    title: 'The forgotten endpoint, in Beijing',
    story:
      'tile-index moved into isolated subnets in cn-north-1 22 minutes ago, where there is no endpoint for Secrets Manager. Names of hosts end in .com.cn there.',
    ask: 'tile-index',
    account: (now) =>
      fleet(
        now,
        {
          ...maps('mis-china'),
          functions: maps('mis-china').functions.map((one) =>
            one.name === 'tile-index'
              ? { ...one, vpc: true, language: 'python' as const, perMinute: 14, timeout: 20 }
              : one,
          ),
        },
        isolated([0, 1], { minutesAgo: 22, by: 'zhang.min' }),
        suffers({
          name: 'tile-index',
          since: 22,
          outcome: throws(
            () => cannotConnect('python', { host: 'secretsmanager.cn-north-1.amazonaws.com.cn', ip: '54.222.20.9' }),
            6,
          ),
        }),
      ),
    truth: {
      kind: 'diagnosed',
      rootCause: ['endpoint-missing'],
      mustNotClaim: ['net-no-egress', 'downstream-3rd-party', 'downstream-slow-aws', 'timeout-too-low'],
    },
  },
];
