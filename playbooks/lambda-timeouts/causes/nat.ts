import { cause, maybe } from '#playbook';
import { episode } from '#facts/lambda/episode';
import { failures } from '#facts/lambda/failures';
import { natTraffic } from '#facts/lambda/nat';
import { clock, count, percent, sum } from '#facts/words';
import { ended, networkGroups, shareOf } from '../reading.ts';
import { downstream3rdParty, downstreamSlowAws } from './downstream.ts';
import { natAttemptGap } from './nat-aftermath.ts';
import { deterministicBurstSplit } from './split.ts';

export const natPortExhaustion = cause({
  id: 'nat-port-exhaustion',
  title: 'The NAT gateway has no port left',
  recognised:
    'The NAT gateway on its way counted connections for which it had no port (ErrorPortAllocation): 55,000 at once to one destination for each of its addresses.',
  fix: 'Give the NAT gateway more addresses (up to eight), reuse connections, and take AWS services off it by endpoints.',
  layer: 'capacity',
  leadsTo: [natAttemptGap, downstreamSlowAws, downstream3rdParty, deterministicBurstSplit],
  from: { natTraffic, failures: maybe(failures), episode: maybe(episode) },
  judge: ({ natTraffic, failures, episode }, say) => {
    const full = natTraffic.filter(({ portAllocationErrors }) => portAllocationErrors > 0);
    const [first] = full;
    if (!first)
      return say.ruledOut({
        natTraffic: natTraffic.length > 0 ? 'ErrorPortAllocation is 0' : 'it goes through no NAT gateway',
      });
    const log = failures.known ? failures.value : null;
    const hung = log ? ended(log, 'timeout').length : 0;
    const told = log ? sum(networkGroups(log).map((group) => group.count)) : 0;
    if (failures.known && hung + told === 0) return say.ruledOut({ failures: 'no failure is of the network' });
    const total = sum(full.map(({ portAllocationErrors }) => portAllocationErrors));
    const says = `${count(total, 'connection')} got no port at ${first.id}.`;
    const because = {
      natTraffic: `ErrorPortAllocation: ${Math.round(total)}${first.firstAllocationError ? ` since ${clock(first.firstAllocationError)}` : ''}`,
      failures: log
        ? {
            says: `${hung} timed out`,
            quotes: networkGroups(log)
              .flatMap(({ quotes }) => quotes)
              .slice(0, 2),
          }
        : undefined,
    };
    const bearing = {
      resources: full.map(({ id }) => id),
      since: first.firstAllocationError ?? undefined,
      share: log ? shareOf(Math.max(hung, told), log, episode) : undefined,
    };
    return failures.known ? say.confirmed(says, because, bearing) : say.likely(says, because, bearing);
  },
});

/** A gateway that works drops next to nothing. */
const DROPPED = 0.0001;

export const natDrops = cause({
  id: 'nat-drops',
  title: 'The NAT gateway drops packets',
  recognised: 'The NAT gateway on its way dropped more than one packet in ten thousand.',
  fix: 'This is inside AWS: look at the AWS Health Dashboard, open a support case, or use another NAT gateway meanwhile.',
  layer: 'dependency',
  leadsTo: [natAttemptGap, downstreamSlowAws, downstream3rdParty],
  from: { natTraffic, failures },
  judge: ({ natTraffic, failures }, say) => {
    const bad = natTraffic.find(({ dropped, packets }) => packets > 0 && dropped / packets > DROPPED);
    if (!bad) return say.ruledOut({ natTraffic: 'no NAT gateway on its way drops packets' });
    if (!failures || (networkGroups(failures).length === 0 && ended(failures, 'timeout').length === 0))
      return say.ruledOut({ failures: 'no failure is of the network' });
    return say.likely(
      `${bad.id} dropped ${percent(bad.dropped, bad.packets)} of its packets.`,
      { natTraffic: `PacketsDropCount: ${Math.round(bad.dropped)}` },
      { resources: [bad.id] },
    );
  },
});

export const natIdleReset = cause({
  id: 'nat-idle-reset',
  title: 'Connections are reused after NAT has forgotten them',
  recognised:
    'Invocations fail with a connection that was reset, while the NAT gateway forgets more idle connections than before (after 350 s).',
  fix: 'Send TCP keep-alive more often than every 350 s, or let the client close idle connections sooner.',
  layer: 'config',
  from: { natTraffic, failures, episode: maybe(episode) },
  judge: ({ natTraffic, failures, episode }, say) => {
    const reset = failures?.groups.find(({ error: { kind } }) => kind === 'reset');
    if (!failures || !reset) return say.ruledOut({ failures: 'no connection was reset' });
    const idle = natTraffic.find(
      ({ idleTimeouts, idleTimeoutsBefore }) => idleTimeouts > 0 && idleTimeouts > idleTimeoutsBefore / 3,
    );
    if (!idle) return say.ruledOut({ natTraffic: 'no NAT gateway on its way forgets more connections than before' });
    return say.likely(
      `${count(reset.count, 'invocation')} used a connection that ${idle.id} had forgotten.`,
      {
        natTraffic: `IdleTimeoutCount: ${Math.round(idle.idleTimeouts)}`,
        failures: { says: 'what they told', quotes: reset.quotes },
      },
      {
        resources: [idle.id],
        since: failures.cut ? undefined : reset.first,
        share: shareOf(reset.count, failures, episode),
      },
    );
  },
});
