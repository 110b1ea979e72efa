import { performance } from 'node:perf_hooks';
import type { Logger } from 'pino';
import { isUnreachable } from '#aws/failures';
import { investigate } from '#engine';
import type { Progress, Report, ReportHead, Source } from '#engine';
import { CannotInvestigate, ReadFailure, know } from '#playbook';
import type { Given, Playbook, Reader, Subject } from '#playbook';
import { redactText } from '#redaction';
import type { Account, App } from './app.ts';
import { changedSince } from './difference.ts';
import type { Investigation, Update } from './investigation.ts';
import { Latest } from './latest.ts';
import { nothingThere } from './nothing-there.ts';
import { windowOf } from './plan.ts';
import type { Window } from './window.ts';

/** Everything settled: what one investigation looks at, where and when. */
export interface Run {
  readonly investigation: Investigation;
  readonly playbook: Playbook;
  readonly account: Account;
  readonly window: Window;
  /** The moment of asking. */
  readonly now: Date;
  readonly look: Look;
  /** One sentence on what was assumed, or null. */
  readonly assumed: string | null;
}

/** What there is to look at: a subject, or nothing at all in this account, as these calls showed. */
export type Look =
  | { readonly kind: 'subject'; readonly subject: Subject }
  | { readonly kind: 'nothing-there'; readonly sources: readonly Source[] }
  /** The account could not even be opened. */
  | { readonly kind: 'cannot'; readonly error: unknown };

/**
 * Does the work and tells how it goes. Only the newest progress is kept for a slow reader; the last update is
 * `finished` or `failed`, and by then the store knows the end. Leaving the iteration early, or aborting the signal,
 * stops the work and marks it interrupted.
 */
export async function* carryOut(run: Run, app: App, signal?: AbortSignal): AsyncGenerator<Update, void, void> {
  const left = new AbortController();
  const news = new Latest<Progress>();
  const stop = signal === undefined ? left.signal : AbortSignal.any([signal, left.signal]);
  const ending = bringToEnd(run, app, stop, (progress) => news.put(progress)).finally(() => news.close());
  try {
    for await (const progress of news) yield { state: 'running', progress };
    yield await ending;
  } finally {
    left.abort();
    await ending;
  }
}

/** Never rejects: every ending is an update, and is stored. */
async function bringToEnd(
  run: Run,
  app: App,
  signal: AbortSignal,
  onProgress: (progress: Progress) => void,
): Promise<Update> {
  const { investigation } = run;
  const log = app.log.child({
    investigation: investigation.id,
    playbook: run.playbook.id,
    by: investigation.askedBy,
  });
  const began = performance.now();
  let update: Update;
  try {
    const report = await examine(run, app, signal, log, onProgress);
    update = { state: 'finished', report, changedSince: await comparedWith(investigation.repeats, report, app, log) };
    log.info({ diagnosis: report.diagnosis.kind, cause: report.diagnosis.rootCause, ms: since(began) }, 'finished');
  } catch (error) {
    update = { state: 'failed', says: failure(error, investigation.id, signal, log) };
    log.info({ says: update.says, ms: since(began) }, 'failed');
  }
  const state = update.state === 'finished' ? 'finished' : signal.aborted ? 'interrupted' : 'failed';
  await app.store
    .finish(investigation.id, {
      state,
      report: update.state === 'finished' ? update.report : null,
      failure: update.state === 'failed' ? update.says : null,
      finishedAt: app.now().toISOString(),
    })
    .catch((error: unknown) => log.error({ err: error }, 'the end could not be stored'));
  return update;
}

async function examine(
  run: Run,
  app: App,
  signal: AbortSignal,
  log: Logger,
  onProgress: (progress: Progress) => void,
): Promise<Report> {
  const { look, playbook, account, window, now } = run;
  if (look.kind === 'cannot') throw look.error;
  signal.throwIfAborted();
  if (look.kind === 'nothing-there') return nothingThere(run, headOf(run, nobody(playbook)), look.sources, app.now);
  const tally = new Tally();
  const report = await investigate(playbook, {
    head: headOf(run, look.subject),
    given: givens(playbook, look.subject, window),
    read: tally.counting(account.read, log),
    place: account.place,
    now,
    clock: app.now,
    signal,
    redact: redactText,
    onProgress,
  });
  if (tally.outOfReach !== null) throw new CannotInvestigate(tally.outOfReach);
  return report;
}

function nobody(playbook: Playbook): Subject {
  return { name: playbook.kind.title, arn: null, from: 'only-one' };
}

function headOf({ investigation, account, window }: Run, subject: Subject): ReportHead {
  return {
    id: investigation.id,
    subject,
    account: account.place.account,
    accountName: account.name,
    region: account.place.region,
    window: { from: window.from.toISOString(), to: window.to.toISOString() },
  };
}

function givens(playbook: Playbook, subject: Subject, window: Window): readonly Given[] {
  const span = windowOf(playbook);
  return [know(playbook.subject, subject), ...(span ? [know(span, window)] : [])];
}

async function comparedWith(
  earlier: string | null,
  report: Report,
  app: App,
  log: Logger,
): Promise<readonly string[] | null> {
  if (earlier === null) return null;
  try {
    const before = (await app.store.find(earlier))?.report;
    return before ? changedSince(before, report) : null;
  } catch (error) {
    log.error({ err: error }, 'the earlier report could not be read');
    return null;
  }
}

/** One sentence for the person; what was not foreseen goes to the log under the investigation's id. */
function failure(error: unknown, id: string, signal: AbortSignal, log: Logger): string {
  if (error instanceof CannotInvestigate) return redactText(error.message);
  if (signal.aborted) return 'It was stopped before it was done.';
  log.error({ err: error }, 'an investigation broke');
  return `Something went wrong inside OpsMedic. Its log has the details under ${id}.`;
}

function since(began: number): number {
  return Math.round(performance.now() - began);
}

/** Logs each call by name, duration and outcome, never what was said; and notices when AWS was never reached. */
class Tally {
  #reached = false;
  #unreachable: string | null = null;

  /** The sentence to end with when no call at all got through to AWS; null when one did, or none was made. */
  get outOfReach(): string | null {
    if (this.#reached || this.#unreachable === null) return null;
    return `${this.#unreachable}: look at the network, the proxy (HTTPS_PROXY) and AWS_ENDPOINT_URL.`;
  }

  counting(read: Reader, log: Logger): Reader {
    return async (call, input, signal) => {
      const began = performance.now();
      try {
        const answer = await read(call, input, signal);
        this.#reached = true;
        log.debug({ call: call.id, ms: answer.ms, attempts: answer.attempts, outcome: 'answered' }, 'read');
        return answer;
      } catch (error) {
        this.#note(error);
        log.debug(
          { call: call.id, ms: since(began), outcome: error instanceof ReadFailure ? error.why : 'bug' },
          'read',
        );
        throw error;
      }
    };
  }

  /** A refusal, a throttling or a "not found" came from AWS. A read that was given up tells nothing either way. */
  #note(error: unknown): void {
    if (error instanceof ReadFailure && error.why === 'timeout') return;
    if (error instanceof ReadFailure && isUnreachable(error)) this.#unreachable ??= error.message.replace(/\.$/u, '');
    else this.#reached = true;
  }
}
