import { offer } from '#playbook';
import type { Cause, Offer, Sighting } from '#playbook';
import type { Failure } from '#facts/ecs/failures';
import type { Release } from '#facts/ecs/release';
import { revisionOf } from '#facts/ecs/rollouts';
import { serviceKey } from '#facts/ecs/services';
import type { Service } from '#facts/ecs/services';
import { rollBack } from '#remediations/ecs/roll-back';
import { stopDeployment } from '#remediations/ecs/stop-deployment';

/** What may be put forward where a new revision is to blame. */
export const waysBack: Cause['remedies'] = [stopDeployment, rollBack];

/**
 * Back to the revision before: only where it alone fails, was deployed lately, is what the service has now, and one
 * before it went well. Who deploys otherwise than by ECS goes back there.
 */
export function goingBack(
  own: readonly Failure[],
  release: Sighting<Release | null>,
  service: Sighting<Service | null>,
): readonly Offer[] {
  if (!release.known || !service.known || !release.value || !service.value) return [];
  const { failing, good, recent } = release.value;
  const { controller, taskDefinition, deployments } = service.value;
  const alone = own.every(({ stop }) => stop === null || revisionOf(stop.task.taskDefinition) === failing);
  if (!recent || good === null || !alone || controller !== 'ECS' || revisionOf(taskDefinition) !== failing) return [];
  const given = { service: serviceKey(service.value) };
  const primary = deployments.find(({ status }) => status === 'PRIMARY');
  const back = offer(rollBack, given);
  return primary?.rolloutState === 'IN_PROGRESS' ? [offer(stopDeployment, given), back] : [back];
}
