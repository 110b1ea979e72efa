import { CannotChange, ReadFailure, remediation } from '#playbook';
import type { LookContext, ReadBack } from '#playbook';
import { describeServices, serviceTags, taskDefinition as describeTaskDefinition } from '#aws/ecs';
import type { Service, TaskDefinition } from '#aws/ecs';
import { deploymentArns, serviceDeployments, serviceRevisions } from '#aws/ecs-deployments';
import { image } from '#aws/ecr';
import { useTaskDefinition } from '#aws/ecs-writes';
import { awsCli } from '../aws-cli.ts';
import { form, optional, text } from '../form.ts';
import { textFound } from '../found.ts';
import { hereIn } from '../here.ts';
import { imagesOf, mustBeThere } from './images.ts';
import { lastGood } from './last-good.ts';
import {
  clusterName,
  mustRoll,
  namesOf,
  ownerOf,
  revisionOf,
  rolloutOf,
  serviceField,
  serviceIn,
  serviceName,
  serviceNamed,
} from './service.ts';

interface Params {
  readonly [member: string]: string | null;
  readonly service: string;
  /** Null: the last one that was deployed successfully. */
  readonly to: string | null;
}

const hour = 3_600_000;
const REVISION = /^(?:arn:[\w-]+:ecs:[\w-]+:\d{12}:task-definition\/)?[\w-]{1,255}:\d{1,9}$/;

/** What the newer version has done to data stays done: whoever approves reads that. */
export const rollBack = remediation<Params>({
  id: 'ecs.roll-back',
  title: 'Roll a service back to its last good task definition',
  summary: 'Deploys the last task definition that went well, or one that is named.',
  parameters: [
    serviceField,
    { name: 'to', label: 'Task definition', kind: 'text', hint: 'family:revision; empty for the last good one' },
  ],
  parse: (given) =>
    form({
      service: serviceName(given['service']),
      to: optional(given['to'], (typed) => text(typed, REVISION, 'Say family:revision, or its ARN.')),
    }),
  risk: () => 'medium',
  lasts: { usualMs: 24 * hour, mostMs: 7 * 24 * hour },
  ends: 'undone',
  repeats: 'sets',
  reads: [
    describeServices,
    describeTaskDefinition,
    deploymentArns,
    serviceDeployments,
    serviceRevisions,
    image,
    serviceTags,
  ],
  writes: [useTaskDefinition],

  preview: async ({ service: named, to }, _until, context) => {
    const service = await serviceNamed(named, context);
    mustRoll(service);
    const { arn, name, cluster, desired, taskDefinition: before } = service;
    const wanted = await definitionNamed(to ?? (await lastGood(service, context)), context);
    if (wanted.arn === before) throw new CannotChange(`${name} has ${revisionOf(before)} already.`);
    if (wanted.family !== revisionOf(before).split(':')[0]) {
      throw new CannotChange(`${revisionOf(wanted.arn)} is of another family than ${revisionOf(before)}.`);
    }
    const [present, images, managedBy] = await Promise.all([
      context.read(describeTaskDefinition, { arn: before }),
      imagesOf(wanted, [], context),
      ownerOf(service, context),
    ]);
    mustBeThere(images);
    return {
      changes: [{ resource: arn, field: 'taskDefinition', before: revisionOf(before), after: revisionOf(wanted.arn) }],
      found: { arn, cluster, desired, before, after: wanted.arn },
      resources: [arn],
      call: awsCli(
        'ecs update-service',
        { cluster: clusterName(cluster), service: name, 'task-definition': revisionOf(wanted.arn) },
        context.place,
      ),
      undo: `${revisionOf(before)} is deployed again: only when a person says so, for it was the one to get away from.`,
      blastRadius: `All ${desired} tasks of ${name} are replaced, a few at a time. What ${revisionOf(before)} did to databases stays: the older code has to bear with that.${sameImagesText(present, wanted)}`,
      managedBy,
    };
  },

  apply: async (_params, preview, { write }) => {
    await write(useTaskDefinition, { ...namesOf(preview), taskDefinition: textFound(preview, 'after') });
  },

  readBack: async (_params, preview, context) => standOf(await serviceIn(preview, context), preview, 'after', 'before'),

  verify: async (_params, preview, since, context) => {
    const service = await serviceIn(preview, context);
    return service ? rolloutOf(service, since) : { effect: 'cannot-tell', says: 'The service is gone.' };
  },

  objection: async (_params, preview) =>
    `${revisionOf(textFound(preview, 'before'))} is what was rolled back from: it comes back only when somebody says that it is mended, or that it shall.`,

  undo: async (_params, preview, { write }) => {
    await write(useTaskDefinition, { ...namesOf(preview), taskDefinition: textFound(preview, 'before') });
  },

  undone: async (_params, preview, context) => {
    const stand = standOf(await serviceIn(preview, context), preview, 'before', 'after');
    return { ...stand, othersValue: stand.outcome === 'cannot-tell' };
  },
});

async function definitionNamed(arn: string, { read, place }: LookContext): Promise<TaskDefinition> {
  try {
    const found = await read(describeTaskDefinition, { arn });
    if (found.active) return found;
  } catch (error) {
    // ECS has no error of its own for what is not there.
    if (!(error instanceof ReadFailure) || !/unable to describe task definition/i.test(error.message)) throw error;
    throw new CannotChange(`There is no task definition ${revisionOf(arn)} in ${hereIn(place)}.`, { cause: error });
  }
  throw new CannotChange(`${revisionOf(arn)} was deregistered: no new task can be started of it.`);
}

/** A tag that both have leads to the same image, whichever definition names it: then no code is rolled back. */
function sameImagesText(present: TaskDefinition, wanted: TaskDefinition): string {
  const tagged = wanted.containers.map(({ image }) => image).filter((image) => !image.includes('@'));
  const both = tagged.find((image) => present.containers.some((each) => each.image === image));
  return both === undefined ? '' : ` Both name ${both}: that code stays the same.`;
}

/** Which of the two task definitions a service has. */
function standOf(
  service: Service | null,
  preview: Parameters<typeof textFound>[0],
  wanted: string,
  other: string,
): ReadBack {
  if (!service) return { outcome: 'cannot-tell', says: 'The service is gone.' };
  const present = service.taskDefinition;
  if (present === textFound(preview, wanted)) return { outcome: 'took-effect', says: `It has ${revisionOf(present)}.` };
  if (present === textFound(preview, other))
    return { outcome: 'did-not', says: `It still has ${revisionOf(present)}.` };
  return { outcome: 'cannot-tell', says: `Somebody has deployed ${revisionOf(present)} since.` };
}
