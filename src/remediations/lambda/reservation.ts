import type { Doing, FieldChange, LookContext, Preview, ReadBack } from '#playbook';
import { reservedConcurrency } from '#aws/lambda';
import { freeConcurrency, reserveConcurrency } from '#aws/lambda-writes';

/** Executions set aside for a function, which are its limit, too; null where none are. */
export type Reserved = number | null;

export async function reservedOf(arn: string, { read }: LookContext): Promise<Reserved> {
  const { reserved } = await read(reservedConcurrency, { name: arn });
  return reserved;
}

/** Sets it, or takes it away: two different calls. */
export async function reserve(arn: string, reserved: Reserved, { write }: Doing): Promise<void> {
  if (reserved === null) await write(freeConcurrency, { arn });
  else await write(reserveConcurrency, { arn, reserved });
}

/** The one field that is changed. */
export function reservation(resource: string, before: Reserved, after: Reserved): FieldChange {
  return { resource, field: 'ReservedConcurrentExecutions', before, after };
}

/** What is put back, in a sentence. */
export function undoOf(before: Reserved): string {
  return before === null ? 'The limit is taken away again, as there was none.' : `The limit is set back to ${before}.`;
}

/** The function of a preview, by its ARN. */
export function functionOf({ resources: [arn = ''] }: Preview): string {
  return arn;
}

export function nameOf(preview: Preview): string {
  return functionOf(preview).split(':')[6] ?? '';
}

export function beforeOf({ changes: [first] }: Preview): Reserved {
  return typeof first?.before === 'number' ? first.before : null;
}

/** Whether the limit is what was asked for. */
export async function isReserved(wanted: Reserved, preview: Preview, context: LookContext): Promise<ReadBack> {
  const present = await reservedOf(functionOf(preview), context);
  if (present === wanted) return { outcome: 'took-effect', says: `The limit is ${said(present)}.` };
  if (present === beforeOf(preview)) return { outcome: 'did-not', says: `The limit is still ${said(present)}.` };
  return { outcome: 'cannot-tell', says: `The limit is ${said(present)}, which is neither the old nor the new one.` };
}

/** Whether the limit is again what it was; `set` is what the change made of it. */
export async function isPutBack(set: Reserved, preview: Preview, context: LookContext) {
  const present = await reservedOf(functionOf(preview), context);
  const says = `The limit is ${said(present)}.`;
  if (present === beforeOf(preview)) return { outcome: 'took-effect', says, othersValue: false } as const;
  return { outcome: 'did-not', says, othersValue: present !== set } as const;
}

function said(limit: Reserved): string {
  return limit === null ? 'not set' : String(limit);
}
