import type { ServiceDeployment as WireDeployment } from '@aws-sdk/client-ecs';
import { inBatches, pages } from './pages.ts';
import { read } from './service.ts';

/** One deployment of a service as ECS remembers it for ninety days, with what became of it. */
export interface ServiceDeployment {
  readonly arn: string;
  /** `SUCCESSFUL`, `IN_PROGRESS`, `ROLLBACK_SUCCESSFUL`, `STOPPED`, … */
  readonly status: string;
  /** AWS's words. */
  readonly statusReason: string | null;
  readonly startedAt: Date | null;
  readonly finishedAt: Date | null;
  /** ARNs of service revisions: what ran before, and what was rolled out. */
  readonly sources: readonly string[];
  readonly target: string | null;
  readonly rollback: {
    readonly reason: string | null;
    readonly startedAt: Date | null;
    readonly revision: string | null;
  } | null;
  /** Null for a service without one. */
  readonly circuitBreaker: {
    /** `TRIGGERED`, `MONITORING`, `MONITORING_COMPLETE` or `DISABLED`. */
    readonly status: string;
    readonly failures: number | null;
    readonly threshold: number | null;
  } | null;
  readonly triggeredAlarms: readonly string[];
}

/** A service as it was at one deployment. */
export interface ServiceRevision {
  readonly arn: string;
  readonly taskDefinition: string;
  readonly createdAt: Date | null;
}

/** ARNs of the deployments of a service that were created since a time, the newest first; so many at most. */
export const deploymentArns = read(
  'ecs',
  'ListServiceDeployments',
  async (
    send,
    ask: { readonly cluster: string; readonly service: string; readonly since: Date; readonly most: number },
  ): Promise<readonly string[]> => {
    const { cluster, service, since: after, most } = ask;
    const found = await pages(
      (nextToken) => send({ cluster, service, createdAt: { after }, maxResults: 100, nextToken }),
      (page) => page.nextToken,
      (page) => page.serviceDeployments,
    );
    return found
      .toSorted((a, b) => (b.createdAt?.getTime() ?? 0) - (a.createdAt?.getTime() ?? 0))
      .slice(0, most)
      .flatMap(({ serviceDeploymentArn }) => serviceDeploymentArn ?? []);
  },
);

/** Deployments by ARN, the newest first; those that ECS has forgotten are missing from the answer. */
export const serviceDeployments = read(
  'ecs',
  'DescribeServiceDeployments',
  async (send, { arns }: { readonly arns: readonly string[] }): Promise<readonly ServiceDeployment[]> => {
    const found = await inBatches(arns, 20, async (serviceDeploymentArns) => {
      const answer = await send({ serviceDeploymentArns });
      return (answer.serviceDeployments ?? []).map(deploymentOf);
    });
    return found.toSorted((a, b) => (b.startedAt?.getTime() ?? 0) - (a.startedAt?.getTime() ?? 0));
  },
);

/** Revisions by ARN: they tell which task definition a deployment brought. */
export const serviceRevisions = read(
  'ecs',
  'DescribeServiceRevisions',
  async (send, { arns }: { readonly arns: readonly string[] }): Promise<readonly ServiceRevision[]> =>
    inBatches(arns, 20, async (serviceRevisionArns) => {
      const answer = await send({ serviceRevisionArns });
      return (answer.serviceRevisions ?? []).map(({ serviceRevisionArn, taskDefinition, createdAt }) => ({
        arn: serviceRevisionArn ?? '',
        taskDefinition: taskDefinition ?? '',
        createdAt: createdAt ?? null,
      }));
    }),
);

function deploymentOf(wire: WireDeployment): ServiceDeployment {
  const { rollback, deploymentCircuitBreaker: breaker } = wire;
  return {
    arn: wire.serviceDeploymentArn ?? '',
    status: wire.status ?? 'UNKNOWN',
    statusReason: wire.statusReason || null,
    startedAt: wire.startedAt ?? wire.createdAt ?? null,
    finishedAt: wire.finishedAt ?? wire.stoppedAt ?? null,
    sources: (wire.sourceServiceRevisions ?? []).flatMap(({ arn }) => arn ?? []),
    target: wire.targetServiceRevision?.arn ?? null,
    rollback: rollback
      ? {
          reason: rollback.reason || null,
          startedAt: rollback.startedAt ?? null,
          revision: rollback.serviceRevisionArn ?? null,
        }
      : null,
    circuitBreaker: breaker
      ? {
          status: breaker.status ?? 'UNKNOWN',
          failures: breaker.failureCount ?? null,
          threshold: breaker.threshold ?? null,
        }
      : null,
    triggeredAlarms: wire.alarms?.triggeredAlarmNames ?? [],
  };
}
