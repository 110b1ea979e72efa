import type { Candidate, FactContext, SubjectKind } from '#playbook';
import * as ecs from '#aws/ecs';
import type { Service } from '#aws/ecs';
import * as elbv2 from '#aws/elbv2';
import { groupsFedBy } from '../ecs/services.ts';
import { called, isThere, nameOf, partsOf, targetOf } from '../ecs/target.ts';

/** `checkout` or `production/checkout`, as AWS allows them. */
const NAME = /^(?:([\w-]{1,255})\/)?([\w-]{1,255})$/;
const TASK_ID = /^(?:([\w-]{1,255})\/)?([0-9a-f]{32}|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$/;

/**
 * An ECS service, known by name, `cluster/name` or ARN, through one of its tasks or its target group; or tasks that
 * belong to no service, by their family.
 */
export const ecsServiceKind: SubjectKind = {
  id: 'ecs-service',
  title: 'ECS service',
  isArn: (arn) => partsOf(arn) !== null,
  nameOf,
  sources: [
    {
      title: 'ECS services of that name',
      reads: [ecs.clusters, ecs.describeServices],
      // A cluster of thousands is not listed for a name that is known exactly.
      list: async (typed, context) => {
        const [, , name] = NAME.exec(typed) ?? [];
        if (name === undefined) return [];
        const found = await inClusters(typed, context, (cluster) =>
          context.read(ecs.describeServices, { cluster, services: [name] }),
        );
        return found.filter(isThere).map(({ arn }) => ofArn(arn));
      },
    },
    {
      title: 'ECS services',
      reads: [ecs.clusters, ecs.services],
      list: async (typed, context) => {
        const arns = await inClusters(typed, context, (cluster) => context.read(ecs.services, { cluster }));
        return arns.map(ofArn);
      },
    },
    {
      title: 'tasks',
      reads: [ecs.clusters, ecs.tasks],
      list: async (typed, context) => {
        const [, , id] = TASK_ID.exec(typed) ?? [];
        if (id === undefined) return [];
        const tasks = await inClusters(typed, context, (cluster) => context.read(ecs.tasks, { cluster, arns: [id] }));
        return tasks.map((task) => ({
          name: called(targetOf(task)),
          arn: task.arn,
          knownAs: [task.arn, id, typed],
          via: `task ${id}`,
        }));
      },
    },
    {
      title: 'task families',
      reads: [ecs.clusters, ecs.taskArns, ecs.tasks],
      list: async (typed, context) => {
        if (!NAME.test(typed)) return [];
        const { read } = context;
        const family = nameOf(typed);
        const tasks = await inClusters(typed, context, async (cluster) => {
          const [stopped, running] = await Promise.all([
            read(ecs.taskArns, { cluster, service: null, family, desiredStatus: 'STOPPED' }),
            read(ecs.taskArns, { cluster, service: null, family, desiredStatus: 'RUNNING' }),
          ]);
          const [arn] = [...stopped, ...running].toSorted();
          return arn === undefined ? [] : read(ecs.tasks, { cluster, arns: [arn] });
        });
        return tasks.map((task) => ({
          name: called(targetOf(task)),
          arn: task.arn,
          knownAs: [family, typed, task.arn],
        }));
      },
    },
    {
      title: 'target groups',
      reads: [elbv2.targetGroups, ecs.clusters, ecs.services, ecs.describeServices],
      list: async (typed, context) => {
        if (typed === '') return [];
        const { read } = context;
        const wanted = typed.toLowerCase();
        const groups = (await read(elbv2.targetGroups, {})).filter(
          ({ name, arn }) => arn === typed || name.toLowerCase().includes(wanted),
        );
        if (groups.length === 0) return [];
        const services = await inClusters('', context, async (cluster): Promise<readonly Service[]> => {
          const arns = await read(ecs.services, { cluster });
          return arns.length > 0 ? read(ecs.describeServices, { cluster, services: arns }) : [];
        });
        return services.flatMap((service) =>
          groups
            .filter(({ arn }) => groupsFedBy(service).includes(arn))
            .map(({ name, arn }) => ({
              name: service.name,
              arn: service.arn,
              knownAs: [name, arn],
              via: `target group ${name}`,
            })),
        );
      },
    },
  ],
};

/** What is found in each cluster, or in the one that was typed before a slash. */
async function inClusters<T>(
  typed: string,
  { read }: FactContext,
  find: (cluster: string) => Promise<readonly T[]>,
): Promise<T[]> {
  const [, wanted] = /^([\w-]+)\//.exec(typed) ?? [];
  const all = await read(ecs.clusters, {});
  const clusters = all.filter((cluster) => wanted === undefined || nameOf(cluster) === wanted);
  return (await Promise.all(clusters.map(find))).flat();
}

function ofArn(arn: string): Candidate {
  const name = nameOf(arn);
  const cluster = partsOf(arn)?.cluster;
  const within = cluster ? [`${nameOf(cluster)}/${name}`] : [];
  return { name, arn, knownAs: [name, arn, ...within] };
}
