import { expect, test } from 'vitest';
import { rollBack } from '#remediations/ecs/roll-back';
import { describeRemediation } from '../every-remediation.ts';
import { approved } from '../practice.ts';
import { definitionArn, service, serviceArn, settings, shop } from './shop-service.ts';

const given = { service: 'shop/checkout' };
const row = (before: string, after: string) => [{ resource: serviceArn, field: 'taskDefinition', before, after }];

const deployed = (revision: number) =>
  service(({ deployments = [] }) => ({
    taskDefinition: definitionArn(revision),
    deployments: deployments.map((each) =>
      each.status === 'PRIMARY' ? { ...each, taskDefinition: definitionArn(revision) } : each,
    ),
  }));

describeRemediation(
  rollBack,
  [
    {
      title: 'to the last that went well',
      given,
      account: shop(),
      changes: row('checkout:43', 'checkout:42'),
      made: deployed(42),
      drift: deployed(41),
      others: deployed(41),
      compared: settings,
    },
    {
      title: 'to one that is named, while a deployment is under way',
      given: { ...given, to: 'checkout:41' },
      account: shop({ status: 'IN_PROGRESS' }),
      changes: row('checkout:43', 'checkout:41'),
      made: deployed(41),
      drift: deployed(42),
      others: deployed(42),
      compared: settings,
    },
  ],
  [
    {
      title: 'nothing before it',
      given,
      account: shop({ firstDeployment: true }),
      says: /remembers no deployment of checkout that went well, other than checkout:43/,
    },
    { title: 'the same', given: { ...given, to: 'checkout:43' }, account: shop(), says: /checkout:43 already/ },
    { title: 'deregistered', given, account: shop({ inactive: [42] }), says: /checkout:42 was deregistered/ },
    { title: 'its image is gone', given, account: shop({ images: {} }), says: /not in its repository: no new task/ },
    {
      title: 'no such revision',
      given: { ...given, to: 'checkout:99' },
      account: shop(),
      says: /no task definition checkout:99 in account/,
    },
    {
      title: 'CodeDeploy',
      given,
      account: shop({ service: { deploymentController: { type: 'CODE_DEPLOY' } } }),
      says: /deployed by CodeDeploy/,
    },
  ],
);

test('the broken version does not come back by itself', async () => {
  const own = await approved(rollBack, given, { account: shop() });
  expect(await own.bound.objection(await own.look(rollBack))).toMatch(/^checkout:43 is what was rolled back from/);
});

test('a failed deployment is not what to go back to', async () => {
  const account = shop();
  const failed = account.ecs?.serviceDeployments?.map((each, index) =>
    index === 1 ? { ...each, status: 'ROLLBACK_SUCCESSFUL' as const } : each,
  );
  const own = approved(rollBack, given, {
    account: { ...account, ecs: { clusters: [], ...account.ecs, ...(failed && { serviceDeployments: failed }) } },
  });
  await expect(own).rejects.toThrow('remembers no deployment of checkout that went well');
});

test('an approver reads when both versions name the same tag, since that rolls no code back', async () => {
  const { preview } = await approved(rollBack, given, { account: shop() });
  expect(preview.blastRadius).toMatch(/Both name \S+\/shop\/checkout:live: that code stays the same\.$/);
});
