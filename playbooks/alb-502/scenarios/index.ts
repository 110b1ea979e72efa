import type { Scenario } from '#simulation/scenario';
import { applications } from './application.ts';
import { draining } from './draining.ts';
import { emptyGroups } from './empty-groups.ts';
import { functions } from './functions.ts';
import { handshakes } from './handshake.ts';
import { keepAlives } from './keep-alive.ts';
import { lambdaService } from './lambda-service.ts';
import { onePlace } from './one-place.ts';
import { refusals } from './refused.ts';
import { responses } from './responses.ts';
import { unusedTargets } from './unused.ts';

/** Every incident this playbook is tested with, by family. */
export const scenarios: readonly Scenario[] = [
  ...refusals,
  ...handshakes,
  ...keepAlives,
  ...draining,
  ...responses,
  ...functions,
  ...lambdaService,
  ...applications,
  ...onePlace,
  ...emptyGroups,
  ...unusedTargets,
];
