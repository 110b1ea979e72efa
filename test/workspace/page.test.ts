import { request } from 'node:http';
import pino from 'pino';
import { afterEach, describe, expect, it } from 'vitest';
import { startWorkspace, type Workspace } from '../../src/workspace/start.ts';
import { testManifest } from './manifest.ts';

const incident = {
  id: 'rule-revoked',
  channel: 'inc-checkout-502',
  title: 'Checkout answers 502',
  symptom: 'A third of the requests fail.',
  ask: '/diagnose alb-502 checkout',
  story: 'Somebody revoked a rule.',
  truth: 'sg-blocks-target, on sg-1',
};

const open: Workspace[] = [];
afterEach(async () => {
  for (const each of open.splice(0)) await each.close();
});

async function workspace(): Promise<Workspace> {
  const made = await startWorkspace({
    port: 0,
    host: '127.0.0.1',
    manifest: testManifest,
    incidents: [incident],
    playbooks: [{ id: 'alb-502', title: 'A load balancer answers 502' }],
    log: pino({ level: 'silent' }),
  });
  open.push(made);
  return made;
}

interface Answer {
  readonly status: number;
  readonly headers: { readonly [name: string]: unknown };
  readonly body: string;
}

/** Unlike `fetch`, lets a test write any Host and Origin. */
function ask(url: string, headers: Record<string, string> = {}, body?: string): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const sent = request(url, { method: body === undefined ? 'GET' : 'POST', headers }, (response) => {
      let text = '';
      response.on('data', (chunk: Buffer) => (text += chunk.toString()));
      response.on('end', () => resolve({ status: response.statusCode ?? 0, headers: response.headers, body: text }));
    });
    sent.on('error', reject);
    sent.end(body);
  });
}

async function pageToken(url: string): Promise<string> {
  const { body } = await ask(url);
  return /token&#34;:&#34;(\w+)&#34;/u.exec(body)?.[1] ?? '';
}

/** Does something as Alice, in the way of the page's script. */
async function act(url: string, what: object): Promise<unknown> {
  const headers = { 'x-workspace-token': await pageToken(url), origin: url };
  return JSON.parse((await ask(`${url}/ui/act?user=U0ALICE`, headers, JSON.stringify(what))).body);
}

async function look(url: string, what: string): Promise<{ readonly [key: string]: string }> {
  const headers = { 'x-workspace-token': await pageToken(url) };
  return JSON.parse((await ask(`${url}/ui/${what}`, headers)).body) as { [key: string]: string };
}

describe('who may use the page', () => {
  it('runs no script or style but its own', async () => {
    const { url } = await workspace();
    const { headers, body } = await ask(url);
    expect(headers['content-security-policy']).toContain("default-src 'none'; script-src 'self'; style-src 'self'");
    expect(body).not.toMatch(/<script(?![^>]*src="\/static\/)|<style|\sstyle=|\son\w+=/u);
  });

  it.each([
    ['another host name, as after DNS rebinding', { host: 'evil.example:3000' }],
    ['no host name that could be one', { host: 'a b' }],
    ['a page from elsewhere', { origin: 'https://evil.example' }],
    ['a page on another port of this machine', { origin: 'http://127.0.0.1:1' }],
    ['a sandboxed page', { origin: 'null' }],
  ])('refuses %s', async (_title, headers) => {
    const { url } = await workspace();
    for (const path of ['/', '/ui/channel?user=U0ALICE', '/api/auth.test', '/static/app.js']) {
      expect((await ask(url + path, headers)).status).toBe(403);
    }
  });

  it('answers under the names of this machine', async () => {
    const { url } = await workspace();
    const { port } = new URL(url);
    for (const host of [`localhost:${port}`, `127.0.0.1:${port}`, `[::1]:${port}`]) {
      expect((await ask(url, { host })).status).toBe(200);
    }
  });

  it('wants the token that it gave to the page, which is another in each run', async () => {
    const { url } = await workspace();
    const other = await workspace();
    const token = await pageToken(url);
    expect(token).toMatch(/^[0-9a-f]{32}$/u);
    expect(await pageToken(other.url)).not.toBe(token);
    expect(other.botToken).not.toBe((open[0] ?? other).botToken);
    const path = `${url}/ui/channel?channel=C0GENERAL&user=U0ALICE`;
    expect((await ask(path)).status).toBe(403);
    expect((await ask(path, { 'x-workspace-token': 'x'.repeat(32) })).status).toBe(403);
    expect((await ask(path, { 'x-workspace-token': token })).status).toBe(200);
  });

  it('serves its own files and no others', async () => {
    const { url } = await workspace();
    expect((await ask(`${url}/static/app.js`)).headers['content-type']).toContain('text/javascript');
    for (const path of ['/static/..%2fpage.ts', '/static/page.ts', '/static/']) {
      expect((await ask(url + path)).status).toBe(404);
    }
  });
});

describe('what the page shows', () => {
  it('each incident has a channel that opens with its alarm, and tells its truth to those who ask', async () => {
    const { url, slack } = await workspace();
    const { id } = slack.channel(incident.channel);
    expect((await ask(url)).body).toContain('Checkout answers 502');
    const channel = await look(url, `channel?channel=${id}&user=U0ALICE`);
    expect(channel['html']).toContain('ALARM: Checkout answers 502');
    expect(channel['html']).toContain('A third of the requests fail.');
    expect(channel['html']).not.toContain('revoked');
    expect(channel['story']).toMatch(/<details>[\s\S]*Somebody revoked a rule\.[\s\S]*sg-blocks-target, on sg-1/u);
  });

  it('a private message is shown to its reader alone', async () => {
    const { url, slack, botToken } = await workspace();
    const channel = slack.channel('general').id;
    await slack.api.call('chat.postEphemeral', { channel, user: 'U0BOB', text: 'for Bob' }, botToken);
    expect((await look(url, `channel?channel=${channel}&user=U0BOB`))['html']).toContain('for Bob');
    expect((await look(url, `channel?channel=${channel}&user=U0ALICE`))['html']).not.toContain('for Bob');
  });

  it('direct messages are shown to the person who has them', async () => {
    const { url } = await workspace();
    const alices = await look(url, 'channel?channel=direct&user=U0ALICE');
    expect(alices).toMatchObject({ id: 'D0ALICE', title: 'Probe' });
    expect(await look(url, 'channel?channel=D0ALICE&user=U0BOB')).toEqual({ error: 'There is no such channel.' });
  });

  it('a silent app, a wrong command and a command in a thread are explained', async () => {
    const { url, slack } = await workspace();
    const channel = slack.channel('general').id;
    const type = (text: string, thread: string | null = null) => act(url, { act: 'type', channel, thread, text });
    expect(await type('/diagnose alb-502')).toEqual({ error: 'The app is not connected (dispatch_failed).' });
    expect(await type('/deploy')).toEqual({ error: '/deploy is not a valid command.' });
    expect(await type('/diagnose alb-502', '1.000001')).toEqual({
      error: 'Slack has no slash commands in threads. Write @probe diagnose alb-502',
    });
    expect(await type('hello')).toEqual({});
    expect(await type('/invite @nobody')).toEqual({ error: 'Nobody here is called nobody.' });
    slack.channel('general').members.delete('U0BOT');
    expect(await type('/invite @probe')).toEqual({});
    expect(slack.channel('general').members).toContain('U0BOT');
  });

  it('nonsense is refused', async () => {
    const { url } = await workspace();
    for (const what of [{}, { act: 'explode' }, { act: 'type', channel: 'C0GENERAL', thread: null, text: '  ' }]) {
      expect(await act(url, what)).toEqual({ error: 'The page sent something that is no act.' });
    }
    const gone = { act: 'use', channel: 'C0GENERAL', ts: '1.1', action: 'a', block: 'b', entry: null };
    expect(await act(url, gone)).toEqual({ error: 'This message is not there any more.' });
    const view = { act: 'submit', view: 'V1', entries: {} };
    expect(await act(url, view)).toEqual({ error: 'This form is not open any more.' });
  });

  it('one person cannot use the modal of another', async () => {
    const { url, slack, botToken } = await workspace();
    slack.dispatch.attach(async ({ body }) => {
      const title = { type: 'plain_text', text: 'Form' };
      const view = { type: 'modal', title, blocks: [{ type: 'divider' }] };
      await slack.api.call('views.open', { trigger_id: body['trigger_id'], view }, botToken);
    });
    await slack.person('bob').slash('C0GENERAL', '/diagnose');
    const modal = slack.person('bob').modal();
    expect(modal).toBeDefined();
    expect(await act(url, { act: 'close', view: modal?.id })).toEqual({ error: 'This form is not open any more.' });
  });

  it('what went between Slack and the app can be read, without tokens', async () => {
    const { url, slack, botToken } = await workspace();
    const posted = { channel: 'C0GENERAL', text: 'seen', token: botToken };
    await slack.api.call('chat.postMessage', posted, botToken);
    const { html } = await look(url, 'payloads?user=U0ALICE');
    expect(html).toContain('chat.postMessage');
    expect(html).toContain('&#34;text&#34;: &#34;seen&#34;');
    expect(html).not.toContain(botToken);
    expect((await look(url, 'payloads?user=U0ALICE&ts=1.1'))['html']).toContain('Nothing yet');
  });

  it('a file is downloaded and never opened as a page', async () => {
    const { url, slack, botToken } = await workspace();
    const announced = await slack.api.call(
      'files.getUploadURLExternal',
      { filename: 'a "b".html', length: 5 },
      botToken,
    );
    const upload = announced.kind === 'answer' ? String(announced.body['upload_url']) : '';
    const id = upload.split('/').at(-1);
    expect((await ask(upload, {}, '<b>x')).status).toBe(200);
    expect((await ask(`${url}/files/${id}/a`)).status).toBe(404);
    await slack.api.call('files.completeUploadExternal', { files: [{ id }], channel_id: 'C0GENERAL' }, botToken);
    const file = await ask(`${url}/files/${id}/a`);
    expect(file).toMatchObject({ status: 200, body: '<b>x' });
    expect(file.headers).toMatchObject({
      'content-type': 'application/octet-stream',
      'content-disposition': "attachment; filename*=UTF-8''a%20%22b%22.html",
      'x-content-type-options': 'nosniff',
    });
  });
});
