import { deregisterOneTarget } from './deregister-target.ts';
import { healthCheck } from './health-check.ts';
import { idleTimeout } from './idle-timeout.ts';
import { ruleWeights } from './rule-weights.ts';
import { zonalShift } from './zonal-shift.ts';

/** What can be done about load balancers. */
export const loadBalancingRemedies = [idleTimeout, healthCheck, deregisterOneTarget, ruleWeights, zonalShift];
