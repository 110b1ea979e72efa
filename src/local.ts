import type { Logger } from 'pino';
import type { Config, Env, SlackSettings } from '#config';
import type { Scenario } from '#simulation/scenario';
import type { AccountSource } from '#simulation/accounts';
import { startSimulation } from '#simulation/simulation';
import { withUsualAlarms } from '#simulation/usual-alarms';
import { playbooks } from '../playbooks/index.ts';
import { scenarios } from '../playbooks/scenarios.ts';
import type { Route } from './http/health.ts';
import { manifest } from './slack/index.ts';
import { startWorkspace } from './workspace/start.ts';
import type { SampleIncident } from './workspace/start.ts';

interface LocalOptions {
  readonly host: string;
  readonly port: number;
  readonly config: Config;
  readonly env: Env;
  readonly log: Logger;
}

/** An incident of this morning would have left the last hour by noon. */
const RENEW_AFTER_MS = 15 * 60_000;

/** Alice and Bob may approve what the other asked for; Bob because he is in the group. */
const eitherOfThem: Config['approvals'][number] = {
  actions: ['*'],
  risks: [],
  accountTags: {},
  users: ['U0ALICE'],
  groups: ['S0APPROVERS'],
  onCall: false,
  differentGroups: false,
  requesterMayApprove: false,
  needed: 1,
  expiresAfter: '15m',
  startWithin: '5m',
};

const inAnEmergency: Config['breakGlass'][number] = {
  actions: ['*'],
  risks: ['low', 'medium'],
  accountTags: {},
  users: ['U0ALICE', 'U0BOB'],
  groups: [],
  onCall: false,
  lastsAtMost: '30m',
  duringFreezes: false,
};

/** Milliseconds: how long a shift is, and when Alice's ends, so that a draft of her handoff comes after ten minutes. */
const [SHIFT_MS, FIRST_ENDS_MS, SHIFTS] = [8 * 3_600_000, 70 * 60_000, 21];

/** Alice and Bob take turns for a week. */
function shiftsFrom(now: Date): NonNullable<Config['onCall']> {
  const ends = now.getTime() + FIRST_ENDS_MS;
  const at = (ms: number) => new Date(ms).toISOString();
  const shifts = Array.from({ length: SHIFTS }, (_, index) => ({
    user: index % 2 === 0 ? 'U0ALICE' : 'U0BOB',
    from: at(ends + (index - 1) * SHIFT_MS),
    to: at(ends + index * SHIFT_MS),
  }));
  return { shifts };
}

/**
 * The local stand-ins for Slack and AWS: a workspace with a channel for each sample incident, and a simulated account
 * behind each channel, told apart by the role that is assumed, as in production. The bot knows nothing of it.
 */
export async function startLocal({ host, port, config, env, log }: LocalOptions) {
  const now = new Date();
  const samples = samplesOf(scenarios);
  const accounts = samples.map(({ scenario, channel }) => ({ scenario, channel, account: scenario.account(now) }));
  const simulation = await startSimulation({
    accounts: Object.fromEntries(accounts.map(({ scenario, account }) => [account.id, sourceOf(scenario)])),
    renewAfterMs: RENEW_AFTER_MS,
  });
  const routes: Route[] = [];
  const workspace = await startWorkspace({
    host,
    port,
    manifest: manifest(null),
    incidents: samples.map(incidentOf),
    playbooks: playbooks.map(({ id, title }) => ({ id, title })),
    routes,
    log,
  }).catch(async (error: unknown) => {
    await simulation.close();
    throw error;
  });
  const ambient = simulation.credentialsFor(accounts[0]?.account.id ?? '');
  const tokens: Extract<SlackSettings, { readonly mode: 'socket' }> = {
    mode: 'socket',
    botToken: workspace.botToken,
    appToken: workspace.appToken,
    apiUrl: workspace.slackApiUrl,
  };
  return {
    tokens,
    config: {
      ...config,
      accounts: accounts.map(({ channel, account }) => ({
        id: account.id,
        name: channel,
        regions: [account.region],
        tags: {},
        readRole: `arn:${account.partition ?? 'aws'}:iam::${account.id}:role/OpsMedicRead`,
        changeRole: `arn:${account.partition ?? 'aws'}:iam::${account.id}:role/OpsMedicChange`,
      })),
      channels: accounts.map(({ channel, account }) => ({
        channel: `#${channel}`,
        account: account.id,
        region: account.region,
        services: [],
      })),
      approvals: [eitherOfThem],
      breakGlass: [inAnEmergency],
      onCall: shiftsFrom(now),
      handoff: { timeZone: 'UTC', channels: ['#general'] },
    },
    aws: {
      HOME: env['HOME'],
      PATH: env['PATH'],
      AWS_ENDPOINT_URL: simulation.url,
      AWS_ACCESS_KEY_ID: ambient.accessKeyId,
      AWS_SECRET_ACCESS_KEY: ambient.secretAccessKey,
      AWS_SESSION_TOKEN: ambient.sessionToken,
      AWS_REGION: accounts[0]?.account.region,
    },
    listen: async (health: readonly Route[]) => {
      routes.push(...health);
      return async () => {};
    },
    welcome: `OpsMedic's local workspace is at ${workspace.url}\nPick a channel on the left and type the command it shows. Nothing here reaches Slack or AWS. Ctrl-C ends it.`,
    close: async () => {
      await workspace.close();
      await simulation.close();
    },
  };
}

/** Where a change is felt, the incident ends with it. */
/** With alarms on what is in it, so that they can be muted. */
function sourceOf({ account, remedied }: Scenario): AccountSource {
  const alarmed = (now: Date) => withUsualAlarms(account(now), now);
  return remedied ? { account: alarmed, remedied } : alarmed;
}

/** An incident to try, and the channel it is told in. */
interface Sample {
  readonly playbook: string;
  readonly scenario: Scenario;
  readonly channel: string;
}

function samplesOf(byPlaybook: Readonly<Record<string, readonly Scenario[]>>): readonly Sample[] {
  return Object.entries(byPlaybook)
    .flatMap(([playbook, all]) => all.filter(({ sample }) => sample).map((scenario) => ({ playbook, scenario })))
    .map((one, index) => ({ ...one, channel: channelOf(one.scenario, index + 1) }));
}

/** `inc-3-storefront-prod`: the channel must not give the cause away, so it is named after what is asked about. */
function channelOf({ ask }: Scenario, number: number): string {
  return `inc-${number}-${ask.toLowerCase().replace(/[^a-z0-9]+/g, '-')}`.slice(0, 60);
}

function incidentOf({ playbook, scenario, channel }: Sample): SampleIncident {
  const { rootCause, kind, resource } = scenario.truth;
  return {
    id: scenario.id,
    channel,
    title: scenario.symptom ?? scenario.title,
    ask: `/diagnose ${playbook} ${scenario.ask}`,
    story: scenario.story,
    truth: rootCause ? `${rootCause.join(' or ')}${resource ? `, on ${resource}` : ''}` : kind,
  };
}
