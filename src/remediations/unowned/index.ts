import type { Seeker } from '#playbook';
import { countingRules } from './counting-rules.ts';
import { limitedFunctions } from './limited-functions.ts';
import { muted } from './mute-rules.ts';
import { quietAlarms } from './quiet-alarms.ts';
import { shiftedBalancers } from './zonal-shifts.ts';

export { whoMade } from './who.ts';

/** Temporary changes that are looked for in AWS, so that those made by hand are not forgotten. */
export const seekers: readonly Seeker[] = [muted, quietAlarms, limitedFunctions, countingRules, shiftedBalancers];
