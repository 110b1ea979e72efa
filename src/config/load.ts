import { open } from 'node:fs/promises';
import { ConfigError } from './config-error.ts';
import { parseConfig } from './parse.ts';
import type { Config } from './schema.ts';

const maxBytes = 1024 * 1024;

/** Reads a file's bytes; rejects as `node:fs` does, with a `code`. */
export type ReadFile = (path: string) => Promise<Uint8Array>;

/**
 * The configuration in the file that `OPSMEDIC_CONFIG` names, which must exist then, or in `./opsmedic.yaml` if there
 * is one, or else the configuration of an empty file. Rejects with `ConfigError`.
 */
export async function loadConfig(
  env: Readonly<Record<string, string | undefined>>,
  readFile: ReadFile = readSmallFile,
): Promise<Config> {
  const named = env['OPSMEDIC_CONFIG']?.trim() ?? '';
  const path = named === '' ? './opsmedic.yaml' : named;
  const bytes = await readFile(path).catch((error: unknown) => {
    const code = codeOf(error);
    if (named === '' && code === 'ENOENT') return new Uint8Array();
    throw new ConfigError([`${named === '' ? path : `OPSMEDIC_CONFIG names ${path}, which`} ${whyUnreadable(code)}.`]);
  });
  if (bytes.length > maxBytes) throw new ConfigError([`${path} is larger than 1 MiB, so it is not a configuration.`]);
  return parseConfig(decode(bytes, path), path);
}

/** Stops after the first byte too many: the path may name a device or a log of many gigabytes. */
async function readSmallFile(path: string): Promise<Uint8Array> {
  await using file = await open(path);
  const bytes = Buffer.alloc(maxBytes + 1);
  let length = 0;
  for (;;) {
    const { bytesRead } = await file.read(bytes, length, bytes.length - length);
    length += bytesRead;
    if (bytesRead === 0 || length === bytes.length) return bytes.subarray(0, length);
  }
}

function decode(bytes: Uint8Array, path: string): string {
  const notText = new ConfigError([`${path} is not a text in UTF-8.`]);
  if (bytes.includes(0)) throw notText;
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw notText;
  }
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : 'unknown error';
}

function whyUnreadable(code: string): string {
  switch (code) {
    case 'ENOENT':
      return 'does not exist';
    case 'EISDIR':
      return 'is a directory';
    case 'EACCES':
    case 'EPERM':
      return 'may not be read by this user';
    default:
      return `could not be read (${code})`;
  }
}
