import type * as sdk from '@aws-sdk/client-ecs';
import type {
  CapacityProvider,
  Cluster,
  ContainerInstance,
  ServiceDeployment,
  ServiceDeploymentBrief,
  Task,
} from '@aws-sdk/client-ecs';
import type { Account } from '../account.ts';
import { AwsError } from '../aws-error.ts';
import type { Answers } from './answers.ts';
import { cluster, invalid, lastPart, names, serviceIn, servicesIn, taskDefinitionNamed } from './ecs-named.ts';
import { page } from './page.ts';

export const ecs: Answers<typeof sdk> = {
  ListClusters(account, input) {
    const { items, next } = paged(account, account.ecs?.clusters ?? [], input, { usual: 100 });
    return { clusterArns: items.flatMap(({ clusterArn }) => clusterArn ?? []), nextToken: next };
  },

  ListServices(account, input) {
    const { launchType, schedulingStrategy } = input;
    const wanted = servicesIn(account, cluster(account, input.cluster)).filter(
      (each) =>
        (launchType === undefined || each.launchType === launchType) &&
        (schedulingStrategy === undefined || (each.schedulingStrategy ?? 'REPLICA') === schedulingStrategy),
    );
    const { items, next } = paged(account, wanted, input, { usual: 10, most: 100 });
    return { serviceArns: items.flatMap(({ serviceArn }) => serviceArn ?? []), nextToken: next };
  },

  DescribeServices(account, input) {
    const asked = input.services ?? [];
    if (asked.length === 0) throw invalid('Services cannot be empty.');
    if (asked.length > 10) throw invalid('service names can have at most 10 items.');
    const home = cluster(account, input.cluster);
    const found = servicesIn(account, home).filter(({ serviceArn }) => asked.some((id) => names(id, serviceArn)));
    const missing = asked.filter((id) => !found.some(({ serviceArn }) => names(id, serviceArn)));
    const withTags = input.include?.includes('TAGS');
    return {
      services: found.map(({ tags, ...service }) => ({
        ...(withTags ? { tags, ...service } : service),
        // "Only the 100 most recent events are displayed" (Service, ECS API).
        ...(service.events && { events: service.events.slice(0, 100) }),
      })),
      failures: missing.map((id) => ({ arn: arnOf(account, home, 'service', id), reason: 'MISSING' })),
    };
  },

  ListTasks(account, input, { builtAt }) {
    const { family, serviceName, startedBy, launchType, containerInstance, desiredStatus = 'RUNNING' } = input;
    const home = cluster(account, input.cluster);
    if (serviceName !== undefined && !servicesIn(account, home).some((each) => names(serviceName, each.serviceArn))) {
      throw new AwsError('ServiceNotFoundException', 'Service not found.');
    }
    const wanted = tasksIn(account, home, builtAt).filter(
      (task) =>
        (task.desiredStatus ?? 'RUNNING') === desiredStatus &&
        (serviceName === undefined || task.group === `service:${lastPart(serviceName)}`) &&
        (family === undefined || lastPart(task.taskDefinitionArn).split(':')[0] === family) &&
        (startedBy === undefined || task.startedBy === startedBy) &&
        (launchType === undefined || task.launchType === launchType) &&
        (containerInstance === undefined || names(containerInstance, task.containerInstanceArn)),
    );
    const { items, next } = paged(account, wanted, input, { usual: 100 });
    return { taskArns: items.flatMap(({ taskArn }) => taskArn ?? []), nextToken: next };
  },

  DescribeTasks(account, input, { builtAt }) {
    const asked = input.tasks ?? [];
    if (asked.length === 0) throw invalid('Tasks cannot be empty.');
    if (asked.length > 100) throw invalid('taskIds can have at most 100 items.');
    const home = cluster(account, input.cluster);
    const found = tasksIn(account, home, builtAt).filter(({ taskArn }) => asked.some((id) => names(id, taskArn)));
    const missing = asked.filter((id) => !found.some(({ taskArn }) => names(id, taskArn)));
    const withTags = input.include?.includes('TAGS');
    return {
      tasks: found.map((task) => (withTags ? task : { ...task, tags: [] })),
      failures: missing.map((id) => ({ arn: arnOf(account, home, 'task', id), reason: 'MISSING' })),
    };
  },

  DescribeTaskDefinition: (account, { taskDefinition: asked }) => ({
    taskDefinition: taskDefinitionNamed(account, asked),
    tags: [],
  }),

  ListServiceDeployments(account, input) {
    const { createdAt: { after, before } = {}, status = [] } = input;
    const { serviceArn } = serviceIn(account, cluster(account, input.cluster), input.service);
    const found = (account.ecs?.serviceDeployments ?? [])
      .filter(
        (one) =>
          one.serviceArn === serviceArn &&
          (status.length === 0 || status.some((wanted) => wanted === one.status)) &&
          (after === undefined || Number(one.createdAt) >= after.getTime()) &&
          (before === undefined || Number(one.createdAt) <= before.getTime()),
      )
      .toSorted((a, b) => Number(b.createdAt) - Number(a.createdAt));
    const { items, next } = paged(account, found, input, { usual: 20, most: 100 });
    return { serviceDeployments: items.map(brief), nextToken: next };
  },

  DescribeServiceDeployments(account, { serviceDeploymentArns: asked = [] }) {
    if (asked.length > 20) throw invalid('serviceDeploymentArns can have at most 20 items.');
    const all = account.ecs?.serviceDeployments ?? [];
    const missing = asked.filter((arn) => !all.some((one) => one.serviceDeploymentArn === arn));
    return {
      serviceDeployments: all.filter(({ serviceDeploymentArn: arn = '' }) => asked.includes(arn)),
      failures: missing.map((arn) => ({ arn, reason: 'MISSING' })),
    };
  },

  DescribeServiceRevisions(account, { serviceRevisionArns: asked = [] }) {
    if (asked.length > 20) throw invalid('serviceRevisionArns can have at most 20 items.');
    const all = account.ecs?.serviceRevisions ?? [];
    const missing = asked.filter((arn) => !all.some((one) => one.serviceRevisionArn === arn));
    return {
      serviceRevisions: all.filter(({ serviceRevisionArn: arn = '' }) => asked.includes(arn)),
      failures: missing.map((arn) => ({ arn, reason: 'MISSING' })),
    };
  },

  ListTagsForResource(account, { resourceArn: arn }) {
    const { services = [], tasks = [] } = account.ecs ?? {};
    const found = services.find(({ serviceArn }) => serviceArn === arn) ?? tasks.find(({ taskArn }) => taskArn === arn);
    if (!found) throw invalid('The specified ARN is not valid. Check the ARN and try again.');
    return { tags: found.tags ?? [] };
  },

  ListContainerInstances(account, input) {
    const own = instancesIn(account, cluster(account, input.cluster));
    const wanted = own.filter(({ status = 'ACTIVE' }) =>
      input.status === undefined ? status !== 'INACTIVE' : status === input.status,
    );
    const { items, next } = paged(account, wanted, input, { usual: 100 });
    return { containerInstanceArns: items.flatMap((one) => one.containerInstanceArn ?? []), nextToken: next };
  },

  DescribeContainerInstances(account, input) {
    const { containerInstances: asked = [] } = input;
    if (asked.length === 0) throw invalid('instanceIds cannot be empty.');
    if (asked.length > 100) throw invalid('instanceIds can have at most 100 items.');
    const home = cluster(account, input.cluster);
    const own = instancesIn(account, home);
    const missing = asked.filter((id) => !own.some((one) => names(id, one.containerInstanceArn)));
    return {
      containerInstances: own.filter((one) => asked.some((id) => names(id, one.containerInstanceArn))),
      failures: missing.map((id) => ({ arn: arnOf(account, home, 'container-instance', id), reason: 'MISSING' })),
    };
  },

  DescribeCapacityProviders(account, input) {
    const { capacityProviders: asked } = input;
    const all = [...fargate(account), ...(account.ecs?.capacityProviders ?? [])];
    const named = (id: string, one: CapacityProvider) => id === one.name || id === one.capacityProviderArn;
    const wanted = asked ? all.filter((one) => asked.some((id) => named(id, one))) : all;
    const { items, next } = paged(account, wanted, input, { usual: 10, most: 10 });
    const missing = (asked ?? []).filter((id) => !all.some((one) => named(id, one)));
    return {
      capacityProviders: items,
      nextToken: next,
      failures: missing.map((id) => ({ arn: id, reason: 'MISSING' })),
    };
  },

  DescribeTaskSets(account, input) {
    const { taskSets: all = [] } = serviceIn(account, cluster(account, input.cluster), input.service);
    const asked = input.taskSets ?? [];
    const missing = asked.filter((id) => !all.some((one) => id === one.id || id === one.taskSetArn));
    const wanted = all.filter(
      ({ id = '', taskSetArn = '' }) => asked.length === 0 || asked.includes(id) || asked.includes(taskSetArn),
    );
    return { taskSets: wanted, failures: missing.map((id) => ({ arn: id, reason: 'MISSING' })) };
  },

  GetTaskProtection(account, { cluster: asked, tasks = [] }, { builtAt }) {
    const home = cluster(account, asked);
    const running = tasksIn(account, home, builtAt).filter(({ lastStatus }) => lastStatus === 'RUNNING');
    const protection = account.ecs?.protectedTasks ?? [];
    const wanted = tasks.length === 0 ? protection.map(({ taskArn = '' }) => taskArn) : tasks;
    const found = wanted.flatMap((id) => running.filter(({ taskArn }) => names(id, taskArn)));
    return {
      protectedTasks: found.map(
        ({ taskArn }) => protection.find((one) => one.taskArn === taskArn) ?? { taskArn, protectionEnabled: false },
      ),
      failures: wanted
        .filter((id) => !running.some(({ taskArn }) => names(id, taskArn)))
        .map((id) => ({ arn: arnOf(account, home, 'task', id), reason: 'TASK_NOT_VALID' })),
    };
  },
};

function brief(one: ServiceDeployment): ServiceDeploymentBrief {
  return {
    serviceDeploymentArn: one.serviceDeploymentArn,
    serviceArn: one.serviceArn,
    clusterArn: one.clusterArn,
    createdAt: one.createdAt,
    startedAt: one.startedAt,
    finishedAt: one.finishedAt,
    status: one.status,
    statusReason: one.statusReason,
    targetServiceRevisionArn: one.targetServiceRevision?.arn,
  };
}

function instancesIn(account: Account, { clusterArn = '' }: Cluster): readonly ContainerInstance[] {
  return account.ecs?.containerInstances?.[clusterArn] ?? [];
}

/** Every account has these two. */
function fargate({ partition = 'aws', region, id }: Account): readonly CapacityProvider[] {
  return ['FARGATE', 'FARGATE_SPOT'].map((name) => ({
    capacityProviderArn: `arn:${partition}:ecs:${region}:${id}:capacity-provider/${name}`,
    name,
    status: 'ACTIVE',
    tags: [],
  }));
}

/** "Recently stopped tasks might appear in the returned results" (ListTasks, ECS API): for about an hour. */
const MEMORY = 61 * 60_000;

function tasksIn(account: Account, { clusterArn }: Cluster, now: Date): readonly Task[] {
  const remembered = ({ stoppedAt }: Task) => !stoppedAt || stoppedAt.getTime() >= now.getTime() - MEMORY;
  return (account.ecs?.tasks ?? []).filter((task) => task.clusterArn === clusterArn && remembered(task));
}

function arnOf(
  account: Account,
  { clusterArn }: Cluster,
  kind: 'service' | 'task' | 'container-instance',
  id: string,
): string {
  if (id.startsWith('arn:')) return id;
  return `arn:${account.partition ?? 'aws'}:ecs:${account.region}:${account.id}:${kind}/${lastPart(clusterArn)}/${id}`;
}

function paged<T>(
  account: Account,
  list: readonly T[],
  input: { nextToken?: string | undefined; maxResults?: number | undefined },
  limits: { usual: number; most?: number },
) {
  if (input.maxResults !== undefined && (input.maxResults < 1 || input.maxResults > 100)) {
    throw invalid('maxResults must be between 1 and 100.');
  }
  const badToken = () => invalid('Invalid token.');
  return page(account, list, { token: input.nextToken, asked: input.maxResults, ...limits, badToken });
}
