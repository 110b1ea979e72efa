import { playbook } from '#playbook';
import { subject } from '#facts/alb/load-balancer';
import { loadBalancerKind } from '#facts/kinds/load-balancer';
import { authIdpError, fixedResponse503, targetGenerated5xx, waf500 } from './causes/answers.ts';
import { lbImpaired, surge } from './causes/capacity.ts';
import { connectTimeout } from './causes/connecting.ts';
import { keepaliveMismatch, malformedResponse, targetConnRefused, targetTlsFailure } from './causes/connection.ts';
import { lambdaInternal, lambdaNoAnswer, lambdaTargetError } from './causes/lambda.ts';
import {
  allDrainingOrInitial,
  allTargetsUnused,
  allUnhealthyFailOpen,
  noRegisteredTargets,
  wrongTgWeight,
} from './causes/nothing-to-serve.ts';
import { badCredentials, clusterStopped, connectionsExhausted } from './causes/databases.ts';
import { badRollout, deployDrain502 } from './causes/rollout.ts';
import { singleTarget502 } from './causes/single-target.ts';
import { contentLengthMismatch, sgBlocksTarget, targetSlow } from './causes/slow.ts';
import { elbHealthFailed } from './causes/tasks-checked.ts';
import {
  abort134,
  appCrash1,
  cmdNotExecutable126,
  cmdNotFound127,
  essentialExitZero,
  oomContainer,
  segfault139,
} from './causes/tasks-failing.ts';
import { singleAz } from './causes/zones.ts';
import { changes } from './changes.ts';
import { symptom } from './symptom.ts';

/** Causes by which tasks end or are killed: there is more to say of these than load balancers know. */
const OF_TASKS: ReadonlySet<string> = new Set(
  [
    oomContainer,
    appCrash1,
    segfault139,
    abort134,
    cmdNotExecutable126,
    cmdNotFound127,
    essentialExitZero,
    elbHealthFailed,
    badRollout,
    noRegisteredTargets,
  ].map(({ id }) => id),
);

/** Causes of which the database's side tells more. */
const OF_A_DATABASE: ReadonlySet<string> = new Set(
  [clusterStopped, connectionsExhausted, badCredentials].map(({ id }) => id),
);

export default playbook({
  id: 'alb-502',
  title: 'The load balancer answers 502, 503 or 504',
  summary: 'An Application Load Balancer answers with 5xx: who produces them, why, and which targets.',
  version: '1',
  kind: loadBalancerKind,
  subject,
  symptom,
  changes,
  causes: [
    badRollout,
    oomContainer,
    appCrash1,
    segfault139,
    abort134,
    cmdNotExecutable126,
    cmdNotFound127,
    essentialExitZero,
    clusterStopped,
    connectionsExhausted,
    badCredentials,
    sgBlocksTarget,
    wrongTgWeight,
    noRegisteredTargets,
    allTargetsUnused,
    fixedResponse503,
    targetTlsFailure,
    lambdaTargetError,
    lambdaInternal,
    lambdaNoAnswer,
    lbImpaired,
    singleTarget502,
    singleAz,
    deployDrain502,
    elbHealthFailed,
    targetConnRefused,
    connectTimeout,
    targetSlow,
    malformedResponse,
    contentLengthMismatch,
    keepaliveMismatch,
    targetGenerated5xx,
    waf500,
    authIdpError,
    surge,
    allDrainingOrInitial,
    allUnhealthyFailOpen,
  ],
  next: (cause) => {
    if (cause === null) return [];
    if (OF_A_DATABASE.has(cause)) return ['aurora-connectivity'];
    return OF_TASKS.has(cause) ? ['ecs-stopped-tasks'] : [];
  },
  deadlineMs: 20_000,
});
