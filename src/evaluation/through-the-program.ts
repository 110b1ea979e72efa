import { setImmediate } from 'node:timers/promises';
import { pino } from 'pino';
import { openAccounts } from '#aws/accounts';
import { diagnose, noStore } from '#app';
import type { App } from '#app';
import { loadConfig } from '#config';
import type { Report } from '#engine';
import type { Playbook } from '#playbook';
import type { Account } from '#simulation/account';
import type { Scenario } from '#simulation/scenario';
import { startSimulation } from '#simulation/simulation';
import type { SimulationRecord } from '#simulation/record';

/** What came of asking about a scenario: a report, or the sentence said instead, and every call that was made. */
export interface Outcome {
  readonly report: Report | null;
  readonly says: string | null;
  readonly record: SimulationRecord;
}

/** How fast the simulated AWS is. */
interface Pace {
  /** Milliseconds that every call takes at least. */
  readonly latencyMs: number;
  /** Waits for jobs of AWS: for so many milliseconds, or not at all where their time is of no interest. */
  readonly pause: (ms: number, signal: AbortSignal) => Promise<void>;
}

/** AWS answers as soon as it can, and its own jobs are done at once: nobody has to wait for them. */
const hurried: Pace = { latencyMs: 0, pause: async () => setImmediate() };

/**
 * Asks about a scenario as a person would: name resolution, AWS SDK and HTTP included; only the account is simulated.
 * Both the account and who asks take the time from `now`, default the system clock.
 */
export async function askAbout(
  scenario: Scenario,
  playbook: Playbook,
  now: () => Date = () => new Date(),
  { latencyMs, pause }: Pace = hurried,
): Promise<Outcome> {
  const account = madeWithinAMinute(scenario, now);
  const simulation = await startSimulation({ accounts: { [account.id]: account }, clock: now, latencyMs });
  try {
    const credentials = simulation.credentialsFor(account.id);
    const env = {
      AWS_ENDPOINT_URL: simulation.url,
      AWS_REGION: account.region,
      AWS_ACCESS_KEY_ID: credentials.accessKeyId,
      AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
      AWS_SESSION_TOKEN: credentials.sessionToken,
    };
    const app: App = {
      config: await loadConfig({}, noFile),
      playbooks: new Map([[playbook.id, playbook]]),
      commands: new Map(),
      store: noStore(),
      changes: null,
      openAccount: openAccounts({ accounts: [], env, now, pause }),
      now,
      log: pino({ enabled: false }),
    };
    const ask = {
      playbook: playbook.id,
      subject: scenario.ask || null,
      account: null,
      region: null,
      profile: null,
      since: null,
      from: null,
      to: null,
    };
    const place = { team: 'evaluation', channel: '', thread: null };
    const { report, says } = await answer(ask, place, app);
    return { report, says, record: simulation.record() };
  } finally {
    await simulation.close();
  }
}

/** Making a large account takes a while, and its present minute must still be the present one when it is asked about. */
function madeWithinAMinute(scenario: Scenario, now: () => Date): Account {
  const began = now();
  const account = scenario.account(began);
  return minuteOf(now()) === minuteOf(began) ? account : scenario.account(now());
}

function minuteOf(time: Date): number {
  return Math.floor(time.getTime() / 60_000);
}

function noFile(): Promise<never> {
  return Promise.reject(Object.assign(new Error('no configuration'), { code: 'ENOENT' }));
}

async function answer(
  ask: Parameters<typeof diagnose>[0],
  place: { readonly team: string; readonly channel: string; readonly thread: null },
  app: App,
): Promise<{ readonly report: Report | null; readonly says: string | null }> {
  try {
    const reply = await diagnose(ask, { by: 'evaluation', place }, app);
    if (reply.kind === 'choice') return { report: null, says: reply.question };
    if (reply.kind !== 'investigation') return { report: null, says: reply.kind === 'text' ? reply.markdown : null };
    for await (const update of reply.updates) {
      if (update.state === 'finished') return { report: update.report, says: null };
      if (update.state === 'failed') return { report: null, says: update.says };
    }
    return { report: null, says: 'it ended without an answer' };
  } catch (error) {
    return { report: null, says: error instanceof Error ? error.message : String(error) };
  }
}
