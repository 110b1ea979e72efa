import { describe, expect, test } from 'vitest';
import { doctorCommand } from '../../commands/doctor.ts';
import type { World } from '../../commands/doctor.ts';
import type { App } from '../../src/app/index.ts';
import { brokenStore } from '../../src/app/index.ts';
import { CannotInvestigate, ReadFailure } from '../../src/playbook/index.ts';
import type { Reader } from '../../src/playbook/index.ts';
import { markdownText } from '../../src/terminal/markdown-text.ts';
import { account, app, denied, now } from '../app/small-account.ts';
import { production, staging } from '../app/small-config.ts';

/** AWS and Slack on the network: their answers by address; a missing one cannot be reached. */
type Net = Readonly<Record<string, Response | undefined>>;

const aws = 'https://sts.amazonaws.com/';
const authTest = 'https://slack.com/api/auth.test';
const open = 'https://slack.com/api/apps.connections.open';

function answer(body: unknown, headers: Record<string, string> = {}): Response {
  return Response.json(body, { headers });
}

function dated(at: Date): Response {
  return new Response(null, { headers: { date: at.toUTCString() } });
}

async function examine(parts: {
  readonly app?: Partial<App>;
  readonly net?: Net;
  readonly env?: World['env'];
  readonly node?: string;
}) {
  const net: Net = { [aws]: dated(now), ...parts.net };
  const fetch = (url: string | URL | Request): Promise<Response> => {
    const known = net[url instanceof Request ? url.url : String(url)];
    const refused = Object.assign(new Error('refused'), { code: 'ECONNREFUSED' });
    return known ? Promise.resolve(known) : Promise.reject(new TypeError('fetch failed', { cause: refused }));
  };
  const slackScopes = [
    { scope: 'chat:write', why: 'posts the card' },
    { scope: 'commands', why: '/diagnose' },
  ];
  const command = doctorCommand({ env: parts.env ?? {}, nodeVersion: parts.node ?? 'v24.21.0', fetch, slackScopes });
  const on = app({ openAccount: (which) => Promise.resolve(account(anything, which)) });
  const place = { team: 'terminal', channel: '', thread: null };
  const reply = await command.run({ words: [], by: 'ana', place }, { ...on, ...parts.app });
  if (reply.kind !== 'text') throw new Error('no text');
  return { text: markdownText(reply.markdown, (_, text) => text, Infinity), problem: reply.problem, data: reply.data };
}

/** An account in which everything may be read and nothing is. */
const anything: Reader = async () => ({ value: [] as never, at: now, ms: 1, attempts: 1 });

function failing(error: (action: `${string}:${string}`) => Error): Reader {
  return async (call) => {
    throw error(call.action);
  };
}

function withReader(read: Reader): Partial<App> {
  return { openAccount: (which) => Promise.resolve(account(read, which)) };
}

describe('the doctor', () => {
  test('finds nothing wrong where nothing is, and says what is not set up', async () => {
    const { text, problem, data } = await examine({});
    expect(text).toBe(
      [
        '✓ Node.js: v24.21.0',
        '– Configuration: no file: one account, with the credentials of the environment',
        '– Store: the command line keeps nothing; the bot keeps its own in ./data',
        "✓ Clock: within 1 s of AWS's",
        '✓ AWS account: 111122223333 in eu-west-1',
        '✓ AWS account: permissions: 6 services can be read',
        '– On call: nothing says who is on call',
        '– Slack: no SLACK_BOT_TOKEN: npm start opens the local workspace',
        '',
      ].join('\n'),
    );
    expect({ problem, data }).toMatchObject({ problem: false, data: { right: true } });
  });

  test('counts what is configured, and looks at every account', async () => {
    const on = app({ config: { accounts: [production, staging] } });
    const { text } = await examine({ app: { config: on.config } });
    expect(text).toContain('✓ Configuration: 2 accounts, 0 services, 0 channels');
    expect(text).toContain('✓ AWS account prod: 111122223333 in eu-west-1');
    expect(text).toContain('✓ AWS account staging: 444455556666 in eu-west-1');
  });

  test.each<[string, Parameters<typeof examine>[0], string, string]>([
    ['an old Node.js', { node: 'v22.9.0' }, '✗ Node.js: v22.9.0 is older than 24.15.', 'npm install'],
    [
      'a store that is down',
      { app: { store: brokenStore(new Error('no route to the database')) }, env: { DATABASE_URL: 'postgres://x' } },
      '✗ Store: no route to the database',
      'psql "$DATABASE_URL"',
    ],
    [
      'a clock that is late',
      { net: { [aws]: dated(new Date(now.getTime() + 400_000)) } },
      "✗ Clock: 400 s behind AWS's: AWS and Slack refuse what it signs.",
      'timedatectl set-ntp true',
    ],
    [
      'a clock that is a little early',
      { net: { [aws]: dated(new Date(now.getTime() - 90_000)) } },
      "✗ Clock: 90 s ahead of AWS's.",
      'timedatectl',
    ],
    [
      'AWS out of reach',
      { net: { [aws]: undefined } },
      `✗ AWS: ${aws} cannot be reached: ECONNREFUSED.`,
      `curl -sI ${aws}`,
    ],
    [
      'no credentials',
      { app: { openAccount: () => Promise.reject(new CannotInvestigate('There are no AWS credentials here.')) } },
      '✗ AWS account: There are no AWS credentials here.',
      'aws sts get-caller-identity',
    ],
    [
      'missing permissions',
      { app: withReader(failing(denied)) },
      '✗ AWS account: permissions: not allowed to use elasticloadbalancing:DescribeLoadBalancers, ecs:ListClusters, ec2:DescribeSubnets, lambda:GetFunctionConfiguration, cloudtrail:LookupEvents, cloudwatch:GetMetricData.',
      'opsmedic iam --reads',
    ],
    [
      'services that fail',
      { app: withReader(failing((action) => new ReadFailure('failed', 'Internal error.', action))) },
      '✗ AWS account: permissions: elasticloadbalancing:DescribeLoadBalancers: Internal error; ecs:ListClusters: Internal error;',
      'aws elbv2 describe-load-balancers --region eu-west-1',
    ],
    [
      'a bot token that Slack does not know',
      { env: { SLACK_BOT_TOKEN: 'xoxb-1' }, net: { [authTest]: answer({ ok: false, error: 'invalid_auth' }) } },
      '✗ Slack bot token: Slack refuses it: invalid_auth.',
      'export SLACK_BOT_TOKEN=',
    ],
    [
      'a scope that is missing',
      {
        env: { SLACK_BOT_TOKEN: 'xoxb-1' },
        net: {
          [authTest]: answer(
            { ok: true, user: 'opsmedic', team: 'Acme' },
            { 'x-oauth-scopes': 'commands, im:history' },
          ),
        },
      },
      '✗ Slack bot token: lacks chat:write (posts the card).',
      'npm run --silent manifest',
    ],
    [
      'an app token that may not connect',
      {
        env: { SLACK_BOT_TOKEN: 'xoxb-1', SLACK_APP_TOKEN: 'xapp-1' },
        net: {
          [authTest]: answer({ ok: true, user: 'opsmedic', team: 'Acme' }, { 'x-oauth-scopes': 'commands,chat:write' }),
          [open]: answer({ ok: false, error: 'missing_scope' }),
        },
      },
      '✗ Slack app token: Slack refuses it: missing_scope.',
      'connections:write',
    ],
    [
      'Slack out of reach',
      { env: { SLACK_BOT_TOKEN: 'xoxb-1' } },
      '✗ Slack bot token: slack.com cannot be reached',
      'export SLACK',
    ],
  ])('finds %s, and says what to do', async (_, parts, says, fix) => {
    const { text, problem } = await examine(parts);
    expect(text).toContain(says);
    expect(text.slice(text.indexOf(says))).toContain(fix);
    expect(problem).toBe(true);
  });

  test('takes “there is no such thing” for an answer', async () => {
    const { text } = await examine({ app: withReader(failing((action) => new ReadFailure('absent', 'none', action))) });
    expect(text).toContain('✓ AWS account: permissions: 6 services can be read');
  });

  test('never shows a token', async () => {
    const token = ['xoxb', '123456789012', 'abcdefghijklmnop'].join('-');
    const { text, data } = await examine({
      env: { SLACK_BOT_TOKEN: token },
      net: { [authTest]: answer({ ok: false, error: `bad ${token}` }) },
    });
    expect(text + JSON.stringify(data)).not.toContain('abcdefghijklmnop');
  });
});
