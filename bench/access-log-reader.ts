/** Reads the access log in a bucket as an investigation does, and tells what it took; alone, for its memory. */
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import { GetObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { openAccounts } from '#aws/accounts';
import * as s3 from '#aws/s3';
import { mergeSummaries } from '../src/access-log/index.ts';
import type { LogRead } from './access-log.ts';

const [bucket = ''] = process.argv.slice(2);
const { env } = process;
const now = (): Date => new Date();
const { signal } = new AbortController();
const anywhere = { account: null, region: null, profile: null };
const { read } = await openAccounts({ accounts: [], env, now })(anywhere, signal);
const { value: files } = await read(s3.objects, { bucket, prefix: '' }, signal);
const window = { from: new Date(now().getTime() - 86_400_000), to: now(), maxBytes: Infinity };
const idleBytes = process.memoryUsage.rss();

const cpuBefore = process.cpuUsage();
let began = performance.now();
const answers = await Promise.all(
  files.map(({ key }) => read(s3.accessLogFile, { bucket, key, loadBalancer: loadBalancerOf(key), ...window }, signal)),
);
const summary = mergeSummaries(answers.map(({ value }) => value));
const ms = performance.now() - began;
const cpu = process.cpuUsage(cpuBefore);
// Kilobytes, as getrusage has them.
const peakBytes = process.resourceUsage().maxRSS * 1024;

const client = new S3Client({ endpoint: env['AWS_ENDPOINT_URL'] ?? '', forcePathStyle: true });
began = performance.now();
await Promise.all(files.map(({ key }) => unpack(key)));
const unpackMs = performance.now() - began;

const { read: lines, counted } = summary?.lines ?? { read: 0, counted: 0 };
const cpuMs = (cpu.user + cpu.system) / 1_000;
const result: LogRead = { lines, counted, ms, cpuMs, unpackMs, idleBytes, peakBytes };
process.stdout.write(JSON.stringify(result));
client.destroy();

/** `…_app.name.id_…` → `app/name/id` */
function loadBalancerOf(key: string): string {
  return /_(app\.[^_]+)_/u.exec(key)?.[1]?.replaceAll('.', '/') ?? '';
}

async function unpack(key: string): Promise<void> {
  const { Body } = await client.send(new GetObjectCommand({ Bucket: bucket, Key: key }));
  if (!(Body instanceof Readable)) throw new Error(`${key} has no content`);
  await pipeline(Body, createGunzip(), async (chunks: AsyncIterable<Uint8Array>) => {
    for await (const chunk of chunks) if (chunk.length === 0) break;
  });
}
