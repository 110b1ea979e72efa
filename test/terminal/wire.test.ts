import { spawn } from 'node:child_process';
import { chmodSync, cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { scenarios } from '../../playbooks/alb-502/scenarios/index.ts';
import type { Scenario } from '../../src/simulation/scenario.ts';
import { startSimulation } from '../../src/simulation/simulation.ts';
import type { Simulation } from '../../src/simulation/simulation.ts';

const opsmedic = resolve(import.meta.dirname, '../../bin/opsmedic');
const folder = mkdtempSync(join(tmpdir(), 'opsmedic-wire-'));

interface Ended {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

function run(program: string, words: readonly string[], env: Record<string, string>): Promise<Ended> {
  const { promise, resolve: end, reject } = Promise.withResolvers<Ended>();
  const child = spawn(program, words, {
    cwd: folder,
    env: { PATH: process.env['PATH'] ?? '', HOME: folder, AWS_EC2_METADATA_DISABLED: 'true', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let [out, err] = ['', ''];
  child.stdout.on('data', (chunk) => (out += String(chunk)));
  child.stderr.on('data', (chunk) => (err += String(chunk)));
  child.on('error', reject);
  child.on('close', (code) => end({ code, out, err }));
  return promise;
}

let simulation: Simulation;
let env: Record<string, string>;
let scenario: Scenario;

beforeAll(async () => {
  const found = scenarios.find(({ id }) => id === 'bad-rollout/checkout-500s');
  if (!found) throw new Error('the scenario is gone');
  scenario = found;
  const account = scenario.account(new Date());
  simulation = await startSimulation({ accounts: { [account.id]: account } });
  const { accessKeyId, secretAccessKey, sessionToken } = simulation.credentialsFor(account.id);
  env = {
    AWS_ENDPOINT_URL: simulation.url,
    AWS_ACCESS_KEY_ID: accessKeyId,
    AWS_SECRET_ACCESS_KEY: secretAccessKey,
    AWS_SESSION_TOKEN: sessionToken,
    AWS_REGION: account.region,
  };
});

afterAll(async () => {
  await simulation.close();
  rmSync(folder, { recursive: true });
});

describe('the command line over the AWS protocols', () => {
  test('names the root cause, and a replay without AWS says the same', async () => {
    const file = join(folder, 'incident.json');
    const live = await run(opsmedic, ['diagnose', 'alb-502', scenario.ask, '--json', '--save', file], env);
    expect({ code: live.code, err: live.err }).toEqual({ code: 0, err: '' });
    const report = JSON.parse(live.out);
    expect(scenario.truth.rootCause).toContain(report.diagnosis.rootCause);

    const again = await run(opsmedic, ['diagnose', '--replay', file, '--json'], {});
    expect({ code: again.code, err: again.err }).toEqual({ code: 0, err: '' });
    const { diagnosis, symptom, findings, noticed, ruledOut, unanswered, blindSpots, changes } = JSON.parse(again.out);
    expect(report).toMatchObject({ diagnosis, symptom, findings, noticed, ruledOut, unanswered, blindSpots, changes });
  });

  test('logs JSON lines on stderr when asked to, and nothing that AWS said', async () => {
    const { out, err } = await run(opsmedic, ['diagnose', 'alb-502', scenario.ask, '--json'], {
      ...env,
      LOG_LEVEL: 'debug',
    });
    const lines = err
      .trimEnd()
      .split('\n')
      .map((line): Record<string, unknown> => JSON.parse(line));
    const reads = lines.filter(({ msg }) => msg === 'read');
    expect(reads.length).toBeGreaterThan(10);
    expect(new Set(reads.map(({ investigation }) => investigation))).toEqual(new Set([JSON.parse(out).id]));
    expect(err).not.toContain('checkout-api');
  });

  test('ends with 1 and one sentence when there are no credentials', async () => {
    const { AWS_ENDPOINT_URL = '', AWS_REGION = '' } = env;
    expect(await run(opsmedic, ['diagnose', 'alb-502', 'x'], { AWS_ENDPOINT_URL, AWS_REGION })).toEqual({
      code: 1,
      out: '',
      err: expect.stringMatching(/^There are no AWS credentials here: [^\n]+\n$/u),
    });
  });

  test('ends with 1 and one sentence when AWS cannot be reached', async () => {
    const nowhere = { ...env, AWS_ENDPOINT_URL: 'http://127.0.0.1:9' };
    expect(await run(opsmedic, ['diagnose', 'alb-502', 'x'], nowhere)).toEqual({
      code: 1,
      out: '',
      err: expect.stringMatching(/^AWS could not be reached at 127\.0\.0\.1:9 [^\n]+\n$/u),
    });
  });

  test('ends with 2 and a sentence for each setting that is wrong', async () => {
    const { code, out, err } = await run(opsmedic, ['diagnose', 'alb-502', 'x'], {
      ...env,
      PORT: 'x',
      OPSMEDIC_CONFIG: 'gone.yaml',
    });
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err.trimEnd().split('\n').toSorted()).toEqual([
      'OPSMEDIC_CONFIG names gone.yaml, which does not exist.',
      'PORT must be a number from 0 to 65535.',
    ]);
  });
});

describe('bin/opsmedic', () => {
  test('finds the program through links', async () => {
    mkdirSync(join(folder, 'bin'));
    symlinkSync(opsmedic, join(folder, 'first'));
    symlinkSync('../first', join(folder, 'bin/second'));
    const { code, out } = await run(join(folder, 'bin/second'), ['--version'], {});
    expect({ code, out }).toEqual({ code: 0, out: expect.stringMatching(/^opsmedic \d+\.\d+\.\d+\n$/u) });
  });

  test.each([
    ['no Node.js', ''],
    ['one that is too old', '#!/bin/sh\nexit 1\n'],
  ])('says what to do where there is %s', async (_, node) => {
    const alone = mkdtempSync(join(folder, 'alone-'));
    mkdirSync(join(alone, 'bin'));
    mkdirSync(join(alone, 'path'));
    cpSync(opsmedic, join(alone, 'bin/opsmedic'));
    for (const tool of ['dirname', 'readlink']) symlinkSync(`/usr/bin/${tool}`, join(alone, 'path', tool));
    if (node !== '') {
      writeFileSync(join(alone, 'path/node'), node);
      chmodSync(join(alone, 'path/node'), 0o755);
    }
    expect(await run('/bin/sh', [join(alone, 'bin/opsmedic'), 'help'], { PATH: join(alone, 'path') })).toEqual({
      code: 2,
      out: '',
      err: `OpsMedic needs Node.js 24.15 or newer: run 'npm install' in ${alone}, which brings one.\n`,
    });
  });
});
