import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import type { ChangesStore } from '#store';
import type { State } from '../../src/approval/standing.ts';
import type { History } from './history.ts';
import { nameOf, people } from './order.ts';
import type { Click, Line, Order } from './order.ts';
import type { Trial } from './trial.ts';

const mostFailures = 20;

const alive: readonly State[] = [
  'pending',
  'approved',
  'executing',
  'unknown',
  'applied',
  'reverting',
  'revert-unknown',
];

/** The processes, and the people who click. */
export class Crowd {
  kills = 0;
  freezes = 0;
  readonly #trial: Trial;
  readonly #order: Order;
  readonly #members: Member[] = [];
  #ended = false;
  #failures = 0;

  constructor(trial: Trial, order: Order) {
    this.#trial = trial;
    this.#order = order;
  }

  /** Resolves with what people were told when all changes have come to their end. */
  async work(store: ChangesStore): Promise<History['told']> {
    const { kills, freezes, changes, atOnce } = this.#trial;
    let asked = 0;
    const told: History['told'][number][] = [];
    for (let i = 0; i < this.#trial.processes; i++) this.#start();
    void this.#disturb();
    const person = async (i: number): Promise<void> => {
      while (this.kills < kills || this.freezes < freezes || asked < changes) {
        asked++;
        const { id, digest } = await this.#ask({ kind: 'propose', resource: nameOf(i), by: people.ana });
        if (id === null) continue;
        if (digest !== null) {
          told.push({ change: id, by: people.ana, what: 'proposed' });
          for (const by of [people.ben, people.cem]) {
            const { says } = await this.#ask({ kind: 'approve', id, digest, by }, 2);
            if (/^(Approved|Your yes counts|You have approved)/u.test(says))
              told.push({ change: id, by, what: 'approved' });
          }
        }
        await this.#ends(store, id);
      }
    };
    await Promise.all(Array.from({ length: atOnce }, (_, i) => person(i)));
    await this.#clearUp(store);
    return told;
  }

  async close(): Promise<void> {
    this.#ended = true;
    await Promise.all(this.#members.map((member) => member.close()));
  }

  /** A click that somebody gave up may have been heard all the same: nobody approves of what came of it. */
  async #clearUp(store: ChangesStore): Promise<void> {
    const by = people.ana;
    for (const { proposal } of await store.list({ states: ['pending'], limit: 1_000 }))
      await this.#ask({ kind: 'withdraw', id: proposal.id, by });
    for (const { proposal } of await store.list({ states: alive, limit: 1_000 })) await this.#ends(store, proposal.id);
  }

  async #ends(store: ChangesStore, id: string): Promise<void> {
    for (let waits = 0; waits < 2_000; waits++) {
      const change = await store.find(id);
      if (change && !alive.includes(change.standing.state)) return;
      await sleep(100);
    }
  }

  /** Clicks until somebody answers, as people do; `times` clicks at once, the first answer counts. */
  async #ask(click: Unnumbered, times = 1): Promise<Extract<Line, { kind: 'answer' }>> {
    for (;;) {
      const alive = this.#members.filter((member) => member.isReady);
      const clicks = Array.from({ length: times }, async () => oneOf(alive)?.click(click) ?? null);
      const answer = (await Promise.all(clicks)).find((one) => one !== null);
      if (answer) return answer;
      await sleep(50);
    }
  }

  #start(): void {
    if (this.#ended) return;
    const { kills, freezes } = this.#trial;
    const order: Order = {
      ...this.#order,
      ...(this.kills >= kills ? { dieChance: 0 } : {}),
      ...(this.freezes >= freezes ? { freezeChance: 0 } : {}),
    };
    const member = new Member(order, {
      froze: () => void this.#thaw(member),
      ended: (signal) => {
        this.#members.splice(this.#members.indexOf(member), 1);
        if (signal === 'SIGKILL') this.kills++;
        else if (!this.#ended) this.#failed(member);
        this.#start();
      },
    });
    this.#members.push(member);
  }

  /** A busy machine may keep a process from its database: it is started again, as it would be anywhere. */
  #failed({ errors }: Member): void {
    this.#failures++;
    if (this.#failures > mostFailures) throw new Error(`processes of the trial fail:\n${errors}`);
    process.stderr.write(`a process of the trial ended by itself: ${errors || 'nobody knows why'}\n`);
  }

  /** Lets a frozen process go on, after less than its call may take, or long after. */
  async #thaw(member: Member): Promise<void> {
    this.freezes++;
    const [least, most] = this.#trial.frozenMs;
    await sleep(least + Math.random() * (most - least));
    member.signal('SIGCONT');
  }

  async #disturb(): Promise<void> {
    const { killEveryMs, kills } = this.#trial;
    if (killEveryMs === null) return;
    while (this.kills < kills && !this.#ended) {
      await sleep(Math.random() * 2 * killEveryMs);
      const alive = this.#members.filter((one) => one.isReady);
      const member = oneOf(alive);
      if (this.kills < kills) member?.signal('SIGKILL');
    }
  }
}

function oneOf<T>(all: readonly T[]): T | undefined {
  return all[Math.floor(Math.random() * all.length)];
}

type Unnumbered = Click extends infer C ? (C extends Click ? Omit<C, 'n'> : never) : never;

interface Heard {
  readonly froze: () => void;
  readonly ended: (signal: NodeJS.Signals | null) => void;
}

/** One process. */
class Member {
  isReady = false;
  errors = '';
  readonly #child: ChildProcess;
  readonly #waiting = new Map<number, (answer: Extract<Line, { kind: 'answer' }> | null) => void>();
  readonly #exit: Promise<unknown>;
  #n = 0;

  constructor(order: Order, { froze, ended }: Heard) {
    const program = join(import.meta.dirname, 'process.ts');
    const child = spawn(process.execPath, [program, JSON.stringify(order)], { stdio: 'pipe' });
    this.#child = child;
    child.stdin.on('error', () => {});
    child.stderr.on('data', (chunk: Buffer) => (this.errors = `${this.errors}${String(chunk)}`.slice(-5_000)));
    createInterface({ input: child.stdout }).on('line', (text) => {
      const line: Line = JSON.parse(text);
      if (line.kind === 'ready') this.isReady = true;
      else if (line.kind === 'frozen') froze();
      else this.#waiting.get(line.n)?.(line);
    });
    this.#exit = once(child, 'close');
    // Not at its exit: what it said last may come after that.
    child.once('close', (_, signal) => {
      this.isReady = false;
      for (const resolve of this.#waiting.values()) resolve(null);
      ended(signal);
    });
  }

  /** What it answers; null when it ended before, or was silent for long. */
  async click(click: Unnumbered): Promise<Extract<Line, { kind: 'answer' }> | null> {
    const n = ++this.#n;
    const { promise, resolve } = Promise.withResolvers<Extract<Line, { kind: 'answer' }> | null>();
    this.#waiting.set(n, resolve);
    this.#child.stdin?.write(`${JSON.stringify({ ...click, n })}\n`);
    const patience = setTimeout(() => resolve(null), 8_000);
    const answer = await promise;
    clearTimeout(patience);
    this.#waiting.delete(n);
    return answer;
  }

  signal(signal: NodeJS.Signals): void {
    this.#child.kill(signal);
  }

  async close(): Promise<void> {
    this.#child.kill('SIGKILL');
    await this.#exit;
  }
}
