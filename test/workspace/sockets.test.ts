import { App, LogLevel, SocketModeReceiver } from '@slack/bolt';
import { expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { createSlack, listen, type Slack } from '../../src/workspace/slack/index.ts';
import { testManifest } from './manifest.ts';
import { until } from './rig.ts';

const CHANNEL = 'C0GENERAL';

async function ticketUrl(slack: Slack): Promise<string> {
  const answer = await slack.api.call('apps.connections.open', {}, slack.state.appToken);
  return answer.kind === 'answer' ? String(answer.body['url']) : '';
}

async function refused(url: string): Promise<string> {
  const socket = new WebSocket(url);
  return new Promise((resolve, reject) => {
    socket.on('error', (error) => resolve(error.message));
    socket.on('open', () => reject(new Error('the connection was accepted')));
  });
}

async function firstFrame(socket: WebSocket): Promise<unknown> {
  const { promise, resolve } = Promise.withResolvers<string>();
  socket.once('message', (data) => resolve(Buffer.isBuffer(data) ? data.toString() : '{}'));
  return JSON.parse(await promise);
}

it('a link needs a ticket, and a ticket serves once', async () => {
  const slack = createSlack({ manifest: testManifest });
  const server = await listen(slack);
  const url = await ticketUrl(slack);
  const socket = new WebSocket(url);
  expect(await firstFrame(socket)).toMatchObject({ type: 'hello', num_connections: 1 });
  expect(await refused(url)).toContain('401');
  expect(await refused(url.replace(/ticket=[^&]*/, 'ticket=guess'))).toContain('401');
  await server.close();
});

it('an eleventh connection is turned away', async () => {
  const slack = createSlack({ manifest: testManifest });
  const server = await listen(slack);
  const frames: unknown[] = [];
  for (let i = 0; i < 11; i += 1) frames.push(await firstFrame(new WebSocket(await ticketUrl(slack))));
  expect(frames.slice(0, 10)).toEqual(Array.from({ length: 10 }, () => expect.objectContaining({ type: 'hello' })));
  expect(frames[10]).toMatchObject({ type: 'disconnect', reason: 'too_many_websockets' });
  expect(server.sockets.connected()).toBe(10);
  await server.close();
});

it('a command that was sent before the connection broke times out', async () => {
  const slack = createSlack({ manifest: testManifest, ackLimitMs: 30 });
  const server = await listen(slack);
  const socket = new WebSocket(await ticketUrl(slack));
  await firstFrame(socket);
  const command = slack.person('alice').slash(CHANNEL, '/diagnose');
  expect(await firstFrame(socket)).toMatchObject({ type: 'slash_commands', accepts_response_payload: true });
  server.sockets.dropAll();
  await expect(command).rejects.toMatchObject({ code: 'operation_timeout' });
  await server.close();
});

it('with two connections, one that is renewed loses no command', async () => {
  const slack = createSlack({ manifest: testManifest, ackLimitMs: 1000 });
  const server = await listen(slack);
  const retryConfig = { retries: 0 };
  const clientOptions = { slackApiUrl: server.slackApiUrl, retryConfig };
  const receivers = [1, 2].map(
    () =>
      new SocketModeReceiver({
        appToken: slack.state.appToken,
        logLevel: LogLevel.ERROR,
        installerOptions: { clientOptions: { ...clientOptions } },
      }),
  );
  const [first, second] = receivers;
  if (first === undefined || second === undefined) throw new Error('no receivers');
  const app = new App({
    token: slack.state.botToken,
    receiver: first,
    logLevel: LogLevel.ERROR,
    clientOptions,
    deferInitialization: true,
  });
  await app.init();
  app.command('/diagnose', async ({ ack }) => ack('seen'));
  second.init(app);
  await Promise.all(receivers.map((each) => each.start()));
  expect(server.sockets.connected()).toBe(2);
  const alice = slack.person('alice');
  await alice.slash(CHANNEL, '/diagnose');
  server.sockets.refresh();
  expect(server.sockets.connected()).toBe(1);
  await alice.slash(CHANNEL, '/diagnose');
  await alice.slash(CHANNEL, '/diagnose');
  const answers = await until(slack, () => slack.messages(CHANNEL).length === 3 && slack.messages(CHANNEL));
  expect(answers.map((message) => message.text)).toEqual(['seen', 'seen', 'seen']);
  await Promise.all(receivers.map((each) => each.stop()));
  await server.close();
});
