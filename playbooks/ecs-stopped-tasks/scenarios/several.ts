import { faulty } from '#simulation/incidents/limits';
import { killedByChecks, outOfMemory, exits, tasksDie } from '#simulation/incidents/stops';
import { wrongCode } from '#simulation/incidents/targets';
import type { Scenario } from '#simulation/scenario';
import { shop } from '#simulation/shop';
import { secret } from '#simulation/tasks/definitions';
import { end, onSpot, spotReclaimed } from '#simulation/tasks/endings';
import { addressesLeft } from '#simulation/tasks/network';
import { badRelease, notPlaced, replacementsFail } from '#simulation/tasks/starts';
import { arcade, bank, groupArn, missing, press, rail, regional, registry, space } from './accounts.ts';
import { memory } from './exits.ts';
import { GUIDE, notFound } from './wording.ts';

const both = press('key-and-memory');
const image = `${registry(rail('image-and-crash'))}/verbindungen:13`;

/** Two faults and more at once, each true. */
export const several: readonly Scenario[] = [
  {
    id: 'several/release-and-leak',
    title: 'The release cannot read its key, and an old task runs out of memory',
    story:
      'Release 64 asks for a JSON key that its secret does not have: twelve tasks have failed to start. Meanwhile two tasks of the old release were killed for memory. The release is what people see; the leak is there too.',
    ask: 'articles',
    account: (now) =>
      shop(
        now,
        both,
        memory('articles', 30, 97),
        tasksDie({ service: 'articles', death: outOfMemory, since: 12, lives: 40, until: 6 }),
        badRelease({
          service: 'articles',
          minutesAgo: 25,
          change: secret('API_TOKEN', `${regional(both, 'secretsmanager', 'secret:articles/api-Wc81Qz')}:api_token::`),
          refusal: {
            reason:
              'ResourceInitializationError: unable to pull secrets or registry auth: execution resource retrieval failed: unable to retrieve secret from asm: service call has been retried 1 time(s): retrieved secret from Secrets Manager did not contain json key api_token',
          },
        }),
      ),
    truth: {
      kind: 'diagnosed',
      rootCause: ['secret-json-key-missing'],
      contributing: ['oom-container'],
      resource: 'articles',
      mustNotClaim: ['app-crash-1', 'secret-not-found', 'exec-role-denied'],
    },
  },
  {
    id: 'several/subnet-and-spot',
    title: 'A full subnet, and Spot takes two',
    story:
      'Spot reclaimed two tasks of the leader board half an hour ago. Their replacements are put into the first zone, whose subnet is full, and never get an interface. The reclaim is ordinary; the subnet is the fault.',
    ask: 'leaderboard',
    account: (now) =>
      shop(
        now,
        arcade('subnet-spot'),
        addressesLeft(0, 0),
        onSpot('leaderboard'),
        end({ service: 'leaderboard', minutesAgo: 31, tasks: 2, stop: spotReclaimed, replaced: null }),
        replacementsFail({
          service: 'leaderboard',
          since: 30,
          every: 4,
          refusal: { reason: 'Timeout waiting for network interface provisioning to complete.', after: 180, zone: 0 },
        }),
      ),
    truth: {
      kind: 'diagnosed',
      rootCause: ['subnet-ip-exhausted'],
      resource: 'subnet-',
      mustNotClaim: ['spot-interrupted', 'spot-capacity', 'fargate-capacity', 'eni-limit'],
    },
  },
  {
    id: 'several/image-and-crash',
    title: 'The new release is missing, and the old one crashes',
    story:
      'The old release crashes every six minutes since half an hour: a feed has a new format. Somebody rolls out a fix, whose image was never pushed. Most stops are crashes; the fix cannot even start.',
    ask: 'verbindungen',
    account: (now) =>
      shop(
        now,
        rail('image-and-crash'),
        tasksDie({
          service: 'verbindungen',
          death: { ...exits(1), lines: ["KeyError: 'departure'"] },
          since: 38,
          lives: 5,
        }),
        badRelease({ service: 'verbindungen', minutesAgo: 9, image, every: 3, refusal: { reason: notFound(image) } }),
        missing(image),
      ),
    truth: {
      kind: 'diagnosed',
      rootCause: ['app-crash-1'],
      contributing: ['image-tag-missing'],
      resource: 'verbindungen',
      mustNotClaim: ['oom-container', 'image-repo-missing', 'circuit-breaker-tripped'],
    },
  },
  {
    id: 'several/checks-and-quota',
    title: 'Tasks fail their checks, and cannot be replaced',
    story:
      'The health page of telemetry answers 503, and ECS kills one task after the other. The quota of Fargate vCPUs is used up besides, so that fewer come than go.',
    ask: 'telemetry',
    account: (now) =>
      shop(
        now,
        space('checks-quota'),
        killedByChecks({ service: 'telemetry', since: 29, sickness: wrongCode(503), lives: 6 }),
        notPlaced(
          'telemetry',
          14,
          1,
          `was unable to place a task. Reason: You’ve reached the limit on the number of vCPUs you can run concurrently. ${GUIDE}`,
        ),
      ),
    truth: {
      kind: 'diagnosed',
      rootCause: ['elb-health-failed'],
      contributing: ['fargate-quota'],
      resource: 'telemetry',
      mustNotClaim: ['grace-period-too-short', 'fargate-capacity', 'oom-container'],
    },
  },
  {
    id: 'several/oom-and-slow-boot',
    title: 'Out of memory, and then killed while starting',
    story:
      'Transfers run out of memory under a new load. Their replacements need long to start while the others are gone, and the load balancer kills a few of them. It began with the memory.',
    ask: 'transfers',
    account: (now) =>
      shop(
        now,
        bank('oom-boot'),
        memory('transfers', 44, 99),
        tasksDie({ service: 'transfers', death: outOfMemory, since: 40, lives: 5 }),
        replacementsFail({
          service: 'transfers',
          since: 22,
          every: 8,
          refusal: {
            ran: 124,
            code: 'ServiceSchedulerInitiated',
            reason: `Task failed ELB health checks in (target-group ${groupArn(bank('oom-boot'), 'transfers')})`,
            exitCode: 143,
            lines: ['waiting for a first lease'],
          },
        }),
      ),
    truth: {
      kind: 'diagnosed',
      rootCause: ['oom-container'],
      contributing: ['elb-health-failed'],
      resource: 'transfers',
      mustNotClaim: ['app-crash-1', 'sigkill-external', 'fargate-capacity'],
    },
  },
  {
    id: 'several/leak-under-throttling',
    title: 'Out of memory, while AWS throttles',
    story:
      'The match maker runs out of memory. Every second call of ours is throttled besides; patience gets the answers all the same.',
    ask: 'matchmaker',
    account: (now) =>
      shop(
        now,
        arcade('oom-throttled'),
        memory('matchmaker', 40, 98),
        tasksDie({ service: 'matchmaker', death: outOfMemory, since: 36, lives: 8 }),
        faulty({ service: 'ecs', kind: 'throttling', every: 2 }),
      ),
    truth: {
      kind: 'diagnosed',
      rootCause: ['oom-container'],
      resource: 'matchmaker',
      mustNotClaim: ['ecs-api-throttled', 'sigkill-external'],
    },
  },
];
