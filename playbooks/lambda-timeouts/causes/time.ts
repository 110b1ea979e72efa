import { cause, maybe } from '#playbook';
import { plainName } from '#facts/changes';
import { episode } from '#facts/lambda/episode';
import { failures } from '#facts/lambda/failures';
import { configuration, identity, provisioned, timeout } from '#facts/lambda/function';
import { invocations } from '#facts/lambda/invocations';
import type { Ran } from '#facts/lambda/invocations';
import { shapeOf } from '#facts/lambda/shape';
import type { Run } from '#facts/lambda/shape';
import { traffic } from '#facts/lambda/traffic';
import { count, percent, quantile, sum } from '#facts/words';
import { trail } from '../changes.ts';
import { ended, beginOf, networkGroups, quotesOf, shareOf } from '../reading.ts';
import { api29s, iteratorLag, sqsVisibilityTooShort } from './aftermath.ts';

/** Invocations that come near the timeout without reaching it are this part of it. */
const NEAR = 0.8;
/** More of the timeouts than this told of the network: then it is that. */
const TOLD = 0.2;

export function runsOf(ran: readonly Ran[]): readonly Run[] {
  return ran.map(({ at, durationMs, outcome }) => ({
    start: at.getTime() - durationMs,
    duration: durationMs,
    failed: outcome !== 'success',
  }));
}

export const timeoutTooLow = cause({
  id: 'timeout-too-low',
  title: 'The timeout is too short for the work',
  recognised:
    'Invocations time out, those that succeed nearly do (or usually took as long before), and nothing tells of the network.',
  fix: 'Raise the timeout of the function (up to 900 s), or give each invocation less to do. Versions keep the timeout they were published with.',
  layer: 'config',
  leadsTo: [iteratorLag, sqsVisibilityTooShort, api29s],
  from: {
    failures: maybe(failures),
    invocations: maybe(invocations),
    episode: maybe(episode),
    traffic: maybe(traffic),
    timeout,
    identity,
  },
  judge: ({ failures, invocations, episode, traffic, timeout, identity }, say) => {
    const before =
      traffic.known && episode.known ? traffic.value.minutes.filter(({ at }) => at < episode.value.since) : [];
    const usual = before.flatMap(({ durationP95, durationMax }) => durationP95 ?? durationMax ?? []);
    const usualNear = usual.length >= 5 && quantile(usual, 0.75) >= NEAR * timeout.ms;
    const seconds = `${timeout.ms / 1000} s`;
    if (!failures.known) {
      const reached =
        episode.known && episode.value.minutes.some(({ durationMax }) => (durationMax ?? 0) >= 0.99 * timeout.ms);
      if (!reached || !usualNear) return say.unanswered(failures.blind);
      return say.possible(`Invocations reach the timeout of ${seconds}, and usually come near it.`, {
        episode: 'Duration reaches the timeout',
        traffic: `three in four minutes before had invocations of ${(quantile(usual, 0.75) / 1000).toFixed(1)} s`,
      });
    }
    const timedOut = ended(failures.value, 'timeout');
    if (!failures.value || timedOut.length === 0) {
      const [blind] = failures.value?.unread ?? [];
      if (blind && !failures.value?.platformRead) return say.unanswered(blind);
      return say.ruledOut({ failures: 'no invocation timed out' });
    }
    const told = timedOut.filter((failure) => failure.told.length > 0).length;
    if (told > TOLD * timedOut.length)
      return say.ruledOut({ failures: `${told} of ${timedOut.length} told of an error before they timed out` });
    const hung = failures.value.lastWords.filter(
      ({ host, silentMs }) => host !== null && (silentMs ?? 0) > 0.7 * timeout.ms,
    );
    const ran = invocations.known ? (invocations.value?.ran ?? []) : [];
    const good = ran.filter(({ outcome }) => outcome === 'success').map(({ durationMs }) => durationMs);
    const shape = shapeOf(runsOf(ran));
    if (shape.bimodal && shape.bimodal.slowMs >= 0.9 * timeout.ms)
      return say.ruledOut({
        invocations: `invocations either take ${(shape.bimodal.fastMs / 1000).toFixed(1)} s or hang: nothing lies in between`,
      });
    const p95 = quantile(good, 0.95);
    const near = good.length >= 3 && p95 >= NEAR * timeout.ms;
    if (!near && !usualNear)
      return say.ruledOut({
        invocations:
          good.length > 0
            ? `of those that succeed 95 % take less than ${(p95 / 1000).toFixed(1)} s`
            : 'none succeeds, and before they took much less',
      });
    if (hung.length > 0 && !near)
      return say.ruledOut({ failures: `it hangs after it has named ${hung[0]?.host?.name}` });
    const because = {
      failures: { says: `${count(timedOut.length, 'timeout')} found in the log`, quotes: quotesOf(timedOut) },
      invocations: near ? `of those that succeed, one in twenty takes ${(p95 / 1000).toFixed(1)} s or more` : undefined,
      traffic: usualNear ? `before, invocations took ${(quantile(usual, 0.75) / 1000).toFixed(1)} s` : undefined,
      timeout: `the timeout is ${seconds}`,
    };
    const bearing = {
      share: shareOf(timedOut.length, failures.value, episode),
      since: beginOf(timedOut, failures.value),
      resources: [identity.callee],
    };
    const says = `The work takes about as long as the timeout allows (${seconds}), and often longer.`;
    return failures.value.textsRead ? say.likely(says, because, bearing) : say.possible(says, because, bearing);
  },
});

export const initTimeout = cause({
  id: 'init-timeout',
  title: 'The function takes too long to start',
  recognised:
    'Its initialisation ran into the ten seconds it may take; Lambda then begins it again within the invocation, whose time it uses up.',
  fix: 'Load less outside of the handler, and call nothing there that may hang; SnapStart or provisioned concurrency take the start out of the invocation.',
  layer: 'config',
  leadsTo: [timeoutTooLow, iteratorLag, api29s],
  from: { invocations, episode: maybe(episode), failures: maybe(failures), identity },
  judge: ({ invocations, episode, failures, identity }, say) => {
    if (!invocations) return say.ruledOut({ invocations: 'nothing failed that the log could explain' });
    const { initTimeouts } = invocations;
    if (initTimeouts.length === 0) {
      const [blind] = invocations.unread;
      return blind ? say.unanswered(blind) : say.ruledOut({ invocations: 'no initialisation ran out of time' });
    }
    const failed = failures.known && failures.value ? ended(failures.value, 'init-timeout', 'timeout') : [];
    const again = initTimeouts.filter(({ phase }) => phase === 'invoke').length;
    return say.confirmed(
      `Its initialisation ran out of time ${initTimeouts.length} times${again > 0 ? `, ${again} of them when it was tried again within the invocation` : ''}.`,
      {
        invocations: {
          says: 'what Lambda logged',
          quotes: [...new Set(initTimeouts.map(({ quote }) => quote))].slice(0, 3),
        },
      },
      {
        since: beginOf(initTimeouts, invocations),
        share: failures.known && failures.value ? shareOf(failed.length, failures.value, episode) : undefined,
        resources: [identity.callee],
      },
    );
  },
});

const MANY_COLD = 0.1;
const DRIVEN = 2;

export const coldStartHeavy = cause({
  id: 'cold-start-heavy',
  title: 'Cold starts make it slow',
  recognised:
    'One invocation in ten or more starts a new environment, and those take more than twice as long as the others.',
  fix: 'Keep environments ready (provisioned concurrency or SnapStart) and load less at the start. Reserved concurrency does not help.',
  layer: 'capacity',
  leadsTo: [timeoutTooLow, api29s],
  from: { invocations, identity, provisioned: maybe(provisioned) },
  judge: ({ invocations, identity, provisioned }, say) => {
    const ran = invocations?.ran ?? [];
    const cold = ran.filter(({ initMs }) => initMs !== null);
    if (ran.length < 20 || cold.length < MANY_COLD * ran.length)
      return say.ruledOut({ invocations: `${count(cold.length, 'cold start')} in ${count(ran.length, 'invocation')}` });
    const whole = ran.map(({ durationMs, initMs }) => durationMs + (initMs ?? 0));
    const warm = ran.filter(({ initMs }) => initMs === null).map(({ durationMs }) => durationMs);
    if (quantile(whole, 0.95) < DRIVEN * Math.max(1, quantile(warm, 0.95)))
      return say.ruledOut({ invocations: 'those that start an environment take no longer' });
    const initMs = quantile(
      cold.map((one) => one.initMs ?? 0),
      0.5,
    );
    return say.likely(
      `${percent(cold.length, ran.length)} of the invocations start a new environment, which takes ${(initMs / 1000).toFixed(1)} s.`,
      {
        invocations: { says: 'one of them', quotes: cold.slice(-1).map(({ quote }) => quote) },
        provisioned: provisioned.known ? keptReady(provisioned.value) : undefined,
      },
      { resources: [identity.callee] },
    );
  },
});

function keptReady(all: readonly { readonly requested: number; readonly available: number }[]): string {
  const [requested, available] = [sum(all.map((one) => one.requested)), sum(all.map((one) => one.available))];
  return requested === 0 ? 'no environments are kept ready' : `${available} of ${requested} environments are ready`;
}

const SMALL_MB = 512;
/** So little that it may be too little even if it was never more. */
const TINY_MB = 256;

export const cpuStarved = cause({
  id: 'cpu-starved',
  title: 'The function may have too little CPU',
  recognised:
    'It has 512 MB or less, and with it a fraction of a CPU; it works without waiting for anything and takes too long.',
  fix: 'Try more memory: CPU grows with it, and 1,769 MB are a whole one. AWS Lambda Power Tuning finds the best value.',
  layer: 'capacity',
  leadsTo: [timeoutTooLow],
  from: { configuration, failures, invocations, timeout, identity, trail: maybe(trail) },
  judge: ({ configuration: { memoryMb }, failures, invocations, timeout, identity, trail }, say) => {
    const lowered = (trail.known ? trail.value : []).find(
      ({ name, requestParameters }) =>
        plainName(name) === 'UpdateFunctionConfiguration' &&
        /memorySize/i.test(JSON.stringify(requestParameters ?? '')) &&
        JSON.stringify(requestParameters).includes(identity.name),
    );
    if (memoryMb !== null && memoryMb > TINY_MB && !lowered)
      return say.ruledOut({ configuration: `it has ${memoryMb} MB, as before` });
    if (memoryMb === null || memoryMb > SMALL_MB)
      return say.ruledOut({ configuration: `it has ${memoryMb ?? 'enough'} MB` });
    const timedOut = ended(failures, 'timeout');
    if (!failures || timedOut.length === 0) return say.ruledOut({ failures: 'no invocation timed out' });
    const waits = failures.lastWords.some(({ host, error }) => host !== null || error !== null);
    if (waits || networkGroups(failures).length > 0) return say.ruledOut({ failures: 'it waits for something else' });
    const ran = invocations?.ran ?? [];
    const good = ran.filter(({ outcome }) => outcome === 'success');
    const near =
      quantile(
        good.map(({ durationMs }) => durationMs),
        0.95,
      ) >=
      NEAR * timeout.ms;
    if (!near || shapeOf(runsOf(ran)).bimodal)
      return say.ruledOut({ invocations: 'it does not work up to its timeout' });
    return say.possible(
      `It has ${memoryMb} MB, which is ${percent(memoryMb, 1769)} of a CPU, and works up to its timeout.`,
      {
        configuration: { says: `MemorySize is ${memoryMb}`, quotes: [String(memoryMb)] },
        trail: lowered ? { says: 'it was changed', quotes: [lowered.name] } : undefined,
      },
      { resources: [identity.callee] },
    );
  },
});

/** Ids, numbers and times differ between rounds of one loop. */
function pattern(text: string): string {
  return text
    .replace(/^\S+Z\t[0-9a-f-]{36}\t/, '')
    .replace(/[0-9a-f]{8}-[0-9a-f-]{27}/gi, '#')
    .replace(/\d+(?:\.\d+)?/g, '#')
    .slice(0, 120);
}

const MANY_ROUNDS = 10;

export const syncInLoop = cause({
  id: 'sync-in-loop',
  title: 'It may do one after the other what could be done at once',
  recognised: 'A timed-out invocation logged the same step ten times or more, one after the other.',
  fix: 'Do the steps at the same time (a few at once), or spread them over invocations.',
  layer: 'dependency',
  leadsTo: [timeoutTooLow],
  from: { failures, identity },
  judge: ({ failures, identity }, say) => {
    const rounds = (failures?.lastWords ?? []).map(({ lines }) => {
      const groups = Map.groupBy(lines, ({ text }) => pattern(text));
      return [...groups.values()].toSorted((a, b) => b.length - a.length)[0] ?? [];
    });
    const loop = rounds.find((lines) => lines.length >= MANY_ROUNDS);
    const [first] = loop ?? [];
    if (!loop || !first)
      return say.ruledOut({ failures: 'no step was logged over and over in a timed-out invocation' });
    const quote = first.text.split('\n')[0] ?? '';
    return say.possible(
      `A timed-out invocation did the same step ${loop.length} times in a row.`,
      { failures: { says: 'the first of them', quotes: [quote] } },
      { resources: [identity.callee] },
    );
  },
});
