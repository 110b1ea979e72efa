import playbook from '../../playbooks/alb-502/playbook.ts';
import { scenarios } from '../../playbooks/alb-502/scenarios/index.ts';
import type { Account } from '../../src/simulation/account.ts';
import type { Scenario } from '../../src/simulation/scenario.ts';
import { startSimulation } from '../../src/simulation/simulation.ts';
import type { Environment } from './program.ts';

/** An incident in an account that answers over the AWS protocols. */
export interface Incident {
  readonly scenario: Scenario;
  readonly account: Account;
  /** What leads a program to it, as it would to AWS. */
  readonly env: Environment;
  readonly close: () => Promise<void>;
}

export function scenarioCalled(id: string): Scenario {
  const found = scenarios.find((scenario) => scenario.id === id);
  if (!found) throw new Error(`there is no scenario ${id}`);
  return found;
}

/** What the card of a right diagnosis may be headed with. */
export function rightTitles({ truth }: Scenario): readonly string[] {
  return playbook.causes.filter(({ id }) => truth.rootCause?.includes(id)).map(({ title }) => title);
}

/** `change` makes the account differ from the scenario's: slower, say, or with faults. */
export async function startIncident(
  id: string,
  change: (account: Account) => Account = (account) => account,
): Promise<Incident> {
  const scenario = scenarioCalled(id);
  const account = change(scenario.account(new Date()));
  const simulation = await startSimulation({ accounts: { [account.id]: account } });
  const { accessKeyId, secretAccessKey, sessionToken } = simulation.credentialsFor(account.id);
  return {
    scenario,
    account,
    env: {
      AWS_ENDPOINT_URL: simulation.url,
      AWS_REGION: account.region,
      AWS_ACCESS_KEY_ID: accessKeyId,
      AWS_SECRET_ACCESS_KEY: secretAccessKey,
      AWS_SESSION_TOKEN: sessionToken,
    },
    close: () => simulation.close(),
  };
}
