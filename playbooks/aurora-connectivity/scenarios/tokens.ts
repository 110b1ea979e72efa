import { estate } from '#simulation/aurora/estate';
import { complains } from '#simulation/aurora/happenings/complaints';
import { databaseNamed } from '#simulation/aurora/happenings/find';
import { also, denied } from '#simulation/aurora/happenings/limits';
import type { Happening } from '#simulation/aurora/model';
import type { Scenario } from '#simulation/scenario';
import { rolledTo } from './releases.ts';
import { configured, clinic, orders, tickets } from './estates.ts';

/** The task role of a service, with what it may do. */
function taskRole(service: string, statements: readonly object[], at: { readonly account: string }): Happening {
  return (made) => {
    const { partition } = made.shop.place;
    also({
      iam: {
        roles: [
          {
            Path: '/',
            RoleName: `${service}-task`,
            RoleId: 'AROASIMULATIONTASK',
            Arn: `arn:${partition}:iam::${at.account}:role/${service}-task`,
            CreateDate: new Date('2024-02-12T08:00:00Z'),
            AssumeRolePolicyDocument: JSON.stringify({
              Version: '2012-10-17',
              Statement: [
                { Effect: 'Allow', Principal: { Service: 'ecs-tasks.amazonaws.com' }, Action: 'sts:AssumeRole' },
              ],
            }),
            inline: { database: JSON.stringify({ Version: '2012-10-17', Statement: statements }) },
          },
        ],
      },
    })(made);
  };
}

const iamEnabled: Happening = (made) => {
  const { raw, instances } = databaseNamed(made);
  raw.IAMDatabaseAuthenticationEnabled = true;
  for (const instance of instances) instance.raw.IAMDatabaseAuthenticationEnabled = true;
};

export const tokens: readonly Scenario[] = [
  {
    id: 'iam-auth-failed/switched-off',
    title: 'Tokens are no longer accepted',
    story:
      'The seat map logs in with IAM tokens. IAM authentication of the cluster was switched off 27 minutes ago by a template that did not mention it. PostgreSQL says that PAM authentication failed.',
    ask: 'tix-live from seatmap',
    account: (now) => {
      const options = tickets('iam-off');
      const { account } = options;
      return estate(
        now,
        configured(options, 'seatmap', { iam: true }),
        taskRole('seatmap', [{ Effect: 'Allow', Action: 'rds-db:connect', Resource: '*' }], { account }),
        (made) => {
          const { raw } = databaseNamed(made);
          made.shop.trail.push({
            EventName: 'ModifyDBCluster',
            EventSource: 'rds.amazonaws.com',
            EventTime: new Date(now.getTime() - 27 * 60_000),
            Username: 'ci',
            Resources: [{ ResourceType: 'AWS::RDS::DBCluster', ResourceName: raw.DBClusterArn }],
            requestParameters: {
              dBClusterIdentifier: 'tix-live',
              enableIAMDatabaseAuthentication: false,
              applyImmediately: true,
            },
          });
        },
        complains({ client: 'seatmap', failure: 'iam', since: 26.5 }),
      );
    },
    truth: {
      kind: 'diagnosed',
      rootCause: ['iam-auth-failed'],
      quotes: 'PAM authentication failed',
      mustNotClaim: ['bad-credentials', 'bad-credentials-after-rotation', 'sg-missing-ingress', 'tls-required'],
    },
  },
  {
    id: 'iam-auth-failed/role-may-not-connect',
    title: 'The role may connect as somebody else',
    story:
      'checkout logs in with IAM tokens as user app. With its deployment 20 minutes ago its role was rewritten and permits the user readonly alone.',
    ask: 'orders-db from checkout',
    account: (now) => {
      const options = orders('iam-role');
      const { account } = options;
      return estate(
        now,
        configured(options, 'checkout', { iam: true, startedAgo: 19.5 }),
        iamEnabled,
        (made) => {
          const resource = databaseNamed(made).raw.DbClusterResourceId ?? '';
          taskRole(
            'checkout',
            [
              {
                Effect: 'Allow',
                Action: 'rds-db:connect',
                Resource: `arn:aws:rds-db:eu-west-1:${account}:dbuser:${resource}/readonly`,
              },
            ],
            { account },
          )(made);
        },
        rolledTo('checkout', 20),
        complains({ client: 'checkout', failure: 'iam', since: 19 }),
      );
    },
    truth: {
      kind: 'diagnosed',
      rootCause: ['iam-auth-failed'],
      mustNotClaim: ['bad-credentials', 'bad-credentials-after-rotation', 'tls-required', 'sg-missing-ingress'],
    },
  },
  {
    id: 'iam-auth-failed/enabled-and-unused',
    title: 'IAM authentication is off, and nobody uses it',
    story:
      'The booking service logs in with a password, which somebody changed in the database 22 minutes ago. That IAM authentication is off matters to nobody.',
    ask: 'patients',
    account: (now) =>
      estate(now, clinic('iam-unused'), complains({ client: 'booking', failure: 'password', since: 22 })),
    truth: {
      kind: 'diagnosed',
      rootCause: ['bad-credentials'],
      mustNotClaim: ['iam-auth-failed', 'bad-credentials-after-rotation', 'tls-required'],
    },
  },
  {
    id: 'iam-auth-failed/roles-denied',
    title: 'PAM fails, and roles may not be read',
    story: 'IAM authentication is on; checkout’s role permits another user. Neither roles nor the trail may be read.',
    ask: 'orders-db from checkout',
    account: (now) =>
      estate(
        now,
        configured(orders('iam-denied'), 'checkout', { iam: true }),
        iamEnabled,
        complains({ client: 'checkout', failure: 'iam', since: 19 }),
        denied('iam:*', 'cloudtrail:LookupEvents'),
      ),
    truth: {
      kind: 'diagnosed',
      rootCause: ['iam-auth-failed'],
      atMost: 'likely',
      gaps: ['iam:SimulatePrincipalPolicy'],
      mustNotClaim: ['bad-credentials', 'bad-credentials-after-rotation', 'sg-missing-ingress'],
    },
  },
];
