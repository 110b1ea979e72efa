import { Recorder, settle } from '../../src/app/index.ts';
import type { Recording } from '../../src/app/index.ts';
import { openAccounts } from '../../src/aws/accounts.ts';
import { appFor, reportOf } from '../../src/evaluation/recorded.ts';
import type { Playbook } from '../../src/playbook/index.ts';
import type { Scenario } from '../../src/simulation/scenario.ts';
import { startSimulation } from '../../src/simulation/simulation.ts';

const asker = { by: 'test', place: { team: 'test', channel: '', thread: null } };

/** Asks about a scenario once over the wire, and keeps every answer that AWS gave to the playbook. */
export async function recordingOf(scenario: Scenario, playbook: Playbook, at: Date): Promise<Recording> {
  const account = scenario.account(at);
  const now = () => at;
  const simulation = await startSimulation({ accounts: { [account.id]: account }, clock: now });
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
