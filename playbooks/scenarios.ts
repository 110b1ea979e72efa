import type { Scenario } from '#simulation/scenario';
import { scenarios as alb502 } from './alb-502/scenarios/index.ts';
import { scenarios as auroraConnectivity } from './aurora-connectivity/scenarios/index.ts';
import { scenarios as ecsStoppedTasks } from './ecs-stopped-tasks/scenarios/index.ts';
import { scenarios as lambdaTimeouts } from './lambda-timeouts/scenarios/index.ts';
import { scenarios as wafBlocks } from './waf-blocks/scenarios/index.ts';

/** The tested incidents of each playbook, by its id; `npm run new:playbook` adds to it. */
export const scenarios: Readonly<Record<string, readonly Scenario[]>> = {
  'alb-502': alb502,
  'aurora-connectivity': auroraConnectivity,
  'ecs-stopped-tasks': ecsStoppedTasks,
  'lambda-timeouts': lambdaTimeouts,
  'waf-blocks': wafBlocks,
};
