import { pino } from 'pino';
import { Recorder, begin, noStore, replayOf, settle } from '../../src/app/index.ts';
import type { App, Recording, Run } from '../../src/app/index.ts';
import { openAccounts } from '../../src/aws/accounts.ts';
import { loadConfig } from '../../src/config/index.ts';
import type { Report } from '../../src/engine/index.ts';
import type { Playbook, Reader } from '../../src/playbook/index.ts';
import type { Scenario } from '../../src/simulation/scenario.ts';
import { startSimulation } from '../../src/simulation/simulation.ts';

const asker = { by: 'test', place: { team: 'test', channel: '', thread: null } };

/** Asks about a scenario once over the wire, and keeps every answer that AWS gave to the playbook. */
export async function recordingOf(scenario: Scenario, playbook: Playbook, at: Date): Promise<Recording> {
  const account = scenario.account(at);
  const now = () => at;
  const simulation = await startSimulation({ accounts: { [account.id]: scenario.account }, clock: now });
  try {
    const credentials = simulation.credentialsFor(account.id);
    const env = {
      AWS_ENDPOINT_URL: simulation.url,
      AWS_REGION: account.region,
      AWS_ACCESS_KEY_ID: credentials.accessKeyId,
      AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
      AWS_SESSION_TOKEN: credentials.sessionToken,
    };
    const app = await appFor(playbook, at, openAccounts({ accounts: [], env, now }));
    const nothing = { account: null, region: null, profile: null, since: null, from: null, to: null };
    const settled = await settle({ ...nothing, playbook: playbook.id, subject: scenario.ask || null }, asker, app);
    if (settled.kind !== 'ready') throw new Error(`${scenario.id} asks back`);
    const { run } = settled;
    const recorder = new Recorder();
    await reportOf({ ...run, account: { ...run.account, read: recorder.listening(run.account.read) } }, app);
    return recorder.recording(run);
  } finally {
    await simulation.close();
  }
}

/** Judges a recording again, without AWS; `change` stands between the playbook and what was recorded. */
export async function judgedAgain(
  recording: Recording,
  playbook: Playbook,
  change: (read: Reader) => Reader = (read) => read,
): Promise<Report> {
  const app = await appFor(playbook, new Date(recording.now), () => Promise.reject(new Error('a replay has no AWS')));
  const run = replayOf(recording, asker, app);
  return reportOf({ ...run, account: { ...run.account, read: change(run.account.read) } }, app);
}

async function reportOf(run: Run, app: App): Promise<Report> {
  const reply = await begin(run, asker, app);
  if (reply.kind !== 'investigation') throw new Error('it did not begin');
  for await (const update of reply.updates) {
    if (update.state === 'finished') return update.report;
    if (update.state === 'failed') throw new Error(update.says);
  }
  throw new Error('it did not end');
}

async function appFor(playbook: Playbook, at: Date, openAccount: App['openAccount']): Promise<App> {
  return {
    config: await loadConfig({}, () => Promise.reject(Object.assign(new Error('no file'), { code: 'ENOENT' }))),
    playbooks: new Map([[playbook.id, playbook]]),
    commands: new Map(),
    store: noStore(),
    openAccount,
    now: () => at,
    log: pino({ enabled: false }),
  };
}
