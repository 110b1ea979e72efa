import type { DiagnosisKind, Finding, Report } from '#engine';
import type { BlindReason, Confidence } from '#playbook';

/** How sure we are, as one says it. The meanings are those of `Confidence`. */
export const sureness: Readonly<Record<Confidence, string>> = {
  confirmed: 'Sure',
  likely: 'Likely',
  possible: 'Possible',
};

export const blindness: Readonly<Record<BlindReason, string>> = {
  denied: 'not allowed',
  throttled: 'AWS kept throttling',
  timeout: 'took too long',
  absent: 'not there',
  failed: 'failed',
  bug: 'our own fault',
};

/** Seen before it is read. Never the only carrier of what it says. */
export const marks: Readonly<Record<DiagnosisKind | 'recovered' | 'nothing', string>> = {
  diagnosed: '🔴',
  undecided: '🟠',
  unexplained: '🟠',
  blind: '⚫',
  'not-happening': '🟢',
  recovered: '🟢',
  nothing: '⚪',
};

/** The finding that is the root cause, when there is one. */
export function rootOf(report: Report): Finding | null {
  const { rootCause } = report.diagnosis;
  return rootCause === null ? null : (report.findings.find((finding) => finding.cause === rootCause) ?? null);
}

/** When the symptom ended, if it was there and has. */
export function endedAt({ symptom }: Report): string | null {
  return symptom.known && symptom.seen ? symptom.until : null;
}

/** `explains all of it`, as the end of a sentence. */
export function explains(share: number): string {
  return share > 0.995 ? 'explains all of it' : `explains ${percent(share)} of it`;
}

export function percent(share: number): string {
  const whole = Math.round(share * 100);
  if (whole === 0 && share > 0) return 'under 1%';
  if (whole === 100 && share < 1) return 'over 99%';
  return `${whole}%`;
}

/** `prod (123456789012) · us-east-1`, as far as it is known. */
export function whereOf({ account, accountName, region }: Pick<Report, 'account' | 'accountName' | 'region'>): string {
  const id = account === null ? 'account not known' : account;
  return `${accountName === null ? id : `${accountName} (${id})`} · ${region}`;
}

/** IAM actions whose refusal hid something, each once, in the order they were met. */
export function refused(report: Report): readonly string[] {
  const denied = [...report.blindSpots, ...report.unanswered.map(({ blind }) => blind)];
  return [...new Set(denied.flatMap(({ why, action }) => (why === 'denied' && action ? [action] : [])))];
}
