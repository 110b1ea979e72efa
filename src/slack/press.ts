import { z } from 'zod';

/** What can be done about a proposed change, beside approving it. */
export const changeActs = [
  'deny',
  'withdraw',
  'undo',
  'keep',
  'extend',
  'again',
  'took-effect',
  'did-not',
  'details',
  'review',
] as const;
export type ChangeAct = (typeof changeActs)[number];

const id = z.string().regex(/^inv_[0-9A-Za-z]{1,40}$/u);
const changeId = z.string().regex(/^chg_[0-9A-Za-z]{1,40}$/u);
const handoffId = z.string().regex(/^hnd_[0-9A-Za-z]{1,40}$/u);
const timestamp = z.string().regex(/^\d{1,12}\.\d{1,9}$/u);

/**
 * What a button does when it is pressed. It comes back through Slack as text, and is treated as if anyone could have
 * written it: it holds an id or a command that anyone may type, never a permission.
 */
const press = z.discriminatedUnion('do', [
  /** Ask the same again. */
  z.strictObject({ do: z.literal('rerun'), id }),
  /** Do as if this had been typed, in this channel and in this thread of it. */
  z.strictObject({ do: z.literal('run'), command: z.string().min(1).max(1500), thread: timestamp.nullable() }),
  /** Open the form of a remedy that a cause of this investigation puts forward. */
  z.strictObject({
    do: z.literal('propose'),
    id,
    cause: z.string().min(1).max(200),
    offer: z.int().min(0).max(99),
  }),
  /** Open the form of a remedy, filled in so. */
  z.strictObject({
    do: z.literal('form'),
    remedy: z.string().min(1).max(200),
    account: z.string().max(200).nullable(),
    region: z.string().max(50).nullable(),
    given: z.record(z.string(), z.string()),
    reason: z.string(),
    lastsMs: z.int().positive().nullable(),
    thread: timestamp.nullable(),
  }),
  /** Approve what the card showed: `digest` says what that was. */
  z.strictObject({ do: z.literal('approve'), change: changeId, digest: z.string().regex(/^[0-9a-f]{64}$/u) }),
  /** Anything else about a proposed change. */
  z.strictObject({ do: z.enum(changeActs), change: changeId }),
  /** Something about the handoff of a shift, or about its draft. */
  z.strictObject({
    do: z.literal('handoff'),
    act: z.enum(['accept', 'accept-some', 'edit', 'post', 'skip']),
    handoff: handoffId,
  }),
]);

export type Press = z.infer<typeof press>;

export function serializePress(pressed: Press): string {
  return JSON.stringify(pressed);
}

/** Null for whatever is not a press of ours. */
export function parsePress(value: string | undefined): Press | null {
  if (value === undefined || value.length > 2000) return null;
  try {
    return press.safeParse(JSON.parse(value)).data ?? null;
  } catch {
    return null;
  }
}
