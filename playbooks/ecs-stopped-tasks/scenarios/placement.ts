import type { Scenario } from '#simulation/scenario';
import { shop } from '#simulation/shop';
import { denied } from '#simulation/incidents/limits';
import { serviceNamed } from '#simulation/incidents/find';
import { end, onSpot, spotReclaimed } from '#simulation/tasks/endings';
import { onInstances } from '#simulation/tasks/instances';
import { worker } from '#simulation/tasks/services';
import { notPlaced, replacementsFail } from '#simulation/tasks/starts';
import { arcade, bank, press, rail, space, tea } from './accounts.ts';
import { GUIDE } from './wording.ts';

const noInstance = 'was unable to place a task because no container instance met all of its requirements.';
const unavailable = `was unable to place a task. Reason: Capacity is unavailable at this time. Please try again later or in a different availability zone. ${GUIDE}`;

export const placement: readonly Scenario[] = [
  {
    id: 'fargate-capacity/on-demand',
    title: 'AWS has no room in this zone',
    story:
      'Fargate has no capacity left for tasks of this size. The service may use on-demand capacity only, and two of the tasks that autoscaling asked for never come. Subnets have addresses.',
    ask: 'transfers',
    account: (now) => shop(now, bank('capacity'), notPlaced('transfers', 21, 2, unavailable)),
    truth: {
      kind: 'diagnosed',
      rootCause: ['fargate-capacity'],
      resource: 'transfers',
      quotes: 'Capacity is unavailable at this time',
      mustNotClaim: ['spot-capacity', 'fargate-quota', 'subnet-ip-exhausted', 'placement-resources'],
    },
  },
  {
    id: 'spot-capacity/reclaimed-and-not-replaced',
    title: 'Spot took two tasks, and has none to give',
    story:
      'The leader board runs on Fargate Spot alone. Two of three tasks were reclaimed 26 minutes ago, with the usual two minutes of notice; since then Spot has no capacity for others.',
    ask: 'leaderboard',
    account: (now) =>
      shop(
        now,
        arcade('spot-dry'),
        onSpot('leaderboard'),
        end({ service: 'leaderboard', minutesAgo: 26, tasks: 2, stop: spotReclaimed, replaced: null }),
        notPlaced('leaderboard', 25, 0, unavailable),
      ),
    truth: {
      kind: 'diagnosed',
      rootCause: ['spot-capacity'],
      resource: 'leaderboard',
      quotes: 'Capacity is unavailable at this time',
      mustNotClaim: ['fargate-capacity', 'fargate-quota', 'oom-container', 'infra-maintenance'],
    },
  },
  {
    id: 'fargate-quota/vcpus',
    title: 'The quota for vCPUs is used up',
    story:
      'A batch run of the data team uses nearly all Fargate vCPUs of the account. ECS says so, with a curly apostrophe, and places nothing more.',
    ask: 'articles',
    account: (now) =>
      shop(
        now,
        press('quota'),
        notPlaced(
          'articles',
          19,
          3,
          'was unable to place a task. Reason: You’ve reached the limit on the number of vCPUs you can run concurrently.',
        ),
      ),
    truth: {
      kind: 'diagnosed',
      rootCause: ['fargate-quota'],
      resource: 'articles',
      quotes: 'reached the limit on the number of vCPUs',
      mustNotClaim: ['fargate-capacity', 'eni-limit', 'placement-resources'],
    },
  },
  {
    id: 'ephemeral-storage-timeout/transient',
    title: 'The disk was not ready in time',
    story: 'Twice in twenty minutes Fargate could not provide a task’s disk in time. The third try went well.',
    ask: 'archive',
    account: (now) =>
      shop(
        now,
        space('ephemeral'),
        replacementsFail({
          service: 'archive',
          since: 28,
          until: 12,
          every: 7,
          more: 1,
          refusal: { after: 185, reason: 'Timeout waiting for EphemeralStorage provisioning to complete' },
        }),
      ),
    truth: {
      kind: 'diagnosed',
      rootCause: ['ephemeral-storage-timeout'],
      resource: 'archive',
      atMost: 'likely',
      mustNotClaim: ['image-disk-full', 'eni-provisioning-timeout', 'fargate-capacity'],
    },
  },
  {
    id: 'placement-resources/memory',
    title: 'No instance has two gigabytes left',
    story:
      'Three instances carry the cluster, and none has as much memory left as one task of transfers needs. Nothing of Fargate is involved.',
    ask: 'transfers',
    account: (now) =>
      shop(
        now,
        bank('place-memory'),
        onInstances('transfers', [
          { cpu: 1_024, memory: 1_024 },
          { cpu: 512, memory: 1_536 },
          { cpu: 1_024, memory: 512 },
        ]),
        notPlaced(
          'transfers',
          24,
          2,
          `${noInstance} The closest matching container-instance 3c1f0d4e7a3b4a1e9b0a2f6f7f6f2b11 has insufficient memory available. ${GUIDE}`,
        ),
      ),
    truth: {
      kind: 'diagnosed',
      rootCause: ['placement-resources'],
      resource: 'transfers',
      quotes: 'has insufficient memory available',
      mustNotClaim: ['fargate-capacity', 'fargate-quota', 'agent-disconnected'],
    },
  },
  {
    id: 'placement-resources/instances-denied',
    title: 'Container instances may not be described',
    story:
      'No instance has CPU enough for another task; how much they have cannot be read. The event says it all the same.',
    ask: 'verbindungen',
    account: (now) =>
      shop(
        now,
        rail('place-unseen'),
        onInstances('verbindungen', [
          { cpu: 128, memory: 4_096 },
          { cpu: 0, memory: 4_096 },
        ]),
        notPlaced(
          'verbindungen',
          24,
          2,
          `${noInstance} The closest matching container-instance 4d1f0d4e7a3b4a1e9b0a2f6f7f6f2b11 has insufficient CPU units available. ${GUIDE}`,
        ),
        denied('ecs:ListContainerInstances', 'ecs:DescribeContainerInstances'),
      ),
    truth: {
      kind: 'diagnosed',
      rootCause: ['placement-resources'],
      resource: 'verbindungen',
      gaps: ['ecs:ListContainerInstances'],
      mustNotClaim: ['fargate-capacity', 'agent-disconnected'],
    },
  },
  {
    id: 'placement-resources/fixed-port',
    title: 'Two tasks want port 9000 of one host',
    story:
      'The worker asks for a fixed port of its host. There are two instances and three tasks: the third one finds the port taken everywhere.',
    ask: 'indexer',
    account: (now) =>
      shop(
        now,
        press('place-port'),
        worker({ name: 'indexer', desired: 2 }),
        onInstances('indexer', [
          { cpu: 1_024, memory: 4_096, ports: [9_000] },
          { cpu: 1_024, memory: 4_096, ports: [9_000] },
        ]),
        notPlaced(
          'indexer',
          33,
          1,
          `${noInstance} The closest matching container-instance 5e1f0d4e7a3b4a1e9b0a2f6f7f6f2b11 is already using a port required by your task. ${GUIDE}`,
        ),
      ),
    truth: {
      kind: 'diagnosed',
      rootCause: ['placement-resources'],
      resource: 'indexer',
      quotes: 'is already using a port required by your task',
      mustNotClaim: ['fargate-capacity', 'agent-disconnected', 'network-config-invalid'],
    },
  },
  {
    id: 'agent-disconnected/all-hosts',
    title: 'The agents do not answer any more',
    story:
      'A new image for the hosts has no way to ECS. The agents of both instances are disconnected since half an hour; tasks cannot be placed on them. There is room enough.',
    ask: 'telemetry',
    account: (now) =>
      shop(
        now,
        space('agent'),
        onInstances('telemetry', [
          { cpu: 1_536, memory: 6_000, disconnected: true },
          { cpu: 1_536, memory: 6_000, disconnected: true },
        ]),
        (made) => {
          for (const task of serviceNamed(made, 'telemetry').tasks)
            task.raw = { ...task.raw, connectivity: 'DISCONNECTED' };
        },
        notPlaced(
          'telemetry',
          29,
          1,
          `${noInstance} The closest matching container-instance 6f1f0d4e7a3b4a1e9b0a2f6f7f6f2b11 encountered error "AGENT". ${GUIDE}`,
        ),
      ),
    truth: {
      kind: 'diagnosed',
      rootCause: ['agent-disconnected', 'placement-resources'],
      resource: 'telemetry',
      mustNotClaim: ['fargate-capacity', 'oom-container'],
    },
  },
  {
    id: 'provisioning-queue-full/five-hundred',
    title: 'Five hundred tasks are waiting already',
    story:
      'A batch of another service fills the cluster’s queue of provisioning tasks; the stock keeper’s one task does not get in.',
    ask: 'kucun',
    account: (now) =>
      shop(
        now,
        tea('queue-full'),
        notPlaced(
          'kucun',
          18,
          1,
          'was unable to place a task. Reason: The cluster chaye tasks provisioning capacity limit was exceeded.',
        ),
      ),
    truth: {
      kind: 'diagnosed',
      rootCause: ['provisioning-queue-full'],
      resource: 'kucun',
      quotes: 'tasks provisioning capacity limit was exceeded',
      mustNotClaim: ['fargate-capacity', 'fargate-quota'],
    },
  },
  {
    id: 'ecs-api-throttled/control-plane',
    title: 'ECS itself is throttled',
    story:
      'A script of the platform team lists and describes everything every second. The calls that ECS makes for the service are throttled with it, and the two tasks more do not come.',
    ask: 'verbindungen',
    account: (now) =>
      shop(
        now,
        rail('api-throttled'),
        notPlaced('verbindungen', 16, 2, 'operations are being throttled. Will try again later.'),
      ),
    truth: {
      kind: 'diagnosed',
      rootCause: ['ecs-api-throttled'],
      resource: 'verbindungen',
      quotes: 'operations are being throttled. Will try again later',
      mustNotClaim: ['eni-api-throttled', 'fargate-capacity', 'start-throttled'],
    },
  },
];
