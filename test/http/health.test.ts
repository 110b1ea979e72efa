import { createServer, request } from 'node:http';
import type { IncomingMessage } from 'node:http';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { HTTPReceiver, LogLevel, App } from '@slack/bolt';
import { Registry } from 'prom-client';
import { afterEach, describe, expect, test } from 'vitest';
import { healthRoutes } from '../../src/http/health.ts';
import type { Check } from '../../src/http/health.ts';
import { createMetrics } from '../../src/http/metrics.ts';
import { serveHealth } from '../../src/http/server.ts';

const opened: { readonly close: () => Promise<unknown> }[] = [];
afterEach(async () => {
  for (const each of opened.splice(0)) await each.close();
});

async function serve(checks: readonly Check[], registry = new Registry()): Promise<string> {
  const server = await serveHealth(healthRoutes(checks, registry), { host: '127.0.0.1', port: 0 });
  opened.push(server);
  return `http://127.0.0.1:${server.port}`;
}

const fine: Check = { name: 'store', run: () => Promise.resolve() };
const broken: Check = { name: 'slack', run: () => Promise.reject(new Error('Slack does not accept the token.')) };

describe('The health server', () => {
  test('says that the process is alive, whatever else is wrong', async () => {
    const answer = await fetch(`${await serve([broken])}/healthz`);
    expect([answer.status, await answer.json()]).toEqual([200, { alive: true }]);
  });

  test('is ready when all checks pass', async () => {
    const answer = await fetch(`${await serve([fine, { ...fine, name: 'slack' }])}/readyz`);
    expect([answer.status, await answer.json()]).toEqual([200, { ready: true }]);
    expect(answer.headers.get('cache-control')).toBe('no-store');
  });

  test('is not ready when one fails, and says which and why', async () => {
    const answer = await fetch(`${await serve([broken, fine])}/readyz?verbose`);
    expect(answer.status).toBe(503);
    expect(await answer.json()).toEqual({ ready: false, reasons: ['slack: Slack does not accept the token.'] });
  });

  test('is not ready when a check does not answer', async () => {
    const answer = await fetch(`${await serve([{ name: 'store', run: () => new Promise(() => {}) }])}/readyz`);
    expect(answer.status).toBe(503);
    expect(await answer.json()).toEqual({ ready: false, reasons: ['store: did not answer within 2 s'] });
  });

  test('is not ready when a check throws what is no error', async () => {
    const nonsense: Check = {
      name: 'store',
      run: () => {
        throw 'gone'; // oxlint-disable-line typescript/only-throw-error -- libraries do
      },
    };
    const answer = await fetch(`${await serve([nonsense])}/readyz`);
    expect(await answer.json()).toEqual({ ready: false, reasons: ['store: gone'] });
  });

  test('answers HEAD without a body, other methods not at all, and knows no other address', async () => {
    const url = await serve([fine]);
    const head = await fetch(`${url}/readyz`, { method: 'HEAD' });
    expect([head.status, await head.text()]).toEqual([200, '']);
    expect((await fetch(`${url}/readyz`, { method: 'POST' })).status).toBe(405);
    expect((await fetch(`${url}/`)).status).toBe(404);
    expect((await fetch(`${url}/readyz/x`)).status).toBe(404);
  });

  test('survives an address that is none', async () => {
    const url = new URL(await serve([fine]));
    const [answer] = (await once(
      request({ host: url.hostname, port: url.port, path: '//%zz/../readyz' }).end(),
      'response',
    )) as [IncomingMessage];
    expect(answer.statusCode).toBe(404);
    await text(answer);
  });

  test('closes at once, even when somebody keeps a connection open', async () => {
    const server = await serveHealth(healthRoutes([fine], new Registry()), { host: '127.0.0.1', port: 0 });
    await (await fetch(`http://127.0.0.1:${server.port}/healthz`)).text();
    await server.close();
    await expect(fetch(`http://127.0.0.1:${server.port}/healthz`)).rejects.toThrow('fetch failed');
  });

  test('does not start on a port that is taken', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    opened.push({ close: () => new Promise((resolve) => other.close(resolve)) });
    const address = other.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    await expect(serveHealth([], { host: '127.0.0.1', port })).rejects.toThrow('EADDRINUSE');
  });

  test('publishes what is counted, for Prometheus', async () => {
    const registry = new Registry();
    const url = await serve([], registry);
    const metrics = createMetrics(registry);
    metrics.investigated('alb-502', 'diagnosed', 2.1);
    metrics.investigated('alb-502', 'diagnosed', 0.1);
    metrics.awsCalled('elbv2', 'throttled');
    metrics.slackCalled('ok');
    const answer = await fetch(`${url}/metrics`);
    expect(answer.headers.get('content-type')).toMatch(/^text\/plain; version=0\.0\.4/);
    const lines = (await answer.text()).split('\n');
    expect(lines).toEqual(
      expect.arrayContaining([
        'opsmedic_investigations_total{playbook="alb-502",kind="diagnosed"} 2',
        'opsmedic_investigation_seconds_bucket{le="0.5",playbook="alb-502"} 1',
        'opsmedic_investigation_seconds_bucket{le="5",playbook="alb-502"} 2',
        'opsmedic_investigation_seconds_sum{playbook="alb-502"} 2.2',
        'opsmedic_aws_calls_total{service="elbv2",outcome="throttled"} 1',
        'opsmedic_slack_calls_total{outcome="ok"} 1',
      ]),
    );
  });
});

test('The same routes answer beside Slack in HTTP mode', async () => {
  const receiver = new HTTPReceiver({
    signingSecret: 'secret',
    logLevel: LogLevel.ERROR,
    customRoutes: healthRoutes([fine, broken], new Registry()),
  });
  const app = new App({ receiver, authorize: () => Promise.resolve({}) });
  const server = await app.start({ host: '127.0.0.1', port: 0 });
  opened.push({ close: () => app.stop() });
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  const ready = await fetch(`http://127.0.0.1:${port}/readyz`);
  expect(ready.status).toBe(503);
  expect(await ready.text()).toContain('Slack does not accept the token.');
  expect((await fetch(`http://127.0.0.1:${port}/metrics`)).status).toBe(200);
});
