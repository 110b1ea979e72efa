import { CannotChange, remediation } from '#playbook';
import type { LookContext, Preview } from '#playbook';
import { describeServices, serviceTags } from '#aws/ecs';
import type { Service } from '#aws/ecs';
import { deploymentArns, serviceDeployments, serviceRevisions } from '#aws/ecs-deployments';
import type { ServiceDeployment } from '#aws/ecs-deployments';
import { stopServiceDeployment, useTaskDefinition } from '#aws/ecs-writes';
import { awsCli } from '../aws-cli.ts';
import { form } from '../form.ts';
import { textFound } from '../found.ts';
import {
  mustRoll,
  namesOf,
  ownerOf,
  revisionOf,
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
/** A deployment that is under way for longer is none. */
const LONGEST = 14 * 24 * hour;

/** For a rollout that is going wrong, before the circuit breaker trips, or without one. */
export const stopDeployment = remediation<Params>({
  id: 'ecs.stop-deployment',
  title: 'Stop the deployment of a service and roll it back',
  summary: 'ECS goes back to what ran before this deployment, other settings of it included.',
  parameters: [serviceField],
  parse: (given) => form({ service: serviceName(given['service']) }),
  risk: () => 'medium',
  lasts: { usualMs: 24 * hour, mostMs: 7 * 24 * hour },
  ends: 'undone',
  // What is stopped already is not stopped again: AWS answers that with a conflict.
  repeats: 'sets',
  reads: [describeServices, deploymentArns, serviceDeployments, serviceRevisions, serviceTags],
  writes: [stopServiceDeployment, useTaskDefinition],
  writesTo: { apply: [stopServiceDeployment], undo: [useTaskDefinition] },

  preview: async ({ service: named }, _until, context) => {
    const service = await serviceNamed(named, context);
    mustRoll(service);
    const { arn, name, cluster } = service;
    const deployment = await underWay(service, context);
    const [source] = deployment.sources;
    if (source === undefined) {
      throw new CannotChange(`Nothing ran before this deployment of ${name}: there is nothing to go back to.`);
    }
    const targets = deployment.target === null ? [] : [deployment.target];
    const [revisions, managedBy] = await Promise.all([
      context.read(serviceRevisions, { arns: [source, ...targets] }),
      ownerOf(service, context),
    ]);
    const definitionOf = (revision: string | null) =>
      revisions.find((each) => each.arn === revision)?.taskDefinition ?? null;
    const [before, after] = [definitionOf(deployment.target), definitionOf(source)];
    if (before === null || after === null) {
      throw new CannotChange('ECS does not tell what this deployment brings, or what ran before it.');
    }
    return {
      changes: [{ resource: arn, field: 'taskDefinition', before: revisionOf(before), after: revisionOf(after) }],
      found: { arn, cluster, deployment: deployment.arn, before, after },
      resources: [arn, deployment.arn],
      call: awsCli(
        'ecs stop-service-deployment',
        { 'service-deployment-arn': deployment.arn, 'stop-type': 'ROLLBACK' },
        context.place,
      ),
      undo: `${revisionOf(before)} is deployed again, without other settings that this deployment brought: only when a person says so.`,
      blastRadius: `New tasks of ${name} are stopped, and those of ${revisionOf(after)} take their place again. What the new ones did to databases stays.`,
      managedBy,
    };
  },

  apply: async (_params, preview, { write }) => {
    await write(stopServiceDeployment, {
      service: textFound(preview, 'arn'),
      deployment: textFound(preview, 'deployment'),
    });
  },

  readBack: async (_params, preview, context) => {
    const own = await deploymentOf(preview, context);
    if (!own) return { outcome: 'cannot-tell', says: 'ECS knows the deployment no more.' };
    const { status } = own;
    if (isUnderWay(own)) return { outcome: 'did-not', says: `The deployment is still ${status}.` };
    if (status === 'SUCCESSFUL') return { outcome: 'did-not', says: 'The deployment was complete before.' };
    return { outcome: 'took-effect', says: `The deployment is ${status}.` };
  },

  verify: async (_params, preview, _since, context) => {
    const [own, service] = await Promise.all([deploymentOf(preview, context), serviceIn(preview, context)]);
    const tasks = service ? ` ${service.running} of ${service.desired} tasks run.` : '';
    const says = `The deployment is ${own?.status ?? 'not known any more'}.${tasks}`;
    switch (own?.status) {
      case 'ROLLBACK_SUCCESSFUL':
        return { effect: 'seen', says };
      case 'ROLLBACK_FAILED':
        return { effect: 'worse', says };
      case undefined:
        return { effect: 'cannot-tell', says };
      default:
        return { effect: 'not-seen', says };
    }
  },

  objection: async (_params, preview) =>
    `${revisionOf(textFound(preview, 'before'))} is what was stopped: it comes back only when somebody says that it is mended, or that it shall.`,

  undo: async (_params, preview, { write }) => {
    await write(useTaskDefinition, {
      ...namesOf(preview),
      taskDefinition: textFound(preview, 'before'),
    });
  },

  undone: async (_params, preview, context) => {
    const present = (await serviceIn(preview, context))?.taskDefinition ?? null;
    if (present === null) return { outcome: 'cannot-tell', says: 'The service is gone.', othersValue: true };
    const says = `It has ${revisionOf(present)}.`;
    if (present === textFound(preview, 'before')) return { outcome: 'took-effect', says, othersValue: false };
    return { outcome: 'did-not', says, othersValue: present !== textFound(preview, 'after') };
  },
});

/** The deployment that is under way. Throws `CannotChange` for none. */
async function underWay(service: Service, { read, now }: LookContext): Promise<ServiceDeployment> {
  const since = new Date(now.getTime() - LONGEST);
  const arns = await read(deploymentArns, { cluster: service.cluster, service: service.arn, since, most: 20 });
  const found = (await read(serviceDeployments, { arns })).find(isUnderWay);
  if (found) return found;
  throw new CannotChange(`No deployment of ${service.name} is under way.`);
}

async function deploymentOf(preview: Preview, { read }: LookContext): Promise<ServiceDeployment | null> {
  const [own] = await read(serviceDeployments, { arns: [textFound(preview, 'deployment')] });
  return own ?? null;
}

function isUnderWay({ status }: ServiceDeployment): boolean {
  return status === 'IN_PROGRESS' || status === 'PENDING';
}
