import { playbook } from '#playbook';
import { ecsServiceKind } from '#facts/kinds/ecs-service';
import { subject } from '#facts/ecs/target';
import {
  ephemeralStorageTimeout,
  fargateCapacity,
  fargateQuota,
  provisioningQueueFull,
  spotCapacity,
} from './causes/capacity.ts';
import { containerHealthFailed, elbHealthFailed, gracePeriodTooShort, sigkillNotOom } from './causes/checks.ts';
import { dependencyFailed, essentialSidecarExit, sigterm143 } from './causes/containers.ts';
import { badCredentialsAfterRotation, connectionsExhausted } from './causes/database.ts';
import {
  circuitBreakerTripped,
  deploymentAlarmRollback,
  deploymentBounds,
  deploymentStuck,
  ecsApiThrottled,
  protectedTasksBlockScalein,
  startThrottled,
} from './causes/deployments.ts';
import {
  abort134,
  appCrash1,
  cannotStartContainer,
  cmdNotExecutable126,
  cmdNotFound127,
  essentialExitZero,
  segfault139,
} from './causes/ended.ts';
import { agentDisconnected, hostTerminated, infraMaintenance } from './causes/hosts.ts';
import {
  imageDiskFull,
  imagePlatformMismatch,
  imagePullOther,
  imagePullTls,
  imageRateLimited,
  imageRegistryAuth,
  imageRepoMissing,
  imageTagMissing,
  imageUriInvalid,
} from './causes/images.ts';
import { oomContainer, oomSuspected, sigkillExternal } from './causes/memory.ts';
import {
  eniApiThrottled,
  eniLimit,
  eniProvisioningTimeout,
  networkConfigInvalid,
  placementResources,
  subnetIpExhausted,
  tgMissing,
} from './causes/placement.ts';
import {
  imageLayerS3Unreachable,
  imagePullDns,
  imagePullNetworkEndpoint,
  imagePullNetworkNoEgress,
} from './causes/pulling.ts';
import { imagePull403, imagePullIam } from './causes/refused.ts';
import { execRoleDenied, execRoleMissing, iamServiceMisconfigured, roleNotAssumable } from './causes/roles.ts';
import { secretJsonKeyMissing, secretNotFound, secretPendingDeletion, ssmParameterMissing } from './causes/secrets.ts';
import {
  efsMountFailed,
  eniSetupFailed,
  envFileFailed,
  initNetwork,
  logDriverNetwork,
  logGroupMissing,
} from './causes/setting-up.ts';
import { spotInterrupted } from './causes/taken-away.ts';
import { changes } from './changes.ts';
import { symptom } from './symptom.ts';

/** Where to look on, by the cause that was found. */
const NEXT: Readonly<Record<string, readonly string[]>> = {
  'elb-health-failed': ['alb-502'],
  'grace-period-too-short': ['alb-502'],
  'tg-missing': ['alb-502'],
  'app-crash-1': ['aurora-connectivity'],
  'bad-credentials-after-rotation': ['aurora-connectivity'],
  'connections-exhausted': ['aurora-connectivity'],
};

export default playbook({
  id: 'ecs-stopped-tasks',
  title: 'Tasks of an ECS service stop or do not start',
  summary:
    'An ECS service loses its tasks or cannot start them: what is a fault and what is not, which container, and why.',
  version: '1',
  kind: ecsServiceKind,
  subject,
  symptom,
  changes,
  causes: [
    imageRateLimited,
    imagePlatformMismatch,
    imagePullIam,
    imagePull403,
    imageTagMissing,
    imageRepoMissing,
    imageRegistryAuth,
    imageLayerS3Unreachable,
    imagePullNetworkNoEgress,
    imagePullNetworkEndpoint,
    imagePullDns,
    imagePullTls,
    imageDiskFull,
    imageUriInvalid,
    imagePullOther,
    secretJsonKeyMissing,
    ssmParameterMissing,
    secretPendingDeletion,
    secretNotFound,
    execRoleDenied,
    execRoleMissing,
    roleNotAssumable,
    initNetwork,
    logDriverNetwork,
    logGroupMissing,
    envFileFailed,
    efsMountFailed,
    eniSetupFailed,
    subnetIpExhausted,
    eniProvisioningTimeout,
    eniApiThrottled,
    eniLimit,
    networkConfigInvalid,
    spotCapacity,
    fargateCapacity,
    fargateQuota,
    ephemeralStorageTimeout,
    placementResources,
    provisioningQueueFull,
    deploymentBounds,
    protectedTasksBlockScalein,
    ecsApiThrottled,
    iamServiceMisconfigured,
    tgMissing,
    badCredentialsAfterRotation,
    connectionsExhausted,
    oomContainer,
    oomSuspected,
    sigkillExternal,
    dependencyFailed,
    essentialSidecarExit,
    cmdNotExecutable126,
    cmdNotFound127,
    segfault139,
    abort134,
    appCrash1,
    sigterm143,
    essentialExitZero,
    gracePeriodTooShort,
    elbHealthFailed,
    containerHealthFailed,
    cannotStartContainer,
    deploymentAlarmRollback,
    hostTerminated,
    infraMaintenance,
    spotInterrupted,
    agentDisconnected,
    deploymentStuck,
    startThrottled,
    circuitBreakerTripped,
    sigkillNotOom,
  ],
  next: (cause) => (cause === null ? [] : (NEXT[cause] ?? [])),
  deadlineMs: 20_000,
});
