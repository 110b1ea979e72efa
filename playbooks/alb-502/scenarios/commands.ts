import { serviceNamed } from '#simulation/incidents/find';
import { denied } from '#simulation/incidents/limits';
import { revokeIngress } from '#simulation/incidents/network';
import { begin, named, retireAll, say } from '#simulation/incidents/rollout';
import { exits, tasksDie } from '#simulation/incidents/stops';
import type { Death } from '#simulation/incidents/stops';
import { deregister, requestsFail } from '#simulation/incidents/targets';
import type { Scenario } from '#simulation/scenario';
import { shop } from '#simulation/shop';
import type { Happening } from '#simulation/shop';
import { addTask } from '#simulation/shop/ecs';
import { securityGroupId } from '#simulation/shop/network';
import { answered } from '#simulation/shop/outcome';
import { record } from '#simulation/shop/trail';
import { backoffice, bakery, clinic, payments, storefront } from './shops.ts';

/** What containerd says when it cannot start a command, in the words of the container's `reason` on Fargate. */
function cannotStart(command: string, why: string): Death {
  return {
    code: 'TaskFailedToStart',
    reason: 'Task failed to start',
    containerReason: `CannotStartContainerError: ResourceInitializationError: failed to create new container runtime task: failed to create shim task: OCI runtime create failed: runc create failed: unable to start container process: exec: "${command}": ${why}: unknown`,
  };
}

interface FailedStarts {
  readonly service: string;
  readonly minutesAgo: number;
  readonly death: Death;
  /** The old tasks go first, as a minimum of 0 % healthy allows. Without it they stay and serve. */
  readonly stopFirst?: true;
  /** When the circuit breaker put the deployment before it back. */
  readonly backAgo?: number;
}

/** A deployment whose tasks never come to run; ECS tries again and again, or until its circuit breaker has enough. */
function neverStarts({ service: name, minutesAgo, death, stopFirst, backAgo = 0 }: FailedStarts): Happening {
  return (made) => {
    const old = serviceNamed(made, name).tasks.filter(({ stopped }) => !stopped);
    const before = serviceNamed(made, name).deployments[0];
    const { service, revision, deployment } = begin(made, { service: name, minutesAgo, state: 'IN_PROGRESS' });
    service.deployment = {
      ...service.deployment,
      breaker: backAgo > 0,
      ...(stopFirst ? { minimumHealthyPercent: 0 } : {}),
    };
    if (stopFirst) retireAll(made, service, old, minutesAgo - 0.1, deployment);
    let failed = 0;
    for (let at = minutesAgo - 1.4; at > backAgo + 0.3; at -= 2.6) {
      const task = addTask(made, service, { revision, deployment, startedAgo: null, createdAgo: at + 0.6 });
      task.stopped = { ...death, ago: at };
      say(made, service, at + 0.6, `has started 1 tasks: ${named([task])}.`);
      failed += 1;
    }
    const [primary] = service.deployments;
    if (backAgo === 0) {
      if (primary) primary.failedTasks = failed;
    } else if (before) {
      say(made, service, backAgo, `(deployment ${deployment}) deployment failed: tasks failed to start.`);
      say(made, service, backAgo, `(deployment ${deployment}) rolling back to deployment ${before.id ?? ''}.`);
      service.deployments.splice(0, service.deployments.length, { ...before, status: 'PRIMARY' });
    }
  };
}

/** Somebody restarts a service by stopping its tasks, and what its image tag points to by now has no server in it. */
const restartedInVain: Happening = (made) => {
  const service = serviceNamed(made, 'web');
  const deployment = service.deployments[0]?.id ?? '';
  for (const task of service.tasks.filter(({ stopped }) => !stopped)) {
    record(made, {
      name: 'StopTask',
      source: 'ecs',
      by: 'h.lindqvist',
      minutesAgo: 22,
      parameters: { cluster: service.cluster, task: task.id },
    });
    if (service.group && task.target) deregister(service.group, task.target, 22);
    task.stopped = { ago: 21, code: 'UserInitiated', reason: 'Task stopped by user', exitCode: 143 };
  }
  for (let at = 20.5; at > 0.3; at -= 2.1) {
    const revision = service.taskDefinitions.at(-1)?.revision ?? 1;
    const task = addTask(made, service, { revision, deployment, startedAgo: null, createdAgo: at + 0.6 });
    task.stopped = { ...cannotStart('nginx', 'executable file not found in $PATH'), ago: at };
    say(made, service, at + 0.6, `has started 1 tasks: ${named([task])}.`);
  }
};

const loseMode: readonly Happening[] = [
  tasksDie({ service: 'records-gateway', death: exits(126), since: 37, lives: 4 }),
];
const loseTool: readonly Happening[] = [tasksDie({ service: 'invoices', death: exits(127), since: 40, lives: 4 })];

export const unstartable: readonly Scenario[] = [
  {
    id: 'cmd-not-executable-126/mode-lost',
    title: 'Records fail in bursts: a script may no longer be run',
    story:
      'The entry script of records-gateway runs a helper from a shared volume every few minutes. 37 minutes ago a job copied the volume anew and dropped the executable bits: “Permission denied”, the script ends with 126, and the task with it. The image and the task definition are the same as ever.',
    ask: 'appointments',
    account: (now) => shop(now, clinic('not-executable'), ...loseMode),
    truth: {
      kind: 'diagnosed',
      rootCause: ['cmd-not-executable-126'],
      resource: 'records-gateway',
      mustNotClaim: ['cmd-not-found-127', 'app-crash-1', 'oom-container', 'bad-rollout', 'deploy-drain-502'],
    },
  },
  {
    id: 'cmd-not-executable-126/new-image',
    title: 'The bakery is closed: its new image cannot be started',
    story:
      'Release 12 of the site was built on a machine that drops file modes; its start script may not be executed. The service may stop everything first, so the old tasks have been gone for 24 minutes, and no new one starts: “permission denied”. With nobody to serve, the load balancer answers 503.',
    ask: 'baeckerei',
    account: (now) =>
      shop(
        now,
        bakery('not-executable-image'),
        neverStarts({
          service: 'web',
          minutesAgo: 25,
          death: cannotStart('/app/start.sh', 'permission denied'),
          stopFirst: true,
        }),
      ),
    truth: {
      kind: 'diagnosed',
      rootCause: ['bad-rollout', 'cmd-not-executable-126'],
      resource: 'web',
      mustNotClaim: ['cmd-not-found-127', 'oom-container', 'wrong-tg-weight', 'all-targets-unused'],
    },
  },
  {
    id: 'cmd-not-executable-126/taken-back-before',
    title: 'A release that never started, and hurt nobody',
    story:
      'Release 88 of checkout-api could not be started 75 minutes ago; the old tasks served on, and the release was taken back an hour ago. What people call about began 22 minutes ago: Jon revoked the rule that lets the load balancer into catalog-web.',
    ask: 'storefront-prod',
    account: (now) =>
      shop(
        now,
        storefront('not-executable-past'),
        neverStarts({
          service: 'checkout-api',
          minutesAgo: 75,
          death: cannotStart('/app/start.sh', 'permission denied'),
          backAgo: 62,
        }),
        revokeIngress('catalog-web', 22),
      ),
    truth: {
      kind: 'diagnosed',
      rootCause: ['sg-blocks-target'],
      resource: securityGroupId('not-executable-past', 'catalog-web-tasks'),
      mustNotClaim: ['cmd-not-executable-126', 'cmd-not-found-127', 'bad-rollout', 'target-slow'],
    },
  },
  {
    id: 'cmd-not-executable-126/tasks-denied',
    title: 'Records fail in bursts, and tasks may not be described',
    story: 'The helper of records-gateway may not be run since 37 minutes; that tasks end with 126 may not be read.',
    ask: 'appointments',
    account: (now) => shop(now, clinic('not-executable-denied'), ...loseMode, denied('ecs:DescribeTasks')),
    truth: {
      kind: 'undecided',
      rootCause: null,
      gaps: ['ecs:DescribeTasks'],
      mustNotClaim: ['cmd-not-executable-126', 'app-crash-1', 'oom-container', 'keepalive-mismatch'],
    },
  },
  {
    id: 'cmd-not-found-127/tool-removed',
    title: 'Invoices fail in bursts: a tool is gone from the shared volume',
    story:
      'The entry script of invoices calls a PDF tool from a shared volume, which an administrator tidied up 40 minutes ago. “not found”: the script ends with 127 a few minutes after each start. There is no access log, and nothing was deployed.',
    ask: 'backoffice-int',
    account: (now) => shop(now, backoffice('not-found-tool'), ...loseTool),
    truth: {
      kind: 'diagnosed',
      rootCause: ['cmd-not-found-127'],
      resource: 'invoices',
      mustNotClaim: ['cmd-not-executable-126', 'app-crash-1', 'oom-container', 'bad-rollout', 'deploy-drain-502'],
    },
  },
  {
    id: 'cmd-not-found-127/tag-moved',
    title: 'The bakery was restarted, and did not come back',
    story:
      'The site runs from an image tag that a pipeline overwrote yesterday, with an image that has no nginx in it. Nobody noticed until Hanna restarted the service by stopping its tasks, 22 minutes ago: none of the new ones can be started. There was no deployment; the load balancer answers 503.',
    ask: 'baeckerei',
    account: (now) => shop(now, bakery('not-found-tag'), restartedInVain),
    truth: {
      kind: 'diagnosed',
      rootCause: ['cmd-not-found-127'],
      resource: 'web',
      quotes: 'executable file not found in $PATH',
      mustNotClaim: ['bad-rollout', 'app-crash-1', 'oom-container', 'cmd-not-executable-126', 'wrong-tg-weight'],
    },
  },
  {
    id: 'cmd-not-found-127/hangs-beside-the-old',
    title: 'A deployment that hangs, and harms nobody',
    story:
      'Release 15 of the ledger, 36 minutes ago, calls a server that its image does not contain; no new task starts, and the old ones serve every request. What fails is fraud-score: since 29 minutes it answers 500 to half of its callers, its model file being locked.',
    ask: 'payments-edge',
    account: (now) =>
      shop(
        now,
        payments('not-found-hangs'),
        neverStarts({
          service: 'ledger',
          minutesAgo: 36,
          death: cannotStart('gunicorn', 'executable file not found in $PATH'),
        }),
        requestsFail({
          group: 'fraud-score',
          since: 29,
          share: 0.5,
          outcome: (chance) => answered(500, 0.04 + chance() * 0.1),
        }),
      ),
    truth: {
      kind: 'diagnosed',
      rootCause: ['target-generated-5xx'],
      resource: 'fraud-score',
      mustNotClaim: ['cmd-not-found-127', 'cmd-not-executable-126', 'bad-rollout', 'no-registered-targets'],
    },
  },
  {
    id: 'cmd-not-found-127/tasks-denied',
    title: 'Invoices fail in bursts, and tasks may not be described',
    story: 'The PDF tool is gone and tasks of invoices end with 127, which may not be read; there is no log either.',
    ask: 'backoffice-int',
    account: (now) => shop(now, backoffice('not-found-denied'), ...loseTool, denied('ecs:DescribeTasks')),
    truth: {
      kind: 'undecided',
      rootCause: null,
      gaps: ['ecs:DescribeTasks'],
      mustNotClaim: ['cmd-not-found-127', 'app-crash-1', 'oom-container', 'keepalive-mismatch'],
    },
  },
];
