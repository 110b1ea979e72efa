/** Answers as AWS on a thread of its own, so that answering takes no time from what is measured. */
import { text } from 'node:stream/consumers';
import { parentPort, workerData } from 'node:worker_threads';
import { gzipSync } from 'node:zlib';
import { scenarios } from '../playbooks/alb-502/scenarios/index.ts';
import type { Account } from '../src/simulation/account.ts';
import { contentOf } from '../src/simulation/answers/s3-content.ts';
import type { Scenario } from '../src/simulation/scenario.ts';
import { startSimulation } from '../src/simulation/simulation.ts';
import type { Place, WorkerOrder, WorkerRequest, World } from './simulated-aws.ts';

const port = parentPort;
if (port === null) throw new Error('this is the simulation of the benchmarks: npm run bench starts it');

const { world, latencyMs }: WorkerOrder = workerData;
const { account, ask } = await accountOf(world);
const simulation = await startSimulation({ accounts: { [account.id]: account }, latencyMs });
port.on('message', (request: WorkerRequest) => {
  if (request === 'reset') simulation.reset();
  port.postMessage(request === 'reset' ? 'done' : simulation.record());
});
const credentials = simulation.credentialsFor(account.id);
port.postMessage({ url: simulation.url, region: account.region, ask, credentials } satisfies Place);

async function accountOf(wanted: World): Promise<{ readonly account: Account; readonly ask: string }> {
  if (wanted.kind === 'scenario') {
    const scenario = scenarioCalled(wanted.id);
    return { account: scenario.account(new Date()), ask: scenario.ask };
  }
  const { id, region, s3 = {} } = scenarioCalled('keepalive-mismatch/idle-timeout-raised').account(new Date());
  const [[bucket, objects] = ['', []]] = Object.entries(s3);
  const key = objects[0]?.key ?? '';
  const files = await Promise.all(objects.map((object) => text(contentOf({ ...object, gzip: false }))));
  const natural = files.join('').split('\n').filter(Boolean);
  const lines = Array.from({ length: wanted.lines }, (_, index) => natural[index % natural.length]);
  const bytes = gzipSync(`${lines.join('\n')}\n`);
  const many = Array.from({ length: wanted.files }, (_, index) => ({
    key: key.replace('.log.gz', `${index}.log.gz`),
    lastModified: new Date(),
    body: () => bytes,
    size: bytes.length,
  }));
  return { account: { id, region, s3: { [bucket]: many } }, ask: bucket };
}

function scenarioCalled(id: string): Scenario {
  const found = scenarios.find((scenario) => scenario.id === id);
  if (!found) throw new Error(`there is no scenario ${id}`);
  return found;
}
