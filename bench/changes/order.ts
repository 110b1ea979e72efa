/** What a process of the trial is started with. */
export interface Order {
  /** Null: the embedded database in `dataDir`. */
  readonly databaseUrl: string | null;
  readonly dataDir: string;
  readonly aws: Readonly<Record<string, string>>;
  readonly clock: FastClock;
  /** When a process counts as gone, in milliseconds of that clock. */
  readonly leaseMs: number;
  /** At each dealing with the database or with AWS: to be killed in the middle of it. */
  readonly dieChance: number;
  /** Just before each call that changes something: to freeze. */
  readonly freezeChance: number;
  readonly spoil: Spoil | null;
}

/**
 * What is taken out of the protocol, to see that the check finds it. `no-waiting`: a call of which nothing is known is
 * judged at once, not when AWS would refuse it. `repeats`: a call without an answer is made again.
 */
export type Spoil = 'no-waiting' | 'repeats';

/** Time that passes several times as fast, so that minutes need not be waited for. */
export interface FastClock {
  /** From when on, in milliseconds of the epoch. */
  readonly base: number;
  readonly speed: number;
}

export function faster({ base, speed }: FastClock, ms = Date.now()): number {
  return base + (ms - base) * speed;
}

/** What somebody does; `n` is answered. */
export type Click =
  | { readonly n: number; readonly kind: 'propose'; readonly resource: string; readonly by: string }
  | { readonly n: number; readonly kind: 'approve'; readonly id: string; readonly digest: string; readonly by: string }
  | { readonly n: number; readonly kind: 'withdraw'; readonly id: string; readonly by: string };

/** A line that a process says. */
export type Line =
  | { readonly kind: 'ready' }
  | { readonly kind: 'frozen' }
  | {
      readonly kind: 'answer';
      readonly n: number;
      readonly says: string;
      readonly id: string | null;
      readonly digest: string | null;
    };

export const region = 'us-east-1';
export const accountId = '123456789012';
/** Slack's id of the team. */
export const team = 'T1';
export const people = { ana: 'T1.U0ANA', ben: 'T1.U0BEN', cem: 'T1.U0CEM' } as const;

/** Functions of the account: one for each change that is under way at a time. */
export function nameOf(i: number): string {
  return `checkout-${i}`;
}
