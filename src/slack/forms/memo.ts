import { z } from 'zod';

const slackId = z.string().regex(/^[A-Z][A-Z0-9]{0,40}$/u);

/**
 * What a form of a change remembers beside what is typed into it. It comes back through Slack as text and is treated as
 * if anyone could have written it: it says what is wanted, and permits nothing.
 */
const memo = z.strictObject({
  remedy: z.string().min(1).max(200),
  account: z.string().max(200).nullable(),
  region: z.string().max(50).nullable(),
  channel: slackId,
  thread: z
    .string()
    .regex(/^\d{1,12}\.\d{1,9}$/u)
    .nullable(),
  investigation: z.string().max(60).nullable(),
  extends: z
    .string()
    .regex(/^chg_[0-9A-Za-z]{1,40}$/u)
    .nullable(),
  breakGlass: z.boolean(),
  /** Of the preview that is shown; null while there is none. */
  digest: z
    .string()
    .regex(/^[0-9a-f]{64}$/u)
    .nullable(),
});

export type Memo = z.infer<typeof memo>;

export function serializeMemo(remembered: Memo): string {
  return JSON.stringify(remembered);
}

/** Null for whatever is not a memo of ours. */
export function parseMemo(text: string): Memo | null {
  try {
    return memo.safeParse(JSON.parse(text)).data ?? null;
  } catch {
    return null;
  }
}

/** A form about a change that is there already: its private metadata is the id of the change, and nothing else. */
export function parseChangeId(text: string): string | null {
  return /^chg_[0-9A-Za-z]{1,40}$/u.test(text) ? text : null;
}
