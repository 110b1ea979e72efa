import type { Playbook } from '#playbook';
import alb502 from './alb-502/playbook.ts';
import auroraConnectivity from './aurora-connectivity/playbook.ts';
import ecsStoppedTasks from './ecs-stopped-tasks/playbook.ts';
import lambdaTimeouts from './lambda-timeouts/playbook.ts';
import wafBlocks from './waf-blocks/playbook.ts';

/** One line for each playbook; `npm run new:playbook` adds to it. */
export const playbooks: readonly Playbook[] = [alb502, auroraConnectivity, ecsStoppedTasks, lambdaTimeouts, wafBlocks];
