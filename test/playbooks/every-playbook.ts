import template from '../../playbooks/_template/playbook.ts';
import { scenarios as ofTemplate } from '../../playbooks/_template/scenarios/index.ts';
import { playbooks } from '../../playbooks/index.ts';
import { scenarios } from '../../playbooks/scenarios.ts';
import type { Playbook } from '../../src/playbook/index.ts';
import type { Scenario } from '../../src/simulation/scenario.ts';

/** A playbook and the incidents it is tested with. */
export interface Tested {
  readonly playbook: Playbook;
  readonly scenarios: readonly Scenario[];
}

/** What `npm run new:playbook` copies, held to the same as what comes of it. */
export const templated: Tested = { playbook: template, scenarios: ofTemplate };

/** Every playbook there is, and the template of those to come. */
export const everyPlaybook: readonly Tested[] = [
  ...playbooks.map((playbook) => ({ playbook, scenarios: scenarios[playbook.id] ?? [] })),
  templated,
];
