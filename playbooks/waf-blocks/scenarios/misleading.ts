import type { Scenario } from '#simulation/scenario';
import { temptingBodies } from './tempting-bodies.ts';
import { temptingCallers } from './tempting-callers.ts';
import { temptingRates } from './tempting-rates.ts';
import { temptingRules } from './tempting-rules.ts';
import { temptingViews } from './tempting-views.ts';

/** Incidents in which something else is louder than what is wrong, or nothing is wrong at all. */
export const misleading: readonly Scenario[] = [
  ...temptingBodies,
  ...temptingCallers,
  ...temptingRules,
  ...temptingRates,
  ...temptingViews,
];
