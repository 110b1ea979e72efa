import { serviceNamed } from '#simulation/incidents/find';
import { changeAcl } from '#simulation/incidents/network';
import { begin, rollOut, say } from '#simulation/incidents/rollout';
import { exits, killedByChecks, outOfMemory, tasksDie } from '#simulation/incidents/stops';
import { timedOut } from '#simulation/incidents/targets';
import type { Scenario } from '#simulation/scenario';
import { shop } from '#simulation/shop';
import { addTask } from '#simulation/shop/ecs';
import { defined, main, sidecar } from '#simulation/tasks/definitions';
import { end, onSpot, spotReclaimed } from '#simulation/tasks/endings';
import { onInstances } from '#simulation/tasks/instances';
import { addressesLeft, endpoints } from '#simulation/tasks/network';
import { badRelease, replacementsFail } from '#simulation/tasks/starts';
import { arcade, bank, endpointAddress, missing, press, rail, registry, space, tea } from './accounts.ts';
import { memory } from './exits.ts';
import { GUIDE, notFound, pullFailed } from './wording.ts';

const healthy = { kind: 'not-happening', rootCause: null } as const;
const first = press('two-releases');
const firstImage = `${registry(first)}/articles:2.31.0`;
const fenced = bank('endpoint-acl');

/** Something loud that is not it. */
export const misleading: readonly Scenario[] = [
  {
    id: 'oom-container/after-a-failed-release',
    title: 'The release before had no image, and this one runs out of memory',
    story:
      'Release 64 had no image and was taken back by the breaker 50 minutes ago. Release 65, half an hour later, halves the memory by mistake: its tasks are killed for it. The pull errors are over; what happens now is memory.',
    ask: 'articles',
    account: (now) =>
      shop(
        now,
        first,
        badRelease({
          service: 'articles',
          minutesAgo: 57,
          image: firstImage,
          breaker: 'rolls-back',
          every: 1,
          refusal: { reason: notFound(firstImage) },
        }),
        missing(firstImage),
        rollOut({ service: 'articles', minutesAgo: 35, memory: '512', image: `${registry(first)}/articles:2.30.1` }),
        memory('articles', 33, 98),
        tasksDie({ service: 'articles', death: outOfMemory, since: 30, lives: 6 }),
      ),
    truth: {
      kind: 'diagnosed',
      rootCause: ['oom-container'],
      resource: 'articles',
      mustNotClaim: ['app-crash-1', 'sigkill-external', 'image-repo-missing'],
    },
  },
  {
    id: 'elb-health-failed/while-memory-is-full',
    title: 'Memory is full, and memory does not kill',
    story:
      'The match maker uses 97 % of its memory, as it always does: a cache fills it. Its checks time out since 29 minutes because of a lock; ECS kills the tasks, and they are deaf to SIGTERM, so that the code is 137.',
    ask: 'matchmaker',
    account: (now) =>
      shop(
        now,
        arcade('full-cache'),
        (made) => {
          serviceNamed(made, 'matchmaker').load.memory = 97;
        },
        killedByChecks({ service: 'matchmaker', since: 29, sickness: timedOut, exitCode: 137, took: 31, lives: 5 }),
      ),
    truth: {
      kind: 'diagnosed',
      rootCause: ['elb-health-failed'],
      contributing: ['sigkill-not-oom'],
      resource: 'matchmaker',
      mustNotClaim: ['oom-container', 'oom-suspected', 'sigkill-external', 'grace-period-too-short'],
    },
  },
  {
    id: 'image-tag-missing/on-docker-hub',
    title: 'A version of redis that does not exist',
    story:
      'Somebody asked for redis 7.99 of Docker Hub, where there is no such tag. It is not in ECR, where nothing can be looked up.',
    ask: 'comments',
    account: (now) =>
      shop(
        now,
        press('hub-tag'),
        badRelease({
          service: 'comments',
          minutesAgo: 18,
          image: 'docker.io/library/redis:7.99',
          refusal: { reason: notFound('docker.io/library/redis:7.99') },
        }),
      ),
    truth: {
      kind: 'diagnosed',
      rootCause: ['image-tag-missing'],
      resource: 'comments',
      atMost: 'likely',
      mustNotClaim: ['image-repo-missing', 'image-registry-auth', 'image-rate-limited'],
    },
  },
  {
    id: 'image-pull-network-endpoint/network-acl',
    title: 'The endpoint’s group lets in, and the ACL does not',
    story:
      'The endpoints of ECR are in the same subnets as the tasks but for one zone; a new network ACL of the private subnets of the second zone drops what comes in on port 443. Tasks of the other zones that are given the endpoint’s address there time out.',
    ask: 'transfers',
    account: (now) =>
      shop(
        now,
        fenced,
        endpoints({ services: ['ecr.api', 'ecr.dkr', 'logs'], port: 443 }),
        changeAcl(
          'private',
          [
            {
              Egress: false,
              RuleNumber: 50,
              Protocol: '6',
              RuleAction: 'deny',
              CidrBlock: '0.0.0.0/0',
              PortRange: { From: 443, To: 443 },
            },
            {
              Egress: true,
              RuleNumber: 50,
              Protocol: '6',
              RuleAction: 'deny',
              CidrBlock: '0.0.0.0/0',
              PortRange: { From: 443, To: 443 },
            },
          ],
          { minutesAgo: 27, by: 'sec-baseline' },
        ),
        replacementsFail({
          service: 'transfers',
          since: 22,
          more: 2,
          every: 4,
          refusal: {
            after: 190,
            reason: pullFailed(
              `${registry(fenced)}/transfers:208`,
              `failed to do request: Head "https://${registry(fenced)}/v2/transfers/manifests/208": dial tcp ${endpointAddress(fenced)}:443: i/o timeout`,
            ),
          },
        }),
      ),
    truth: {
      kind: 'diagnosed',
      rootCause: ['image-pull-network-endpoint'],
      resource: 'acl-',
      mustNotClaim: [
        'image-pull-network-no-egress',
        'image-tag-missing',
        'image-pull-iam',
        'image-layer-s3-unreachable',
      ],
    },
  },
  {
    id: 'oom-container/sidecar',
    title: 'It is the collector that runs out of memory',
    story:
      'A metrics collector beside telemetry has 128 MiB and needs more. It is essential, so that its end is the end of the task; the application itself leaves with code 0.',
    ask: 'telemetry',
    account: (now) =>
      shop(
        now,
        space('oom-sidecar'),
        defined('telemetry', sidecar('collector', { memory: 128 })),
        tasksDie({
          service: 'telemetry',
          death: {
            ...exits(0),
            containers: {
              collector: { exitCode: 137, reason: 'OutOfMemoryError: Container killed due to memory usage' },
            },
          },
          since: 37,
          lives: 8,
        }),
      ),
    truth: {
      kind: 'diagnosed',
      rootCause: ['oom-container'],
      resource: 'telemetry',
      quotes: 'OutOfMemoryError: Container killed due to memory usage',
      mustNotClaim: ['essential-exit-zero', 'app-crash-1', 'sigkill-external'],
    },
  },
  {
    id: 'oom-container/among-spot-reclaims',
    title: 'Spot comes and goes, and memory runs out',
    story:
      'The match maker lives on Spot, which reclaims a task now and then and gives another. What brings it down is memory: every seven minutes a task is killed.',
    ask: 'matchmaker',
    account: (now) =>
      shop(
        now,
        arcade('spot-and-memory'),
        onSpot('matchmaker'),
        end({ service: 'matchmaker', minutesAgo: 47, tasks: 2, stop: spotReclaimed }),
        memory('matchmaker', 36, 98),
        tasksDie({ service: 'matchmaker', death: outOfMemory, since: 33, lives: 7 }),
      ),
    truth: {
      kind: 'diagnosed',
      rootCause: ['oom-container'],
      resource: 'matchmaker',
      mustNotClaim: ['spot-interrupted', 'spot-capacity', 'host-terminated'],
    },
  },
  {
    id: 'healthy/few-addresses-left',
    title: 'A small subnet, and nobody minds',
    story:
      'The first private subnet has three addresses left. All tasks run; no interface was late. It is worth a look some day.',
    ask: 'dingdan',
    account: (now) =>
      shop(now, tea('few-addresses'), addressesLeft(0, 3), rollOut({ service: 'dingdan', minutesAgo: 48 })),
    truth: { ...healthy, mustNotClaim: ['subnet-ip-exhausted', 'eni-provisioning-timeout'] },
  },
  {
    id: 'healthy/capacity-was-short-yesterday',
    title: 'Capacity was short four hours ago',
    story:
      'Four hours ago ECS could not place a task for want of capacity, for ten minutes. Then it could, and was steady. Nothing has happened since.',
    ask: 'verbindungen',
    account: (now) =>
      shop(now, rail('short-yesterday'), (made) => {
        const service = serviceNamed(made, 'verbindungen');
        say(
          made,
          service,
          240,
          `was unable to place a task. Reason: Capacity is unavailable at this time. Please try again later or in a different availability zone. ${GUIDE}`,
        );
        say(made, service, 229, 'has reached a steady state.');
      }),
    truth: { ...healthy, mustNotClaim: ['fargate-capacity', 'spot-capacity'] },
  },
  {
    id: 'healthy/slow-deployment',
    title: 'A deployment that takes its time',
    story:
      'A deployment began seventeen minutes ago. Its new tasks start one after the other and none has failed; the old ones serve until the last.',
    ask: 'transfers',
    account: (now) =>
      shop(now, bank('slow-deployment'), (made) => {
        const { service, revision, deployment } = begin(made, {
          service: 'transfers',
          minutesAgo: 17,
          state: 'IN_PROGRESS',
        });
        for (const startedAgo of [13, 8, 3])
          addTask(made, service, { revision, deployment, startedAgo, createdAgo: startedAgo + 2 });
      }),
    truth: { ...healthy, mustNotClaim: ['deployment-stuck', 'deployment-bounds', 'circuit-breaker-tripped'] },
  },
  {
    id: 'healthy/one-agent-away',
    title: 'One agent does not answer, and nobody needs it',
    story:
      'The agent of one of three hosts has been disconnected since this morning; its tasks run on. No task is wanted that could not be placed.',
    ask: 'preise',
    account: (now) =>
      shop(
        now,
        rail('one-agent'),
        onInstances('preise', [
          { cpu: 1_024, memory: 4_096 },
          { cpu: 1_024, memory: 4_096 },
          { cpu: 1_024, memory: 4_096, disconnected: true },
        ]),
      ),
    truth: { ...healthy, mustNotClaim: ['agent-disconnected', 'placement-resources'] },
  },
  {
    id: 'healthy/needs-no-role',
    title: 'No execution role, and none needed',
    story:
      'The price service has a public image, no secrets, and writes no log. It has no execution role, and needs none.',
    ask: 'preise',
    account: (now) =>
      shop(
        now,
        rail('no-role'),
        defined('preise', main({ image: 'public.ecr.aws/nginx/nginx:1.27', logConfiguration: undefined })),
        defined('preise', (definition) => ({ ...definition, executionRoleArn: undefined })),
        rollOut({ service: 'preise', minutesAgo: 33 }),
      ),
    truth: { ...healthy, mustNotClaim: ['exec-role-missing', 'log-group-missing'] },
  },
];
