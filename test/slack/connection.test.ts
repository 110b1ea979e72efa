import { createServer } from 'node:net';
import { pino } from 'pino';
import { describe, expect, test } from 'vitest';
import { manifest } from '../../src/slack/manifest.ts';
import { startSlack } from '../../src/slack/start.ts';
import type { SlackStart } from '../../src/slack/start.ts';
import { createSlack, deliverOverHttp, listen } from '../../src/workspace/slack/index.ts';
import { appOf, shop } from './support/shop.ts';
import { finalCard, rig, saidIn, textIn, toldTo } from './support/rig.ts';
import { quickClock, until } from './support/quick-clock.ts';

const log = pino({ level: 'silent' });

function starting(parts: Partial<SlackStart> & Pick<SlackStart, 'settings'>): SlackStart {
  return { app: appOf(shop()), http: { host: '127.0.0.1', port: 0, routes: [] }, log, clock: quickClock, ...parts };
}

describe('Socket Mode', () => {
  test('keeps two connections, so that none of them being renewed loses a command', async () => {
    const gate = Promise.withResolvers<void>();
    const at = await rig(appOf({ ...shop(), hold: gate.promise }), 'socket');
    expect(at.server?.sockets.connected()).toBe(2);
    await at.alice.slash(at.channel, '/diagnose', 'alb-502 checkout');
    for (let round = 0; round < 5; round += 1) {
      at.server?.sockets.refresh();
      await Promise.all(Array.from({ length: 6 }, () => at.bob.slash(at.channel, '/opsmedic', 'playbooks')));
      await until('both are connected again', () => at.server?.sockets.connected() === 2);
    }
    await until('every command was answered', () => toldTo(at, at.bob).length === 30);
    gate.resolve();
    expect(textIn(await finalCard(at))).toContain('🔴 checkout');
  });

  test('comes back when all connections are cut and Slack does not let it in at first', async () => {
    const at = await rig(appOf(shop()), 'socket');
    at.slack.faults.add({ kind: 'server-error', method: 'apps.connections.open', status: 503, times: 3 });
    at.slack.faults.add({ kind: 'refuse', method: 'apps.connections.open', error: 'invalid_auth', times: 3 });
    at.server?.sockets.dropAll();
    await until('it is noticed', () => !at.bot.ready().ok);
    expect(at.bot.ready()).toEqual({ ok: false, reason: expect.stringMatching(/connect/iu) });
    await until('both are connected again', () => at.server?.sockets.connected() === 2);
    await until('it says so', () => at.bot.ready().ok);
    await at.alice.slash(at.channel, '/diagnose', 'alb-502 checkout');
    await finalCard(at);
  });

  test('ends its connections when it stops', async () => {
    const at = await rig(appOf(shop()), 'socket');
    await at.bot.stop();
    await until('none is connected', () => at.server?.sockets.connected() === 0);
    expect(at.bot.ready()).toEqual({ ok: false, reason: 'Stopping.' });
  });
});

describe('HTTP', () => {
  test('a request with a wrong signature is refused and does nothing', async () => {
    const world = shop();
    const at = await rig(appOf(world), 'http');
    Object.assign(at.slack.state, { signingSecret: 'not-the-secret' });
    await expect(at.alice.slash(at.channel, '/diagnose', 'alb-502 checkout')).rejects.toThrow('the app answered 401');
    await at.bot.stop();
    expect(world.begun).toBe(0);
  });

  test('a request signed six minutes ago is refused', async () => {
    const slack = createSlack({ manifest: manifest(new URL('https://opsmedic.example')) });
    const server = await listen(slack);
    const { botToken, signingSecret } = slack.state;
    let port = 0;
    const bot = await startSlack(
      starting({
        settings: { mode: 'http', botToken, signingSecret, apiUrl: server.slackApiUrl },
        http: { host: '127.0.0.1', port: 0, routes: [], onListening: (address) => (port = address.port) },
      }),
    );
    deliverOverHttp(slack, `http://127.0.0.1:${port}/slack/events`, () => Date.now() - 6 * 60_000);
    await expect(slack.person('alice').slash(slack.channel('general').id, '/diagnose', 'x')).rejects.toThrow('401');
    await bot.stop();
    await server.close();
  });

  test('answers health checks from the start, and 404 elsewhere', async () => {
    let port = 0;
    const routes = [
      {
        path: '/healthz',
        method: 'GET',
        handler: (_: unknown, response: { end: (text: string) => void }) => response.end('alive'),
      },
    ];
    const http = {
      host: '127.0.0.1',
      port: 0,
      routes,
      onListening: (address: { port: number }) => (port = address.port),
    };
    const closed = await closedPort();
    const settings = {
      mode: 'http',
      botToken: 'xoxb-1',
      signingSecret: 'secret',
      apiUrl: `http://127.0.0.1:${closed}/api/`,
    } as const;
    const bot = await startSlack(starting({ settings, http }));
    const get = (path: string) => fetch(`http://127.0.0.1:${port}${path}`);
    expect(await (await get('/healthz')).text()).toBe('alive');
    expect((await get('/slack/events')).status).toBe(404);
    expect((await get('/elsewhere')).status).toBe(404);
    expect(bot.ready()).toEqual({ ok: false, reason: expect.stringContaining('Slack has not been reached') });
    await bot.stop();
  });

  test('a port that is taken is an error at once', async () => {
    const taken = createServer();
    const port = await new Promise<number>((resolve) => {
      taken.listen(0, '127.0.0.1', () => {
        const address = taken.address();
        resolve(typeof address === 'object' && address !== null ? address.port : 0);
      });
    });
    const settings = {
      mode: 'http',
      botToken: 'xoxb-1',
      signingSecret: 'secret',
      apiUrl: 'http://127.0.0.1:9/api/',
    } as const;
    await expect(startSlack(starting({ settings, http: { host: '127.0.0.1', port, routes: [] } }))).rejects.toThrow(
      'EADDRINUSE',
    );
    await new Promise((resolve) => taken.close(resolve));
  });
});

describe.each(['socket', 'http'] as const)('starting over %s', (mode) => {
  const modeSettings = (botToken: string, appToken: string, apiUrl: string): SlackStart['settings'] =>
    mode === 'socket' ? { mode, botToken, appToken, apiUrl } : { mode, botToken, signingSecret: 'secret', apiUrl };

  test('with a bot token that Slack does not accept says so and starts nothing', async () => {
    const slack = createSlack({ manifest: manifest(null) });
    const server = await listen(slack);
    const settings = modeSettings('xoxb-wrong', slack.state.appToken, server.slackApiUrl);
    await expect(startSlack(starting({ settings }))).rejects.toThrow(
      'Slack did not take SLACK_BOT_TOKEN: invalid_auth',
    );
    expect(server.sockets.connected()).toBe(0);
    await server.close();
  });

  test('while Slack is out of reach goes on trying', async () => {
    const slack = createSlack({ manifest: manifest(null) });
    const server = await listen(slack);
    slack.faults.add({ kind: 'server-error', method: 'auth.test', status: 503, times: 3 });
    const { botToken, appToken } = slack.state;
    const bot = await startSlack(starting({ settings: modeSettings(botToken, appToken, server.slackApiUrl) }));
    expect(bot.ready()).toEqual({ ok: false, reason: 'Slack has not been reached: HTTP 503.' });
    await until('it is ready', () => bot.ready().ok);
    await bot.stop();
    await server.close();
  });
});

describe('starting over Socket Mode', () => {
  test('with an app token that Slack does not accept says so', async () => {
    const slack = createSlack({ manifest: manifest(null) });
    const server = await listen(slack);
    const settings = {
      mode: 'socket',
      botToken: slack.state.botToken,
      appToken: 'xapp-wrong',
      apiUrl: server.slackApiUrl,
    } as const;
    await expect(startSlack(starting({ settings }))).rejects.toThrow(
      'Slack did not take SLACK_APP_TOKEN: invalid_auth',
    );
    await server.close();
  });
});

describe('stopping', () => {
  test.each(['socket', 'http'] as const)('lets an investigation end first (%s)', async (mode) => {
    const gate = Promise.withResolvers<void>();
    const at = await rig(appOf({ ...shop(), hold: gate.promise }), mode);
    await at.alice.slash(at.channel, '/diagnose', 'alb-502 checkout');
    await until('the card is there', () => saidIn(at).length === 1);
    const stopped = at.bot.stop();
    gate.resolve();
    await stopped;
    expect(textIn(saidIn(at)[0])).toContain('🔴 checkout');
  });

  test('says on the card of one that does not end in time that it was interrupted', async () => {
    const at = await rig(appOf({ ...shop(), hold: new Promise(() => undefined) }));
    await at.alice.slash(at.channel, '/diagnose', 'alb-502 checkout');
    await until('the card is there', () => saidIn(at).length === 1);
    await at.bot.stop();
    expect(textIn(saidIn(at)[0])).toMatch(/⚪ checkout · interrupted.*Re-run/su);
  });
});

async function closedPort(): Promise<number> {
  const server = createServer();
  const port = await new Promise<number>((resolve) => {
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      resolve(typeof address === 'object' && address !== null ? address.port : 0);
    });
  });
  await new Promise((resolve) => server.close(resolve));
  return port;
}
