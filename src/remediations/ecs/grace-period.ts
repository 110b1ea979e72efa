import { CannotChange, remediation } from '#playbook';
import type { Preview } from '#playbook';
import { describeServices, serviceTags } from '#aws/ecs';
import type { Service } from '#aws/ecs';
import { setGracePeriod } from '#aws/ecs-writes';
import { count } from '#facts/words';
import { awsCli } from '../aws-cli.ts';
import { form, wholeNumber } from '../form.ts';
import {
  clusterName,
  namesOf,
  ownerOf,
  primaryOf,
  serviceField,
  serviceIn,
  serviceName,
  serviceNamed,
  troublesAround,
  troubleSince,
} from './service.ts';

interface Params {
  readonly [member: string]: string | number;
  readonly service: string;
  readonly seconds: number;
}

const hour = 3_600_000;
/** AWS takes more; a task that needs longer than this is broken. Seconds. */
const MOST = 3_600;
const FIELD = 'healthCheckGracePeriodSeconds';

/** For tasks that are killed before they are ready. It begins no deployment: new tasks are given more time. */
export const gracePeriod = remediation<Params>({
  id: 'ecs.grace-period',
  title: 'Give new tasks of a service more time to become healthy',
  summary: 'Raises the health check grace period; health checks are ignored for so long after a task has started.',
  parameters: [serviceField, { name: 'seconds', label: 'Grace period in seconds', kind: 'number' }],
  parse: (given) => form({ service: serviceName(given['service']), seconds: wholeNumber(given['seconds'], 1, MOST) }),
  risk: () => 'medium',
  lasts: { usualMs: 24 * hour, mostMs: 7 * 24 * hour },
  ends: 'undone',
  repeats: 'sets',
  reads: [describeServices, serviceTags],
  writes: [setGracePeriod],

  preview: async ({ service: named, seconds }, _until, context) => {
    const service = await serviceNamed(named, context);
    const { arn, name, cluster, loadBalancers } = service;
    const before = graceOf(service);
    if (loadBalancers.length === 0)
      throw new CannotChange(`${name} is behind no load balancer: it has no grace period.`);
    if (seconds <= before) {
      throw new CannotChange(
        `${name} has a grace period of ${before} s already: a shorter one would have tasks killed.`,
      );
    }
    return {
      changes: [{ resource: arn, field: FIELD, before, after: seconds }],
      found: { arn, cluster, before },
      resources: [arn],
      call: awsCli(
        'ecs update-service',
        { cluster: clusterName(cluster), service: name, 'health-check-grace-period-seconds': seconds },
        context.place,
      ),
      undo: `The grace period is set back to ${before} s; tasks that start slowly are killed again then.`,
      blastRadius: `New tasks of ${name} that never become healthy are replaced ${seconds - before} s later: a bad version is noticed later, too.`,
      managedBy: await ownerOf(service, context),
    };
  },

  apply: async ({ seconds }, preview, { write }) => {
    await write(setGracePeriod, { ...namesOf(preview), seconds });
  },

  readBack: async ({ seconds }, preview, context) => {
    const service = await serviceIn(preview, context);
    if (!service) return { outcome: 'cannot-tell', says: 'The service is gone.' };
    const present = graceOf(service);
    const says = `The grace period is ${present} s.`;
    if (present === seconds) return { outcome: 'took-effect', says };
    return { outcome: present === beforeOf(preview) ? 'did-not' : 'cannot-tell', says };
  },

  verify: async ({ seconds }, preview, since, context) => {
    const service = await serviceIn(preview, context);
    if (!service) return { effect: 'cannot-tell', says: 'The service is gone.' };
    const { running, desired } = service;
    const failed = primaryOf(service)?.failedTasks ?? 0;
    const trouble = troubleSince(service, since);
    const says = `${running} of ${desired} tasks run${failed > 0 ? `, ${failed} failed` : ''}.`;
    if (trouble !== null) return { effect: 'not-seen', says: `${says} ECS says: ${trouble}` };
    if (running < desired) return { effect: 'not-seen', says };
    const { before, since: after, minutes } = troublesAround(service, since, context.now);
    // Before their time is over nothing is killed, whether it is well or not.
    if (before === 0 || after !== 0 || minutes * 60 <= seconds) return { effect: 'cannot-tell', says };
    return { effect: 'seen', says: `${says} ECS told of trouble ${count(before, 'time')} before, and never since.` };
  },

  undo: async (_params, preview, { write }) => {
    await write(setGracePeriod, { ...namesOf(preview), seconds: beforeOf(preview) });
  },

  undone: async ({ seconds }, preview, context) => {
    const service = await serviceIn(preview, context);
    if (!service) return { outcome: 'cannot-tell', says: 'The service is gone.', othersValue: true };
    const present = graceOf(service);
    const says = `The grace period is ${present} s.`;
    if (present === beforeOf(preview)) return { outcome: 'took-effect', says, othersValue: false };
    return { outcome: 'did-not', says, othersValue: present !== seconds };
  },
});

/** Where none is set it is 0 (UpdateService, ECS API reference). */
function graceOf({ healthCheckGracePeriodSeconds }: Service): number {
  return healthCheckGracePeriodSeconds ?? 0;
}

function beforeOf({ changes: [first] }: Preview): number {
  return Number(first?.before);
}
