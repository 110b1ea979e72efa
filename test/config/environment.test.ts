import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ConfigError, readEnvironment } from '#config';

function problems(env: Record<string, string>): readonly string[] {
  try {
    readEnvironment(env);
    return [];
  } catch (error) {
    if (error instanceof ConfigError) return error.problems;
    throw error;
  }
}

const bot = { SLACK_BOT_TOKEN: 'xoxb-1-2-abc' };

describe('The environment', () => {
  test('may be empty: the local workspace, the embedded store, this machine only', () => {
    expect(readEnvironment({})).toEqual({
      slack: { mode: 'local' },
      databaseUrl: null,
      dataDir: './data',
      logLevel: 'info',
      host: '127.0.0.1',
      port: 3000,
    });
  });

  test('with an app token is Socket Mode, listening on all interfaces', () => {
    const { slack, host } = readEnvironment({ ...bot, SLACK_APP_TOKEN: 'xapp-1-A-b', SLACK_SIGNING_SECRET: 'abc' });
    const apiUrl = 'https://slack.com/api/';
    expect(slack).toEqual({ mode: 'socket', botToken: 'xoxb-1-2-abc', appToken: 'xapp-1-A-b', apiUrl });
    expect(host).toBe('0.0.0.0');
  });

  test('with a signing secret is HTTP mode', () => {
    const { slack } = readEnvironment({ ...bot, SLACK_SIGNING_SECRET: 'abc', SLACK_API_URL: 'http://127.0.0.1:9/api' });
    const apiUrl = 'http://127.0.0.1:9/api/';
    expect(slack).toEqual({ mode: 'http', botToken: 'xoxb-1-2-abc', signingSecret: 'abc', apiUrl });
  });

  test('may say everything else', () => {
    const env = {
      DATABASE_URL: 'postgresql://me:p%23@db:5432/opsmedic?sslmode=require',
      OPSMEDIC_DATA: '/data',
      LOG_LEVEL: 'DEBUG',
      HOST: '::1',
      PORT: '0',
    };
    expect(readEnvironment(env)).toMatchObject({
      databaseUrl: env.DATABASE_URL,
      dataDir: '/data',
      logLevel: 'debug',
      host: '::1',
      port: 0,
    });
  });

  test('may hold blanks around values, and blank values, which count as absent', () => {
    const { slack, port } = readEnvironment({ SLACK_BOT_TOKEN: ' ', SLACK_APP_TOKEN: '', PORT: ' 8080\n' });
    expect(slack).toEqual({ mode: 'local' });
    expect(port).toBe(8080);
    expect(readEnvironment({ SLACK_BOT_TOKEN: 'xoxb-1\n', SLACK_APP_TOKEN: 'xapp-1\r\n' }).slack).toMatchObject({
      botToken: 'xoxb-1',
      appToken: 'xapp-1',
    });
  });

  test.each([
    'postgres:///opsmedic?host=/var/run/postgresql',
    'postgres://me@/opsmedic?host=/var/run/postgresql',
    'postgres://me:secret@[::1]:5432/opsmedic',
  ])('may name the database as %s', (url) => {
    expect(readEnvironment({ DATABASE_URL: url }).databaseUrl).toBe(url);
  });
});

describe('A setting that cannot be is told in one sentence that names it', () => {
  test.each<[string, Record<string, string>, string]>([
    [
      'an app token alone',
      { SLACK_APP_TOKEN: 'xapp-1' },
      'SLACK_APP_TOKEN is set but SLACK_BOT_TOKEN is not: set both, or neither for the local workspace.',
    ],
    [
      'a signing secret alone',
      { SLACK_SIGNING_SECRET: 'x' },
      'SLACK_SIGNING_SECRET is set but SLACK_BOT_TOKEN is not: set both, or neither for the local workspace.',
    ],
    [
      'a bot token alone',
      bot,
      'SLACK_BOT_TOKEN needs SLACK_APP_TOKEN (Socket Mode) or SLACK_SIGNING_SECRET (HTTP) beside it; neither is set.',
    ],
    [
      'tokens that were swapped',
      { SLACK_BOT_TOKEN: 'xoxp-1', SLACK_APP_TOKEN: 'xapp-1' },
      'SLACK_BOT_TOKEN must begin with xoxb-, not with xoxp-.',
    ],
    [
      'a bot token for the app',
      { ...bot, SLACK_APP_TOKEN: 'xoxb-1' },
      'SLACK_APP_TOKEN must begin with xapp-, not with xoxb-.',
    ],
    ['a token of another kind', { ...bot, SLACK_APP_TOKEN: 'hunter2' }, 'SLACK_APP_TOKEN must begin with xapp-.'],
    [
      'a token in quotes',
      { ...bot, SLACK_APP_TOKEN: '"xapp-1"' },
      'SLACK_APP_TOKEN is set with quotes around it; remove them.',
    ],
    [
      'a token with a second line',
      { ...bot, SLACK_APP_TOKEN: 'xapp-1\nxapp-2' },
      'SLACK_APP_TOKEN must be letters, digits, dots and hyphens after xapp-; it seems to be cut or joined with something.',
    ],
    [
      'a token as the signing secret',
      { ...bot, SLACK_SIGNING_SECRET: 'xoxb-1' },
      "SLACK_SIGNING_SECRET must be the app's signing secret (Basic Information), not a token, and without quotes.",
    ],
    [
      'another API address',
      { SLACK_API_URL: 'slack.com/api' },
      'SLACK_API_URL must be an address that begins with https:// or http://.',
    ],
    [
      'another database',
      { DATABASE_URL: 'mysql://db/x' },
      'DATABASE_URL must begin with postgres://; for the embedded store, leave it unset.',
    ],
    [
      'a password that breaks the address',
      { DATABASE_URL: 'postgres://me:a#b@db/x' },
      'DATABASE_URL is not an address: special characters in its password must be percent-encoded (# is %23, / is %2F).',
    ],
    [
      'a log level',
      { LOG_LEVEL: 'warning' },
      'LOG_LEVEL must be one of trace, debug, info, warn, error, fatal, silent.',
    ],
    ['a port in words', { PORT: 'http' }, 'PORT must be a number from 0 to 65535.'],
    ['a port that is too high', { PORT: '65536' }, 'PORT must be a number from 0 to 65535.'],
    ['a port below zero', { PORT: '-1' }, 'PORT must be a number from 0 to 65535.'],
    [
      'an address as the host',
      { HOST: 'http://0.0.0.0' },
      'HOST must be the name or address of a network interface, like 127.0.0.1, without http:// and without a port.',
    ],
    [
      'a host with its port',
      { HOST: 'localhost:3000' },
      'HOST must be the name or address of a network interface, like 127.0.0.1, without http:// and without a port.',
    ],
  ])('%s', (_what, env, sentence) => {
    expect(problems(env)).toEqual([sentence]);
  });

  test('and all of them at once', () => {
    expect(problems({ SLACK_APP_TOKEN: 'nonsense', DATABASE_URL: 'x', PORT: 'y' })).toHaveLength(4);
  });

  test('without repeating what may be a secret', () => {
    const secret = fc.stringMatching(/^[ -~]{12,40}$/);
    fc.assert(
      fc.property(secret, (text) => {
        const told = problems({
          SLACK_BOT_TOKEN: text,
          SLACK_APP_TOKEN: text,
          SLACK_SIGNING_SECRET: text,
          DATABASE_URL: text,
        });
        expect(told.join('\n')).not.toContain(text.trim());
        expect(told.length).toBeGreaterThan(0);
      }),
    );
  });
});
