import type { Account } from '../../src/simulation/account.ts';

const place = 'eu-west-1:123456789012';
const cluster = `arn:aws:ecs:${place}:cluster/production`;
const service = `arn:aws:ecs:${place}:service/production/checkout`;
const revision = `arn:aws:ecs:${place}:service-revision/production/checkout/4980306466373577095`;

/** What the small account's service rests on, one of each. */
export const taskArns = {
  instance: `arn:aws:ecs:${place}:container-instance/production/0a1b2c3d4e5f60718293a4b5c6d7e8f9`,
  deployment: `arn:aws:ecs:${place}:service-deployment/production/checkout/NCWGC2ZR-taawPAYrIaU5`,
  revision,
  secret: `arn:aws:secretsmanager:${place}:secret:checkout/db-AbCdEf`,
};

/** Beside the clusters, services and tasks of the small account. */
export const smallEcs = {
  serviceDeployments: [
    {
      serviceDeploymentArn: taskArns.deployment,
      serviceArn: service,
      clusterArn: cluster,
      createdAt: new Date('2026-11-22T09:00:00Z'),
      status: 'SUCCESSFUL' as const,
      targetServiceRevision: { arn: revision },
    },
  ],
  serviceRevisions: [{ serviceRevisionArn: revision, serviceArn: service, clusterArn: cluster }],
  containerInstances: {
    [cluster]: [{ containerInstanceArn: taskArns.instance, agentConnected: true, status: 'ACTIVE' }],
  },
};

export const smallSupplies: Pick<Account, 'ecr' | 'secretsmanager' | 'ssm' | 'application-autoscaling'> = {
  ecr: {
    repositories: [{ repositoryName: 'shop/checkout' }],
    images: [{ repositoryName: 'shop/checkout', imageTags: ['v7'], imageDigest: `sha256:${'7'.repeat(64)}` }],
    policies: { 'shop/checkout': '{"Version":"2012-10-17","Statement":[]}' },
  },
  secretsmanager: { secrets: [{ ARN: taskArns.secret, Name: 'checkout/db' }], values: { [taskArns.secret]: '{}' } },
  ssm: { parameters: [{ Name: '/checkout/key', Type: 'SecureString' }] },
  'application-autoscaling': {
    scalableTargets: [
      {
        ServiceNamespace: 'ecs',
        ResourceId: 'service/production/checkout',
        ScalableDimension: 'ecs:service:DesiredCount',
        MinCapacity: 2,
        MaxCapacity: 12,
        RoleARN: 'arn:aws:iam::123456789012:role/autoscaling',
        CreationTime: new Date('2026-01-01T00:00:00Z'),
      },
    ],
    scalingActivities: [
      {
        ActivityId: '4d759079-a31f-4d0c-8468-504c56e2eecf',
        ServiceNamespace: 'ecs',
        ResourceId: 'service/production/checkout',
        ScalableDimension: 'ecs:service:DesiredCount',
        Description: 'Setting desired count to 4.',
        Cause: 'monitor alarm cpu-high in state ALARM triggered policy scale-out',
        StartTime: new Date('2026-11-22T09:40:00Z'),
        StatusCode: 'Successful',
      },
    ],
  },
};
