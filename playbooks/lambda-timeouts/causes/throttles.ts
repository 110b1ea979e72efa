import { cause, maybe, offer } from '#playbook';
import { episode, troubleOf } from '#facts/lambda/episode';
import type { FunctionEpisode } from '#facts/lambda/episode';
import { accountLimit, identity, reserved } from '#facts/lambda/function';
import { topConsumers } from '#facts/lambda/top-consumers';
import { clock, count, list } from '#facts/words';
import { liftLimit } from '#remediations/lambda/lift-limit';
import { limitConcurrency } from '#remediations/lambda/limit-concurrency';
import { throttledShare } from '../reading.ts';
import { iteratorLag } from './aftermath.ts';

function throttled(episode: FunctionEpisode): string {
  const trouble = troubleOf(episode, 'throttles');
  return trouble ? `${count(trouble.count, 'invocation')} throttled since ${clock(trouble.since)}` : '';
}

function most(
  episode: FunctionEpisode,
  which: 'concurrent' | 'accountConcurrent' | 'accountUnreserved',
): number | null {
  const found = episode.minutes.flatMap((minute) => minute[which] ?? []);
  return found.length > 0 ? Math.max(...found) : null;
}

export const reservedZero = cause({
  id: 'reserved-zero',
  title: 'The function is switched off by its concurrency',
  recognised: 'Its reserved concurrency is 0, which stops every invocation: somebody used the emergency brake.',
  fix: 'Find out why it was set (see the changes), then remove it: aws lambda delete-function-concurrency.',
  remedies: [liftLimit],
  layer: 'config',
  leadsTo: [iteratorLag],
  from: { reserved, identity, episode: maybe(episode) },
  judge: ({ reserved: { reserved }, identity, episode }, say) => {
    if (reserved !== 0)
      return say.ruledOut({
        reserved: reserved === null ? 'no concurrency is reserved' : `${reserved} executions are reserved`,
      });
    const says = 'Its reserved concurrency is 0, so that every invocation is refused.';
    const because = { reserved: { says: 'ReservedConcurrentExecutions is 0', quotes: ['0'] } };
    // Somebody may have retired it: without a refused invocation nothing is wrong.
    if (!episode.known) return say.unanswered(episode.blind);
    const refused = troubleOf(episode.value, 'throttles');
    if (!refused) return say.possible(says, because, { resources: [identity.callee] });
    return say.confirmed(
      says,
      { ...because, episode: throttled(episode.value) },
      {
        since: refused.since,
        share: throttledShare(episode.value),
        resources: [identity.callee],
        offers: [offer(liftLimit, { function: identity.name })],
      },
    );
  },
});

export const throttledReserved = cause({
  id: 'throttled-reserved',
  title: 'The function has reached its reserved concurrency',
  recognised: 'Invocations were throttled while as many ran at once as are reserved for the function.',
  fix: 'Raise the reserved concurrency, or make invocations shorter: twice as fast needs half as many.',
  remedies: [limitConcurrency],
  layer: 'capacity',
  leadsTo: [iteratorLag],
  from: { episode, reserved, identity },
  judge: ({ episode, reserved: { reserved }, identity }, say) => {
    const trouble = troubleOf(episode, 'throttles');
    if (!trouble) return say.ruledOut({ episode: 'nothing was throttled' });
    if (reserved === null || reserved === 0)
      return say.ruledOut({
        reserved: reserved === 0 ? 'it is switched off altogether' : 'no concurrency is reserved for it',
      });
    const peak = most(episode, 'concurrent');
    const because = {
      episode: peak === null ? throttled(episode) : `${throttled(episode)}, while ${peak} ran at once`,
      reserved: { says: `${reserved} are reserved`, quotes: [String(reserved)] },
    };
    const bearing = {
      since: trouble.since,
      share: throttledShare(episode),
      resources: [identity.callee],
      offers: [offer(limitConcurrency, { function: identity.name })],
    };
    const says = `No more than ${reserved} may run at once, and that many did.`;
    if (peak !== null && peak >= reserved) return say.confirmed(says, because, bearing);
    // A minute's highest level misses what lasted for a moment: all that is reserved is what there is.
    return peak === null || peak >= 0.8 * reserved
      ? say.likely(`No more than ${reserved} may run at once, and it came near that.`, because, bearing)
      : say.ruledOut({ episode: `at most ${peak} of ${reserved} reserved ran at once` });
  },
});

const NEARLY_ALL = 0.95;

export const throttledAccount = cause({
  id: 'throttled-account',
  title: 'The account has reached its concurrency limit',
  recognised: 'Invocations were throttled while nearly as many functions ran as the account may run in this region.',
  fix: 'Ask for a higher limit (Service Quotas L-B99A9384), and limit the function that takes the most by reserved concurrency.',
  remedies: [limitConcurrency],
  layer: 'capacity',
  leadsTo: [iteratorLag],
  from: { episode, reserved: maybe(reserved), accountLimit, topConsumers: maybe(topConsumers), identity },
  judge: ({ episode, reserved, accountLimit, topConsumers, identity }, say) => {
    const trouble = troubleOf(episode, 'throttles');
    if (!trouble) return say.ruledOut({ episode: 'nothing was throttled' });
    if (reserved.known && reserved.value.reserved !== null)
      return say.ruledOut({ reserved: 'it has concurrency of its own, which others cannot take' });
    if (!reserved.known) return say.unanswered(reserved.blind);
    if (!accountLimit) return say.ruledOut({ accountLimit: 'AWS names no limit of the account' });
    const [all, unreserved] = [most(episode, 'accountConcurrent'), most(episode, 'accountUnreserved')];
    const full = (all ?? 0) >= NEARLY_ALL * accountLimit.concurrent;
    const fullUnreserved = (unreserved ?? 0) >= NEARLY_ALL * accountLimit.unreserved;
    if (!full && !fullUnreserved)
      return say.ruledOut({
        episode: `at most ${all ?? 'an unknown number'} of ${accountLimit.concurrent} ran in the account`,
      });
    const [running, limit] = full ? [all, accountLimit.concurrent] : [unreserved, accountLimit.unreserved];
    const top = topConsumers.known ? topConsumers.value : [];
    return say.confirmed(
      `${running} executions ran in the account at once, of ${limit} that may${full ? '' : ' without a reservation'}.`,
      {
        episode: throttled(episode),
        accountLimit: { says: `the limit is ${limit}`, quotes: [String(limit)] },
        topConsumers:
          top.length > 0
            ? `the most were taken by ${list(top.map(({ name, peak }) => `${name} (${peak})`))}`
            : undefined,
      },
      {
        since: trouble.since,
        share: throttledShare(episode),
        resources: [identity.callee, ...top.slice(0, 1).map(({ arn }) => arn)],
        offers: top
          .slice(0, 1)
          .filter(({ name, peak }) => name !== identity.name && peak >= 0.5 * limit)
          .map(({ name }) => offer(limitConcurrency, { function: name })),
      },
    );
  },
});

export const throttledScaling = cause({
  id: 'throttled-scaling',
  title: 'Traffic grew faster than Lambda scales',
  recognised: 'Invocations were throttled although neither the reservation nor the limit of the account was reached.',
  fix: 'Lambda adds 1,000 environments in ten seconds for each function, and takes ten requests a second for each: keep environments ready (provisioned concurrency) or spread the burst.',
  layer: 'capacity',
  leadsTo: [iteratorLag],
  from: { episode, reserved, accountLimit, identity },
  judge: ({ episode, reserved: { reserved }, accountLimit, identity }, say) => {
    const trouble = troubleOf(episode, 'throttles');
    if (!trouble) return say.ruledOut({ episode: 'nothing was throttled' });
    const peak = most(episode, 'concurrent');
    const all = most(episode, 'accountConcurrent');
    if (reserved !== null && (peak === null || peak >= 0.8 * reserved))
      return say.ruledOut({ reserved: 'its own reservation was reached' });
    if (!accountLimit || all === null)
      return say.possible('Invocations were throttled, and how many ran at once is not known.', {
        episode: throttled(episode),
      });
    if (
      all >= NEARLY_ALL * accountLimit.concurrent ||
      (most(episode, 'accountUnreserved') ?? 0) >= NEARLY_ALL * accountLimit.unreserved
    )
      return say.ruledOut({ episode: 'the limit of the account was reached' });
    return say.likely(
      'It was throttled below all limits, as happens when traffic grows faster than Lambda adds environments.',
      {
        episode: `${throttled(episode)}; at most ${all} of ${accountLimit.concurrent} ran in the account`,
        reserved: reserved === null ? 'nothing is reserved' : `${reserved} are reserved, and ${peak ?? 'fewer'} ran`,
      },
      { since: trouble.since, share: throttledShare(episode), resources: [identity.callee] },
    );
  },
});
