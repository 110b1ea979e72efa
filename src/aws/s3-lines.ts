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
 * beyond `maxBytes` is left unread, and the last line before it may be a part.
 */
export async function foldLines(send: Send<'s3', 'GetObject'>, lines: LinesOf): Promise<void> {
  const { Body } = await send({ Bucket: lines.bucket, Key: lines.key });
  if (!(Body instanceof Readable)) throw new ReadFailure('failed', 'S3 sent no content', 's3:GetObject');
  // An object that is left before its end says so as an error, which nobody is waiting for by then.
  Body.on('error', () => {});
  const feed = createLineFeed(lines.line);
  try {
    await pipeline(
      firstBytes(Body, lines.maxBytes),
      // Z_SYNC_FLUSH gives what there is of a file that was cut short, instead of an error.
      lines.key.endsWith('.gz') ? createGunzip({ finishFlush: constants.Z_SYNC_FLUSH }) : new PassThrough(),
      async (chunks: AsyncIterable<Uint8Array>) => {
        for await (const chunk of chunks) feed.write(chunk);
      },
      { signal: lines.signal },
    );
  } catch (error) {
    throw contentFailure(error);
  } finally {
    Body.destroy();
  }
  feed.end();
}

/** Leaves the stream open at the end: closing it early would pass for a broken connection. */
async function* firstBytes(body: Readable, most: number): AsyncGenerator<Uint8Array> {
  let left = most;
  for await (const chunk of body.iterator({ destroyOnReturn: false }) as AsyncIterable<Uint8Array>) {
    yield chunk.subarray(0, left);
    left -= chunk.length;
    if (left <= 0) return;
  }
}

/** Errors of streams carry a code; what has none is a mistake of ours. */
function contentFailure(error: unknown): unknown {
  const code = error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : null;
  if (code === null || code === 'ABORT_ERR') return error;
  const detail = code.startsWith('Z_')
    ? 'the object is not gzip, as its name says'
    : `the connection to S3 broke while the object was read (${code})`;
  return new ReadFailure('failed', detail, 's3:GetObject');
}
