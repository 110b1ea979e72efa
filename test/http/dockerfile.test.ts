import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { access, readFile } from 'node:fs/promises';
import { Registry } from 'prom-client';
import { describe, expect, test } from 'vitest';
import { healthRoutes } from '../../src/http/health.ts';
import { serveHealth } from '../../src/http/server.ts';

const root = new URL('../../', import.meta.url);
const dockerfile = await readFile(new URL('Dockerfile', root), 'utf8');
const instructions = dockerfile.replaceAll('\\\n', ' ').split('\n');

describe('The image', () => {
  test('runs the program as a user who is not root', () => {
    const last = instructions.filter((line) => /^(?:USER|CMD|ENTRYPOINT)/.test(line));
    expect(last).toEqual(['USER node', 'CMD ["node", "src/main.ts", "serve"]']);
  });

  test('copies what is there, and what .dockerignore lets through', async () => {
    const copied = instructions
      .filter((line) => line.startsWith('COPY'))
      .flatMap((line) => line.split(/\s+/).slice(1, -1));
    const ignored = await readFile(new URL('.dockerignore', root), 'utf8');
    const letThrough = ignored.split('\n').filter((line) => line.startsWith('!'));
    expect(letThrough.toSorted()).toEqual(copied.map((path) => `!${path}`).toSorted());
    for (const path of copied) await expect(access(new URL(path, root))).resolves.toBeUndefined();
  });

  /** How the HEALTHCHECK ends when it asks this port. */
  async function healthCheck(port: number): Promise<unknown> {
    const [program = '', ...args]: string[] = JSON.parse(
      /HEALTHCHECK.*CMD (\[.*\])/.exec(instructions.join('\n'))?.[1] ?? '[]',
    );
    const child = spawn(program, args, { env: { ...process.env, PORT: String(port) }, stdio: 'ignore' });
    const [code] = await once(child, 'exit');
    return code;
  }

  test('is healthy when /readyz says so, and else not', async () => {
    let broken = false;
    const run = () => (broken ? Promise.reject(new Error('gone')) : Promise.resolve());
    const server = await serveHealth(healthRoutes([{ name: 'store', run }], new Registry()), {
      host: '127.0.0.1',
      port: 0,
    });
    expect(await healthCheck(server.port)).toBe(0);
    broken = true;
    expect(await healthCheck(server.port)).toBe(1);
    await server.close();
    expect(await healthCheck(server.port)).toBe(1);
  });
});
