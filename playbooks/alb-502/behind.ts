import { targetGroups } from '#facts/alb/targets';
import { rolloutsOf } from '#facts/ecs/rollouts';
import { servicesBehind } from '#facts/ecs/services';
import { runningOf, stopsOf, taskDefinitionsOf } from '#facts/ecs/tasks';

/** The ECS services whose tasks are this load balancer's targets, and what became of them. */
export const services = servicesBehind(targetGroups);
export const stops = stopsOf(services);
export const running = runningOf(services);
export const rollouts = rolloutsOf(services, stops);
export const taskDefinitions = taskDefinitionsOf(services);
