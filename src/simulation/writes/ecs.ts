import type * as sdk from '@aws-sdk/client-ecs';
import type { Service, Task } from '@aws-sdk/client-ecs';
import type { Account, Ecs } from '../account.ts';
import { cluster, invalid, names, serviceIn, taskDefinitionNamed } from '../answers/ecs-named.ts';
import { AwsError } from '../aws-error.ts';
import { deploy, rollBack } from './ecs-deploy.ts';
import type { WriteAnswers } from './writes.ts';

export const ecsWrites: WriteAnswers<typeof sdk> = {
  UpdateService: {
    needs: (account, input) => ({ 'ecs:UpdateService': [asked(account, input).serviceArn ?? ''] }),
    make(account, input, { now }) {
      const own = asked(account, input);
      const { desiredCount, taskDefinition, forceNewDeployment = false, healthCheckGracePeriodSeconds } = input;
      if (own.status !== undefined && own.status !== 'ACTIVE') {
        throw new AwsError('ServiceNotActiveException', 'Service was not ACTIVE.');
      }
      mayUpdate(own, input);
      const wanted = taskDefinition === undefined ? own.taskDefinition : definition(account, taskDefinition);
      const settled = desiredCount === undefined ? own : withDesired(own, desiredCount);
      const counted =
        healthCheckGracePeriodSeconds === undefined ? settled : { ...settled, healthCheckGracePeriodSeconds };
      const next =
        wanted !== own.taskDefinition || forceNewDeployment
          ? deploy(account, counted, wanted ?? '', now)
          : withService(account, counted);
      return { account: next, output: { service: asked(next, input) } };
    },
  },

  StopTask: {
    needs: (account, input) => ({ 'ecs:StopTask': [task(account, input).taskArn ?? ''] }),
    make(account, input, { now }) {
      const own = task(account, input);
      const stopped: Task = {
        ...own,
        desiredStatus: 'STOPPED',
        lastStatus: 'STOPPED',
        stopCode: 'UserInitiated',
        stoppedReason: input.reason ?? 'Task stopped by user',
        stoppingAt: now,
        stoppedAt: now,
      };
      const tasks = (account.ecs?.tasks ?? []).map((each) => (each.taskArn === own.taskArn ? stopped : each));
      // As AWS answers: asked to stop, and not yet stopped.
      const output = { task: { ...stopped, lastStatus: own.lastStatus, stoppedAt: undefined } };
      return { account: withEcs(account, { tasks: [...tasks, ...replacement(account, own, now)] }), output };
    },
  },

  StopServiceDeployment: {
    needs(account, { serviceDeploymentArn: arn = '' }) {
      const own = account.ecs?.serviceDeployments?.find((each) => each.serviceDeploymentArn === arn);
      return { 'ecs:StopServiceDeployment': [arn, ...(own?.serviceArn ? [own.serviceArn] : [])] };
    },
    make(account, { serviceDeploymentArn: arn = '', stopType = 'ROLLBACK' }, { now }) {
      const own = account.ecs?.serviceDeployments?.find((each) => each.serviceDeploymentArn === arn);
      if (!own) throw new AwsError('ServiceDeploymentNotFoundException', 'Service deployment not found.');
      if (own.status !== 'IN_PROGRESS' && own.status !== 'PENDING') {
        throw new AwsError('ConflictException', `Service deployment is in ${own.status} state and cannot be stopped.`);
      }
      if (stopType !== 'ROLLBACK') throw new TypeError('the simulation stops deployments by rolling back only');
      return { account: rollBack(account, own, now), output: { serviceDeploymentArn: arn } };
    },
  },
};

type Named = { readonly cluster?: string | undefined; readonly service?: string | undefined };

function asked(account: Account, input: Named): Service {
  return serviceIn(account, cluster(account, input.cluster), input.service);
}

/** What AWS refuses to change of some services: `UpdateService`, ECS API reference. */
function mayUpdate(
  { schedulingStrategy, deploymentController }: Service,
  input: {
    readonly desiredCount?: number | undefined;
    readonly taskDefinition?: string | undefined;
    readonly forceNewDeployment?: boolean | undefined;
  },
): void {
  if (schedulingStrategy === 'DAEMON' && input.desiredCount !== undefined) {
    throw invalid(
      'The daemon scheduling strategy does not support a desired count for services. Remove the desired count value and try again',
    );
  }
  const controller = deploymentController?.type ?? 'ECS';
  if (controller !== 'ECS' && (input.taskDefinition !== undefined || input.forceNewDeployment)) {
    throw invalid(
      `Unable to update task definition on services with a ${controller} deployment controller.${
        controller === 'CODE_DEPLOY' ? ' Use AWS CodeDeploy to trigger a new deployment.' : ''
      }`,
    );
  }
}

function definition(account: Account, name: string): string {
  const found = taskDefinitionNamed(account, name);
  if (found.status === 'INACTIVE') throw new AwsError('ClientException', 'TaskDefinition is inactive');
  return found.taskDefinitionArn ?? name;
}

function withDesired(own: Service, desiredCount: number): Service {
  return {
    ...own,
    desiredCount,
    ...(own.deployments && {
      deployments: own.deployments.map((each) => (each.status === 'PRIMARY' ? { ...each, desiredCount } : each)),
    }),
  };
}

function task(
  account: Account,
  { cluster: home, task: id = '' }: { cluster?: string | undefined; task?: string | undefined },
) {
  const { clusterArn } = cluster(account, home);
  const found = account.ecs?.tasks?.find((each) => each.clusterArn === clusterArn && names(id, each.taskArn));
  if (!found) throw invalid('The referenced task was not found.');
  return found;
}

/** A service starts another task in place of one that was stopped. */
function replacement({ ecs }: Account, own: Task, now: Date): readonly Task[] {
  if (!own.group?.startsWith('service:') || own.desiredStatus === 'STOPPED') return [];
  const id = Buffer.from(`${now.getTime()}${ecs?.tasks?.length ?? 0}`)
    .toString('hex')
    .padEnd(32, '0')
    .slice(0, 32);
  return [
    {
      ...own,
      taskArn: own.taskArn?.replace(/[^/]+$/, id),
      createdAt: now,
      pullStartedAt: now,
      pullStoppedAt: now,
      startedAt: now,
    },
  ];
}

function withService(account: Account, own: Service): Account {
  const services = account.ecs?.services?.map((each) => (each.serviceArn === own.serviceArn ? own : each)) ?? [];
  return withEcs(account, { services });
}

function withEcs(account: Account, part: Partial<Ecs>): Account {
  return { ...account, ecs: { clusters: [], ...account.ecs, ...part } };
}
