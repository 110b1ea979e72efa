import type { AnyRemediation, ByHand } from '#playbook';
import { alarmRemedies } from './alarms/index.ts';
import { auroraRemedies } from './aurora/index.ts';
import { ecsRemedies } from './ecs/index.ts';
import { lambdaRemedies } from './lambda/index.ts';
import { loadBalancingRemedies } from './load-balancing/index.ts';
import { networkRemedies } from './network/index.ts';
import { wafRemedies } from './waf/index.ts';

const all: readonly (AnyRemediation | ByHand<never>)[] = [
  ...alarmRemedies,
  ...auroraRemedies,
  ...ecsRemedies,
  ...lambdaRemedies,
  ...loadBalancingRemedies,
  ...networkRemedies,
  ...wafRemedies,
];

/** Everything that can be done about what was found, by its id. */
export const remedies: ReadonlyMap<string, AnyRemediation | ByHand<never>> = new Map(
  all.map((remedy) => [remedy.id, remedy]),
);
