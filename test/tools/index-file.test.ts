import { describe, expect, test } from 'vitest';
import { withEntry } from '../../tools/scaffold/index-file.ts';
import { bindingOf } from '../../tools/scaffold/playbook-id.ts';

const list = `import type { Playbook } from '#playbook';
import alb502 from './alb-502/playbook.ts';
import wafBlocks from './waf-blocks/playbook.ts';

/** What there is [all of it]. */
export const playbooks: readonly Playbook[] = [alb502, wafBlocks];
`;

describe('an index', () => {
  test('gets a line in its place among the others', () => {
    expect(withEntry(list, "import lambdaSlow from './lambda-slow/playbook.ts';", 'lambdaSlow', 'playbooks')).toBe(
      `import type { Playbook } from '#playbook';
import alb502 from './alb-502/playbook.ts';
import lambdaSlow from './lambda-slow/playbook.ts';
import wafBlocks from './waf-blocks/playbook.ts';

/** What there is [all of it]. */
export const playbooks: readonly Playbook[] = [
  alb502,
  lambdaSlow,
  wafBlocks,
];
`,
    );
  });

  test('that is a table is sorted by its keys, in quotes or not', () => {
    const table = `import { scenarios as b } from './b/scenarios/index.ts';
import { scenarios as alb502 } from './d-1/scenarios/index.ts';

export const scenarios: Readonly<Record<string, readonly Scenario[]>> = {
  b: b,
  'd-1': alb502,
};
`;
    const line = "import { scenarios as c1 } from './c-1/scenarios/index.ts';";
    expect(withEntry(table, line, "'c-1': c1", 'scenarios')).toContain(
      "{\n  b: b,\n  'c-1': c1,\n  'd-1': alb502,\n};",
    );
  });

  test('that looks otherwise is left to people', () => {
    expect(() => withEntry('export const playbooks = [];', '', 'a', 'playbooks')).toThrow('by hand');
    expect(() => withEntry(list, "import a from './a/playbook.ts';", 'a', 'others')).toThrow('by hand');
  });
});

test.each([
  ['alb-502', 'alb502'],
  ['ecs-stopped-tasks', 'ecsStoppedTasks'],
  ['delete', 'deletePlaybook'],
  ['playbooks', 'playbooksPlaybook'],
])('%s is imported as %s', (id, name) => {
  expect(bindingOf(id, 'Playbook')).toBe(name);
});
