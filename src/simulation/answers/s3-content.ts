import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import { createGzip, gzipSync } from 'node:zlib';
import type { S3Object } from '../account.ts';

/** The bytes of an object as they lie in S3: made when asked for, and compressed where the object says so. */
export async function* contentOf({ body, gzip }: S3Object): AsyncGenerator<Uint8Array> {
  if (typeof body !== 'function') {
    const text = Buffer.from(typeof body === 'string' ? body : body.map((line) => `${line}\n`).join(''));
    yield gzip ? gzipSync(text, { level: 1 }) : text;
    return;
  }
  const made = body();
  const plain = made instanceof Uint8Array ? [made] : made;
  if (gzip) yield* Readable.from(plain).pipe(createGzip({ level: 1 }));
  else yield* plain;
}

interface Size {
  readonly bytes: number;
  /** Entity tag; unknown where the object states its size and nobody looked at its bytes. */
  readonly etag: string | undefined;
}

interface Measured extends Size {
  /** The bytes themselves, where they are few. */
  readonly kept: Uint8Array | null;
}

/** Bytes of an object that are kept once they were made. */
const KEEP = 2 * 1024 * 1024;

/** How large objects are as they lie in S3. What they do not state themselves costs one pass over their bytes, once. */
export class ObjectSizes {
  readonly #measured = new WeakMap<S3Object, Promise<Measured>>();

  of(object: S3Object): Promise<Size> {
    if (object.size !== undefined) return Promise.resolve({ bytes: object.size, etag: undefined });
    return this.#measure(object);
  }

  /** The bytes of an object, made anew only where they are many. */
  async *contentOf(object: S3Object): AsyncGenerator<Uint8Array> {
    const kept = object.size === undefined ? (await this.#measure(object)).kept : null;
    if (kept) yield kept;
    else yield* contentOf(object);
  }

  #measure(object: S3Object): Promise<Measured> {
    const known = this.#measured.get(object) ?? measure(object);
    this.#measured.set(object, known);
    return known;
  }
}

async function measure(object: S3Object): Promise<Measured> {
  const hash = createHash('md5');
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of contentOf(object)) {
    bytes += chunk.length;
    hash.update(chunk);
    if (bytes <= KEEP) chunks.push(chunk);
  }
  const kept = bytes <= KEEP ? Buffer.concat(chunks) : null;
  return { bytes, etag: `"${hash.digest('hex')}"`, kept };
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
