import { cannotConnect, refused } from '#simulation/functions/exceptions';
import { fleet } from '#simulation/functions/fleet';
import { denied, like, suffers } from '#simulation/functions/incidents/invocations';
import { endpoint, endpointChanged, endpointId, isolated } from '#simulation/functions/incidents/network';
import type { Happening } from '#simulation/functions/model';
import { hangs, throws } from '#simulation/functions/outcomes';
import type { Scenario } from '#simulation/scenario';
import { accountId, clinic, payments } from './fleets.ts';

const secrets = { host: 'secretsmanager.us-gov-west-1.amazonaws.com', ip: '52.61.22.9' };
const noSecret = throws(() => cannotConnect('python', secrets), 6.2);

const dynamo: Happening = like('charge-card', (func) => {
  func.says = [
    { at: 0.02, level: 'INFO', text: 'charging order' },
    { at: 0.3, level: 'INFO', text: 'PutItem orders at dynamodb.us-east-1.amazonaws.com' },
    { at: 0.95, level: 'INFO', text: 'charged' },
  ];
});

const denial = (seed: string, why: string) =>
  `User: arn:aws:sts::${accountId(seed)}:assumed-role/charge-card-role/charge-card is not authorized to perform: dynamodb:PutItem on resource: arn:aws:dynamodb:us-east-1:${accountId(seed)}:table/orders because ${why} the dynamodb:PutItem action`;

export const endpoints: readonly Scenario[] = [
  {
    id: 'endpoint-missing/secrets-manager',
    title: 'Isolated subnets, and a secret outside of them',
    symptom: 'Lab results do not arrive',
    story:
      'The private subnets of the clinic lost their way out 31 minutes ago, on purpose: nothing in there should reach the internet. An endpoint for S3 was made, one for Secrets Manager forgotten. lab-results cannot read its secret any more.',
    ask: 'lab-results',
    account: (now) =>
      fleet(
        now,
        clinic('endpoint-missing'),
        isolated([0, 1, 2], { minutesAgo: 31, by: 'maria.keller' }),
        endpoint({ service: 's3', kind: 'Gateway' }),
        suffers({ name: 'lab-results', since: 31, outcome: noSecret }),
      ),
    truth: {
      kind: 'diagnosed',
      rootCause: ['endpoint-missing'],
      quotes: 'Connect timeout on endpoint URL',
      mustNotClaim: [
        'net-no-egress',
        'downstream-slow-aws',
        'cold-start-heavy',
        'nat-port-exhaustion',
        'timeout-too-low',
      ],
    },
  },
  {
    id: 'endpoint-missing/endpoints-denied',
    title: 'The same, and endpoints may not be read',
    story: 'The forgotten endpoint, seen by a role that may not list endpoints: whether there is one cannot be told.',
    ask: 'lab-results',
    account: (now) =>
      fleet(
        now,
        clinic('endpoint-denied'),
        isolated([0, 1, 2], { minutesAgo: 31, by: 'maria.keller' }),
        suffers({ name: 'lab-results', since: 31, outcome: noSecret }),
        denied('ec2:DescribeVpcEndpoints'),
      ),
    truth: {
      kind: 'undecided',
      rootCause: null,
      gaps: ['ec2:DescribeVpcEndpoints'],
      mustNotClaim: ['endpoint-missing', 'endpoint-sg-blocks', 'endpoint-table-not-attached', 'downstream-slow-aws'],
    },
  },
  {
    id: 'endpoint-table-not-attached/dynamodb',
    title: 'The endpoint is there, but not in this route table',
    story:
      'The subnets of charge-card moved to a new route table without a default route 25 minutes ago. The gateway endpoint for DynamoDB stands in the old one only. Every write hangs.',
    ask: 'charge-card',
    account: (now) =>
      fleet(
        now,
        payments('endpoint-table'),
        dynamo,
        endpoint({ service: 'dynamodb', kind: 'Gateway' }),
        isolated([0, 1, 2, 3], { minutesAgo: 25, by: 'jon.abara' }),
        suffers({
          name: 'charge-card',
          since: 25,
          outcome: hangs('PutItem orders at dynamodb.us-east-1.amazonaws.com'),
        }),
      ),
    truth: {
      kind: 'diagnosed',
      rootCause: ['endpoint-table-not-attached', 'gateway-table-missing'],
      resource: endpointId('endpoint-table', 'dynamodb'),
      mustNotClaim: ['net-no-egress', 'endpoint-missing', 'downstream-slow-aws', 'timeout-too-low'],
    },
  },
  {
    id: 'endpoint-sg-blocks/rule-revoked',
    title: 'An endpoint that admits nobody, beside an open NAT gateway',
    story:
      'The rule for 443 was revoked from the group of the Secrets Manager endpoint 23 minutes ago. With private DNS everybody in the VPC goes to the endpoint, and nobody falls back to the NAT gateway.',
    ask: 'charge-card',
    account: (now) =>
      fleet(
        now,
        payments('endpoint-group'),
        endpoint({ service: 'secretsmanager', kind: 'Interface' }),
        endpointChanged('secretsmanager', { admits: 'nothing' }, 23, 'jon.abara'),
        (made) => {
          const ip = `${made.network.zones[0]?.private.base ?? ''}9`;
          suffers({
            name: 'charge-card',
            since: 23,
            outcome: throws(() => cannotConnect('node', { host: 'secretsmanager.us-east-1.amazonaws.com', ip }), 4.1),
          })(made);
        },
      ),
    truth: {
      kind: 'diagnosed',
      rootCause: ['endpoint-sg-blocks', 'endpoint-sg-443'],
      mustNotClaim: [
        'endpoint-missing',
        'net-no-egress',
        'nat-port-exhaustion',
        'downstream-slow-aws',
        'downstream-3rd-party',
      ],
    },
  },
  {
    id: 'endpoint-sg-blocks/groups-denied',
    title: 'The same, and security groups may not be read',
    story: 'The endpoint that admits nobody, seen by a role that may not read security groups.',
    ask: 'charge-card',
    account: (now) =>
      fleet(
        now,
        payments('endpoint-groups-denied'),
        endpoint({ service: 'secretsmanager', kind: 'Interface' }),
        endpointChanged('secretsmanager', { admits: 'nothing' }, 23, 'jon.abara'),
        (made) => {
          const ip = `${made.network.zones[0]?.private.base ?? ''}9`;
          suffers({
            name: 'charge-card',
            since: 23,
            outcome: throws(() => cannotConnect('node', { host: 'secretsmanager.us-east-1.amazonaws.com', ip }), 4.1),
          })(made);
        },
        denied('ec2:DescribeSecurityGroups'),
      ),
    truth: {
      kind: 'undecided',
      rootCause: null,
      gaps: ['ec2:DescribeSecurityGroups'],
      mustNotClaim: ['endpoint-sg-blocks', 'endpoint-missing', 'net-no-egress'],
    },
  },
  {
    id: 'endpoint-policy-denies/read-only',
    title: 'An endpoint policy without writing',
    story:
      'The policy of the DynamoDB endpoint was cut down to reading 19 minutes ago. The role of charge-card may write, the endpoint does not let it.',
    ask: 'charge-card',
    account: (now) =>
      fleet(
        now,
        payments('endpoint-policy'),
        dynamo,
        endpoint({ service: 'dynamodb', kind: 'Gateway' }),
        endpointChanged(
          'dynamodb',
          {
            policy: {
              Statement: [
                { Action: ['dynamodb:GetItem', 'dynamodb:Query'], Effect: 'Allow', Principal: '*', Resource: '*' },
              ],
            },
          },
          19,
          'maria.keller',
        ),
        suffers({
          name: 'charge-card',
          since: 19,
          outcome: throws(
            () => refused('node', 'PutItem', denial('endpoint-policy', 'no VPC endpoint policy allows')),
            0.2,
          ),
        }),
      ),
    truth: {
      kind: 'diagnosed',
      rootCause: ['endpoint-policy-denies'],
      resource: endpointId('endpoint-policy', 'dynamodb'),
      quotes: 'no VPC endpoint policy allows',
      mustNotClaim: ['role-denied', 'endpoint-missing', 'endpoint-sg-blocks', 'net-no-egress', 'bad-release'],
    },
  },
  {
    id: 'endpoint-policy-denies/role-instead',
    title: 'A tight endpoint policy that is not to blame',
    story:
      'The endpoint of DynamoDB lets only the table of orders through, which is all that is asked for. It is the role of charge-card that lost its policy 20 minutes ago.',
    ask: 'charge-card',
    account: (now) =>
      fleet(
        now,
        payments('endpoint-role'),
        dynamo,
        endpoint({
          service: 'dynamodb',
          kind: 'Gateway',
          policy: { Statement: [{ Action: 'dynamodb:*', Effect: 'Allow', Principal: '*', Resource: '*' }] },
        }),
        (made) => {
          made.unpermitted.push('charge-card');
        },
        suffers({
          name: 'charge-card',
          since: 20,
          outcome: throws(
            () => refused('node', 'PutItem', denial('endpoint-role', 'no identity-based policy allows')),
            0.2,
          ),
        }),
      ),
    truth: {
      kind: 'diagnosed',
      rootCause: ['role-denied'],
      resource: 'charge-card-role',
      quotes: 'no identity-based policy allows',
      mustNotClaim: ['endpoint-policy-denies', 'endpoint-missing', 'net-no-egress', 'bad-release'],
    },
  },
];
