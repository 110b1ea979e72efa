import { expect, test } from 'vitest';
import type { ServiceDeploymentStatus } from '@aws-sdk/client-ecs';
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
      title: 'CodeDeploy',
      given,
      account: shop({ status: 'IN_PROGRESS', service: { deploymentController: { type: 'CODE_DEPLOY' } } }),
      says: /deployed by CodeDeploy/,
    },
  ],
);

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
