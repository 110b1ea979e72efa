import {
  ApplicationAutoScalingClient,
  DescribeScalingActivitiesCommand,
} from '@aws-sdk/client-application-auto-scaling';
import { DescribeImagesCommand, ECRClient, GetRepositoryPolicyCommand } from '@aws-sdk/client-ecr';
import { DescribeSecretCommand, GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { DescribeParametersCommand, SSMClient } from '@aws-sdk/client-ssm';
import { expect, test } from 'vitest';
import { taskArns } from './small-account-tasks.ts';
import { simulateSmall } from './small-account.ts';

test('an image is found by tag and by digest, and missed by either in the words of ECR', async () => {
  await using running = await simulateSmall();
  const ecr = new ECRClient(running.config);
  const ask = (imageIds: { imageTag?: string; imageDigest?: string }[], repositoryName = 'shop/checkout') =>
    ecr.send(new DescribeImagesCommand({ repositoryName, imageIds }));
  const byTag = await ask([{ imageTag: 'v7' }]);
  expect(await ask([{ imageDigest: `sha256:${'7'.repeat(64)}` }])).toMatchObject({ imageDetails: byTag.imageDetails });
  await expect(ask([{ imageTag: 'v8' }])).rejects.toMatchObject({
    name: 'ImageNotFoundException',
    message:
      "The image with imageId {imageDigest:'null', imageTag:'v8'} does not exist within the repository with name 'shop/checkout' in the registry with id '123456789012'",
  });
  await expect(ask([{ imageTag: 'v7' }], 'checkout')).rejects.toMatchObject({ name: 'RepositoryNotFoundException' });
});

test('the registry of another account says nothing, not even whether a repository is there', async () => {
  await using running = await simulateSmall();
  const ecr = new ECRClient(running.config);
  const ask = ecr.send(new DescribeImagesCommand({ registryId: '999988887777', repositoryName: 'shop/checkout' }));
  await expect(ask).rejects.toMatchObject({
    name: 'AccessDeniedException',
    message: expect.stringContaining('because no resource-based policy allows the ecr:DescribeImages action'),
  });
});

test('a repository without a policy is an error of its own', async () => {
  await using running = await simulateSmall({ ecr: { repositories: [{ repositoryName: 'bare' }] } });
  const ask = new ECRClient(running.config).send(new GetRepositoryPolicyCommand({ repositoryName: 'bare' }));
  await expect(ask).rejects.toMatchObject({ name: 'RepositoryPolicyNotFoundException' });
});

test('a secret answers to its name, its ARN, and its ARN without the six characters', async () => {
  await using running = await simulateSmall();
  const secrets = new SecretsManagerClient(running.config);
  const describe = async (SecretId: string) => (await secrets.send(new DescribeSecretCommand({ SecretId }))).ARN;
  expect(await describe('checkout/db')).toBe(taskArns.secret);
  expect(await describe(taskArns.secret)).toBe(taskArns.secret);
  expect(await describe(taskArns.secret.replace('-AbCdEf', ''))).toBe(taskArns.secret);
  await expect(describe('checkout')).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
});

test('a secret that is to be deleted can be described and not be read', async () => {
  const secret = { ARN: taskArns.secret, Name: 'checkout/db', DeletedDate: new Date('2026-11-22T09:00:00Z') };
  await using running = await simulateSmall({ secretsmanager: { secrets: [secret], values: { [secret.ARN]: 'x' } } });
  const client = new SecretsManagerClient(running.config);
  expect((await client.send(new DescribeSecretCommand({ SecretId: 'checkout/db' }))).DeletedDate).toEqual(
    secret.DeletedDate,
  );
  await expect(client.send(new GetSecretValueCommand({ SecretId: 'checkout/db' }))).rejects.toMatchObject({
    name: 'InvalidRequestException',
    message: expect.stringContaining('it was marked for deletion'),
  });
});

test('parameters are filtered by the whole name or its beginning, ten at a time unless more are asked for', async () => {
  const parameters = Array.from({ length: 14 }, (_, index) => ({ Name: `/checkout/${index}` }));
  await using running = await simulateSmall({ ssm: { parameters } });
  const ssm = new SSMClient(running.config);
  const named = async (Option: string, ...Values: string[]) =>
    ssm.send(new DescribeParametersCommand({ ParameterFilters: [{ Key: 'Name', Option, Values }] }));
  expect((await named('Equals', '/checkout/1')).Parameters).toHaveLength(1);
  const first = await named('BeginsWith', '/checkout');
  expect(first.Parameters).toHaveLength(10);
  expect(first.NextToken).toBeDefined();
  expect((await named('Equals', '/other')).Parameters).toEqual([]);
});

test('what scaling would have done and did not is told only when asked for', async () => {
  const base = {
    ServiceNamespace: 'ecs',
    ResourceId: 'service/production/checkout',
    ScalableDimension: 'ecs:service:DesiredCount',
    Cause: 'alarm',
    StatusCode: 'Successful',
  } as const;
  await using running = await simulateSmall({
    'application-autoscaling': {
      scalableTargets: [],
      scalingActivities: [
        { ...base, ActivityId: 'a', Description: 'older', StartTime: new Date('2026-11-22T09:00:00Z') },
        { ...base, ActivityId: 'b', Description: 'newer', StartTime: new Date('2026-11-22T09:30:00Z') },
        {
          ...base,
          ActivityId: 'c',
          Description: 'not done',
          StartTime: new Date('2026-11-22T09:40:00Z'),
          NotScaledReasons: [{ Code: 'AlreadyAtMaxCapacity', MaxCapacity: 12 }],
        },
      ],
    },
  });
  const client = new ApplicationAutoScalingClient(running.config);
  const tell = async (IncludeNotScaledActivities?: boolean) => {
    const answer = await client.send(
      new DescribeScalingActivitiesCommand({ ServiceNamespace: 'ecs', IncludeNotScaledActivities }),
    );
    return answer.ScalingActivities?.map(({ Description }) => Description);
  };
  expect(await tell()).toEqual(['newer', 'older']);
  expect(await tell(true)).toEqual(['not done', 'newer', 'older']);
});
