import { playbook } from '#playbook';
import { subject } from '#facts/aurora/cluster';
import { auroraClusterKind } from '#facts/kinds/aurora-cluster';
import { connectionStorm, connectionsExhausted } from './causes/connections.ts';
import { badCredentials } from './causes/bad-credentials.ts';
import {
  badCredentialsAfterRotation,
  iamAuthFailed,
  masterReset,
  secretPendingDeletion,
} from './causes/credentials.ts';
import {
  globalSecondaryWrite,
  wrongEndpointInstance,
  wrongEndpointReader,
  wrongEndpointStale,
  wrongPort,
} from './causes/endpoints.ts';
import { failoverFailed, failoverInProgress, recentFailover } from './causes/failover.ts';
import { clientEgressBlocked, naclBlocks, noRoute, sgMissingIngress } from './causes/path.ts';
import { dnsFailure, lambdaOutsideVpc } from './causes/placement.ts';
import { cpuSaturated, memoryPressure } from './causes/pressure.ts';
import { proxyBorrowTimeout, proxyIpExhausted, proxyUnhealthy } from './causes/proxy.ts';
import { acuCeiling, autoPaused } from './causes/serverless.ts';
import { instanceDown, noWriter } from './causes/instances.ts';
import { clusterStarting, clusterStopped, upgradeOrMaintenance } from './causes/state.ts';
import { localStorageFull, volumeFull, xidWraparound } from './causes/storage.ts';
import { caMismatch, tlsRequired } from './causes/tls.ts';
import { changes } from './changes.ts';
import { symptom } from './symptom.ts';

export default playbook({
  id: 'aurora-connectivity',
  title: 'Connections to an Aurora cluster fail',
  summary:
    'Clients cannot connect to an Aurora cluster, time out, are refused or may not write: why, and where on the way. Name the cluster, a client, or both: “orders from checkout”.',
  version: '1',
  kind: auroraClusterKind,
  subject,
  symptom,
  changes,
  causes: [
    clusterStopped,
    clusterStarting,
    upgradeOrMaintenance,
    failoverFailed,
    instanceDown,
    failoverInProgress,
    sgMissingIngress,
    clientEgressBlocked,
    naclBlocks,
    noRoute,
    lambdaOutsideVpc,
    wrongEndpointStale,
    wrongEndpointInstance,
    wrongEndpointReader,
    globalSecondaryWrite,
    wrongPort,
    secretPendingDeletion,
    badCredentialsAfterRotation,
    masterReset,
    iamAuthFailed,
    tlsRequired,
    caMismatch,
    connectionsExhausted,
    proxyIpExhausted,
    proxyUnhealthy,
    proxyBorrowTimeout,
    autoPaused,
    recentFailover,
    connectionStorm,
    acuCeiling,
    volumeFull,
    localStorageFull,
    xidWraparound,
    noWriter,
    badCredentials,
    dnsFailure,
    memoryPressure,
    cpuSaturated,
  ],
  next: () => [],
  deadlineMs: 25_000,
});
