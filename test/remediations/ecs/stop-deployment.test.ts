import { expect, test } from 'vitest';
import type { ServiceDeployment, ServiceDeploymentStatus } from '@aws-sdk/client-ecs';
import type { Account } from '#simulation/account';
import { stopDeployment } from '#remediations/ecs/stop-deployment';
import { describeRemediation } from '../every-remediation.ts';
import { approved } from '../practice.ts';
import { definitionArn, deploymentArn, service, serviceArn, shop } from './shop-service.ts';

const given = { service: 'shop/checkout' };
const wanted = ({ ecs }: Account) => ecs?.services?.map(({ taskDefinition }) => taskDefinition);
const deployed = (revision: number) => service({ taskDefinition: definitionArn(revision) });

const status = (to: ServiceDeploymentStatus) => (account: Account) => ({
  ...account,
  ecs: {
    clusters: [],
    ...account.ecs,
    serviceDeployments: (account.ecs?.serviceDeployments ?? []).map((each) =>
      each.serviceDeploymentArn === deploymentArn(43) ? { ...each, status: to } : each,
    ),
  },
});

const under = shop({ status: 'IN_PROGRESS' });

/** What ECS remembers of the deployment before. */
const before = (part: Partial<ServiceDeployment> | null, begun?: Date): Account => ({
  ...under,
  ecs: {
    clusters: [],
    ...under.ecs,
    serviceDeployments: (under.ecs?.serviceDeployments ?? []).flatMap((each) => {
      if (each.serviceDeploymentArn === deploymentArn(43)) return [begun ? { ...each, createdAt: begun } : each];
      return part === null ? [] : [{ ...each, ...part }];
    }),
  },
});

/** Tasks of what ran before that still run beside the new ones. */
const beside = (runningCount: number) =>
  service(({ deployments = [] }) => ({
    deployments: [
      ...deployments,
      { id: 'ecs-svc/42', status: 'ACTIVE', taskDefinition: definitionArn(42), runningCount, desiredCount: 4 },
    ],
  }));

const twoDaysAgo = new Date('2026-11-20T10:00:30Z');

const sameDefinition: Account = {
  ...under,
  ecs: {
    clusters: [],
    ...under.ecs,
    serviceRevisions: (under.ecs?.serviceRevisions ?? []).map((each) => ({
      ...each,
      taskDefinition: definitionArn(43),
    })),
  },
};

describeRemediation(
  stopDeployment,
  [
    {
      title: 'one that is under way',
      given,
      account: shop({ status: 'IN_PROGRESS' }),
      changes: [{ resource: serviceArn, field: 'taskDefinition', before: 'checkout:43', after: 'checkout:42' }],
      made: deployed(42),
      drift: status('SUCCESSFUL'),
      others: deployed(41),
      compared: wanted,
    },
  ],
  [
    { title: 'none is under way', given, account: shop(), says: /No deployment of checkout is under way/ },
    {
      title: 'nothing before it',
      given,
      account: shop({ status: 'IN_PROGRESS', firstDeployment: true }),
      says: /nothing to go back to/,
    },
    {
      title: 'what ran before had failed as well',
      given,
      account: before({ status: 'STOPPED' }),
      says: /checkout:42 was no success either: its deployment is STOPPED/,
    },
    {
      title: 'what ran before runs no more for two days',
      given,
      account: before({}, twoDaysAgo),
      says: /No task of checkout:42 runs, and this deployment began 48 hours ago/,
    },
    {
      title: 'the same task definition before and after',
      given,
      account: sameDefinition,
      says: /checkout:43 before and after this deployment: what else .* by hand: aws ecs stop-service-deployment/,
    },
    {
      title: 'CodeDeploy',
      given,
      account: shop({ status: 'IN_PROGRESS', service: { deploymentController: { type: 'CODE_DEPLOY' } } }),
      says: /deployed by CodeDeploy/,
    },
  ],
);

test.each([
  ['some of it runs', beside(2)(before({ status: 'STOPPED' }, twoDaysAgo)), '2 tasks of checkout:42 still run.'],
  ['it was a success', under, 'checkout:42 was deployed with success, and ran until this deployment began.'],
  ['ECS forgot', before(null), 'Whether checkout:42 was healthy within a day could not be seen.'],
])('an approver reads how what ran before did: %s', async (_, account, says) => {
  const { preview } = await approved(stopDeployment, given, { account });
  expect(preview.blastRadius).toContain(` ${says} What the new ones`);
});

test('its credentials are good for this deployment of this service', async () => {
  const own = await approved(stopDeployment, given, { account: shop({ status: 'IN_PROGRESS' }) });
  expect(own.resources).toEqual([serviceArn, deploymentArn(43)]);
});

test.each([
  ['ROLLBACK_IN_PROGRESS', 'took-effect', 'not-seen'],
  ['ROLLBACK_SUCCESSFUL', 'took-effect', 'seen'],
  ['ROLLBACK_FAILED', 'took-effect', 'worse'],
  ['SUCCESSFUL', 'did-not', 'not-seen'],
  ['IN_PROGRESS', 'did-not', 'not-seen'],
] as const)('what %s means', async (to, outcome, effect) => {
  const own = await approved(stopDeployment, given, { account: shop({ status: 'IN_PROGRESS' }) });
  await own.others(status(to));
  expect(await own.bound.readBack(await own.look(stopDeployment))).toMatchObject({ outcome });
  expect(await own.bound.verify(own.now(), await own.look(stopDeployment))).toMatchObject({ effect });
});

test('what was stopped does not come back by itself', async () => {
  const own = await approved(stopDeployment, given, { account: shop({ status: 'IN_PROGRESS' }) });
  expect(await own.bound.objection(await own.look(stopDeployment))).toMatch(/^checkout:43 is what was stopped/);
});
