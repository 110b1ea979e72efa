import { CannotChange, remediation } from '#playbook';
import { describeServices, serviceTags, taskArns, taskDefinition, tasks } from '#aws/ecs';
import { image } from '#aws/ecr';
import { forceNewDeployment } from '#aws/ecs-writes';
import { awsCli } from '../aws-cli.ts';
import { form } from '../form.ts';
import { foundIn } from '../found.ts';
import { imagesFound, imagesOf, mustBeTheSame, runningTasks, untoldText } from './images.ts';
import {
  clusterName,
  mustRoll,
  namesOf,
  ownerOf,
  primaryOf,
  revisionOf,
  rolloutOf,
  serviceField,
  serviceIn,
  serviceName,
  serviceNamed,
} from './service.ts';

interface Params {
  readonly [member: string]: string;
  readonly service: string;
}

const hour = 3_600_000;

/** New tasks of the same definition: for secrets and addresses that are read at the start only. */
export const redeploy = remediation<Params>({
  id: 'ecs.force-new-deployment',
  title: 'Replace all tasks of a service by new ones',
  summary: 'The same task definition once more: new tasks read secrets and addresses anew.',
  parameters: [serviceField],
  parse: (given) => form({ service: serviceName(given['service']) }),
  risk: () => 'medium',
  lasts: { usualMs: hour, mostMs: hour },
  ends: 'nothing-left',
  // There is no token: a second call would roll all tasks a second time.
  repeats: 'once',
  reads: [describeServices, taskDefinition, taskArns, tasks, image, serviceTags],
  writes: [forceNewDeployment],

  preview: async ({ service: named }, _until, context) => {
    const service = await serviceNamed(named, context);
    const { arn, name, cluster, desired } = service;
    mustRoll(service);
    const primary = primaryOf(service);
    if (desired === 0) throw new CannotChange(`${name} is to run no tasks: there is nothing to replace.`);
    if (primary?.rolloutState === 'IN_PROGRESS') {
      throw new CannotChange(`A deployment of ${name} is under way: its tasks are being replaced already.`);
    }
    const [definition, running, managedBy] = await Promise.all([
      context.read(taskDefinition, { arn: service.taskDefinition }),
      runningTasks(service, context),
      ownerOf(service, context),
    ]);
    if (!definition.active) {
      throw new CannotChange(`${revisionOf(definition.arn)} was deregistered: no new task can be started of it.`);
    }
    const images = await imagesOf(definition, running, context);
    mustBeTheSame(images);
    return {
      changes: [{ resource: arn, field: 'tasks', before: 'those that run', after: 'new ones, of the same definition' }],
      found: {
        arn,
        cluster,
        desired,
        taskDefinition: service.taskDefinition,
        deployment: primary?.id ?? null,
        images: imagesFound(images),
      },
      resources: [arn],
      call: awsCli(
        'ecs update-service',
        { cluster: clusterName(cluster), service: name, 'force-new-deployment': true },
        context.place,
      ),
      undo: 'There is nothing to undo: the new tasks are as the old ones were.',
      blastRadius: `All tasks of ${name} (${desired}) are replaced, a few at a time; requests under way get their stop timeout to finish.${untoldText(images)}`,
      managedBy,
    };
  },

  apply: async (_params, preview, { write }) => {
    await write(forceNewDeployment, namesOf(preview));
  },

  readBack: async (_params, preview, context) => {
    const service = await serviceIn(preview, context);
    const primary = service ? primaryOf(service) : null;
    if (!service || !primary) return { outcome: 'cannot-tell', says: 'ECS tells of no deployment.' };
    if (primary.id === foundIn(preview)['deployment'])
      return { outcome: 'did-not', says: 'No new deployment has begun.' };
    const { running, desired, rolloutState } = primary;
    return {
      outcome: 'took-effect',
      says: `A new deployment is ${rolloutState ?? 'there'}: ${running} of ${desired} new tasks run.`,
    };
  },

  verify: async (_params, preview, since, context) => {
    const service = await serviceIn(preview, context);
    return service ? rolloutOf(service, since) : { effect: 'cannot-tell', says: 'The service is gone.' };
  },

  undo: null,
  undone: async () => ({ outcome: 'took-effect', says: 'There is nothing to undo.', othersValue: false }),
});
