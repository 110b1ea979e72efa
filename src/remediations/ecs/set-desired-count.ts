import { CannotChange, remediation } from '#playbook';
import type { Preview } from '#playbook';
import { scalingBounds } from '#aws/application-autoscaling';
import type { ScalingBounds } from '#aws/application-autoscaling';
import { describeServices, serviceTags } from '#aws/ecs';
import type { Service } from '#aws/ecs';
import { setDesiredCount } from '#aws/ecs-writes';
import { awsCli } from '../aws-cli.ts';
import { form, wholeNumber } from '../form.ts';
import {
  clusterName,
  namesOf,
  ownerOf,
  serviceField,
  serviceIn,
  serviceName,
  serviceNamed,
  troubleSince,
} from './service.ts';

interface Params {
  readonly [member: string]: string | number;
  readonly service: string;
  readonly count: number;
}

const hour = 3_600_000;
/** Tasks of one service (Amazon ECS service quotas). */
const most = 5_000;
/** In one change a service grows to three times its size at most, or by ten tasks. */
const growth = { times: 3, tasks: 10 };

export const setDesired = remediation<Params>({
  id: 'ecs.set-desired-count',
  title: 'Run more or fewer tasks of a service',
  summary: 'Sets the desired count. What scales the service may set it again.',
  parameters: [serviceField, { name: 'count', label: 'Tasks', kind: 'number', hint: '0 stops the service altogether' }],
  parse: (given) => form({ service: serviceName(given['service']), count: wholeNumber(given['count'], 0, most) }),
  risk: ({ count }) => (count === 0 ? 'high' : 'medium'),
  lasts: { usualMs: 2 * hour, mostMs: 7 * 24 * hour },
  ends: 'undone',
  repeats: 'sets',
  reads: [describeServices, scalingBounds, serviceTags],
  writes: [setDesiredCount],

  preview: async ({ service: named, count }, _until, context) => {
    const service = await serviceNamed(named, context);
    const { arn, name, cluster, desired, scheduling } = service;
    if (scheduling === 'DAEMON') {
      throw new CannotChange(`${name} runs one task on each instance: it has no count of its own.`);
    }
    if (desired === count) throw new CannotChange(`${name} is to run ${tasks(count)} already.`);
    const limit = Math.max(desired * growth.times, desired + growth.tasks);
    if (count > limit) {
      throw new CannotChange(`From ${desired} tasks to ${count} is too much in one change: ${limit} at most.`);
    }
    const [bounds, managedBy] = await Promise.all([
      context.read(scalingBounds, { resource: `service/${cluster.split('/').at(-1)}/${name}` }),
      ownerOf(service, context),
    ]);
    return {
      changes: [{ resource: arn, field: 'desiredCount', before: desired, after: count }],
      found: { arn, cluster, desired, least: bounds?.least ?? null, most: bounds?.most ?? null },
      resources: [arn],
      call: awsCli(
        'ecs update-service',
        { cluster: clusterName(cluster), service: name, 'desired-count': count },
        context.place,
      ),
      undo: `The desired count is set back to ${desired}.`,
      blastRadius: `${effectOf(service, count)} ${scaledText(bounds, count)}`,
      managedBy,
    };
  },

  apply: async ({ count }, preview, { write }) => {
    await write(setDesiredCount, { ...namesOf(preview), count });
  },

  readBack: async ({ count }, preview, context) => {
    const present = (await serviceIn(preview, context))?.desired ?? null;
    if (present === count) return { outcome: 'took-effect', says: `It is to run ${tasks(present)}.` };
    if (present === beforeOf(preview)) return { outcome: 'did-not', says: `It is still to run ${tasks(present)}.` };
    return { outcome: 'cannot-tell', says: present === null ? 'The service is gone.' : othersText(present) };
  },

  verify: async ({ count }, preview, since, context) => {
    const service = await serviceIn(preview, context);
    if (!service) return { effect: 'cannot-tell', says: 'The service is gone.' };
    const { running, pending } = service;
    const says = `${running} of ${count} tasks run${pending > 0 ? `, ${pending} start` : ''}.`;
    // That is what was asked for, and not yet whether it helps.
    if (running === count) return { effect: 'cannot-tell', says };
    const trouble = running < count ? troubleSince(service, since) : null;
    return trouble === null ? { effect: 'not-seen', says } : { effect: 'worse', says: `${says} ECS says: ${trouble}` };
  },

  undo: async (_params, preview, { write }) => {
    await write(setDesiredCount, { ...namesOf(preview), count: beforeOf(preview) });
  },

  undone: async ({ count }, preview, context) => {
    const present = (await serviceIn(preview, context))?.desired ?? null;
    if (present === null) return { outcome: 'cannot-tell', says: 'The service is gone.', othersValue: true };
    if (present === beforeOf(preview)) {
      return { outcome: 'took-effect', says: `It is to run ${tasks(present)} again.`, othersValue: false };
    }
    const others = present !== count;
    const says = others ? othersText(present) : `It is still to run ${tasks(present)}.`;
    return { outcome: 'did-not', says, othersValue: others };
  },
});

function effectOf({ name, desired, running }: Service, count: number): string {
  if (count === 0) return `${name} stops altogether: all ${tasks(running)} end, and nobody answers its callers.`;
  if (count < desired) return `${desired - count} of ${tasks(desired)} of ${name} end; the others take their load.`;
  return `${name} runs ${tasks(count - desired)} more: cost and connections to databases rise with them.`;
}

/** Application Auto Scaling takes what it finds as the count to scale from, within its bounds. */
function scaledText(bounds: ScalingBounds | null, count: number): string {
  if (bounds === null) return 'Nothing scales it.';
  const { least, most } = bounds;
  const within = `Application Auto Scaling keeps it between ${least ?? 0} and ${most ?? 'no limit'}`;
  const outside = (least !== null && count < least) || (most !== null && count > most);
  return outside ? `${within}: ${count} is outside of that, and may not stay.` : `${within} and may set it again.`;
}

function othersText(present: number): string {
  return `It is to run ${tasks(present)}, which is neither the old nor the new count.`;
}

function tasks(count: number): string {
  return count === 1 ? '1 task' : `${count} tasks`;
}

function beforeOf({ changes: [first] }: Preview): number {
  return Number(first?.before);
}
