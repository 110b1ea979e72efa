import { estate } from '#simulation/aurora/estate';
import { complains } from '#simulation/aurora/happenings/complaints';
import { denied } from '#simulation/aurora/happenings/limits';
import { revoked } from '#simulation/aurora/happenings/network';
import type { Scenario } from '#simulation/scenario';
import { securityGroupId } from '#simulation/shop/network';
import { configured, backoffice, ledger, orders } from './estates.ts';

export const functions: readonly Scenario[] = [
  {
    id: 'lambda-outside-vpc/redeployed-without-it',
    title: 'A function lost its VPC',
    story:
      'The export was deployed anew 28 minutes ago by a template without its VPC. The database’s name leads to a private address, which cannot be reached from outside; each attempt times out. No instance is publicly accessible.',
    ask: 'orders-db from invoice-export',
    account: (now) =>
      estate(
        now,
        configured(orders('outside-export'), 'invoice-export', { outside: true }),
        (made) => {
          const fn = made.shop.functions.find(({ configuration }) => configuration.FunctionName === 'invoice-export');
          if (fn)
            fn.configuration.LastModified = new Date(now.getTime() - 28 * 60_000).toISOString().replace('Z', '+0000');
          made.shop.trail.push({
            EventName: 'UpdateFunctionConfiguration20150331v2',
            EventSource: 'lambda.amazonaws.com',
            EventTime: new Date(now.getTime() - 28 * 60_000),
            Username: 'ci',
            Resources: [{ ResourceType: 'AWS::Lambda::Function', ResourceName: fn?.configuration.FunctionArn }],
            requestParameters: { functionName: 'invoice-export', vpcConfig: { subnetIds: [], securityGroupIds: [] } },
          });
        },
        complains({ client: 'invoice-export', failure: 'timeout', since: 27, every: 60 }),
      ),
    truth: {
      kind: 'diagnosed',
      rootCause: ['lambda-outside-vpc'],
      resource: 'invoice-export',
      mustNotClaim: ['sg-missing-ingress', 'nacl-blocks', 'no-route', 'instance-down', 'dns-failure'],
    },
  },
  {
    id: 'lambda-outside-vpc/empty-config',
    title: 'A function with an empty VPC configuration',
    story:
      'The timesheets function never had a VPC: its configuration has empty lists. It was given a database 50 minutes ago, and has never reached it.',
    ask: 'timesheets',
    account: (now) =>
      estate(
        now,
        configured(backoffice('outside-empty'), 'timesheets', { outside: true }),
        (made) => {
          const fn = made.shop.functions.find(({ configuration }) => configuration.FunctionName === 'timesheets');
          if (fn) fn.configuration.VpcConfig = { SubnetIds: [], SecurityGroupIds: [], VpcId: '' };
        },
        complains({ client: 'timesheets', failure: 'timeout', since: 50, every: 120 }),
      ),
    truth: {
      kind: 'diagnosed',
      rootCause: ['lambda-outside-vpc'],
      resource: 'timesheets',
      mustNotClaim: ['sg-missing-ingress', 'auto-paused', 'nacl-blocks', 'instance-down'],
    },
  },
  {
    id: 'lambda-outside-vpc/inside-and-not-admitted',
    title: 'A function in the VPC whose rule was revoked',
    story: 'The statements function is in the VPC. The rule that admitted it was revoked 36 minutes ago.',
    ask: 'ledger-cluster from statements',
    account: (now) =>
      estate(
        now,
        ledger('inside-revoked'),
        revoked('statements', 36),
        complains({ client: 'statements', failure: 'timeout', since: 35, every: 60 }),
      ),
    truth: {
      kind: 'diagnosed',
      rootCause: ['sg-missing-ingress'],
      resource: securityGroupId('inside-revoked', 'ledger-cluster-db'),
      mustNotClaim: ['lambda-outside-vpc', 'public-name-private-ip', 'client-egress-blocked'],
    },
  },
  {
    id: 'lambda-outside-vpc/another-function',
    title: 'A function without a VPC that has nothing to do with the database',
    story:
      'The ledger’s mailer runs without a VPC, and needs none. payouts cannot connect since 14 minutes: its rule is gone.',
    ask: 'ledger-cluster',
    account: (now) =>
      estate(
        now,
        ledger('outside-other'),
        (made) => {
          made.shop.functions.push({
            configuration: {
              FunctionName: 'mailer',
              FunctionArn: `arn:aws:lambda:us-east-1:${made.shop.place.account}:function:mailer`,
              Runtime: 'nodejs22.x',
              Version: '$LATEST',
              Environment: { Variables: { SMTP_HOST: 'email-smtp.us-east-1.amazonaws.com' } },
              State: 'Active',
            },
          });
        },
        revoked('payouts', 14),
        complains({ client: 'payouts', failure: 'timeout', since: 13.5 }),
      ),
    truth: {
      kind: 'diagnosed',
      rootCause: ['sg-missing-ingress'],
      mustNotClaim: ['lambda-outside-vpc', 'public-name-private-ip'],
    },
  },
  {
    id: 'lambda-outside-vpc/functions-denied',
    title: 'A function that may not be looked at',
    story: 'The export lost its VPC and times out. Whoever asks may not read the configuration of functions.',
    ask: 'orders-db from invoice-export',
    account: (now) =>
      estate(
        now,
        configured(orders('outside-denied'), 'invoice-export', { outside: true }),
        complains({ client: 'invoice-export', failure: 'timeout', since: 27, every: 60 }),
        denied('lambda:*', 'cloudtrail:LookupEvents'),
      ),
    truth: {
      kind: 'blind',
      rootCause: null,
      gaps: ['lambda:GetFunctionConfiguration'],
      mustNotClaim: ['lambda-outside-vpc', 'sg-missing-ingress', 'instance-down'],
    },
  },
];
