import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { text } from 'node:stream/consumers';
import { verifyAudit } from '../../src/audit/verify.ts';
import { oneByOne } from '../audit/a-log.ts';
import type { TestDatabase } from '../store/databases.ts';
import type { AwsQuestion } from './remote-aws.ts';

type What = 'approve' | 'deny' | 'withdraw';

/** What a racing process is told. */
export type RaceOrder =
  | { readonly kind: 'propose'; readonly resources: readonly string[] }
  | { readonly kind: 'decide'; readonly changes: readonly Race[] }
  | { readonly kind: 'answer'; readonly n: number; readonly value: string | null };

/** One change and the clicks that it gets at once from one process. */
interface Race {
  readonly id: string;
  readonly digest: string;
  readonly clicks: readonly { readonly by: string; readonly what: What }[];
}

/** What a racing process says. */
export type Said =
  | { readonly kind: 'ready' | 'done' }
  | { readonly kind: 'proposed'; readonly id: string; readonly digest: string }
  | {
      readonly kind: 'clicked';
      readonly id: string;
      readonly by: string;
      readonly what: What;
      readonly ok: boolean;
      readonly says: string;
    }
  | { readonly kind: 'aws'; readonly n: number; readonly question: AwsQuestion };

/** What came of all races. */
export interface Raced {
  readonly races: number;
  readonly clicks: number;
  /** By what the change came to. */
  readonly ended: Readonly<Record<string, number>>;
  readonly calls: number;
  /** How many races each process decided. */
  readonly wonBy: readonly number[];
  readonly wrong: readonly string[];
}

/**
 * Races of several replicas on one database: the same change asked for at once by all of them, then double clicks of two
 * approvers in every process, with a no or a withdrawal among them, while all of them look for work. `spoilt`: moves are
 * made although somebody was faster, to see that the check finds that.
 */
export async function race(
  database: TestDatabase,
  races: number,
  { processes = 2, spoilt = false } = {},
): Promise<Raced> {
  const { changes } = await database.open();
  const aws = new SharedAws();
  const racers = await Promise.all(Array.from({ length: processes }, () => racer(database, aws, spoilt)));
  try {
    const resources = Array.from({ length: races }, (_, i) => `resource-${i}`);
    const proposed = (await Promise.all(racers.map((one) => one.does({ kind: 'propose', resources })))).flat();
    const asked = proposed.filter((said) => said.kind === 'proposed');
    const orders = asked.map(({ id, digest }, i) => ({ id, digest, clicks: clicksOf(i) }));
    const told = await Promise.all(racers.map((one) => one.does({ kind: 'decide', changes: orders })));
    const all = await changes.list({ limit: races * 2 });
    const clicked = told.flat().filter((said) => said.kind === 'clicked');
    const wrong = asked.length === races ? [] : [`${asked.length} of ${races} were asked for`];
    const ended: Record<string, number> = {};
    for (const { proposal, standing, votes, executions } of all) {
      const { id } = proposal;
      const problem = (what: string) => void wrong.push(`${id} (${standing.state}): ${what}`);
      const its = clicked.filter((click) => click.id === id && click.ok);
      const count = (what: What, by?: string) =>
        its.filter((click) => click.what === what && (by === undefined || click.by === by)).length;
      const calls = aws.made.filter((change) => change === id).length;
      ended[standing.state] = (ended[standing.state] ?? 0) + 1;
      if (!['applied', 'denied', 'withdrawn'].includes(standing.state)) problem('it came to no end');
      if (calls !== (standing.state === 'applied' ? 1 : 0)) problem(`it was made ${calls} times`);
      if (executions.length !== calls) problem(`${executions.length} executions for ${calls} calls`);
      for (const by of new Set(its.map((click) => click.by)))
        if (count('approve', by) > 1) problem(`${by} was told twice that the yes counts`);
      if (count('approve') !== votes.length)
        problem(`${count('approve')} were told that their yes counts, of ${votes.length}`);
      if (votes.some(({ by }) => by === proposal.requester)) problem('who asked for it approved it');
      if (standing.state === 'applied' && votes.length !== 2) problem(`made with ${votes.length} votes`);
      const stopped = count('deny') + count('withdraw');
      if (stopped !== (standing.state === 'applied' ? 0 : 1)) problem(`it was stopped ${stopped} times`);
    }
    const records = await changes.auditRecords(null, races * 100);
    const audit = await verifyAudit(oneByOne(records));
    if (!audit.ok) wrong.push('the audit log was altered');
    const counted = records.filter(
      ({ what }) => what === 'approved' || what === 'denied' || what === 'withdrawn',
    ).length;
    const answered = clicked.filter(({ ok }) => ok).length;
    if (counted !== answered) wrong.push(`${counted} records of ${answered} decisions`);
    const wonBy = told.map((said) => said.filter((one) => one.kind === 'clicked' && one.ok).length);
    return { races, clicks: clicked.length, ended, calls: aws.made.length, wonBy, wrong };
  } finally {
    for (const one of racers) one.kill();
  }
}

/** Two approvers with double clicks, and who asked for it; every third is denied, too, every seventh withdrawn. */
function clicksOf(i: number): Race['clicks'] {
  const yes = ['T1.U0BEN', 'T1.U0CEM', 'T1.U0BEN', 'T1.U0CEM', 'T1.U0ANA'].map((by) => ({
    by,
    what: 'approve' as const,
  }));
  const all = [
    ...yes,
    ...(i % 3 === 0 ? [{ by: 'T1.U0DIA', what: 'deny' as const }] : []),
    ...(i % 7 === 0 ? [{ by: 'T1.U0ANA', what: 'withdraw' as const }] : []),
  ];
  // Another one is first each time.
  return all.map((_, at) => all[(at + i) % all.length] ?? yes[0]).filter((click) => click !== undefined);
}

/** The one AWS of all of them, which enforces deadlines. */
class SharedAws {
  /** The change of each call that was carried out. */
  readonly made: string[] = [];
  readonly #values = new Map<string, string | null>();

  answer(question: AwsQuestion): string | null {
    if (question.ask === 'get') return this.#values.get(question.resource) ?? null;
    if (Date.now() >= question.deadline) return 'too late';
    this.#values.set(question.resource, question.value);
    this.made.push(question.change);
    return null;
  }
}

interface Racer {
  /** What it said until it was done. */
  readonly does: (order: RaceOrder) => Promise<readonly Said[]>;
  readonly kill: () => void;
}

async function racer({ databaseUrl, dataDir }: TestDatabase, aws: SharedAws, spoilt: boolean): Promise<Racer> {
  const program = join(import.meta.dirname, 'racer.ts');
  const child = spawn(process.execPath, [program, databaseUrl ?? '', dataDir, spoilt ? 'spoilt' : ''], {
    stdio: 'pipe',
  });
  const lines = createInterface({ input: child.stdout });
  lines.on('line', (line) => {
    const said: Said = JSON.parse(line);
    if (said.kind !== 'aws') return;
    const answer: RaceOrder = { kind: 'answer', n: said.n, value: aws.answer(said.question) };
    child.stdin.write(`${JSON.stringify(answer)}\n`);
  });
  const failure = text(child.stderr);
  const ended = once(child, 'exit').then(async () => Promise.reject(new Error(`a racer ended: ${await failure}`)));
  ended.catch(() => {});
  const hear = async (until: 'ready' | 'done'): Promise<readonly Said[]> => {
    const heard: Said[] = [];
    const over = new Promise<void>((resolve) => {
      const listen = (line: string) => {
        const said: Said = JSON.parse(line);
        if (said.kind !== until) return void heard.push(said);
        lines.off('line', listen);
        resolve();
      };
      lines.on('line', listen);
    });
    await Promise.race([over, ended]);
    return heard;
  };
  await hear('ready');
  return {
    does: (order) => {
      const heard = hear('done');
      child.stdin.write(`${JSON.stringify(order)}\n`);
      return heard;
    },
    kill: () => void child.kill('SIGKILL'),
  };
}
