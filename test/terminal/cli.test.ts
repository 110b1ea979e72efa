import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { stripVTControlCharacters } from 'node:util';
import { afterAll, describe, expect, test } from 'vitest';
import type { Report } from '../../src/engine/index.ts';
import { cli } from '../../src/terminal/cli.ts';
import { hostile, smallProgram } from './small-program.ts';

const program = fileURLToPath(new URL('./program.ts', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'opsmedic-cli-'));
afterAll(() => rmSync(folder, { recursive: true }));

interface Ended {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

/** Runs the command line in this process; `small` chooses what the account answers. */
async function run(words: readonly string[], small = 'broken', screen: Screened = {}): Promise<Ended> {
  const [stdout, stderr] = [recording(screen), recording(screen)];
  const code = await cli(words, { stdout, stderr, env: screen.env ?? {} }, smallProgram(small));
  return { code, out: stdout.text(), err: stderr.text() };
}

/** A screen, as far as a program can tell. */
interface Screened {
  readonly isTTY?: boolean;
  readonly columns?: number;
  readonly env?: Readonly<Record<string, string>>;
}

function recording({ isTTY = false, columns = 80 }: Screened) {
  const chunks: string[] = [];
  const stream = new Writable({ write: (chunk, _, done) => (chunks.push(String(chunk)), done()) });
  return Object.assign(stream, { isTTY, columns, text: () => chunks.join('') });
}

/** Runs it as a process of its own. */
function spawned(words: readonly string[], small = 'broken'): Promise<Ended> {
  return ended(process.execPath, [program, ...words], small);
}

function ended(command: string, args: readonly string[], small: string): Promise<Ended> {
  const { promise, resolve, reject } = Promise.withResolvers<Ended>();
  const child = spawn(command, args, { env: { ...process.env, SMALL: small }, stdio: ['ignore', 'pipe', 'pipe'] });
  let [out, err] = ['', ''];
  child.stdout.on('data', (chunk) => (out += String(chunk)));
  child.stderr.on('data', (chunk) => (err += String(chunk)));
  child.on('error', reject);
  child.on('close', (code) => resolve({ code, out, err }));
  return promise;
}

async function reportOf(words: readonly string[], small?: string): Promise<Report> {
  const { code, out, err } = await run([...words, '--json'], small);
  expect({ code, err }).toEqual({ code: 0, err: '' });
  return JSON.parse(out);
}

// oxlint-disable-next-line no-control-regex -- these are what must not be there
const control = /[\u0000-\u0009\u000B-\u001F\u007F-\u009F\u202A-\u202E]/u;

describe('as a process', () => {
  const words = ['diagnose', 'small-502', 'checkout', '--json'];

  test('it ends with 0 and one document on stdout', async () => {
    const { code, out, err } = await spawned(words);
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(JSON.parse(out)).toMatchObject({ schema: 1 });
  });

  test.each([
    [1, 'expired'],
    [2, 'several'],
  ])(
    'it ends with %i for an account that is %s, with a sentence on stderr and nothing on stdout',
    async (code, small) => {
      expect(await spawned(words, small)).toEqual({ code, out: '', err: expect.stringMatching(/^[A-Z].*[.?]\n/u) });
    },
  );

  test('it survives a reader that leaves early', async () => {
    const line = `"$0" "$1" diagnose small-502 checkout --json | head -c 20; echo; echo "\${PIPESTATUS[0]}"`;
    const { out, err } = await ended('bash', ['-c', line, process.execPath, program], 'huge');
    expect({ out: out.split('\n').slice(-2)[0], err }).toEqual({ out: '0', err: '' });
  });

  test('it says so when it is stopped', async () => {
    expect(await spawned(['diagnose', 'small-502', 'checkout'], 'stopped')).toEqual({
      code: 1,
      out: '',
      err: 'It was stopped before it was done.\n',
    });
  });
});

describe('on a screen', () => {
  const words = ['diagnose', 'small-502', 'checkout'];

  test('the headline is in colour and lines fit, while the steps were shown on stderr', async () => {
    const { code, out, err } = await run(words, 'broken', { isTTY: true, columns: 50 });
    expect(code).toBe(0);
    expect(out.startsWith('\u001B[31mA deployment broke it.')).toBe(true);
    const lines = stripVTControlCharacters(out).split('\n');
    expect(lines.filter((line) => line.length > 50)).toEqual([]);
    expect(stripVTControlCharacters(err)).toMatch(/Looking: \d of 5/u);
    expect(stripVTControlCharacters(err)).toContain('✔ Look for changes');
  });

  test.each([[{ NO_COLOR: '1' }], [{ TERM: 'dumb' }]])('there are no colours with %j', async (env) => {
    const { out } = await run(words, 'broken', { isTTY: true, env });
    expect(out).not.toContain('\u001B');
  });

  test('a hostile text stays within its line', async () => {
    const { out, err } = await run(words, 'hostile', { isTTY: true });
    const bare = stripVTControlCharacters(out) + stripVTControlCharacters(err);
    expect(bare).toContain('\\x1b[2J');
    expect(out).not.toContain(hostile.slice(0, 4));
    expect(bare).not.toMatch(control);
  });
});

describe('an investigation', () => {
  test('is shown for a person: the headline first, and nothing on stderr', async () => {
    const { code, out, err } = await run(['diagnose', 'small-502', 'checkout']);
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(out.split('\n')[0]).toBe('A deployment broke it. It began with a deployment.');
    expect(out).toContain('Roll the deployment back.');
    expect(out).not.toMatch(control);
  });

  test.each(['broken', 'healthy', 'denied', 'hostile'])(
    'of an account that is %s is one JSON document',
    async (small) => {
      const report = await reportOf(['diagnose', 'small-502', 'checkout', '--since', '2h'], small);
      expect(report).toMatchObject({ schema: 1, playbook: 'small-502', subject: { name: 'checkout', from: 'typed' } });
      expect(Date.parse(report.window.to) - Date.parse(report.window.from)).toBe(2 * 3_600_000);
    },
  );

  test('lets nothing through that a terminal would obey', async () => {
    for (const words of [[], ['--json']]) {
      const { code, out } = await run(['diagnose', 'small-502', 'checkout', ...words], 'hostile');
      expect(code).toBe(0);
      expect(out).toContain('😀');
      expect(out).not.toMatch(control);
    }
  });

  test('of any size is written to its end', async () => {
    const report = await reportOf(['diagnose', 'small-502', 'checkout'], 'huge');
    expect(report.findings.flatMap(({ evidence }) => evidence.flatMap(({ quotes }) => quotes))).toHaveLength(2_001);
    const { out } = await run(['diagnose', 'small-502', 'checkout'], 'huge');
    expect(out).toContain('… and 1990 more (--json)');
    expect(out.trimEnd()).toMatch(/· inv_\w+$/u);
  });
});

describe('exit code 1 and one sentence', () => {
  test('without credentials', async () => {
    expect(await run(['diagnose', 'small-502', 'checkout', '--json'], 'expired')).toEqual({
      code: 1,
      out: '',
      err: 'The session has expired: run aws sso login.\n',
    });
  });

  test('for a fault of ours', async () => {
    const { code, out, err } = await run(['diagnose', 'small-502', 'checkout'], 'bug');
    expect({ code, out }).toEqual({ code: 1, out: '' });
    expect(err).toMatch(/^Something went wrong inside OpsMedic\. Its log has the details under inv_\w+\.\n$/u);
  });
});

describe('exit code 2, nothing on stdout, and a sentence', () => {
  test.each([
    [['diagnoze'], 'There is no command “diagnoze”: did you mean “diagnose”?\n'],
    [
      ['frobnicate'],
      'There is no command “frobnicate”: there is diagnose, playbooks, propose, approvals, changes, handoff, catchup, export, iam, audit, doctor, serve, help.\n',
    ],
    [['help', 'doctr'], 'There is no command “doctr”: did you mean “doctor”?\n'],
    [['playbooks', 'small-503'], 'There is no playbook “small-503”: did you mean “small-502”?\n'],
    [['diagnose', 'small-502', 'checkout', '--snice', '1h'], 'There is no option “snice”: did you mean “since”?\n'],
    [
      ['diagnose', 'small-502', 'checkout', '--since', 'x'],
      '“x” is not a length of time: say for instance 90s, 30m, 2h or 1d.\n',
    ],
    [
      ['diagnose', 'small-502', 'checkout', '--replay', '/nowhere/x.json'],
      '/nowhere/x.json could not be read: there is no such file or directory.\n',
    ],
    [
      ['diagnose', 'small-502', 'checkout', '--replay', program],
      `${program} is not a recording of OpsMedic (made with --save).\n`,
    ],
    [
      ['diagnose', 'small-502', 'checkout', '--save', '/nowhere/x.json'],
      'Nothing can be saved in /nowhere: there is no such file or directory.\n',
    ],
    [
      ['diagnose', 'smal-502', 'checkout'],
      'There is no playbook “smal-502”. Did you mean small-502?\n  opsmedic diagnose small-502 checkout  # small-502\n',
    ],
    [['iam'], 'Say either iam --reads or iam --changes.\n'],
    [['iam', '--reads', '--partition', 'China'], '“China” is no partition: say aws, aws-cn or aws-us-gov.\n'],
    [['iam', '--reads', '--playbook', 'nope'], 'There is no playbook “nope”: there is small-502.\n'],
  ])('%j', async (words, err) => {
    expect(await run(words)).toEqual({ code: 2, out: '', err });
  });

  test('for a name that could be several: they are listed as commands', async () => {
    const { code, out, err } = await run(['diagnose', 'small-502', 'checkout', '--json'], 'several');
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err.split('\n')).toEqual([
      'Several could be meant by “checkout”. Which load balancer?',
      expect.stringMatching(/^  opsmedic diagnose small-502 arn:\S+checkout-dev\S+  # checkout-dev$/u),
      expect.stringMatching(/^  opsmedic diagnose small-502 arn:\S+checkout-prod\S+  # checkout-prod$/u),
      '',
    ]);
  });

  test('for a configuration that is wrong: a sentence for each problem', async () => {
    expect(await run(['diagnose', 'small-502'], 'misconfigured')).toEqual({
      code: 2,
      out: '',
      err: 'opsmedic.yaml, line 3: a\nPORT must be b.\n',
    });
  });
});

describe('sentences on stderr are as harmless as results', () => {
  test.each([
    ['a failure', ['diagnose', 'small-502', 'checkout'], 'cursed', 1],
    ['a question', ['diagnose', hostile], 'broken', 2],
    ['wrong usage', ['diagnose', 'small-502', hostile], 'broken', 2],
    ['an unknown command', [hostile], 'broken', 2],
  ])('%s', async (_, words, small, code) => {
    const { code: was, out, err } = await run(words, small);
    expect({ code: was, out }).toEqual({ code, out: '' });
    expect(err).toContain('\\x1b[2J');
    expect(err).not.toMatch(control);
  });
});

describe('help', () => {
  test.each([[[]], [['--help']], [['-h']], [['help']]])(
    '%j lists the commands, even when the configuration is wrong',
    async (words) => {
      const { code, out, err } = await run(words, 'misconfigured');
      expect({ code, err }).toEqual({ code: 0, err: '' });
      for (const name of ['diagnose', 'playbooks', 'iam', 'doctor', 'serve']) expect(out).toContain(`opsmedic ${name}`);
    },
  );

  test.each([[['diagnose', '--help']], [['help', 'diagnose']]])('%j shows how to use it', async (words) => {
    const { code, out } = await run(words, 'misconfigured');
    expect(code).toBe(0);
    for (const option of ['since', '--json', '--save FILE', '--replay FILE', '--plan', '--profile P'])
      expect(out).toContain(option);
  });

  test('--version says which', async () => {
    expect(await run(['--version'])).toEqual({ code: 0, out: 'opsmedic 0.0.0\n', err: '' });
  });
});

describe('a plan', () => {
  test('tells what would be read and asks nothing of AWS', async () => {
    const { code, out, err } = await run(['diagnose', 'small-502', '--plan'], 'bug');
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(out).toContain('Target health (small.targets): elbv2.DescribeTargetHealth\n    after small.errors');
    expect(out.indexOf('small.errors')).toBeLessThan(out.indexOf('small.targets'));
  });

  test('is JSON with --json', async () => {
    const { out } = await run(['diagnose', 'small-502', '--plan', '--json'], 'bug');
    expect(JSON.parse(out)).toMatchObject({
      playbook: 'small-502',
      actions: [
        'cloudtrail:LookupEvents',
        'cloudwatch:GetMetricData',
        'elasticloadbalancing:DescribeLoadBalancers',
        'elasticloadbalancing:DescribeTargetGroups',
        'elasticloadbalancing:DescribeTargetHealth',
      ],
    });
  });
});

describe('a recording', () => {
  const file = join(folder, 'incident.json');

  function timeless({ facts, ...report }: Report) {
    const timeless = { id: '', startedAt: '', finishedAt: '', durationMs: 0 };
    return { ...report, ...timeless, facts: facts.map(timelessFact) };
  }

  function timelessFact({ id, known, sources }: Report['facts'][number]) {
    return { id, known, sources: sources.map(({ call, attempts }) => ({ call, attempts })) };
  }

  test('is judged again without AWS, to the same report', async () => {
    const live = await reportOf(['diagnose', 'small-502', 'checkout', '--save', file], 'denied');
    expect(statSync(file).mode & 0o077).toBe(0);
    expect(JSON.parse(readFileSync(file, 'utf8'))).toMatchObject({ format: 'opsmedic-recording', version: 1 });
    const again = await reportOf(['diagnose', 'small-502', 'checkout', '--replay', file], 'bug');
    expect(timeless(again)).toEqual(timeless(live));
    expect(timeless(await reportOf(['diagnose', '--replay', file], 'bug'))).toEqual(timeless(live));
  });

  test.each([
    [['diagnose', 'small-502', 'orders', '--replay', file], 'The recording has subject “checkout”, not “orders”.\n'],
    [['diagnose', '--replay', file, '--since', '2h'], 'The recording has since not given, not “2h”.\n'],
    [['diagnose', '--replay', file, '--save', 'x'], '“replay” goes with neither “save” nor “plan”.\n'],
  ])('is about what it is about: %j', async (words, err) => {
    await run(['diagnose', 'small-502', 'checkout', '--save', file]);
    expect(await run(words)).toEqual({ code: 2, out: '', err });
  });

  test('that cannot be written says so after the report', async () => {
    const { code, out, err } = await run(['diagnose', 'small-502', 'checkout', '--save', folder]);
    expect(code).toBe(1);
    expect(out).toContain('A deployment broke it');
    expect(err).toBe(`The recording could not be written to ${folder}: it is a directory.\n`);
  });
});

describe('other commands', () => {
  test('playbooks lists them', async () => {
    expect((await run(['playbooks'])).out).toBe('  • small-502: For tests: requests fail.\n');
    expect(JSON.parse((await run(['playbooks', '--json'])).out)).toEqual([
      {
        id: 'small-502',
        title: 'The small load balancer answers 502',
        summary: 'For tests: requests fail.',
        version: '1',
      },
    ]);
  });

  test('playbooks shows one: causes, how they are recognised, what it reads', async () => {
    const { out } = await run(['playbooks', 'small-502']);
    for (const part of [
      'bad-rollout',
      'A deployment just before the first error.',
      'elbv2.DescribeTargetHealth',
      'cloudtrail:LookupEvents',
    ])
      expect(out).toContain(part);
    expect(JSON.parse((await run(['playbooks', 'small-502', '--json'])).out)).toMatchObject({
      causes: [{ id: 'bad-rollout', leadsTo: ['all-unhealthy'] }, { id: 'all-unhealthy' }],
    });
  });

  test('the doctor ends with 1 when something is to be mended', async () => {
    const { code, out, err } = await run(['doctor']);
    expect({ code, err }).toEqual({ code: 1, err: '' });
    expect(out).toContain('✗ AWS: https://sts.amazonaws.com/ cannot be reached');
    expect(JSON.parse((await run(['doctor', '--json'])).out)).toMatchObject({ right: false });
  });

  test('iam prints a policy that can be piped into a file', async () => {
    const { code, out, err } = await run(['iam', '--reads', '--playbook', 'small-502']);
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(JSON.stringify(JSON.parse(out))).toContain('elasticloadbalancing:DescribeTargetHealth');
  });

  test('iam prints what the change role may do, in one account and for one change', async () => {
    const { out } = await run([
      'iam',
      '--changes',
      '--remedy',
      'lambda.limit-concurrency',
      '--account',
      '111122223333',
    ]);
    const { Statement } = JSON.parse(out);
    expect(Statement[0]).toEqual({
      Sid: 'LambdaLimitConcurrency',
      Effect: 'Allow',
      Action: ['lambda:DeleteFunctionConcurrency', 'lambda:PutFunctionConcurrency'],
      Resource: ['arn:aws:lambda:*:111122223333:function:*'],
    });
    const all = JSON.parse((await run(['iam', '--changes'])).out).Statement;
    expect(all.length).toBeGreaterThan(Statement.length);
  });

  test('iam prints whom the change role trusts', async () => {
    const principal = 'arn:aws:iam::111122223333:role/opsmedic';
    const { out } = await run(['iam', '--changes', '--trust', '--principal', principal, '--team', 'T0SHOP']);
    const { Statement } = JSON.parse(out);
    expect(Statement[1]).toEqual({
      Sid: 'NameWhoApproved',
      Effect: 'Allow',
      Principal: { AWS: principal },
      Action: ['sts:SetSourceIdentity'],
      Condition: { StringLike: { 'sts:SourceIdentity': 'T0SHOP.?*' } },
    });
  });

  test.each([
    ['changes look at', 'lambda:ListTags'],
    ['is looked for beside them', 'cloudwatch:ListAlarmMuteRules'],
    ['handoffs look at', 'cloudwatch:DescribeAlarmHistory'],
  ])('iam --reads allows what %s; for one playbook it does not', async (_what, action) => {
    expect((await run(['iam', '--reads'])).out).toContain(action);
    expect((await run(['iam', '--reads', '--playbook', 'small-502'])).out).not.toContain(action);
  });

  test.each([
    ['--account', '1234', 'no account id'],
    ['--remedy', 'lambda.limit-concurency', 'did you mean “lambda.limit-concurrency”?'],
    ['--principal', 'opsmedic', 'no role or user'],
    ['--team', 'shop', 'no id of a Slack workspace'],
  ])('iam refuses %s %s', async (option, value, says) => {
    const trust = option === '--principal' || option === '--team' ? ['--trust'] : [];
    const { code, err } = await run(['iam', '--changes', ...trust, option, value]);
    expect(code).toBe(2);
    expect(err).toContain(says);
  });
});
