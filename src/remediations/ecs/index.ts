import { createLogGroup } from './by-hand.ts';
import { redeploy } from './force-new-deployment.ts';
import { gracePeriod } from './grace-period.ts';
import { rollBack } from './roll-back.ts';
import { setDesired } from './set-desired-count.ts';
import { stopDeployment } from './stop-deployment.ts';
import { stopOneTask } from './stop-task.ts';

/** What can be done about services and tasks of ECS. */
export const ecsRemedies = [setDesired, redeploy, stopOneTask, rollBack, stopDeployment, gracePeriod, createLogGroup];
