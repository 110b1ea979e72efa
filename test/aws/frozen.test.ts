import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { expect, onTestFinished, test } from 'vitest';
import type { Account } from '../../src/simulation/account.ts';
import { startSimulation } from '../../src/simulation/simulation.ts';

const id = '123456789012';
const region = 'eu-west-1';
const arn = `arn:aws:lambda:${region}:${id}:function:checkout`;
const account: Account = {
  id,
  region,
  lambda: { functions: [{ FunctionName: 'checkout', FunctionArn: arn, Version: '$LATEST' }] },
};

/** A process of its own that holds the credentials of an attempt and has not written yet. */
async function aboutToWrite(clockAheadMs: number) {
  let passed = 0;
  const clock = () => new Date(Date.now() + passed);
  const simulation = await startSimulation({ accounts: { [id]: account }, clock, clockAheadMs });
  const bot = simulation.credentialsFor(id);
  const child = spawn(process.execPath, [join(import.meta.dirname, 'frozen-writer.ts')], {
    stdio: ['pipe', 'pipe', 'inherit'],
    env: {
      PATH: process.env['PATH'],
      AWS_ENDPOINT_URL: simulation.url,
      AWS_ACCESS_KEY_ID: bot.accessKeyId,
      AWS_SECRET_ACCESS_KEY: bot.secretAccessKey,
      AWS_SESSION_TOKEN: bot.sessionToken,
      SHOP_ACCOUNT: id,
      SHOP_REGION: region,
      SHOP_FUNCTION: arn,
    },
  });
  onTestFinished(async () => {
    child.kill('SIGKILL');
    await simulation.close();
  });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const line = async () => (await lines.next()).value;
  expect(await line()).toBe('ready');
  return {
    simulation,
    child,
    pass: (ms: number) => {
      passed += ms;
    },
    write: async () => {
      child.stdin.write('go\n');
      return line();
    },
  };
}

test.each([0, 3_600_000, -3_600_000])(
  'a process that froze before its call and wakes up late is refused by AWS, whose clock is %d ms ahead',
  async (clockAheadMs) => {
    const { simulation, child, pass, write } = await aboutToWrite(clockAheadMs);
    child.kill('SIGSTOP');
    pass(26_000);
    child.kill('SIGCONT');
    expect(await write()).toBe('refused');
    expect(simulation.account(id)).toEqual(account);
  },
  30_000,
);

test('one that froze for a moment is in time', async () => {
  const { simulation, child, pass, write } = await aboutToWrite(0);
  child.kill('SIGSTOP');
  pass(10_000);
  child.kill('SIGCONT');
  expect(await write()).toBe('done');
  expect(simulation.account(id).lambda?.reservedConcurrency).toEqual({ checkout: 5 });
}, 30_000);
