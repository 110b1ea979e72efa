import { createHash } from 'node:crypto';
import type { Deployment, Service, ServiceDeployment, ServiceRevision } from '@aws-sdk/client-ecs';
import type { Account } from '../account.ts';

/**
 * Begins to roll a task definition out. It goes no further by itself: what comes of it depends on what was wrong, and is
 * for whoever made the account to say.
 */
export function deploy(account: Account, own: Service, taskDefinition: string, now: Date): Account {
  const id = idOf(own, now);
  const { deployments = [], desiredCount = 0 } = own;
  const primary: Deployment = {
    id: `ecs-svc/${id}`,
    status: 'PRIMARY',
    taskDefinition,
    desiredCount,
    pendingCount: 0,
    runningCount: 0,
    failedTasks: 0,
    rolloutState: 'IN_PROGRESS',
    rolloutStateReason: `ECS deployment ecs-svc/${id} in progress.`,
    createdAt: now,
    updatedAt: now,
  };
  const before = deployments.map((each) => (each.status === 'PRIMARY' ? { ...each, status: 'ACTIVE' } : each));
  const service = { ...own, taskDefinition, deployments: [primary, ...before] };
  const revision: ServiceRevision = {
    serviceRevisionArn: partOf(own, 'service-revision', id),
    serviceArn: own.serviceArn,
    clusterArn: own.clusterArn,
    taskDefinition,
    createdAt: now,
  };
  const past = account.ecs?.serviceDeployments ?? [];
  const running = newest(past.filter((each) => each.serviceArn === own.serviceArn && each.status === 'SUCCESSFUL'));
  const deployment: ServiceDeployment = {
    serviceDeploymentArn: partOf(own, 'service-deployment', id),
    serviceArn: own.serviceArn,
    clusterArn: own.clusterArn,
    createdAt: now,
    startedAt: now,
    status: 'IN_PROGRESS',
    ...(running?.targetServiceRevision && { sourceServiceRevisions: [running.targetServiceRevision] }),
    targetServiceRevision: { arn: revision.serviceRevisionArn },
  };
  return withEcs(account, service, {
    serviceDeployments: [
      deployment,
      // A new deployment takes the place of one that is under way.
      ...past.map((each): ServiceDeployment => {
        const superseded = each.serviceArn === own.serviceArn && each.status === 'IN_PROGRESS';
        return superseded ? { ...each, status: 'STOPPED', stoppedAt: now } : each;
      }),
    ],
    serviceRevisions: [revision, ...(account.ecs?.serviceRevisions ?? [])],
  });
}

/** Stops a deployment and begins to go back to what ran before it. */
export function rollBack(account: Account, deployment: ServiceDeployment, now: Date): Account {
  const { services = [], serviceRevisions = [], serviceDeployments = [] } = account.ecs ?? {};
  const own = services.find(({ serviceArn }) => serviceArn === deployment.serviceArn);
  const source = deployment.sourceServiceRevisions?.[0]?.arn;
  const taskDefinition = serviceRevisions.find((each) => each.serviceRevisionArn === source)?.taskDefinition;
  const stopped: ServiceDeployment = {
    ...deployment,
    status: 'ROLLBACK_IN_PROGRESS',
    stoppedAt: now,
    updatedAt: now,
    rollback: {
      reason: 'Service deployment rolled back because of a user request.',
      startedAt: now,
      serviceRevisionArn: source,
    },
  };
  if (!own || taskDefinition === undefined)
    throw new TypeError(`nothing ran before ${deployment.serviceDeploymentArn}`);
  const deployments = (own.deployments ?? []).map((each): Deployment => {
    if (each.taskDefinition === taskDefinition) return { ...each, status: 'PRIMARY', rolloutState: 'IN_PROGRESS' };
    return each.status === 'PRIMARY' ? { ...each, status: 'ACTIVE', rolloutState: 'FAILED' } : each;
  });
  return withEcs(
    account,
    { ...own, taskDefinition, deployments },
    {
      serviceDeployments: serviceDeployments.map((each) => (each === deployment ? stopped : each)),
    },
  );
}

function withEcs(account: Account, own: Service, more: Partial<NonNullable<Account['ecs']>>): Account {
  const services = account.ecs?.services?.map((each) => (each.serviceArn === own.serviceArn ? own : each)) ?? [];
  return { ...account, ecs: { clusters: [], ...account.ecs, services, ...more } };
}

function newest(all: readonly ServiceDeployment[]): ServiceDeployment | undefined {
  return all.toSorted((a, b) => Number(b.createdAt) - Number(a.createdAt))[0];
}

/** The same for the same service, deployments before and time: an account may be made twice. */
function idOf({ serviceArn, deployments = [] }: Service, now: Date): string {
  const text = `${serviceArn} ${deployments.length} ${now.getTime()}`;
  return BigInt(`0x${createHash('sha256').update(text).digest('hex').slice(0, 15)}`)
    .toString()
    .padStart(19, '1');
}

function partOf({ serviceArn = '' }: Service, kind: string, id: string): string {
  return `${serviceArn.replace(':service/', `:${kind}/`)}/${id}`;
}
