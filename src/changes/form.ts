import type { AccountConfig, Config } from '#config';
import type { AnyRemediation, ByHand, Risk } from '#playbook';
import type { Where } from './aws-access.ts';
import { emergency, entitlement, subjectOf } from './entitlement.ts';
import type { Emergency, Entitlement } from './entitlement.ts';
import type { Remedy, Wanted } from './guarded-changes.ts';
import { locate } from './where.ts';
import { span } from './words.ts';

/** A form that says all that is needed, or what is wrong with it by the name of the field. */
export type Form =
  | { readonly kind: 'wrong'; readonly remedy: Remedy; readonly wrong: Readonly<Record<string, string>> }
  | { readonly kind: 'by-hand'; readonly remedy: ByHand<never>; readonly params: never; readonly where: Where }
  | FilledIn;

/** The form of a guarded change, and what the configuration says about such a change. */
export interface FilledIn {
  readonly kind: 'guarded';
  readonly remedy: AnyRemediation;
  readonly params: never;
  readonly where: Where;
  readonly account: AccountConfig;
  readonly risk: Risk;
  readonly lastsMs: number;
  /** Null where nobody may approve it. */
  readonly entitlement: Entitlement | null;
  /** Null where nobody may do it without approval. */
  readonly emergency: Emergency | null;
}

const minute = 60_000;
/** A reason that is written down in a hurry, and read in a review weeks later. */
const leastOfEmergency = 20;
const mostOfReason = 500;

/** Reads what somebody wants. */
export function readForm(remedy: Remedy, wanted: Wanted, team: string, config: Config): Form {
  const located = locate(wanted, config);
  const parsed = remedy.parse(wanted.given);
  const wrong = { ...(located.ok ? {} : located.wrong), ...(parsed.ok ? {} : parsed.wrong) };
  if (!located.ok || !parsed.ok) return { kind: 'wrong', remedy, wrong };
  const { params } = parsed;
  const { where, account } = located;
  if (remedy.kind === 'by-hand') return { kind: 'by-hand', remedy, params, where };

  const risk = remedy.risk(params);
  const subject = subjectOf({ action: remedy.id, risk, account: where.account }, config);
  const glass = emergency(subject, team, config);
  const longest = Math.min(remedy.lasts.mostMs, (wanted.breakGlass && glass?.lastsAtMostMs) || Infinity);
  const lastsMs = wanted.lastsMs ?? Math.min(remedy.lasts.usualMs, longest);
  const fields = { ...wrongTime(lastsMs, longest), ...wrongReason(wanted) };
  if (Object.keys(fields).length > 0) return { kind: 'wrong', remedy, wrong: fields };
  return {
    kind: 'guarded',
    remedy,
    params,
    where,
    account,
    risk,
    lastsMs,
    entitlement: entitlement(subject, team, config),
    emergency: glass,
  };
}

/** What is wrong with sending a form without a reason: while it is filled in, there is none yet. */
export function missingReason({ reason }: Wanted): string | null {
  return reason.trim() === '' ? 'Say why: approvers read it, and so does whoever looks back.' : null;
}

function wrongTime(lastsMs: number, longest: number): Readonly<Record<string, string>> {
  if (!Number.isFinite(lastsMs) || lastsMs < minute) return { lasts: 'It has to last for a minute at least.' };
  return lastsMs > longest ? { lasts: `It may last for ${span(longest)} at most.` } : {};
}

function wrongReason({ reason, breakGlass }: Wanted): Readonly<Record<string, string>> {
  const { length } = reason.trim();
  if (length > mostOfReason) return { reason: `At most ${mostOfReason} characters.` };
  if (breakGlass && length > 0 && length < leastOfEmergency)
    return { reason: `At least ${leastOfEmergency} characters: somebody has to review it.` };
  return {};
}
