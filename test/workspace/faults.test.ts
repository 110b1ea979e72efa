import { WebClient, type Logger, LogLevel } from '@slack/web-api';
import { describe, expect, it } from 'vitest';
import {
  createSlack,
  deliverOverHttp,
  inProcess,
  listen,
  NotDelivered,
  type Fault,
  type Slack,
} from '../../src/workspace/slack/index.ts';
import { testManifest } from './manifest.ts';
import { rig } from './rig.ts';

const CHANNEL = 'C0GENERAL';

const quiet: Logger = {
  debug: () => undefined,
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
  setLevel: () => undefined,
  getLevel: () => LogLevel.ERROR,
  setName: () => undefined,
};

function client(slack: Slack, retries = 0): WebClient {
  const { clientOptions } = inProcess(slack);
  const retryConfig = { retries, minTimeout: 1, maxTimeout: 1 };
  return new WebClient(slack.state.botToken, {
    ...clientOptions,
    logger: quiet,
    retryConfig,
    rejectRateLimitedCalls: true,
  });
}

function withFault(fault: Fault): { readonly slack: Slack; readonly post: () => Promise<unknown> } {
  const slack = createSlack({ manifest: testManifest });
  slack.faults.add(fault);
  const web = client(slack);
  return { slack, post: () => web.chat.postMessage({ channel: CHANNEL, text: 'x' }) };
}

describe('what Slack can be made to do wrong', () => {
  it('a lost answer leaves a message behind', async () => {
    const { slack, post } = withFault({ kind: 'lose-answer', method: 'chat.postMessage' });
    await expect(post()).rejects.toThrow('fetch failed');
    expect(slack.messages(CHANNEL)).toHaveLength(1);
    await post();
    expect(slack.messages(CHANNEL)).toHaveLength(2);
  });

  it('a lost request leaves none', async () => {
    const { slack, post } = withFault({ kind: 'lose-request', method: '*' });
    await expect(post()).rejects.toThrow('fetch failed');
    expect(slack.messages(CHANNEL)).toHaveLength(0);
  });

  it('a rate limit says how long to wait', async () => {
    const { post } = withFault({ kind: 'rate-limit', method: 'chat.postMessage', retryAfterSeconds: 7 });
    await expect(post()).rejects.toMatchObject({ retryAfter: 7 });
    await expect(post()).resolves.toMatchObject({ ok: true });
  });

  it('a server error is one as often as it was asked for', async () => {
    const { post } = withFault({ kind: 'server-error', method: 'chat.postMessage', status: 503, times: 2 });
    await expect(post()).rejects.toMatchObject({ statusCode: 503 });
    await expect(post()).rejects.toMatchObject({ statusCode: 503 });
    await expect(post()).resolves.toMatchObject({ ok: true });
  });

  it('any error of Slack can be given, for one method alone', async () => {
    const { slack, post } = withFault({
      kind: 'refuse',
      method: 'chat.postMessage',
      error: 'is_archived',
      times: 'always',
    });
    await expect(post()).rejects.toThrow('is_archived');
    await expect(client(slack).auth.test()).resolves.toMatchObject({ ok: true });
    slack.faults.clear();
    await expect(post()).resolves.toMatchObject({ ok: true });
  });

  it('a block type can be refused once or always, wherever it stands', async () => {
    const slack = createSlack({ manifest: testManifest });
    const web = client(slack);
    const plan = { channel: CHANNEL, text: 'x', blocks: [{ type: 'plan', title: 'x' }] };
    slack.faults.add({ kind: 'refuse-block', block: 'plan' });
    await expect(web.chat.postMessage(plan)).rejects.toMatchObject({
      data: {
        error: 'invalid_blocks',
        response_metadata: { messages: ['[ERROR] unsupported type: plan [json-pointer:/blocks/0/type]'] },
      },
    });
    await expect(web.chat.postMessage(plan)).resolves.toMatchObject({ ok: true });
    slack.faults.add({ kind: 'refuse-block', block: 'plan', times: 'always' });
    await expect(web.chat.postMessage(plan)).rejects.toThrow('invalid_blocks');
    await expect(web.chat.postMessage(plan)).rejects.toThrow('invalid_blocks');
  });

  it("Slack's own limits hold when they are switched on", async () => {
    let now = 0;
    const slack = createSlack({ manifest: testManifest, now: () => now });
    const { ts } = await slack.person('alice').say(CHANNEL, 'x');
    const get = () => client(slack).conversations.replies({ channel: CHANNEL, ts });
    for (let i = 0; i < 60; i += 1) await get();
    slack.api.enforceRateLimits(true);
    for (let i = 0; i < 50; i += 1) await get();
    await expect(get()).rejects.toMatchObject({ retryAfter: 30 });
    now += 60_001;
    await expect(get()).resolves.toMatchObject({ ok: true });
  });

  it('an answer that is lost over HTTP is a broken connection', async () => {
    const slack = createSlack({ manifest: testManifest });
    const server = await listen(slack);
    slack.faults.add({ kind: 'lose-answer', method: 'chat.postMessage' });
    const web = new WebClient('xoxb-local', {
      slackApiUrl: server.slackApiUrl,
      logger: quiet,
      retryConfig: { retries: 1, minTimeout: 1 },
    });
    await web.chat.postMessage({ channel: CHANNEL, text: 'x' });
    await server.close();
    expect(slack.messages(CHANNEL)).toHaveLength(2);
  });
});

describe('deliveries', () => {
  it('an event that is not acknowledged is sent three times more, with its number and the reason', async () => {
    const slack = createSlack({ manifest: testManifest, redeliverAfterMs: [0, 0, 0] });
    const seen: unknown[] = [];
    const { promise, resolve } = Promise.withResolvers<void>();
    slack.dispatch.attach(({ body, retry }) => {
      seen.push([body['event_id'], retry]);
      if (seen.length === 4) resolve();
      return Promise.reject(new NotDelivered('http_error', 'the app answered 500'));
    });
    await slack.person('alice').say(CHANNEL, '@nobody');
    await promise;
    const id = expect.stringMatching(/^Ev/);
    expect(seen).toEqual([
      [id, null],
      [id, { number: 1, reason: 'http_error' }],
      [id, { number: 2, reason: 'http_error' }],
      [id, { number: 3, reason: 'http_error' }],
    ]);
  });

  it('an event is not repeated when the app asks for that', async () => {
    const slack = createSlack({ manifest: testManifest, redeliverAfterMs: [0] });
    let count = 0;
    slack.dispatch.attach(() => {
      count += 1;
      return Promise.reject(new NotDelivered('http_error', 'no', true));
    });
    await slack.person('alice').say(CHANNEL, 'x');
    await new Promise((resolve) => setTimeout(resolve, 5));
    expect(count).toBe(1);
  });

  it('events that the manifest does not subscribe to are not sent', async () => {
    const slack = createSlack({ manifest: testManifest });
    slack.dispatch.attach(() => Promise.resolve());
    const alice = slack.person('alice');
    await alice.say(CHANNEL, '@probe hello');
    await alice.invite(CHANNEL, 'U0BOB');
    const types = slack.traffic.all.map(
      ({ sent }) => JSON.stringify(sent).match(/"type":"(app_mention|message|member)/)?.[1],
    );
    expect(types).toEqual(['app_mention', 'message']);
  });

  it('commands and shortcuts that the manifest does not have are refused before the app hears of them', async () => {
    const slack = createSlack({ manifest: testManifest });
    const alice = slack.person('alice');
    await expect(alice.slash(CHANNEL, '/deploy')).rejects.toMatchObject({ code: 'unknown_command' });
    const message = await alice.say(CHANNEL, 'x');
    await expect(alice.messageShortcut(message, 'other')).rejects.toMatchObject({ code: 'unknown_shortcut' });
    expect(slack.traffic.all.filter((each) => each.name !== 'events_api')).toEqual([]);
  });

  it('a command without any app fails at once', async () => {
    const slack = createSlack({ manifest: testManifest });
    await expect(slack.person('alice').slash(CHANNEL, '/diagnose')).rejects.toMatchObject({ code: 'dispatch_failed' });
  });

  it('an app refuses wrong signatures and old ones', async () => {
    const { slack, requestUrl, close } = await rig('HTTP');
    Object.assign(slack.state, { signingSecret: 'wrong' });
    await expect(slack.person('alice').slash(CHANNEL, '/diagnose')).rejects.toMatchObject({
      code: 'http_service_error',
    });
    Object.assign(slack.state, { signingSecret: 'local-signing-secret' });
    deliverOverHttp(slack, requestUrl, () => Date.now() - 600_000);
    await expect(slack.person('alice').slash(CHANNEL, '/diagnose')).rejects.toMatchObject({
      code: 'http_service_error',
    });
    await close();
  });
});
