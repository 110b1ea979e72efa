import { CannotChange, remediation } from '#playbook';
import type { LookContext, Preview } from '#playbook';
import { describeServices, serviceTags, tasks } from '#aws/ecs';
import type { Service, Task } from '#aws/ecs';
import { stopTask } from '#aws/ecs-writes';
import { count } from '#facts/words';
import { awsCli } from '../aws-cli.ts';
import { form, text } from '../form.ts';
import { textFound } from '../found.ts';
import { existing, hereIn, refuseElsewhere } from '../here.ts';
import { ownerOf, revisionOf, serviceNamed } from './service.ts';

interface Params {
  readonly [member: string]: string;
  readonly task: string;
}

const hour = 3_600_000;
/** One alone would be all there is. */
const leastRunning = 2;
const NAMED = /^(?:[\w-]{1,255}\/[0-9a-f]{32}|arn:[\w-]+:ecs:[\w-]+:\d{12}:task\/[\w-]+\/[0-9a-f]{32})$/;

/** One task that hangs or misbehaves: its service starts another. */
export const stopOneTask = remediation<Params>({
  id: 'ecs.stop-task',
  title: 'Stop one task of a service',
  summary: 'Its service starts another in its place.',
  parameters: [{ name: 'task', label: 'Task', kind: 'text', hint: 'cluster/task id, or its ARN' }],
  parse: (given) => form({ task: text(given['task'], NAMED, 'Say cluster/task id, or the ARN of the task.') }),
  risk: () => 'medium',
  lasts: { usualMs: hour, mostMs: hour },
  ends: 'nothing-left',
  // A task is stopped once, however often that is asked for.
  repeats: 'sets',
  reads: [tasks, describeServices, serviceTags],
  writes: [stopTask],

  preview: async ({ task: named }, _until, context) => {
    const task = await taskNamed(named, context);
    const [, name = ''] = /^service:(.+)$/.exec(task.group ?? '') ?? [];
    if (name === '') {
      throw new CannotChange('This task belongs to no service: nothing would start another in its place.');
    }
    const service = await serviceNamed(`${task.cluster.split('/').at(-1)}/${name}`, context);
    if (service.desired === 0) throw new CannotChange(`${name} is to run no tasks: no other would be started.`);
    if (service.running < leastRunning) {
      throw new CannotChange(
        `${name} runs ${count(service.running, 'task')}: nobody would answer until another has started; at least ${leastRunning} are needed.`,
      );
    }
    return {
      changes: [{ resource: task.arn, field: 'desiredStatus', before: task.desiredStatus, after: 'STOPPED' }],
      found: { arn: task.arn, service: service.arn, taskDefinition: task.taskDefinition },
      // The service as well: where it is protected, or being changed, its tasks are.
      resources: [task.arn, service.arn],
      call: awsCli(
        'ecs stop-task',
        { cluster: task.cluster.split('/').at(-1) ?? '', task: idOf(task.arn), reason: reasonOf('CHANGE') },
        context.place,
      ),
      undo: `There is nothing to undo: ${name} starts another task of ${revisionOf(service.taskDefinition)}.`,
      blastRadius: blastOf(service),
      managedBy: await ownerOf(service, context),
    };
  },

  apply: async (_params, preview, { change, write }) => {
    const [task = ''] = preview.resources;
    await write(stopTask, { cluster: clusterOf(task), task, reason: reasonOf(change) });
  },

  readBack: async (_params, preview, context) => {
    const task = await taskIn(preview, context);
    if (!task) return { outcome: 'took-effect', says: 'ECS knows the task no more.' };
    if (task.desiredStatus !== 'STOPPED') return { outcome: 'did-not', says: `The task is still ${task.lastStatus}.` };
    return { outcome: 'took-effect', says: `The task is ${task.lastStatus}.` };
  },

  verify: async (_params, preview, _since, context) => {
    const [task, service] = await Promise.all([taskIn(preview, context), serviceIn(preview, context)]);
    if (!service) return { effect: 'cannot-tell', says: 'The service is gone.' };
    const { running, desired, pending } = service;
    const says = `${running} of ${desired} tasks run${pending > 0 ? `, ${pending} start` : ''}.`;
    const stopped = !task || task.lastStatus === 'STOPPED';
    // Another runs in its place: whether it does better these numbers do not tell.
    return { effect: stopped && running >= desired ? 'cannot-tell' : 'not-seen', says };
  },

  undo: null,
  undone: async () => ({ outcome: 'took-effect', says: 'There is nothing to undo.', othersValue: false }),
});

async function taskNamed(named: string, { read, place }: LookContext): Promise<Task> {
  if (named.startsWith('arn:')) refuseElsewhere(named, place);
  const cluster = clusterOf(named);
  const [task] = await existing(read(tasks, { cluster, arns: [idOf(named)] }), `cluster ${cluster}`, place);
  if (!task) throw new CannotChange(`There is no task ${idOf(named)} in the cluster ${cluster}, ${hereIn(place)}.`);
  if (task.desiredStatus === 'STOPPED') throw new CannotChange('The task is stopped, or stopping, already.');
  return task;
}

async function taskIn({ resources: [arn = ''] }: Preview, { read }: LookContext): Promise<Task | null> {
  const [task] = await read(tasks, { cluster: clusterOf(arn), arns: [arn] });
  return task ?? null;
}

/** The service that is to start another task. */
async function serviceIn(preview: Preview, { read }: LookContext): Promise<Service | null> {
  const cluster = clusterOf(preview.resources[0] ?? '');
  const [service] = await read(describeServices, { cluster, services: [textFound(preview, 'service')] });
  return service ?? null;
}

function blastOf({ name, running }: Service): string {
  return `The other ${running - 1} of ${running} tasks of ${name} take its load; requests under way get its stop timeout to finish.`;
}

/** It stands in the task's `stoppedReason`. */
function reasonOf(change: string): string {
  return `Stopped by OpsMedic, change ${change}`;
}

function clusterOf(task: string): string {
  return task.split('/').at(-2) ?? '';
}

function idOf(task: string): string {
  return task.split('/').at(-1) ?? '';
}
