import { fact } from '#playbook';
import { deploymentArns, serviceDeployments, serviceRevisions } from '#aws/ecs-deployments';
import type { ServiceDeployment } from '#aws/ecs-deployments';
import { window } from '../window.ts';
import { minutesAfter } from '../words.ts';
import { target } from './target.ts';

/** A deployment as ECS remembers it, with the task definitions it went between. */
export interface PastDeployment extends ServiceDeployment {
  /** ARN of the task definition that was rolled out. */
  readonly taskDefinition: string | null;
  /** What ran before. */
  readonly before: readonly string[];
}

/** So far back it is looked for what last went well. Minutes. */
const BACK = 14 * 24 * 60;
const MOST = 12;

/** The latest deployments of the service, the newest first. */
export const history = fact({
  id: 'ecs.history',
  title: 'Deployments of the last two weeks',
  step: 'Deployments',
  from: { target, window },
  reads: [deploymentArns, serviceDeployments, serviceRevisions],
  withinMs: 8000,
  learn: async ({ target, window }, { read }): Promise<readonly PastDeployment[]> => {
    if (target.kind === 'family') return [];
    const { cluster, name } = target;
    const since = minutesAfter(window.from, -BACK);
    const arns = await read(deploymentArns, { cluster, service: name, since, most: MOST });
    if (arns.length === 0) return [];
    const deployments = await read(serviceDeployments, { arns });
    const revisions = [
      ...new Set(deployments.flatMap(({ target: to, sources }) => [...(to === null ? [] : [to]), ...sources])),
    ];
    const known = revisions.length > 0 ? await read(serviceRevisions, { arns: revisions }) : [];
    const definitionOf = (arn: string | null) => known.find((revision) => revision.arn === arn)?.taskDefinition ?? null;
    return deployments.map((one) => ({
      ...one,
      taskDefinition: definitionOf(one.target),
      before: one.sources.flatMap((arn) => definitionOf(arn) ?? []),
    }));
  },
});
