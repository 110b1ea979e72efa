import { playbook } from '#playbook';
import { functionKind } from '#facts/kinds/function';
import { subject } from '#facts/lambda/function';
import { api29s, dlqFailing, iteratorLag, sqsVisibilityTooShort } from './causes/aftermath.ts';
import { dnsFail, downstream3rdParty, downstreamSlowAws } from './causes/downstream.ts';
import { esmDisabled, esmError, poisonBatch } from './causes/events.ts';
import { heapOom, memoryExhausted, memoryPressure } from './causes/memory.ts';
import { natAttemptGap } from './causes/nat-aftermath.ts';
import { natDrops, natIdleReset, natPortExhaustion } from './causes/nat.ts';
import {
  endpointMissing,
  endpointSgBlocks,
  endpointTableNotAttached,
  natGone,
  netNoEgress,
  netSubnetAsymmetry,
} from './causes/network.ts';
import { badRelease } from './causes/release.ts';
import { endpointPolicyDenies, importError, recursion, roleDenied, stateFailed } from './causes/setup.ts';
import { deterministicBurstSplit } from './causes/split.ts';
import { reservedZero, throttledAccount, throttledReserved, throttledScaling } from './causes/throttles.ts';
import { coldStartHeavy, cpuStarved, initTimeout, syncInLoop, timeoutTooLow } from './causes/time.ts';
import { changes } from './changes.ts';
import { symptom } from './symptom.ts';

export default playbook({
  id: 'lambda-timeouts',
  title: 'A Lambda function times out, fails or is throttled',
  summary: 'A Lambda function times out, fails, is throttled or falls behind: where the time goes, and why.',
  version: '1',
  kind: functionKind,
  subject,
  symptom,
  changes,
  causes: [
    badRelease,
    stateFailed,
    reservedZero,
    recursion,
    importError,
    memoryExhausted,
    heapOom,
    initTimeout,
    natGone,
    endpointSgBlocks,
    endpointTableNotAttached,
    endpointMissing,
    endpointPolicyDenies,
    netSubnetAsymmetry,
    netNoEgress,
    natPortExhaustion,
    roleDenied,
    throttledReserved,
    throttledAccount,
    throttledScaling,
    esmDisabled,
    esmError,
    poisonBatch,
    timeoutTooLow,
    natIdleReset,
    natDrops,
    dnsFail,
    downstreamSlowAws,
    downstream3rdParty,
    natAttemptGap,
    deterministicBurstSplit,
    memoryPressure,
    coldStartHeavy,
    cpuStarved,
    syncInLoop,
    sqsVisibilityTooShort,
    dlqFailing,
    api29s,
    iteratorLag,
  ],
  next: (found) => (found === 'downstream-slow-aws' ? ['aurora-connectivity'] : []),
  deadlineMs: 25_000,
});
