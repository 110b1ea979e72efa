import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { megabytes, ratio, seconds } from './figures.ts';
import type { Chapter } from './figures.ts';
import { startSimulatedAws } from './simulated-aws.ts';

/** What the reading process found. */
export interface LogRead {
  readonly lines: number;
  readonly counted: number;
  readonly ms: number;
  /** Of all threads: unpacking has its own. */
  readonly cpuMs: number;
  /** The same bytes only fetched and unpacked. */
  readonly unpackMs: number;
  readonly idleBytes: number;
  readonly peakBytes: number;
}

/** As many files as one investigation reads. */
const files = 12;
const lines = 1_000_000;

/** A busy site's access log: how long a million lines take, in how much memory. */
export async function accessLog(): Promise<Chapter> {
  const aws = await startSimulatedAws({ kind: 'access log', files, lines: Math.ceil(lines / files) });
  try {
    const read = await readInOwnProcess(aws.ask, aws.env);
    if (read.counted !== read.lines || read.lines < lines) throw new Error(`${read.counted} of ${read.lines} counted`);
    return {
      title: `${lines.toLocaleString('en')} access-log lines`,
      figures: [
        { what: 'Time ÷ only fetching and unpacking the same files', value: ratio(read.ms / read.unpackMs) },
        { what: 'Time', value: seconds(read.ms) },
        { what: 'Processor time, all threads', value: seconds(read.cpuMs) },
        { what: 'Lines a second', value: Math.round((read.lines / read.ms) * 1_000).toLocaleString('en') },
        {
          what: 'Most memory; before the first line',
          value: `${megabytes(read.peakBytes)}; ${megabytes(read.idleBytes)}`,
        },
      ],
      notes: [
        `${files} gzip files, as many as one investigation reads, over the wire: GetObject, unpack, parse and summarise, in a process of its own. (An investigation stops at 24 MB of compressed log and at 8 seconds.)`,
      ],
    };
  } finally {
    await aws.close();
  }
}

async function readInOwnProcess(bucket: string, env: Readonly<Record<string, string>>): Promise<LogRead> {
  const reader = fileURLToPath(new URL('access-log-reader.ts', import.meta.url));
  const child = spawn(process.execPath, [reader, bucket], {
    env: { PATH: process.env['PATH'], ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [out, [code]] = await Promise.all([text(child.stdout), once(child, 'close')]);
  if (code !== 0) throw new Error(`the reader of the access log ended with ${code}`);
  return JSON.parse(out);
}
