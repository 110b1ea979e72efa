import { CannotChange, remediation } from '#playbook';
import type { LookContext, Preview } from '#playbook';
import { describeServices, serviceTags } from '#aws/ecs';
import type { Service } from '#aws/ecs';
import { deploymentArns, serviceDeployments, serviceRevisions } from '#aws/ecs-deployments';
import type { ServiceDeployment } from '#aws/ecs-deployments';
import { stopServiceDeployment, useTaskDefinition } from '#aws/ecs-writes';
import { count, sum } from '#facts/words';
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
/** ECS remembers service deployments for ninety days. */
const MEMORY = 90 * 24 * hour;
const MOST = 20;
/** What has not run for longer is nothing to go back to unseen. */
const LATELY = 24 * hour;

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
    const remembered = await deploymentsOf(service, context);
    const deployment = underWay(service, remembered);
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
    if (before === after) {
      throw new CannotChange(
        `${name} has ${revisionOf(after)} before and after this deployment: what else it brings could not be put back. Whoever wants to stops it by hand: ${callOf(deployment, context.place)}`,
      );
    }
    const known = healthBefore({ service, deployment, remembered, source, after }, context.now);
    return {
      changes: [{ resource: arn, field: 'taskDefinition', before: revisionOf(before), after: revisionOf(after) }],
      found: { arn, cluster, deployment: deployment.arn, before, after },
      resources: [arn, deployment.arn],
      call: callOf(deployment, context.place),
      undo: `${revisionOf(before)} is deployed again, without other settings that this deployment brought: only when a person says so.`,
      blastRadius: `New tasks of ${name} are stopped, and those of ${revisionOf(after)} take their place again. ${known} What the new ones did to databases stays.`,
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

/** The deployments that ECS remembers, the newest first. */
async function deploymentsOf(service: Service, { read, now }: LookContext): Promise<readonly ServiceDeployment[]> {
  const since = new Date(now.getTime() - MEMORY);
  const arns = await read(deploymentArns, { cluster: service.cluster, service: service.arn, since, most: MOST });
  return read(serviceDeployments, { arns });
}

/** The deployment that is under way. Throws `CannotChange` for none. */
function underWay({ name }: Service, remembered: readonly ServiceDeployment[]): ServiceDeployment {
  const found = remembered.find(isUnderWay);
  if (found) return found;
  throw new CannotChange(`No deployment of ${name} is under way.`);
}

/** What there would be to go back to. */
interface Before {
  readonly service: Service;
  readonly deployment: ServiceDeployment;
  readonly remembered: readonly ServiceDeployment[];
  /** The service revision, and its task definition. */
  readonly source: string;
  readonly after: string;
}

/**
 * Whether what ran before was healthy lately, as far as ECS tells, in a sentence. Throws `CannotChange` where ECS tells
 * that it was not.
 */
function healthBefore({ service, deployment, remembered, source, after }: Before, now: Date): string {
  const revision = revisionOf(after);
  const running = sum(
    service.deployments
      .filter(({ status, taskDefinition }) => status !== 'PRIMARY' && taskDefinition === after)
      .map((each) => each.running),
  );
  if (running > 0) return `${count(running, 'task')} of ${revision} still run${running === 1 ? 's' : ''}.`;
  const brought = remembered.find(
    (each) => each !== deployment && (each.target === source || each.rollback?.revision === source),
  );
  const since = deployment.startedAt;
  if (!brought || since === null) return `Whether ${revision} was healthy within a day could not be seen.`;
  const went = brought.target === source ? 'SUCCESSFUL' : 'ROLLBACK_SUCCESSFUL';
  if (brought.status !== went) {
    throw new CannotChange(`${revision} was no success either: its deployment is ${brought.status}.`);
  }
  if (now.getTime() - since.getTime() > LATELY) {
    const hours = Math.floor((now.getTime() - since.getTime()) / hour);
    throw new CannotChange(
      `No task of ${revision} runs, and this deployment began ${hours} hours ago: nobody can tell whether it still works.`,
    );
  }
  return `${revision} was deployed with success, and ran until this deployment began.`;
}

function callOf({ arn }: ServiceDeployment, place: LookContext['place']): string {
  return awsCli('ecs stop-service-deployment', { 'service-deployment-arn': arn, 'stop-type': 'ROLLBACK' }, place);
}

async function deploymentOf(preview: Preview, { read }: LookContext): Promise<ServiceDeployment | null> {
  const [own] = await read(serviceDeployments, { arns: [textFound(preview, 'deployment')] });
  return own ?? null;
}

function isUnderWay({ status }: ServiceDeployment): boolean {
  return status === 'IN_PROGRESS' || status === 'PENDING';
}
