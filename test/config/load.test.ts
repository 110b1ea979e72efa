import { mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ConfigError, loadConfig, readSetup } from '#config';

describe('The configuration file', () => {
  let directory: string;
  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'opsmedic-config-'));
  });
  afterAll(() => rm(directory, { recursive: true, force: true }));

  async function file(name: string, content: string | Uint8Array): Promise<{ OPSMEDIC_CONFIG: string }> {
    const path = join(directory, name);
    await writeFile(path, content);
    return { OPSMEDIC_CONFIG: path };
  }

  /** A file system with nothing in it but what is given. */
  const disk = (files: Readonly<Record<string, string>>) => async (path: string) => {
    const content = files[path];
    if (content === undefined) throw Object.assign(new Error('no such file'), { code: 'ENOENT' });
    return Buffer.from(content);
  };

  test('is the one that OPSMEDIC_CONFIG names', async () => {
    const config = await loadConfig(await file('named.yaml', 'protected: [payments]'));
    expect(config.protected).toEqual(['payments']);
  });

  test('is ./opsmedic.yaml where none is named, if there is one', async () => {
    expect((await loadConfig({}, disk({ './opsmedic.yaml': 'protected: [a]' }))).protected).toEqual(['a']);
    expect((await loadConfig({ OPSMEDIC_CONFIG: ' ' }, disk({}))).protected).toEqual([]);
  });

  test('must be there where it is named', async () => {
    await expect(loadConfig({ OPSMEDIC_CONFIG: '/etc/ops.yaml' }, disk({}))).rejects.toThrow(
      'OPSMEDIC_CONFIG names /etc/ops.yaml, which does not exist.',
    );
  });

  test('must be a file that can be read', async () => {
    await expect(loadConfig({ OPSMEDIC_CONFIG: directory })).rejects.toThrow(/, which is a directory\.$/);
    await symlink(join(directory, 'loop'), join(directory, 'loop'));
    await expect(loadConfig({ OPSMEDIC_CONFIG: join(directory, 'loop') })).rejects.toThrow(
      /could not be read \(ELOOP\)/,
    );
    const denied = () => Promise.reject(Object.assign(new Error('denied'), { code: 'EACCES' }));
    await expect(loadConfig({}, denied)).rejects.toThrow('./opsmedic.yaml may not be read by this user.');
  });

  test.each([
    ['bytes that are no text', Uint8Array.of(0x61, 0xff, 0xfe, 0x80), 'is not a text in UTF-8.'],
    ['a program', Buffer.from('\u007fELF\u0002\u0001\u0000\u0000'), 'is not a text in UTF-8.'],
    ['UTF-16', Buffer.from('\ufeffaccounts: []', 'utf16le'), 'is not a text in UTF-8.'],
    ['more than a megabyte', '# x\n'.repeat(300_000), 'is larger than 1 MiB, so it is not a configuration.'],
  ])('is refused when it holds %s', async (_what, content, sentence) => {
    const env = await file('bad.yaml', content);
    await expect(loadConfig(env)).rejects.toThrow(`${env.OPSMEDIC_CONFIG} ${sentence}`);
  });

  test('may have no end, and is refused all the same', async () => {
    await expect(loadConfig({ OPSMEDIC_CONFIG: '/dev/zero' })).rejects.toThrow('/dev/zero is larger than 1 MiB');
  });

  test('may begin with a byte order mark and end lines as Windows does', async () => {
    const config = await loadConfig(await file('windows.yaml', '\ufeffprotected:\r\n  - a\r\n'));
    expect(config.protected).toEqual(['a']);
  });

  test('is read together with the environment, and the problems of both are told at once', async () => {
    const reading = readSetup({ PORT: 'http', LOG_LEVEL: 'loud' }, disk({ './opsmedic.yaml': 'acounts: []' }));
    const failure: unknown = await reading.catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(ConfigError);
    expect(failure).toHaveProperty('problems', [
      'LOG_LEVEL must be one of trace, debug, info, warn, error, fatal, silent.',
      'PORT must be a number from 0 to 65535.',
      './opsmedic.yaml, line 1: acounts is not a setting that OpsMedic knows; did you mean "accounts"?',
    ]);
  });

  test('and the environment give the whole setup', async () => {
    const { environment, config } = await readSetup({ PORT: '0' }, disk({}));
    expect(environment.port).toBe(0);
    expect(config.accounts).toEqual([]);
  });
});
