import { ReadFailure } from '#playbook';
import type { AnyReadCall, BlindSpot } from '#playbook';

/** The one place that turns whatever was thrown into something we did not see. Anything unforeseen is our own bug. */
export function toBlindSpot(fact: string, error: unknown): BlindSpot {
  if (error instanceof ReadFailure)
    return { fact, why: error.why, detail: error.message, ...(error.action && { action: error.action }) };
  const detail = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  return { fact, why: 'bug', detail };
}

/** A fact that made a call it did not declare would make `--plan` and the printed IAM policy untrue. */
export function undeclared(fact: string, call: AnyReadCall): Error {
  return new Error(`${fact} asked ${call.id}, which it does not declare`);
}

/** Each blind spot once, in the order in which they were met. */
export function distinct(spots: readonly BlindSpot[]): BlindSpot[] {
  return [...new Map(spots.map((spot) => [`${spot.fact} ${spot.why} ${spot.action} ${spot.detail}`, spot])).values()];
}
