import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { copyOfTree } from './tree.ts';
import type { Ended, Tree } from './tree.ts';

const id = 'queue-behind';

describe('npm run new:playbook, in a copy of the repository', () => {
  let tree: Tree;
  let made: Ended;

  beforeAll(async () => {
    tree = await copyOfTree();
    made = await tree.node('tools/new-playbook.ts', id);
  });

  afterAll(() => tree.close());

  test('says what to do next', () => {
    expect(made).toMatchObject({ code: 0, err: '' });
    expect(made.out).toContain(`playbooks/${id}/scenarios/index.ts`);
    expect(made.out).toContain('npm run check');
  });

  test('writes one line each into both indexes', async () => {
    const index = await tree.read('playbooks/index.ts');
    expect(index).toContain("\nimport queueBehind from './queue-behind/playbook.ts';\n");
    expect(index).toMatch(/= \[\s*alb502,[^\]]*\blambdaTimeouts,\s+queueBehind,\s+wafBlocks,?\s*\];/u);
    expect(await tree.read('playbooks/scenarios.ts')).toContain(
      "  'lambda-timeouts': lambdaTimeouts,\n  'queue-behind': queueBehind,\n  'waf-blocks': wafBlocks,\n};",
    );
  });

  test('leaves nothing of the template’s name in the new folder', async () => {
    for (const file of ['playbook.ts', 'README.md', 'scenarios/index.ts']) {
      const text = await tree.read(`playbooks/${id}/${file}`);
      expect(text).toContain(id);
      expect(text).not.toContain('_template');
    }
  });

  test('makes types that fit', async () => {
    const { out } = await tree.run('tsc', '-p', '.', '--listFilesOnly');
    expect(out).toContain(`playbooks/${id}/playbook.ts`);
    const { out: problems } = await tree.run('tsc', '-p', '.', '--pretty', 'false');
    expect(problems.split('\n').filter((line) => line.startsWith('playbooks/'))).toEqual([]);
  });

  test('makes what the linter and the formatter accept', async () => {
    expect(await tree.run('oxlint', '--type-aware', 'playbooks')).toMatchObject({ code: 0 });
    expect(await tree.run('oxfmt', '--check', 'playbooks', 'docs')).toMatchObject({ code: 0 });
  });

  test('makes pages that say what the code says', async () => {
    expect(await tree.node('tools/docs.ts', '--check')).toEqual({ code: 0, out: '', err: '' });
    expect(await tree.read('docs/playbooks.md')).toContain(`[${id}](../playbooks/${id}/README.md)`);
    expect(await tree.read('docs/iam.md')).toContain(`### ${id}`);
  });

  test('makes a playbook that keeps the conventions and judges its scenarios rightly', async () => {
    const names = `${id}|the folders of playbooks`;
    const files = ['conventions', 'playbooks/scenarios', 'playbooks/judgements'].map((file) => `test/${file}.test.ts`);
    const { code, out, err } = await tree.run('vitest', 'run', '--reporter=verbose', '-t', names, ...files);
    expect(`${out}\n${err}`).not.toMatch(/FAIL/);
    for (const told of [
      `${id} holds the playbook of that id`,
      `playbook ${id} > application-errors is true in one scenario`,
      `${id}, asked as a person would, over the wire > nobody-there/scaled-to-nothing`,
      `${id} judges healthy/ordinary-day > alike`,
    ])
      expect(out).toMatch(new RegExp(`✓ .*${told}`));
    expect(code).toBe(0);
  });

  test.each([
    [['Queue Depth'], '“queue-depth”, say.'],
    [['queue_depth'], '“queue-depth”, say.'],
    [['5xx-errors'], '“xx-errors”, say.'],
    [['queue--depth'], 'joined by single hyphens'],
    [['…'], 'It begins with a small letter'],
    [['a'.repeat(41)], '40 characters are the most'],
    [['alb-502'], 'playbooks/alb-502 is there already'],
    [[id], `playbooks/${id} is there already`],
    [[], 'Say one id'],
    [['one', 'two'], 'Say one id'],
    [['--help'], 'Say one id'],
  ])('refuses %j with one sentence, and changes nothing', async (words, sentence) => {
    const before = await tree.read('playbooks/index.ts');
    const { code, out, err } = await tree.node('tools/new-playbook.ts', ...words);
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err.trim().split('\n')).toHaveLength(1);
    expect(err).toContain(sentence);
    expect(await tree.read('playbooks/index.ts')).toBe(before);
  });

  test('says so when the pages cannot be written', async () => {
    await tree.write('playbooks/alb-502/README.md', '# alb-502\n');
    const { code, err } = await tree.node('tools/new-playbook.ts', 'queue');
    expect(code).toBe(1);
    expect(err).toContain(
      'playbooks/queue is made, but its pages are not: playbooks/alb-502/README.md needs the lines',
    );
    expect(await tree.read('playbooks/index.ts')).toContain("import queuePlaybook from './queue/playbook.ts';");
  });
});
