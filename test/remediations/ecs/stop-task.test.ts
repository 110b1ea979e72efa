import { expect, test } from 'vitest';
import type { Account } from '#simulation/account';
import { stopOneTask } from '#remediations/ecs/stop-task';
import { describeRemediation } from '../every-remediation.ts';
import { approved, change } from '../practice.ts';
import { service, shop, taskArn } from './shop-service.ts';

const given = { task: taskArn(1) };

const tasks = ({ ecs }: Account) =>
  ecs?.tasks?.map(({ desiredStatus, stoppedReason, group }) => [desiredStatus, stoppedReason, group]);

const stopped = (account: Account): Account => ({
  ...account,
  ecs: {
    clusters: [],
    ...account.ecs,
    tasks: [
      {
        group: 'service:checkout',
        desiredStatus: 'STOPPED',
        stoppedReason: `Stopped by OpsMedic, change ${change}`,
      },
      { group: 'service:checkout', desiredStatus: 'RUNNING' },
      { group: 'service:checkout', desiredStatus: 'RUNNING' },
    ],
  },
});

describeRemediation(
  stopOneTask,
  [
    {
      title: 'one of a service',
      given,
      account: shop(),
      changes: [{ resource: taskArn(1), field: 'desiredStatus', before: 'RUNNING', after: 'STOPPED' }],
      made: stopped,
      drift: () => shop({ tasks: [{ desiredStatus: 'STOPPED', lastStatus: 'DEPROVISIONING' }, {}] }),
      others: null,
      compared: tasks,
    },
    {
      title: 'one of a service that CodeDeploy deploys: ECS replaces it all the same',
      given: { task: `shop/${'1'.repeat(32)}` },
      account: shop({ service: { deploymentController: { type: 'CODE_DEPLOY' } } }),
      changes: [{ resource: taskArn(1), field: 'desiredStatus', before: 'RUNNING', after: 'STOPPED' }],
      made: stopped,
      drift: () => shop({ tasks: [{ group: 'family:checkout' }] }),
      others: null,
      compared: tasks,
    },
  ],
  [
    { title: 'no such task', given: { task: taskArn(7) }, account: shop(), says: /no task 7{32} in the cluster shop/ },
    {
      title: 'one that stops already',
      given,
      account: shop({ tasks: [{ desiredStatus: 'STOPPED' }] }),
      says: /stopping, already/,
    },
    {
      title: 'one that was run by hand',
      given,
      account: shop({ tasks: [{ group: 'family:checkout' }] }),
      says: /belongs to no service/,
    },
    {
      title: 'one of a service without tasks',
      given,
      account: shop({ service: { desiredCount: 0 } }),
      says: /no other would be started/,
    },
    {
      title: 'the only one that runs',
      given,
      account: shop({ service: { runningCount: 1 } }),
      says: /checkout runs 1 task: nobody would answer until another has started; at least 2 are needed/,
    },
    {
      title: 'one in another region',
      given: { task: taskArn(1).replace('eu-west-1', 'us-east-1') },
      account: shop(),
      says: /is not in account 123456789012, eu-west-1/,
    },
  ],
);

test('an approver reads how many others take its load', async () => {
  const { preview } = await approved(stopOneTask, given, { account: shop({ service: { runningCount: 2 } }) });
  expect(preview.blastRadius).toMatch(/^The other 1 of 2 tasks of checkout take its load;/);
});

test('that another runs in its place is not said to have helped', async () => {
  const own = await approved(stopOneTask, given, { account: shop() });
  await own.bound.apply(await own.doing(stopOneTask, own.resources));
  const verified = async () => own.bound.verify(own.now(), await own.look(stopOneTask));
  expect(await verified()).toEqual({ effect: 'cannot-tell', says: '4 of 4 tasks run.' });
  await own.others(service({ runningCount: 3, pendingCount: 1 }));
  expect(await verified()).toEqual({ effect: 'not-seen', says: '3 of 4 tasks run, 1 start.' });
});
