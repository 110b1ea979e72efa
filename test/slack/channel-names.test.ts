import nock from 'nock';
import { pino } from 'pino';
import { afterEach, expect, test } from 'vitest';
import { WebClient } from '@slack/web-api';
import { loadConfig } from '#config';
import { withChannelIds } from '../../src/slack/channel-names.ts';

const web = () => new WebClient('xoxb-test', { retryConfig: { retries: 0 } });
const log = pino({ enabled: false });
const yaml = `channels:\n  - channel: '#incidents'\n    region: eu-west-1\n  - channel: C0PINNED\n    region: us-east-1\n`;
const config = () => loadConfig({ OPSMEDIC_CONFIG: 'x.yaml' }, () => Promise.resolve(new TextEncoder().encode(yaml)));

afterEach(() => {
  nock.cleanAll();
});

test('names are looked up page by page, and ids stay as they are', async () => {
  nock('https://slack.com')
    .post('/api/conversations.list', (body: Record<string, string>) => body['cursor'] === undefined)
    .reply(200, { ok: true, channels: [{ id: 'C1', name: 'general' }], response_metadata: { next_cursor: 'more' } })
    .post('/api/conversations.list', (body: Record<string, string>) => body['cursor'] === 'more')
    .reply(200, { ok: true, channels: [{ id: 'C2', name: 'incidents' }], response_metadata: { next_cursor: '' } });
  const { channels } = await withChannelIds(await config(), web(), log);
  expect(channels.map(({ channel }) => channel)).toEqual(['C2', 'C0PINNED']);
});

test('a workspace that refuses costs only the channels that are named', async () => {
  nock('https://slack.com').post('/api/conversations.list').reply(200, { ok: false, error: 'missing_scope' });
  const { channels } = await withChannelIds(await config(), web(), log);
  expect(channels.map(({ channel }) => channel)).toEqual(['#incidents', 'C0PINNED']);
});

test('Slack is not asked where only ids are written', async () => {
  const pinned = { ...(await config()), channels: (await config()).channels.slice(1) };
  expect(await withChannelIds(pinned, web(), log)).toBe(pinned);
});
