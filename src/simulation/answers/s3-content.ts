import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import { createGzip } from 'node:zlib';
import type { S3Object } from '../account.ts';

/** The bytes of an object as they lie in S3: made when asked for, and compressed where the object says so. */
export function contentOf(object: S3Object): AsyncIterable<Uint8Array> {
  const plain = plainContent(object.body);
  return object.gzip ? Readable.from(plain).pipe(createGzip({ level: 1 })) : plain;
}

async function* plainContent(body: S3Object['body']): AsyncGenerator<Uint8Array> {
  if (typeof body === 'string') {
    yield Buffer.from(body);
  } else if (typeof body === 'function') {
    const made = body();
    if (made instanceof Uint8Array) yield made;
    else yield* made;
  } else {
    yield Buffer.from(body.map((line) => `${line}\n`).join(''));
  }
}

export interface Measured {
  readonly size: number;
  readonly etag: string;
}

/** Size in bytes and entity tag. They cost one pass over the bytes, unless the object states its size. */
export async function measure(object: S3Object): Promise<Measured> {
  const hash = createHash('md5');
  let size = 0;
  for await (const chunk of contentOf(object)) {
    size += chunk.length;
    hash.update(chunk);
  }
  return { size, etag: `"${hash.digest('hex')}"` };
}

/** The bytes from `first` to `last`, both included. */
export async function* slice(content: AsyncIterable<Uint8Array>, first: number, last: number) {
  let at = 0;
  for await (const chunk of content) {
    const part = chunk.subarray(Math.max(0, first - at), Math.max(0, last + 1 - at));
    at += chunk.length;
    if (part.length > 0) yield part;
    if (at > last) return;
  }
}
