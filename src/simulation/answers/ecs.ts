import type * as sdk from '@aws-sdk/client-ecs';
import type { Cluster, Service, Task, TaskDefinition } from '@aws-sdk/client-ecs';
import type { Account } from '../account.ts';
import { AwsError } from '../aws-error.ts';
import type { Answers } from './answers.ts';
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
      services: found.map(({ tags, ...service }) => (withTags ? { tags, ...service } : service)),
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

  DescribeTaskDefinition(account, { taskDefinition: asked = '' }) {
    const all = account.ecs?.taskDefinitions ?? [];
    const [family, revision] = lastPart(asked).split(':');
    const revisions = all.filter((each) => familyOf(each) === family);
    const found =
      revision === undefined
        ? revisions.filter(({ status = 'ACTIVE' }) => status === 'ACTIVE').toSorted(newestFirst)[0]
        : revisions.find((each) => revisionOf(each) === Number(revision));
    if (!found) throw new AwsError('ClientException', 'Unable to describe task definition.');
    return { taskDefinition: found, tags: [] };
  },
};

function invalid(message: string): AwsError {
  return new AwsError('InvalidParameterException', message);
}

function lastPart(arn: string | undefined): string {
  return arn?.split('/').at(-1) ?? '';
}

/** Callers name things by ARN or by the last part of it. */
function names(asked: string, arn: string | undefined): boolean {
  return asked === arn || (!asked.startsWith('arn:') && asked === lastPart(arn));
}

function cluster(account: Account, asked = 'default'): Cluster {
  const found = account.ecs?.clusters.find(({ clusterArn }) => names(asked, clusterArn));
  if (!found) throw new AwsError('ClusterNotFoundException', 'Cluster not found.');
  return found;
}

function servicesIn(account: Account, { clusterArn }: Cluster): readonly Service[] {
  return (account.ecs?.services ?? []).filter((service) => service.clusterArn === clusterArn);
}

/** "Recently stopped tasks might appear in the returned results" (ListTasks, ECS API): for about an hour. */
const MEMORY = 61 * 60_000;

function tasksIn(account: Account, { clusterArn }: Cluster, now: Date): readonly Task[] {
  const remembered = ({ stoppedAt }: Task) => !stoppedAt || stoppedAt.getTime() >= now.getTime() - MEMORY;
  return (account.ecs?.tasks ?? []).filter((task) => task.clusterArn === clusterArn && remembered(task));
}

function arnOf(account: Account, { clusterArn }: Cluster, kind: 'service' | 'task', id: string): string {
  if (id.startsWith('arn:')) return id;
  return `arn:${account.partition ?? 'aws'}:ecs:${account.region}:${account.id}:${kind}/${lastPart(clusterArn)}/${id}`;
}

function familyOf({ family, taskDefinitionArn }: TaskDefinition): string | undefined {
  return family ?? lastPart(taskDefinitionArn).split(':')[0];
}

function revisionOf({ revision, taskDefinitionArn }: TaskDefinition): number {
  return revision ?? Number(lastPart(taskDefinitionArn).split(':')[1]);
}

function newestFirst(a: TaskDefinition, b: TaskDefinition): number {
  return revisionOf(b) - revisionOf(a);
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
