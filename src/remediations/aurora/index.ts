import { failOver, rebootInstance, restoreSecret } from './by-hand.ts';
import { raiseCapacity } from './raise-capacity.ts';
import { raiseMinimum } from './raise-minimum.ts';
import { startStopped } from './start-cluster.ts';

/** What can be done about Aurora clusters. */
export const auroraRemedies = [startStopped, raiseCapacity, raiseMinimum, failOver, rebootInstance, restoreSecret];
