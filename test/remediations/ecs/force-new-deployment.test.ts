import { expect, test } from 'vitest';
import type { Account } from '#simulation/account';
import { redeploy } from '#remediations/ecs/force-new-deployment';
import { describeRemediation } from '../every-remediation.ts';
import { approved } from '../practice.ts';
import { definitionArn, digest, registry, service, serviceArn, settings, shop } from './shop-service.ts';

const given = { service: 'shop/checkout' };

/** How many deployments there are: ids are made by ECS. */
const deployments = (account: Account) => [settings(account), account.ecs?.services?.[0]?.deployments?.length];

describeRemediation(
  redeploy,
  [
    {
      title: 'a service whose tag leads to what runs',
      given,
      account: shop(),
      changes: [
        { resource: serviceArn, field: 'tasks', before: 'those that run', after: 'new ones, of the same definition' },
      ],
      made: service(({ deployments: before = [] }) => ({
        deployments: [{ ...before[0] }, ...before.map((each) => ({ ...each, status: 'ACTIVE' }))],
      })),
      drift: service(({ deployments: before = [] }) => ({
        deployments: before.map((each) => ({ ...each, id: 'ecs-svc/2' })),
      })),
      others: null,
      compared: deployments,
    },
  ],
  [
    {
      title: 'a tag that leads to another image by now',
      given,
      account: shop({ images: { live: digest(5) } }),
      says: /would change the code .*sha256:55555555 is what the tag leads to now, sha256:44444444 what runs/,
    },
    { title: 'an image that is gone', given, account: shop({ images: {} }), says: /is not in its repository/ },
    { title: 'under way already', given, account: shop({ status: 'IN_PROGRESS' }), says: /under way/ },
    { title: 'no tasks', given, account: shop({ service: { desiredCount: 0 } }), says: /nothing to replace/ },
    {
      title: 'a deregistered definition',
      given,
      account: shop({ inactive: [43] }),
      says: /checkout:43 was deregistered/,
    },
    {
      title: 'CodeDeploy',
      given,
      account: shop({ service: { deploymentController: { type: 'CODE_DEPLOY' } } }),
      says: /deployed by CodeDeploy/,
    },
  ],
);

const running = (image: string, imageDigest?: string) => [
  { containers: [{ name: 'app', image, ...(imageDigest && { imageDigest }) }] },
];

test.each([
  ['pinned by digest', `${registry}/shop/checkout@${digest(4)}`, ''],
  ['of another registry', 'nginx:1.27', ' nginx:1.27 is in a registry that cannot be asked'],
  ['of another region', `${registry.replace('eu-west-1', 'us-east-1')}/shop/checkout:live`, ' is in another region'],
])('an image %s does not stand in the way, and what is not known is said', async (_title, image, says) => {
  const { preview } = await approved(redeploy, given, { account: shop({ image, tasks: running(image) }) });
  expect(preview.blastRadius).toContain(says);
  expect(preview.blastRadius.includes('nobody can tell')).toBe(says !== '');
});

test.each([
  ['before', '2026-11-22T09:00:00Z', true],
  ['after', '2026-11-22T09:55:00Z', false],
])('of an index that was pushed %s the tasks began', async (_when, pushed, allowed) => {
  const account = shop({ tasks: running(`${registry}/shop/checkout:live`, digest(9)) });
  const images = account.ecr?.images?.map((one) => ({
    ...one,
    imagePushedAt: new Date(pushed),
    imageManifestMediaType: 'application/vnd.oci.image.index.v1+json',
  }));
  const preview = approved(redeploy, given, {
    account: { ...account, ecr: { repositories: [], ...account.ecr, ...(images && { images }) } },
  });
  expect(
    await preview.then(
      () => true,
      () => false,
    ),
  ).toBe(allowed);
});

test('whether it helped is how far the rollout is', async () => {
  const own = await approved(redeploy, given, { account: shop() });
  await own.bound.apply(await own.doing(redeploy, own.resources));
  const since = own.now();
  const rollout = async (part: object) => {
    await own.others(
      service(({ deployments: all = [] }) => ({
        deployments: all.map((each) => (each.status === 'PRIMARY' ? { ...each, ...part } : each)),
      })),
    );
    return own.bound.verify(since, await own.look(redeploy));
  };
  expect(await rollout({ runningCount: 2 })).toEqual({
    effect: 'not-seen',
    says: 'Under way: 2 of 4 new tasks run.',
  });
  expect(await rollout({ runningCount: 0, failedTasks: 3 })).toEqual({
    effect: 'worse',
    says: 'Under way: 0 of 4 new tasks run, 3 failed to start or became unhealthy.',
  });
  const rolloutStateReason = 'ECS deployment circuit breaker: tasks failed to start.';
  expect(await rollout({ rolloutState: 'FAILED', rolloutStateReason })).toEqual({
    effect: 'worse',
    says: `The deployment failed: ${rolloutStateReason}`,
  });
  expect(await rollout({ rolloutState: 'COMPLETED', runningCount: 4, failedTasks: 0 })).toEqual({
    effect: 'seen',
    says: 'The deployment is complete: 4 of 4 new tasks run.',
  });
  expect(own.account().ecs?.services?.[0]?.taskDefinition).toBe(definitionArn(43));
});
