import type { Deployment, Service, Task } from '@aws-sdk/client-ecs';
import type { Account } from '#simulation/account';

const place = 'eu-west-1:123456789012';
const ecs = (what: string) => `arn:aws:ecs:${place}:${what}`;
const minutes = (ago: number) => new Date(Date.parse('2026-11-22T10:00:30Z') - ago * 60_000);

export const serviceArn = ecs('service/shop/checkout');
export const clusterArn = ecs('cluster/shop');
export const definitionArn = (revision: number) => ecs(`task-definition/checkout:${revision}`);
export const taskArn = (n: number) => ecs(`task/shop/${String(n).repeat(32)}`);
export const deploymentArn = (n: number) => ecs(`service-deployment/shop/checkout/${n}`);
const revisionArn = (n: number) => ecs(`service-revision/shop/checkout/${n}`);
export const registry = '123456789012.dkr.ecr.eu-west-1.amazonaws.com';
export const digest = (n: number) => `sha256:${String(n).repeat(64)}`;

export interface ShopOptions {
  readonly service?: Partial<Service>;
  /** Status of the deployment of revision 43; default `SUCCESSFUL`. */
  readonly status?: 'SUCCESSFUL' | 'IN_PROGRESS' | 'PENDING';
  readonly tasks?: readonly Partial<Task>[];
  /** Of the images in the repository: digests by tag. */
  readonly images?: Readonly<Record<string, string>>;
  /** Of the containers of revision 42. */
  readonly image?: string;
  readonly inactive?: readonly number[];
  readonly firstDeployment?: boolean;
  readonly bounds?: readonly [least: number, most: number];
}

/** A service with four tasks of revision 43, which replaced 42 half an hour ago. */
export function shop({ service = {}, status = 'SUCCESSFUL', tasks, ...more }: ShopOptions = {}): Account {
  const { images = { live: digest(4) }, image = `${registry}/shop/checkout:live`, inactive = [], bounds } = more;
  const first = more.firstDeployment ?? false;
  return {
    id: '123456789012',
    region: 'eu-west-1',
    ecs: {
      clusters: [{ clusterArn, clusterName: 'shop' }],
      services: [
        {
          serviceArn,
          serviceName: 'checkout',
          clusterArn,
          status: 'ACTIVE',
          desiredCount: 4,
          runningCount: 4,
          pendingCount: 0,
          taskDefinition: definitionArn(43),
          schedulingStrategy: 'REPLICA',
          deployments: [primary(status === 'SUCCESSFUL' ? 'COMPLETED' : 'IN_PROGRESS')],
          tags: [{ key: 'ManagedBy', value: 'terraform' }],
          ...service,
        },
      ],
      tasks: (tasks ?? [{}, {}]).map((part, n) => taskOf(n + 1, part)),
      taskDefinitions: [41, 42, 43].map((revision) => ({
        taskDefinitionArn: definitionArn(revision),
        family: 'checkout',
        revision,
        status: inactive.includes(revision) ? ('INACTIVE' as const) : ('ACTIVE' as const),
        containerDefinitions: [{ name: 'app', image }],
      })),
      serviceDeployments: (first ? [43] : [43, 42]).map((n) => ({
        serviceDeploymentArn: deploymentArn(n),
        serviceArn,
        clusterArn,
        createdAt: minutes(n === 43 ? 30 : 3_000),
        status: n === 43 ? status : ('SUCCESSFUL' as const),
        ...(n === 43 && !first && { sourceServiceRevisions: [{ arn: revisionArn(42) }] }),
        targetServiceRevision: { arn: revisionArn(n) },
      })),
      serviceRevisions: [42, 43].map((n) => ({
        serviceRevisionArn: revisionArn(n),
        serviceArn,
        clusterArn,
        taskDefinition: definitionArn(n),
      })),
    },
    ecr: {
      repositories: [{ repositoryName: 'shop/checkout' }],
      images: Object.entries(images).map(([tag, imageDigest]) => ({
        repositoryName: 'shop/checkout',
        imageTags: [tag],
        imageDigest,
        imagePushedAt: minutes(60),
      })),
    },
    'application-autoscaling': {
      scalableTargets: bounds
        ? [
            {
              ServiceNamespace: 'ecs',
              ResourceId: 'service/shop/checkout',
              ScalableDimension: 'ecs:service:DesiredCount',
              MinCapacity: bounds[0],
              MaxCapacity: bounds[1],
              RoleARN: 'arn:aws:iam::123456789012:role/scaling',
              CreationTime: minutes(90_000),
            },
          ]
        : [],
    },
  };
}

function primary(rolloutState: 'COMPLETED' | 'IN_PROGRESS'): Deployment {
  return {
    id: 'ecs-svc/1111111111111111111',
    status: 'PRIMARY',
    taskDefinition: definitionArn(43),
    desiredCount: 4,
    runningCount: 4,
    pendingCount: 0,
    failedTasks: 0,
    rolloutState,
    createdAt: minutes(30),
  };
}

function taskOf(n: number, part: Partial<Task>): Task {
  return {
    taskArn: taskArn(n),
    clusterArn,
    group: 'service:checkout',
    taskDefinitionArn: definitionArn(43),
    desiredStatus: 'RUNNING',
    lastStatus: 'RUNNING',
    createdAt: minutes(29),
    pullStartedAt: minutes(29),
    containers: [
      { name: 'app', image: `${registry}/shop/checkout:live`, imageDigest: digest(4), lastStatus: 'RUNNING' },
    ],
    ...part,
  };
}

/** The account with its service otherwise. */
export const service =
  (part: Partial<Service> | ((own: Service) => Partial<Service>)) =>
  (account: Account): Account => ({
    ...account,
    ecs: {
      clusters: [],
      ...account.ecs,
      services: (account.ecs?.services ?? []).map((own) => ({
        ...own,
        ...(typeof part === 'function' ? part(own) : part),
      })),
    },
  });

/** How many tasks the service is to run. */
export const desired = (desiredCount: number) =>
  service(({ deployments = [] }) => ({
    desiredCount,
    deployments: deployments.map((each) => (each.status === 'PRIMARY' ? { ...each, desiredCount } : each)),
  }));

/** Of a service, what a person puts there: ids, times and counts of deployments are made by ECS. */
export function settings(account: Account) {
  return account.ecs?.services?.map(({ desiredCount, taskDefinition, deployments = [] }) => ({
    desiredCount,
    taskDefinition,
    rolledOut: deployments.find(({ status }) => status === 'PRIMARY')?.taskDefinition,
  }));
}
