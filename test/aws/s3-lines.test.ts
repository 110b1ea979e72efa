import { gzipSync } from 'node:zlib';
import type { ServerResponse } from 'node:http';
import { expect, test, vi } from 'vitest';
import { foldLines } from '../../src/aws/s3-lines.ts';
import { read } from '../../src/aws/service.ts';
import { loopback, readerOf } from './loopback.ts';
import { failureOf } from './wire.ts';

interface Wanted {
  readonly key: string;
  readonly maxBytes: number;
}

/** Gives the lines themselves, which no call of ours does. */
const lines = read('s3', 'GetObject', async (send, { key, maxBytes }: Wanted, signal) => {
  const found: string[] = [];
  await foldLines(send, { bucket: 'logs', key, maxBytes, line: (text) => found.push(text), signal });
  return found;
});

const patient = () => AbortSignal.timeout(20_000);

/** Sends each part when the one before has gone out. */
async function inParts(response: ServerResponse, parts: readonly (string | Buffer)[]): Promise<void> {
  for (const part of parts) await new Promise<void>((resolve) => response.write(part, () => resolve()));
}

test('lines are found across the borders of chunks, and bytes are counted over all of them', async () => {
  const { url, hits } = await loopback((_hit, response) => {
    void inParts(response, ['first\nsec', 'ond\nthird\n', 'fourth\nfifth\n']).then(() => response.end());
  });
  const read = readerOf(url);
  const whole = await read(lines, { key: 'a.log', maxBytes: 1_000 }, patient());
  expect(whole.value).toEqual(['first', 'second', 'third', 'fourth', 'fifth']);
  const head = await read(lines, { key: 'a.log', maxBytes: 21 }, patient());
  expect(head.value).toEqual(['first', 'second', 'third', 'fo']);
  expect(hits.map(({ path }) => path)).toEqual(['/logs/a.log?x-id=GetObject', '/logs/a.log?x-id=GetObject']);
});

test('an object of a gigabyte is left where enough was read', async () => {
  let sent = 0;
  const dropped = vi.fn<() => void>();
  const { url } = await loopback((_hit, response) => {
    response.on('close', dropped);
    response.writeHead(200, { 'content-length': '1000000000' });
    const part = Buffer.alloc(65_536, 'x\n');
    const more = () => {
      while (!response.destroyed && response.write(part)) sent += part.length;
    };
    response.on('drain', more);
    more();
  });
  const { value } = await readerOf(url)(lines, { key: 'a.log', maxBytes: 100_000 }, patient());
  expect(value).toHaveLength(50_000);
  expect(sent).toBeLessThan(100_000_000);
  await vi.waitFor(() => expect(dropped).toHaveBeenCalled());
});

test('a connection that breaks within an object is a failure', async () => {
  const packed = gzipSync('first\nsecond\n');
  const { url } = await loopback((_hit, response) => {
    response.writeHead(200, { 'content-length': String(packed.length) });
    response.write(packed.subarray(0, packed.length - 4), () => response.destroy());
  });
  const failure = await failureOf(readerOf(url)(lines, { key: 'a.log.gz', maxBytes: 1_000 }, patient()));
  expect(failure).toMatchObject({ why: 'failed', action: 's3:GetObject' });
  expect(failure.message).toBe('the connection to S3 broke while the object was read (ECONNRESET)');
});

test('an object that stops in the middle is a timeout when the time is up, and the connection is dropped', async () => {
  const dropped = vi.fn<() => void>();
  const { url } = await loopback((_hit, response) => {
    response.on('close', dropped);
    response.write('first\n');
  });
  const failure = await failureOf(readerOf(url)(lines, { key: 'a.log', maxBytes: 1_000 }, AbortSignal.timeout(200)));
  expect(failure).toMatchObject({ why: 'timeout', action: 's3:GetObject' });
  await vi.waitFor(() => expect(dropped).toHaveBeenCalled());
});

test('a mistake of ours in handling a line stays a mistake of ours', async () => {
  const { url } = await loopback((_hit, response) => response.end('first\n'));
  const broken = read('s3', 'GetObject', (send, _ask: object, signal) => {
    const line = () => {
      throw new RangeError('ours');
    };
    return foldLines(send, { bucket: 'logs', key: 'a.log', maxBytes: 10, line, signal });
  });
  await expect(readerOf(url)(broken, {}, patient())).rejects.toThrow(new RangeError('ours'));
});

test('at an address of one’s own the bucket is in the path, not in the name of the host', async () => {
  const { url, hits } = await loopback((_hit, response) => response.end('first\n'));
  await readerOf(url.replace('127.0.0.1', 'localhost'))(lines, { key: 'a.log', maxBytes: 10 }, patient());
  expect(hits[0]).toMatchObject({
    path: '/logs/a.log?x-id=GetObject',
    headers: { host: expect.stringMatching(/^localhost:/) },
  });
});
