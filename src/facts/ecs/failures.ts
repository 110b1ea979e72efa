import type { ServiceEvent } from '#aws/ecs';
import type { ErrorText } from '../../error-texts/index.ts';
import { signOf } from './signs.ts';
import type { Sign } from './signs.ts';
import { goneAt, straight } from './stops.ts';
import type { Stop } from './stops.ts';

/** One thing that went wrong with a task, as ECS words it: of a stopped task, or of a task that was never made. */
export interface Failure {
  readonly sign: Sign;
  /** What the text says of a connection or a refusal. */
  readonly error: ErrorText | null;
  readonly at: Date;
  /** When it began to be tried: what cannot start takes minutes to give up. */
  readonly since: Date;
  /** All of the text, apostrophes straightened. For matching only. */
  readonly text: string;
  /** The text as AWS wrote it. */
  readonly quotes: readonly string[];
  /** Null for what only a service event tells. */
  readonly stop: Stop | null;
}

/** ECS cuts long texts off: what it was about to say is then for other facts to tell. */
export function isCut({ quotes }: Failure): boolean {
  return quotes.some((quote) => /(?:\.\.\.|…)\s*$/.test(quote));
}

/** An image that could not be pulled, whose text ends before it says why. */
export function isCutPull(failure: Failure): boolean {
  return failure.sign === 'pull-other' && isCut(failure);
}

/** A task that could not be set up, whose text ends before it says why. */
export function isCutSetUp(failure: Failure): boolean {
  return failure.sign === 'unknown' && isCut(failure) && /ResourceInitializationError/i.test(failure.text);
}

/** Null for a task that was meant to stop, or that did its work. */
export function failureOfStop(stop: Stop): Failure | null {
  const sign = signOfStop(stop);
  if (sign === null) return null;
  const { task, kind, at, text } = stop;
  const gone = goneAt(stop);
  const reasons = [task.stoppedReason, ...task.containers.map(({ reason }) => reason)];
  return {
    ...sign,
    at: gone < at ? gone : at,
    since: kind === 'fault-start' ? (task.createdAt ?? gone) : gone,
    text,
    quotes: [...new Set(reasons.filter((reason) => reason !== null))],
    stop,
  };
}

function signOfStop({ kind, task, text }: Stop): Pick<Failure, 'sign' | 'error'> | null {
  switch (kind) {
    case 'scaling':
    case 'operator':
    case 'spot':
    case 'infrastructure':
      return null;
    case 'fault-health':
      return { sign: /ELB health checks/i.test(text) ? 'elb-health' : 'container-health', error: null };
    case 'exit-zero':
      return task.group?.startsWith('service:') ? { sign: 'exit-zero', error: null } : null;
    case 'fault-exit': {
      const said = signOf(text);
      return said.sign === 'unknown' ? { ...said, sign: 'exit' } : said;
    }
    case 'fault-start':
      return signOf(text);
    case 'unknown': {
      const said = signOf(text);
      // The scheduler stops tasks for reasons of its own; what it does not call a failure is none.
      const meant =
        /^ServiceSchedulerInitiated$/i.test(task.stopCode ?? '') || (!task.stopCode && task.startedAt !== null);
      return said.sign === 'unknown' && meant ? null : said;
    }
  }
}

const FAILED =
  /unable to place a task|failed to launch a task|unable to consistently start tasks|operations are being throttled|unable to stop or start tasks|unable to reach steady state|unable to scale in|have been misconfigured|has been misconfigured|NOT FOUND|provisioning capacity limit|is unhealthy in .* due to|failed container health checks|was unable to/i;

/** Null for an event that tells of nothing wrong. */
export function failureOfEvent({ at, message }: ServiceEvent): Failure | null {
  const text = straight(message);
  if (at === null || !FAILED.test(text)) return null;
  return { ...signOf(text), at, since: at, text, quotes: [message], stop: null };
}

/** An event that says that all is well again. */
export function isSteady({ message }: ServiceEvent): boolean {
  return /has reached a steady state|deployment completed/i.test(message);
}

/** What a deployment said of itself as it was given up. */
export function isGivenUp({ message }: ServiceEvent): boolean {
  return /deployment failed|rolling back to/i.test(message);
}
