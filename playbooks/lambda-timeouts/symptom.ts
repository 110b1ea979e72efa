import { fact, maybe, ReadFailure } from '#playbook';
import type { Symptom } from '#playbook';
import { episode } from '#facts/lambda/episode';
import type { FunctionEpisode, Trouble } from '#facts/lambda/episode';
import { eventSources } from '#facts/lambda/event-sources';
import { configuration, timeout } from '#facts/lambda/function';
import { loggedFailures } from '#facts/lambda/log';
import type { LoggedFailures } from '#facts/lambda/log';
import { standstills } from '#facts/lambda/standstill';
import type { Standstills } from '#facts/lambda/standstill';
import { traffic } from '#facts/lambda/traffic';
import type { FunctionTraffic } from '#facts/lambda/traffic';
import { window } from '#facts/window';
import type { Window } from '#facts/window';
import { clock, count, list, minutesBetween, percent } from '#facts/words';

export const symptom = fact({
  id: 'lambda-timeouts.symptom',
  title: 'Does the function fail, hang or stand still?',
  step: 'Metrics',
  from: {
    episode: maybe(episode),
    standstills: maybe(standstills),
    logged: maybe(loggedFailures),
    timeout: maybe(timeout),
    eventSources: maybe(eventSources),
    configuration: maybe(configuration),
    traffic: maybe(traffic),
    window,
  },
  learn: ({ episode, standstills, logged, timeout, eventSources, configuration, traffic, window }): Symptom => {
    const stands = standstills.known ? standingStill(standstills.value, window) : [];
    if (!episode.known) {
      const byLog = logged.known ? fromLog(logged.value, window) : null;
      if (byLog) return byLog;
      // Throttles and lost events show in metrics alone: a clean log does not acquit.
      if (stands.length === 0) throw new ReadFailure(episode.blind.why, episode.blind.detail, episode.blind.action);
    }
    const troubles = episode.known ? episode.value.troubles : [];
    const hidden = [eventSources, configuration].find((one) => !one.known);
    if (troubles.length === 0 && stands.length === 0 && hidden && traffic.known && wentQuiet(traffic.value, window)) {
      const { why, detail, action } = hidden.blind;
      throw new ReadFailure(
        why,
        `it is no longer invoked, and whether it still may be could not be read: ${detail}`,
        action,
      );
    }
    if (troubles.length === 0 && stands.length === 0)
      return { seen: false, says: episode.known ? quiet(episode.value, timeout.known ? timeout.value.ms : null) : '' };
    const since = new Date(Math.min(...[...troubles, ...stands].map((one) => one.since.getTime())));
    const until = stands.length === 0 && episode.known ? episode.value.until : null;
    const parts = [...troubles.map(phrase), ...stands.map(({ says }) => says)];
    const end = until ? ` to ${clock(until)}` : '';
    return {
      seen: true,
      says: `${capital(list(parts, 3))}, since ${clock(since)}${end}.`,
      since,
      until,
      scope: null,
      course: episode.known
        ? episode.value.minutes.map(({ at, errors, throttles }) => ({ at, count: errors + throttles }))
        : [],
    };
  },
});

const QUIET_MINUTES = 10;
const BUSY_PART = 0.8;

/** It was invoked nearly every minute, and then no more: somebody may have switched off what feeds it. */
function wentQuiet({ minutes }: FunctionTraffic, { to }: Window): boolean {
  const used = minutes.filter(({ invocations }) => invocations > 0);
  const [first] = used;
  const last = used.at(-1);
  if (!first || !last || minutesBetween(last.at, to) < QUIET_MINUTES) return false;
  return used.length >= BUSY_PART * minutesBetween(first.at, last.at);
}

function phrase({ kind, count: n, of }: Trouble): string {
  const part = `${percent(n, of)} of ${of.toLocaleString('en')}`;
  switch (kind) {
    case 'errors':
      return `${count(n, 'invocation')} failed (${part})`;
    case 'throttles':
      return `${count(n, 'invocation')} ${n === 1 ? 'was' : 'were'} throttled (${part})`;
    case 'dropped':
      return `${count(n, 'event')} ${n === 1 ? 'was' : 'were'} dropped`;
    case 'undelivered':
      return `${count(n, 'failed event')} could not be put aside`;
    case 'recursion':
      return 'a loop of invocations was stopped';
    case 'lag':
      return `the oldest event waits ${Math.round(n / 60_000)} min`;
    case 'slow':
      return `${count(n, 'invocation')} took at least three times as long as usual`;
  }
}

interface Standing {
  readonly says: string;
  readonly since: Date;
}

function standingStill({ state, disabled, broken, redelivering, beyondApi }: Standstills, window: Window): Standing[] {
  const within = (at: Date | null | undefined) => (at && at > window.from ? at : window.from);
  return [
    ...(state ? [{ says: `the function is ${state.name.toLowerCase()}`, since: window.from }] : []),
    ...disabled.slice(0, 1).map(({ lastModified }) => ({
      says: 'an event source is switched off',
      since: lastModified ?? window.from,
    })),
    ...broken
      .slice(0, 1)
      .map(({ lastModified }) => ({ says: 'an event source cannot be read', since: within(lastModified) })),
    ...redelivering
      .slice(0, 1)
      .map(() => ({ says: 'messages come back while they are worked on', since: window.from })),
    ...(beyondApi ? [{ says: 'invocations take longer than API Gateway waits', since: beyondApi.since }] : []),
  ];
}

/** Without metrics only what the log tells; it is over when nothing failed for a third of an hour. */
function fromLog(logged: LoggedFailures | null, window: Window): Symptom | null {
  if (logged === null) return null;
  const { count: n, first, last } = logged;
  const until = minutesBetween(last, window.to) > 20 ? last : null;
  return {
    seen: true,
    says: `${count(n, 'line')} of the log ${n === 1 ? 'tells' : 'tell'} of failed invocations since ${clock(first)}; metrics could not be read.`,
    since: first,
    until,
    scope: null,
  };
}

function quiet({ invocationsInWindow, errorsInWindow, toldUntil }: FunctionEpisode, timeoutMs: number | null): string {
  if (invocationsInWindow === 0) return 'The function was not invoked in this time, so nothing failed.';
  const until =
    timeoutMs === null || timeoutMs < 60_000 ? '' : ` Invocations since ${clock(toldUntil)} may still time out.`;
  if (errorsInWindow === 0) return `No error and no throttle in ${count(invocationsInWindow, 'invocation')}.${until}`;
  return `${count(errorsInWindow, 'error')} in ${count(invocationsInWindow, 'invocation')} (${percent(errorsInWindow, invocationsInWindow)}): no more than usual.${until}`;
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
