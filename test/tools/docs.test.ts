import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { remedies } from '#remediations';
import alb502 from '../../playbooks/alb-502/playbook.ts';
import template from '../../playbooks/_template/playbook.ts';
import { PageProblem, formatted, plain, table } from '../../tools/docs/page.ts';
import { readmeOf } from '../../tools/docs/readme.ts';
import { remediesPage } from '../../tools/docs/remedies-page.ts';
import { copyOfTree } from './tree.ts';
import type { Tree } from './tree.ts';

describe('npm run docs, in a copy of the repository', () => {
  let tree: Tree;

  beforeAll(async () => {
    tree = await copyOfTree();
    await tree.node('tools/docs.ts');
  });

  afterAll(() => tree.close());

  test('finds nothing to write when it has just written', async () => {
    expect(await tree.node('tools/docs.ts', '--check')).toEqual({ code: 0, out: '', err: '' });
  });

  test('shows the policy that the program prints', async () => {
    const [, policy = ''] = /```json\n([^]*?)```/.exec(await tree.read('docs/iam.md')) ?? [];
    const { code, out } = await tree.node('src/main.ts', 'iam', '--reads');
    expect(code).toBe(0);
    expect(JSON.parse(policy)).toEqual(JSON.parse(out));
  });

  test('says what each action of the policy is for', async () => {
    const page = await tree.read('docs/iam.md');
    const [policy = '', purposes = ''] = page.split('## What each action is for');
    const actions = [...policy.matchAll(/"([a-z0-9-]+:[A-Z]\w+)"/g)].map(([, action = '']) => action);
    expect(actions.length).toBeGreaterThan(20);
    // Of STS every identity may ask who it is; keys of conditions are no actions.
    const needed = actions.filter((action) => !/^(?:sts|aws):/u.test(action));
    expect(needed.filter((action) => !purposes.includes(`| \`${action}\``))).toEqual([]);
    expect(purposes).not.toMatch(/\|\s+\|$/m);
  });

  test.each([
    'docs/iam.md',
    'docs/playbooks.md',
    'docs/remedies.md',
    'playbooks/alb-502/README.md',
    'playbooks/_template/README.md',
  ])('names %s when it was changed by hand, and writes it anew', async (path) => {
    const right = await tree.read(path);
    // The title of alb-502's page is written by hand; what it reads is not.
    const made = right.includes('DescribeTargetHealth') ? 'DescribeTargetHealth' : 'The load balancer answers 502';
    await tree.write(path, right.replace(made, 'something else'));
    expect(await tree.node('tools/docs.ts', '--check')).toEqual({
      code: 1,
      out: '',
      err: `${path} is not what the code says: run npm run docs:write.\n`,
    });
    expect(await tree.node('tools/docs.ts')).toEqual({ code: 0, out: `${path} is written anew.\n`, err: '' });
    expect(await tree.read(path)).toBe(right);
  });

  test('leaves alone what people wrote around it', async () => {
    const path = 'playbooks/_template/README.md';
    const right = await tree.read(path);
    await tree.write(path, right.replace('Say what looks like this', 'Nothing looks like this'));
    expect(await tree.node('tools/docs.ts', '--check')).toMatchObject({ code: 0 });
    await tree.write(path, right);
  });

  test('says which page is missing, or has no place for what is generated', async () => {
    const path = 'playbooks/_template/README.md';
    const right = await tree.read(path);
    await tree.write(path, right.replace('<!-- generated: causes -->', ''));
    expect(await tree.node('tools/docs.ts')).toMatchObject({
      code: 1,
      err: expect.stringMatching(/^playbooks\/_template\/README\.md needs the lines .*causes.*\n$/),
    });
    await tree.remove(path);
    expect(await tree.node('tools/docs.ts', '--check')).toMatchObject({
      code: 1,
      err: expect.stringMatching(/^playbooks\/_template\/README\.md is missing: .*\n$/),
    });
    await tree.write(path, right);
  });

  test.each([[['--chekc']], [['--check', 'docs']], [['docs/iam.md']]])('does not understand %j', async (words) => {
    expect(await tree.node('tools/docs.ts', ...words)).toEqual({
      code: 2,
      out: '',
      err: 'Say npm run docs to check the pages, or npm run docs:write to write them.\n',
    });
  });
});

test('every remedy is on its page, with its fields and what it must be allowed', () => {
  const page = remediesPage([...remedies.values()]);
  for (const remedy of remedies.values()) {
    const [, after = ''] = page.split(`\n### ${remedy.id}\n`);
    const [own = ''] = after.split('\n### ');
    expect(own).toContain(plain(remedy.summary));
    for (const { name } of remedy.parameters) expect(own).toContain(`| \`${name}\` |`);
    const needed = remedy.kind === 'guarded' ? remedy.writes.map(({ action }) => action) : [plain(remedy.why)];
    for (const text of needed) expect(own).toContain(text);
  }
});

describe('a playbook’s README', () => {
  const parts = ['reads', 'causes', 'aliases'];
  const empty = parts.map((name) => `<!-- generated: ${name} -->\n<!-- end of generated: ${name} -->`).join('\n\n');

  test('tells every cause, how it is recognised and what to do', () => {
    const text = readmeOf(alb502, 'README.md', empty);
    for (const { id, title, fix } of alb502.causes) {
      expect(text).toContain(`### ${id}\n\n${plain(title)}.`);
      expect(text).toContain(plain(fix));
    }
  });

  test('tells what a cause is also known as', () => {
    const text = readmeOf(alb502, 'README.md', empty);
    expect(text).toContain('| `header-too-large` | [malformed-response](#malformed-response) |');
    expect(text).toContain('| `oom-crash-502` | [oom-container](#oom-container) or [app-crash-1](#app-crash-1) |');
    expect(readmeOf(template, 'README.md', empty)).toContain('No cause here is known by another id.');
  });

  test('stays the same when it is written again', () => {
    const once = readmeOf(alb502, 'README.md', empty);
    expect(readmeOf(alb502, 'README.md', once)).toBe(once);
  });

  test('must have each place once', () => {
    expect(() => readmeOf(template, 'X.md', `${empty}\n${empty}`)).toThrow(PageProblem);
    expect(() => readmeOf(template, 'X.md', empty.replace('<!-- end of generated: reads -->', ''))).toThrow(
      'X.md needs the lines <!-- generated: reads --> and <!-- end of generated: reads -->, once each',
    );
  });
});

test('texts of the code are not taken for Markdown', () => {
  expect(plain('a * b <c> `d` [e] \\')).toBe('a \\* b \\<c> \\`d\\` \\[e\\] \\\\');
  expect(table(['a|b'], [['c|d']])).toBe('| a\\|b |\n| --- |\n| c\\|d |');
});

test('a page that the formatter does not understand is refused with its name', async () => {
  await expect(formatted(`${import.meta.dirname}/../..`, 'x.ts', 'const =')).rejects.toThrow(
    'x.ts cannot be formatted',
  );
});
