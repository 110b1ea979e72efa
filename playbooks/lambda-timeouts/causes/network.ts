import { cause, maybe, offer } from '#playbook';
import type { Cause, Judge, Offer, Sighting, Verdict } from '#playbook';
import { episode, troubleOf } from '#facts/lambda/episode';
import type { FunctionEpisode } from '#facts/lambda/episode';
import { failures } from '#facts/lambda/failures';
import type { Failures } from '#facts/lambda/failures';
import { place, timeout } from '#facts/lambda/function';
import { idsOf, obstacles } from '#facts/lambda/obstacles';
import type { Cut, Obstacle, ObstacleKind } from '#facts/lambda/obstacles';
import { count, list } from '#facts/words';
import { attachGatewayEndpoint } from '#remediations/network/attach-gateway-endpoint';
import { beginOf, ended, nameOf, shareOf } from '../reading.ts';
import { api29s, iteratorLag, sqsVisibilityTooShort } from './aftermath.ts';
import { dnsFail, downstream3rdParty, downstreamSlowAws } from './downstream.ts';
import { natAttemptGap } from './nat-aftermath.ts';
import { deterministicBurstSplit } from './split.ts';

const consequences: readonly Cause[] = [
  downstreamSlowAws,
  downstream3rdParty,
  dnsFail,
  natAttemptGap,
  deterministicBurstSplit,
  iteratorLag,
  sqsVisibilityTooShort,
  api29s,
];

const from = {
  place,
  failures: maybe(failures),
  obstacles: maybe(obstacles),
  episode: maybe(episode),
  timeout: maybe(timeout),
} as const;

interface Known {
  readonly place: unknown;
  readonly failures: Sighting<Failures | null>;
  readonly obstacles: Sighting<readonly Obstacle[] | null>;
  readonly episode: Sighting<FunctionEpisode>;
  readonly timeout: Sighting<{ readonly ms: number }>;
}

type Key = keyof typeof from;

/** What a judge asks of one obstacle: whether it is its own, and how it says so. */
interface Look {
  readonly kinds: readonly ObstacleKind[];
  /** Whether only some of the subnets must be cut off, or all of them, or either. */
  readonly extent: 'all' | 'some' | 'any';
  readonly none: string;
  readonly says: (cuts: readonly Cut[], to: string, obstacle: Obstacle) => string;
}

/**
 * Confirmed where the log names what was not reached and the network cannot carry it there. Where the function only fell
 * silent, or its log could not be read, the network alone does not prove that this is what it waited for.
 */
function judgeObstacle(
  { place, failures, obstacles, episode, timeout }: Known,
  say: Judge<Key>,
  look: Look,
): Verdict<Key> {
  if (place === null) return say.ruledOut({ place: 'it is in no VPC' });
  const log = failures.known ? failures.value : null;
  const hung = failures.known ? ended(log, 'timeout').length : reachesTimeout(episode, timeout) ? 1 : 0;
  const told = log?.groups.some(({ error: { kind } }) => /timeout|unreachable|no-answer|dns/.test(kind)) ?? false;
  if (failures.known && hung === 0 && !told) {
    const [blind] = log?.unread ?? [];
    if (blind) return say.unanswered(blind);
    return say.ruledOut({ failures: 'no invocation hung or told of the network' });
  }
  if (!failures.known && hung === 0) return say.unanswered(failures.blind);
  if (!obstacles.known) return say.unanswered(obstacles.blind);
  const own = (obstacles.value ?? []).flatMap((obstacle) => {
    const cuts = obstacle.cuts.filter(({ kind }) => look.kinds.includes(kind));
    const partial = obstacle.cuts.length < obstacle.subnets;
    const fits = look.extent === 'any' || (look.extent === 'some') === partial;
    return cuts.length > 0 && fits ? [{ obstacle, cuts }] : [];
  });
  const best =
    own.find(({ obstacle }) => obstacle.destination?.error) ??
    own.find(({ obstacle }) => obstacle.destination) ??
    own[0];
  const named = (obstacles.value ?? []).some(({ destination }) => destination !== null);
  // What was named and is reachable was not stopped by what stands before the internet at large.
  const elsewhere = best?.obstacle.destination === null && (named || told);
  if (!best || elsewhere) {
    const hidden = (obstacles.value ?? []).find((one) => one.hidden !== null)?.hidden;
    return hidden ? say.unanswered(hidden) : say.ruledOut({ obstacles: look.none });
  }
  const { obstacle, cuts } = best;
  const { destination } = obstacle;
  const to = destination ? nameOf(destination) : 'the internet';
  const silent = log?.lastWords.find(({ quote }) => quote !== null);
  const because = {
    obstacles: { says: list([...new Set(cuts.map(({ hop }) => hop.says))], 2) },
    failures: destination
      ? {
          says: destination.error
            ? `${count(destination.count, 'failed invocation')} told of it`
            : `it fell silent after naming ${to}, and hung until its timeout`,
          quotes: destination.quotes.slice(0, 2),
        }
      : silent
        ? { says: 'what a hanging invocation logged last', quotes: [silent.quote ?? ''] }
        : undefined,
  };
  const affected = destination?.error ? destination.count : hung;
  const bearing = {
    resources: [
      ...new Set(
        cuts.flatMap(({ subnet, table, hop, endpoint }) => [
          ...(endpoint ? [endpoint] : []),
          ...idsOf(hop),
          ...(table ? [table] : []),
          subnet,
        ]),
      ),
    ],
    share: log ? shareOf(affected, log, episode) : undefined,
    since: log ? beginOf(log.all, log) : undefined,
    offers: attaching(cuts),
  };
  const says = look.says(cuts, to, obstacle);
  const fits = look.extent !== 'some' || splitFits(obstacle, log, episode);
  if (!log || !failures.known) return say.possible(says, because, bearing);
  if (!fits) return say.possible(says, because, bearing);
  if (destination) return say.confirmed(says, because, bearing);
  // What was said before the silence could name where it was going.
  if (log.unread.length > 0) return say.possible(says, because, bearing);
  return hangsThroughout(log, episode) || look.extent === 'some' || look.kinds.includes('nat-gone')
    ? say.likely(says, because, bearing)
    : say.possible(says, because, bearing);
}

/** A gateway endpoint that is there becomes the way of the route tables that do not use it. */
function attaching(cuts: readonly Cut[]): readonly Offer[] {
  const tables = new Map(
    cuts.flatMap(({ kind, endpoint, table }) =>
      kind === 'endpoint-detached' && endpoint !== null && table !== null ? [[table, endpoint] as const] : [],
    ),
  );
  return [...tables].map(([routeTable, endpoint]) => offer(attachGatewayEndpoint, { endpoint, routeTable }));
}

function reachesTimeout(episode: Sighting<FunctionEpisode>, timeout: Sighting<{ readonly ms: number }>): boolean {
  if (!episode.known || !timeout.known) return false;
  return episode.value.minutes.some(({ durationMax }) => (durationMax ?? 0) >= 0.99 * timeout.value.ms);
}

/** Nearly every invocation since the onset has failed. */
function hangsThroughout(log: Failures, episode: Sighting<FunctionEpisode>): boolean {
  const errors = episode.known ? troubleOf(episode.value, 'errors') : null;
  const silent = log.all.every(({ told }) => told.length === 0);
  return errors !== null && silent && errors.count >= 0.9 * errors.of;
}

const SPLIT_SLACK = 0.2;

/** The part of the invocations that fails is about the part of the subnets that is cut off. */
function splitFits(obstacle: Obstacle, log: Failures | null, episode: Sighting<FunctionEpisode>): boolean {
  const errors = episode.known ? troubleOf(episode.value, 'errors') : null;
  if (!log || !errors) return true;
  return Math.abs(errors.count / Math.max(1, errors.of) - obstacle.cuts.length / obstacle.subnets) <= SPLIT_SLACK;
}

function cutOff(cuts: readonly Cut[], { subnets }: Obstacle): string {
  return cuts.length === subnets ? 'none of its subnets' : `${cuts.length} of its ${subnets} subnets`;
}

export const netNoEgress = cause({
  id: 'net-no-egress',
  title: 'The function has no way out of its VPC',
  recognised:
    'The function is in a VPC, none of its subnets lets its packets through to where it calls, and no more specific obstacle explains that.',
  fix: 'Put the function into private subnets whose route table leads to a NAT gateway. A function never has a public address, so a public subnet does not help.',
  layer: 'config',
  leadsTo: consequences,
  from,
  judge: (known, say) =>
    judgeObstacle(known, say, {
      kinds: ['no-egress', 'endpoint-missing'],
      extent: 'all',
      none: 'its subnets have a way to where it calls',
      says: (cuts, to) => `It cannot reach ${to} from any of its subnets: ${cuts[0]?.hop.says ?? ''}.`,
    }),
});

export const netSubnetAsymmetry = cause({
  id: 'net-subnet-asymmetry',
  title: 'Some subnets of the function have no way out',
  recognised:
    'Some subnets of the function let its packets through and some do not, and about that part of the invocations fails.',
  fix: 'Give the route tables of these subnets the route that the others have, or take the subnets out of the function.',
  remedies: [attachGatewayEndpoint],
  layer: 'config',
  leadsTo: consequences,
  from,
  judge: (known, say) =>
    judgeObstacle(known, say, {
      kinds: ['no-egress', 'endpoint-missing', 'nat-gone', 'endpoint-detached', 'endpoint-blocked'],
      extent: 'some',
      none: 'all of its subnets have the same way out',
      says: (cuts, to, obstacle) =>
        `${cutOff(cuts, obstacle)} (${list(cuts.map(({ subnet }) => subnet))}) cannot reach ${to}; the others can.`,
    }),
});

export const natGone = cause({
  id: 'nat-gone',
  title: 'The NAT gateway on its way is gone',
  recognised: 'The route out of its subnets leads to a NAT gateway that was deleted or has failed.',
  fix: 'Create a NAT gateway in a public subnet and let the default route of these route tables lead to it.',
  layer: 'config',
  aliases: ['nat-blackhole-route'],
  leadsTo: consequences,
  refines: [netNoEgress, netSubnetAsymmetry],
  from,
  judge: (known, say) =>
    judgeObstacle(known, say, {
      kinds: ['nat-gone'],
      extent: 'any',
      none: 'the NAT gateways on its way are there, or it uses none',
      says: (cuts, to, obstacle) =>
        `The way to ${to} from ${obstacle.cuts.length === obstacle.subnets ? 'its subnets' : cutOff(cuts, obstacle)} leads to a NAT gateway that is gone.`,
    }),
});

export const endpointMissing = cause({
  id: 'endpoint-missing',
  title: 'There is no way to the AWS service it calls',
  recognised:
    'None of its subnets has a route to the internet, and the VPC has no endpoint for the AWS service that it calls.',
  fix: 'Create a VPC endpoint for the service (with private DNS, and a security group that lets in 443 from the function), or give the subnets a NAT gateway.',
  layer: 'config',
  leadsTo: consequences,
  refines: [netNoEgress],
  from,
  judge: (known, say) =>
    judgeObstacle(known, say, {
      kinds: ['endpoint-missing'],
      extent: 'all',
      none: 'it has a way to the AWS services that it calls',
      says: (_, to) => `Its subnets have no route to the internet, and the VPC has no endpoint in use for ${to}.`,
    }),
});

export const endpointTableNotAttached = cause({
  id: 'endpoint-table-not-attached',
  title: 'The gateway endpoint is not attached to its route table',
  recognised:
    'The VPC has a gateway endpoint for the service, which the route tables of the function do not use, and they have no other way.',
  fix: 'Attach the endpoint to these route tables: aws ec2 modify-vpc-endpoint --add-route-table-ids.',
  remedies: [attachGatewayEndpoint],
  layer: 'config',
  aliases: ['gateway-table-missing'],
  leadsTo: consequences,
  refines: [netNoEgress, netSubnetAsymmetry, endpointMissing],
  from,
  judge: (known, say) =>
    judgeObstacle(known, say, {
      kinds: ['endpoint-detached'],
      extent: 'any',
      none: 'no gateway endpoint is left unused',
      says: (cuts, to) =>
        `Gateway endpoint ${cuts[0]?.endpoint ?? ''} for ${to} is not attached to ${list([...new Set(cuts.flatMap(({ table }) => table ?? []))])}, and there is no other way.`,
    }),
});

export const endpointSgBlocks = cause({
  id: 'endpoint-sg-blocks',
  title: 'The VPC endpoint lets nothing in from the function',
  recognised:
    'An interface endpoint answers for the service by private DNS, and its security group or network ACL blocks port 443 from the function. There is no falling back to NAT.',
  fix: "Let the endpoint's security group take 443 from the security group of the function.",
  layer: 'config',
  aliases: ['endpoint-sg-443'],
  leadsTo: consequences,
  refines: [netNoEgress, netSubnetAsymmetry],
  from,
  judge: (known, say) =>
    judgeObstacle(known, say, {
      kinds: ['endpoint-blocked'],
      extent: 'any',
      none: 'no endpoint on its way blocks it',
      says: (cuts, to) =>
        `Endpoint ${cuts[0]?.endpoint ?? ''} takes the requests to ${to} and lets none in: ${cuts[0]?.hop.says ?? ''}.`,
    }),
});
