import { join } from 'node:path';
import { Ajv } from 'ajv';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startIncident } from './incident.ts';
import type { Incident } from './incident.ts';
import { emptyFolder, run } from './program.ts';
import type { Ended, Environment } from './program.ts';
import { reportSchema } from './report-schema.ts';

const fits = new Ajv({ allErrors: true }).compile(reportSchema);

let folder: Awaited<ReturnType<typeof emptyFolder>>;
let oom: Incident;

beforeAll(async () => {
  folder = await emptyFolder();
  oom = await startIncident('oom-container/seatmap-leak');
});

afterAll(async () => {
  await oom.close();
  await folder.close();
});

function opsmedic(words: readonly string[], env: Environment): Promise<Ended> {
  return run(words, folder.path, env);
}

/** What a document must be to be relied upon. */
function reportIn(out: string): Record<string, unknown> {
  const report: Record<string, unknown> = JSON.parse(out);
  expect(fits(report) ? [] : fits.errors).toEqual([]);
  return report;
}

describe('node src/main.ts diagnose', { timeout: 120_000 }, () => {
  test('prints one JSON document that names the root cause, its account and its evidence', async () => {
    const { code, out, err } = await opsmedic(['diagnose', 'alb-502', oom.scenario.ask, '--json'], oom.env);
    expect({ code, err }).toEqual({ code: 0, err: '' });
    const report = reportIn(out);
    expect(report).toMatchObject({
      schema: 1,
      playbook: 'alb-502',
      subject: { name: 'tix-public', from: 'typed' },
      account: oom.account.id,
      region: oom.account.region,
      diagnosis: { kind: 'diagnosed', rootCause: 'oom-container' },
      findings: expect.arrayContaining([
        expect.objectContaining({ cause: 'oom-container', role: 'root-cause', confidence: 'confirmed' }),
      ]),
      blindSpots: [],
    });
    expect(JSON.stringify(report['findings'])).toContain('OutOfMemoryError');
  });

  test('keeps what AWS said, and judges it again without AWS', async () => {
    const file = join(folder.path, 'kept.json');
    const live = await opsmedic(['diagnose', 'alb-502', oom.scenario.ask, '--json', '--save', file], oom.env);
    const again = await opsmedic(['diagnose', '--replay', file, '--json'], {});
    expect([live.code, again.code, again.err]).toEqual([0, 0, '']);
    const [first, second] = [reportIn(live.out), reportIn(again.out)];
    for (const part of ['subject', 'account', 'window', 'diagnosis', 'symptom', 'findings', 'ruledOut', 'changes'])
      expect(second[part], part).toEqual(first[part]);
  });

  test('ends with 2 and the nearest names when there is no such load balancer', async () => {
    const { code, out, err } = await opsmedic(['diagnose', 'alb-502', 'tix-pubilc-web', '--json'], oom.env);
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toContain('tix-public');
  });

  test('ends with 1 and one sentence without credentials', async () => {
    const { AWS_ENDPOINT_URL = '', AWS_REGION = '' } = oom.env;
    const { code, out, err } = await opsmedic(['diagnose', 'alb-502', 'tix-public'], { AWS_ENDPOINT_URL, AWS_REGION });
    expect({ code, out }).toEqual({ code: 1, out: '' });
    expect(err).toMatch(/^There are no AWS credentials here: [^\n]+\n$/u);
  });

  test('ends with 1 and one sentence when AWS is out of reach', async () => {
    const nowhere = { ...oom.env, AWS_ENDPOINT_URL: 'http://127.0.0.1:9' };
    const { code, out, err } = await opsmedic(['diagnose', 'alb-502', 'tix-public', '--json'], nowhere);
    expect({ code, out }).toEqual({ code: 1, out: '' });
    expect(err).toMatch(/^AWS could not be reached [^\n]+\n$/u);
  });
});
