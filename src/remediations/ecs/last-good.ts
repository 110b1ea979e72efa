import { CannotChange } from '#playbook';
import type { LookContext } from '#playbook';
import { deploymentArns, serviceDeployments, serviceRevisions } from '#aws/ecs-deployments';
import type { Service } from '#aws/ecs';
import { revisionOf } from './service.ts';

/** ECS remembers service deployments for ninety days. */
const MEMORY = 90 * 86_400_000;
const MOST = 20;

/** The task definition that was deployed successfully last, other than the present one. Throws `CannotChange` for none. */
export async function lastGood(service: Service, context: LookContext): Promise<string> {
  const { read, now } = context;
  const present = service.taskDefinition;
  const since = new Date(now.getTime() - MEMORY);
  const arns = await read(deploymentArns, { cluster: service.cluster, service: service.arn, since, most: MOST });
  const past = (await read(serviceDeployments, { arns })).filter(({ status }) => status === 'SUCCESSFUL');
  const targets = past.flatMap(({ target }) => target ?? []);
  const revisions = targets.length === 0 ? [] : await read(serviceRevisions, { arns: targets });
  const definitionOf = (target: string) => revisions.find(({ arn }) => arn === target)?.taskDefinition;
  const deployed = targets.flatMap((target) => definitionOf(target) ?? []);
  // A deployment under way replaces what is completed and still runs beside it.
  const completed = service.deployments
    .filter(({ rolloutState, status }) => rolloutState === 'COMPLETED' && status !== 'PRIMARY')
    .map(({ taskDefinition }) => taskDefinition);
  const found = [...completed, ...deployed].find((arn) => arn !== present);
  if (found !== undefined) return found;
  throw new CannotChange(
    `ECS remembers no deployment of ${service.name} that went well, other than ${revisionOf(present)}: say which to go back to.`,
  );
}
