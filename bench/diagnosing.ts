import { pino } from 'pino';
import { openAccounts } from '#aws/accounts';
import { warm } from '#aws/warm';
import { askFrom, diagnose, noStore } from '#app';
import type { App } from '#app';
import type { Report } from '#engine';
import { parseConfig } from '../src/config/parse.ts';
import { playbooks } from '../playbooks/index.ts';

/** Every service that a diagnosis may read. */
export const services = ['sts', 'elbv2', 'cloudwatch', 'ecs', 'cloudtrail', 's3', 'ec2', 'lambda'] as const;

const place = { team: 'terminal', channel: '', thread: null };

/** One investigation, and what it took. */
export interface Diagnosed {
  readonly report: Report;
  readonly ms: number;
}

/** The application as the bot has it after a while: clients loaded, connections open. No answer is used twice. */
export async function warmApp(env: Readonly<Record<string, string>>): Promise<App> {
  await warm(services);
  const now = (): Date => new Date();
  return {
    config: parseConfig('', 'no file'),
    playbooks: new Map(playbooks.map((playbook) => [playbook.id, playbook])),
    commands: new Map(),
    store: noStore(),
    changes: null,
    openAccount: openAccounts({ accounts: [], env, now, shareForMs: 0 }),
    now,
    log: pino({ level: 'silent' }),
  };
}

/** Asks as a person would, from the words typed to the finished report. `found` is called when the subject is settled. */
export async function diagnoseOnce(app: App, subject: string, found?: () => Promise<void>): Promise<Diagnosed> {
  const began = performance.now();
  const reply = await diagnose(askFrom(['alb-502', subject], place), { by: 'bench', place }, app);
  await found?.();
  if (reply.kind !== 'investigation') throw new Error(`${subject} is not found at once`);
  for await (const update of reply.updates) {
    if (update.state === 'finished') return { report: update.report, ms: performance.now() - began };
    if (update.state === 'failed') throw new Error(update.says);
  }
  throw new Error('the investigation has no end');
}
