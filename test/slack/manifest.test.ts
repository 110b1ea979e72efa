import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { describe, expect, test } from 'vitest';
import { manifest } from '../../src/slack/manifest.ts';
import { appOf, shop } from './support/shop.ts';
import { rig, saidIn, toldTo } from './support/rig.ts';
import { until } from './support/quick-clock.ts';

const node = promisify(execFile);
const script = new URL('../../src/slack/print-manifest.ts', import.meta.url).pathname;

describe('the manifest', () => {
  test('has everything that Slack limits within its limits', () => {
    const { display_information: shown, features, oauth_config: oauth } = manifest(null);
    expect(shown.name.length).toBeLessThanOrEqual(35);
    expect(shown.description?.length).toBeLessThanOrEqual(140);
    const commands = features?.slash_commands ?? [];
    expect(commands.length).toBeLessThanOrEqual(50);
    for (const { command, description, usage_hint: hint } of commands) {
      expect(command).toMatch(/^\/[a-z]{1,31}$/u);
      expect(description.length).toBeLessThanOrEqual(2000);
      expect(hint?.length).toBeLessThanOrEqual(1000);
    }
    expect(features?.shortcuts?.map(({ name }) => name.length <= 24)).toEqual([true, true]);
    expect(new Set(oauth?.scopes?.bot).size).toBe(oauth?.scopes?.bot?.length);
  });

  test('asks for nothing that lets it read what people write, or join, where it was not invited', () => {
    const scopes = manifest(null).oauth_config?.scopes?.bot ?? [];
    expect(scopes).toEqual([
      'commands',
      'chat:write',
      'files:write',
      'app_mentions:read',
      'im:history',
      'channels:read',
      'groups:read',
      'channels:history',
      'groups:history',
      'users:read',
      'usergroups:read',
      'im:write',
    ]);
  });

  test('differs between Socket Mode and HTTP in the addresses alone', () => {
    const { features, settings, ...same } = manifest(new URL('https://ops.example/base'));
    const socket = manifest(null);
    expect(same).toEqual({
      _metadata: socket._metadata,
      display_information: socket.display_information,
      oauth_config: socket.oauth_config,
    });
    const url = 'https://ops.example/slack/events';
    expect(features?.slash_commands?.map((command) => command.url)).toEqual([url, url, url]);
    expect([settings?.interactivity?.request_url, settings?.event_subscriptions?.request_url]).toEqual([url, url]);
    expect([settings?.socket_mode_enabled, socket.settings?.socket_mode_enabled]).toEqual([false, true]);
    expect(JSON.stringify(socket)).not.toContain('http');
  });

  test('is printed as JSON', async () => {
    const { stdout } = await node(process.execPath, [script, '--http', 'https://ops.example']);
    expect(JSON.parse(stdout)).toEqual(JSON.parse(JSON.stringify(manifest(new URL('https://ops.example')))));
  });

  test.each([
    [['--http', 'ops.example'], '--http needs the public address'],
    [['--https', 'x'], "Unknown option '--https'"],
  ])('is not printed for %j', async (args, says) => {
    await expect(node(process.execPath, [script, ...args])).rejects.toMatchObject({
      code: 2,
      stderr: expect.stringContaining(says),
      stdout: '',
    });
  });
});

describe('what the manifest offers is listened to', () => {
  test('each command, shortcut and event, and nothing else', async () => {
    const at = await rig(appOf(shop()));
    const { features, settings } = manifest(null);
    for (const { command } of features?.slash_commands ?? []) {
      const before = toldTo(at, at.alice).length;
      await at.alice.slash(at.channel, command, 'help');
      await until(`${command} is answered`, () => toldTo(at, at.alice).length > before);
    }
    for (const { callback_id: callback } of features?.shortcuts ?? []) {
      const message = await at.bob.say(at.channel, '502s');
      const before = toldTo(at, at.alice).length;
      await at.alice.messageShortcut(message, callback);
      const answered = (): boolean => saidIn(at, message.ts).length > 0 || toldTo(at, at.alice).length > before;
      await until(`${callback} is answered`, answered);
    }
    const heard: Readonly<Record<string, () => Promise<unknown>>> = {
      app_mention: () => at.bob.say(at.channel, '@opsmedic help'),
      app_home_opened: () => at.bob.openHome(),
      'message.im': () =>
        at.slack.dispatch.event('message.im', {
          type: 'message',
          channel_type: 'im',
          channel: at.channel,
          user: 'U0BOB',
          text: 'help',
          ts: '1.1',
          event_ts: '1.1',
        }),
    };
    expect(Object.keys(heard).toSorted()).toEqual([...(settings?.event_subscriptions?.bot_events ?? [])].toSorted());
    for (const [event, act] of Object.entries(heard)) {
      const before = at.slack.traffic.all.filter(({ way }) => way === 'from the app').length;
      await act();
      await until(
        `${event} is answered`,
        () => at.slack.traffic.all.filter(({ way }) => way === 'from the app').length > before,
      );
    }
    const command = {
      command: '/unheard-of',
      trigger_id: 'x',
      channel_id: at.channel,
      user_id: 'U0BOB',
      team_id: 'T0LOCAL',
    };
    await expect(at.slack.dispatch.request('slash_commands', command)).rejects.toThrow('not acknowledged');
  });
});
