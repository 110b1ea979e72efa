import { PassThrough, Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { constants, createGunzip } from 'node:zlib';
import { ReadFailure } from '#playbook';
import { createLineFeed } from '../access-log/index.ts';
import type { Send } from './service.ts';

/** What to read of an object, and what to do with each line. */
export interface LinesOf {
  readonly bucket: string;
  readonly key: string;
  /** Bytes of the object as it lies in S3. */
  readonly maxBytes: number;
  readonly line: (text: string) => void;
  readonly signal: AbortSignal;
}

/**
 * Reads an object line by line, unpacking it when its name ends in `.gz`, and holding one chunk at a time. What lies
 * beyond `maxBytes` is left unread, and the last line before it may be a part. Gives whether the object was read whole.
 */
export async function foldLines(
  send: Send<'s3', 'GetObject'>,
  { bucket, key, maxBytes, line, signal }: LinesOf,
): Promise<{ readonly whole: boolean }> {
  const { Body } = await send({ Bucket: bucket, Key: key });
  if (!(Body instanceof Readable)) throw new ReadFailure('failed', `S3 sent no content for ${key}`);
  let whole = true;
  const feed = createLineFeed(line);
  await pipeline(
    Body,
    async function* head(chunks: AsyncIterable<Uint8Array>) {
      let left = maxBytes;
      for await (const chunk of chunks) {
        if (chunk.length > left) whole = false;
        yield whole ? chunk : chunk.subarray(0, left);
        if (!whole) return;
        left -= chunk.length;
      }
    },
    // Z_SYNC_FLUSH gives what there is of a file that was cut short, instead of an error.
    key.endsWith('.gz') ? createGunzip({ finishFlush: constants.Z_SYNC_FLUSH }) : new PassThrough(),
    async (chunks: AsyncIterable<Uint8Array>) => {
      for await (const chunk of chunks) feed.write(chunk);
    },
    { signal },
  );
  feed.end();
  return { whole };
}
