import { serviceNamed } from '#simulation/incidents/find';
import { scale } from '#simulation/incidents/rollout';
import type { Scenario } from '#simulation/scenario';
import { shop } from '#simulation/shop';
import {
  end,
  maintenance,
  normalStop,
  onSpot,
  spotReclaimed,
  spotTerminated,
  stoppedBy,
} from '#simulation/tasks/endings';
import { onInstances } from '#simulation/tasks/instances';
import { arcade, bank, press, rail, space, tea } from './accounts.ts';

const healthy = { kind: 'not-happening', rootCause: null } as const;

/** Stops that have to do with the hosts of tasks, and with people. */
export const hosts: readonly Scenario[] = [
  {
    id: 'host-terminated/scaled-in-group',
    title: 'The Auto Scaling group took the hosts away',
    story:
      'An Auto Scaling group without scale-in protection ended two of three hosts 21 minutes ago, with the tasks on them. The host that is left has no room for two more.',
    ask: 'telemetry',
    account: (now) =>
      shop(
        now,
        space('hosts-gone'),
        onInstances('telemetry', [{ cpu: 0, memory: 256 }]),
        end({
          service: 'telemetry',
          minutesAgo: 21,
          tasks: 2,
          replaced: null,
          stop: {
            code: 'TaskFailedToStart',
            reason: 'Host EC2 (instance i-0abc1234def567890) terminated.',
            exitCode: 137,
            raw: { stopCode: undefined },
          },
        }),
      ),
    truth: {
      kind: 'diagnosed',
      rootCause: ['host-terminated'],
      resource: 'telemetry',
      quotes: 'Host EC2 (instance i-0abc1234def567890) terminated',
      mustNotClaim: ['oom-container', 'oom-suspected', 'sigkill-external', 'fargate-capacity'],
    },
  },
  {
    id: 'spot-interrupted/half-of-them',
    title: 'Spot takes half of the tasks at once',
    story:
      'Spot reclaimed three of six tasks twelve minutes ago, with two minutes of notice. Replacements have been asked for and are still pending.',
    ask: 'transfers',
    account: (now) =>
      shop(
        now,
        bank('spot-half'),
        onSpot('transfers'),
        end({ service: 'transfers', minutesAgo: 12, tasks: 3, stop: spotReclaimed, replaced: 99 }),
      ),
    truth: {
      kind: 'diagnosed',
      rootCause: ['spot-interrupted', 'spot-capacity'],
      resource: 'transfers',
      mustNotClaim: ['fargate-capacity', 'oom-container', 'app-crash-1', 'host-terminated'],
    },
  },
  {
    id: 'infra-maintenance/not-replaced',
    title: 'Maintenance took the only tasks',
    story:
      'ECS retired the infrastructure under both tasks of the archive a quarter of an hour ago. The service is still without them: its replacements are pending.',
    ask: 'archive',
    account: (now) =>
      shop(
        now,
        space('maintenance-gone'),
        end({ service: 'archive', minutesAgo: 15, tasks: 2, stop: maintenance, replaced: 99 }),
      ),
    truth: {
      kind: 'diagnosed',
      rootCause: ['infra-maintenance'],
      resource: 'archive',
      quotes: 'ECS is performing maintenance on the underlying infrastructure hosting the task',
      mustNotClaim: ['spot-interrupted', 'fargate-capacity', 'app-crash-1'],
    },
  },
  {
    id: 'healthy/maintenance-and-replaced',
    title: 'Maintenance, and all is well',
    story: 'ECS retired the host under one task; another one ran a minute later.',
    ask: 'verbindungen',
    account: (now) =>
      shop(now, rail('maintenance'), end({ service: 'verbindungen', minutesAgo: 33, stop: maintenance })),
    truth: { ...healthy, mustNotClaim: ['infra-maintenance', 'app-crash-1', 'sigterm-143'] },
  },
  {
    id: 'healthy/infrastructure-health',
    title: 'A sick host, and the task moved',
    story: 'The hardware under a task failed; ECS says so with a stop code of its own, and started another in time.',
    ask: 'articles',
    account: (now) =>
      shop(
        now,
        press('hardware'),
        end({
          service: 'articles',
          minutesAgo: 41,
          stop: normalStop(
            'InfrastructureHealth',
            'Task stopped due to an issue with the underlying infrastructure.',
            137,
          ),
        }),
      ),
    truth: { ...healthy, mustNotClaim: ['infra-maintenance', 'oom-container', 'sigkill-external'] },
  },
  {
    id: 'healthy/spot-and-replaced',
    title: 'Spot took two, and two came',
    story:
      'Spot reclaimed two of four tasks and gave two others within ninety seconds. A deployment had ended an hour before.',
    ask: 'matchmaker',
    account: (now) =>
      shop(
        now,
        { ...arcade('spot-fine'), services: [{ name: 'matchmaker', perMinute: 9, tasks: 4, deployedAgo: 70 }] },
        onSpot('matchmaker'),
        end({ service: 'matchmaker', minutesAgo: 31, tasks: 2, stop: spotReclaimed, replaced: 1.5 }),
      ),
    truth: { ...healthy, mustNotClaim: ['spot-interrupted', 'spot-capacity', 'fargate-capacity'] },
  },
  {
    id: 'healthy/spot-in-older-words',
    title: 'Spot, with the older stop code',
    story: 'The same with the stop code of older events, TerminationNotice.',
    ask: 'dingdan',
    account: (now) =>
      shop(
        now,
        tea('spot-older'),
        onSpot('dingdan'),
        end({ service: 'dingdan', minutesAgo: 24, stop: spotTerminated }),
      ),
    truth: { ...healthy, mustNotClaim: ['spot-interrupted', 'host-terminated'] },
  },
  {
    id: 'healthy/operator-restarts',
    title: 'Somebody restarts tasks by hand',
    story: 'Noor stopped two tasks of transfers to get rid of a stale cache. ECS replaced them.',
    ask: 'transfers',
    account: (now) => shop(now, bank('operator'), stoppedBy('transfers', 27, 'noor.haddad', { tasks: 2 })),
    truth: { ...healthy, mustNotClaim: ['app-crash-1', 'sigterm-143', 'oom-container'] },
  },
  {
    id: 'healthy/operator-writes-a-novel',
    title: 'The reason of a person is not a reason of AWS',
    story:
      'Iris stopped a task to try out an alarm, and wrote “drill: OutOfMemoryError: Container killed due to memory usage, exit code 137” as her reason. Nothing ran out of memory.',
    ask: 'articles',
    account: (now) =>
      shop(
        now,
        press('drill'),
        stoppedBy('articles', 22, 'iris.lund', {
          reason: 'drill: OutOfMemoryError: Container killed due to memory usage, exit code 137 – à bientôt 🛑',
        }),
      ),
    truth: { ...healthy, mustNotClaim: ['oom-container', 'oom-suspected', 'app-crash-1', 'sigkill-external'] },
  },
  {
    id: 'healthy/instance-deregistered',
    title: 'A host was taken out by hand',
    story: 'An engineer deregistered a container instance with force; its tasks were stopped and run elsewhere.',
    ask: 'preise',
    account: (now) =>
      shop(
        now,
        rail('deregistered'),
        onInstances('preise', [
          { cpu: 512, memory: 2_048 },
          { cpu: 1_024, memory: 4_096 },
        ]),
        end({
          service: 'preise',
          minutesAgo: 38,
          stop: normalStop('ServiceSchedulerInitiated', 'Container instance deregistration forced by user'),
        }),
        (made) => {
          for (const task of serviceNamed(made, 'preise').tasks) task.raw = { ...task.raw, launchType: 'EC2' };
        },
      ),
    truth: { ...healthy, mustNotClaim: ['host-terminated', 'app-crash-1'] },
  },
  {
    id: 'healthy/scaled-in-hard',
    title: 'Fewer tasks at night',
    story: 'Autoscaling took four of six tasks away, twice two. All drained and left with code 143.',
    ask: 'core-prod/transfers',
    account: (now) => shop(now, bank('night'), scale('transfers', 51, -2), scale('transfers', 23, -2)),
    truth: { ...healthy, mustNotClaim: ['sigterm-143', 'app-crash-1', 'fargate-capacity'] },
  },
];
