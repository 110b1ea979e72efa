import { cause, maybe } from '#playbook';
import type { Because, BlindSpot, Cause } from '#playbook';
import { episode } from '#facts/ecs/episode';
import { isCutPull } from '#facts/ecs/failures';
import type { Failure } from '#facts/ecs/failures';
import { network, servicesReached, ways } from '#facts/ecs/ways';
import type { Ways } from '#facts/ecs/ways';
import { release, releaseText } from '#facts/ecs/release';
import { called, target } from '#facts/ecs/target';
import { decidingHop } from '#facts/network/hops';
import type { Path } from '#facts/network/hops';
import { bearing, having, none, told } from '../reading.ts';
import { afterStart } from './images.ts';

/** A way that failures were about to take, and what the network says of it. */
export interface Judged {
  readonly service: string | null;
  readonly path: Path;
  /** By which endpoint, or over the internet. */
  readonly by: 'gateway-endpoint' | 'interface-endpoint' | 'internet' | 'unknown';
  readonly endpoint: string | null;
  readonly says: string;
  /** What decides it: the resources to blame, that which is wrong before the place where it shows. */
  readonly blamed: readonly string[];
  readonly hidden: BlindSpot | null;
}

/** The ways of these failures: to the AWS services they name, or to the internet where they name none. */
export function judgedWays(own: readonly Failure[], ways: Ways): readonly Judged[] {
  const names = [...new Set(own.flatMap(servicesReached))];
  const toServices = names.flatMap((name): Judged[] => {
    const way = ways.services[name];
    if (!way) return [];
    const blocked = way.subnets.find(({ path }) => path.verdict === 'blocked') ?? way.subnets[0];
    const path = blocked?.path ?? way.path;
    const hop = decidingHop(path);
    return [
      {
        service: name,
        path: way.path,
        by: blocked?.by ?? 'unknown',
        endpoint: blocked?.endpoint ?? null,
        says: [blocked?.says, path.verdict === 'blocked' ? hop?.says : null].filter(Boolean).join(': '),
        blamed: blamedIn([path.verdict === 'blocked' ? hop?.says : null, blocked?.says], hop?.resource),
        hidden: way.hidden,
      },
    ];
  });
  if (toServices.length > 0) return toServices;
  const { egress } = ways;
  const blocked = egress.subnets.find(({ path }) => path.verdict === 'blocked') ?? egress.subnets[0];
  const hop = decidingHop(blocked?.path ?? egress.path);
  return [
    {
      service: null,
      path: egress.path,
      by: 'internet',
      endpoint: null,
      says: hop?.says ?? blocked?.says ?? '',
      blamed: blamedIn([hop?.says], hop?.resource),
      hidden: egress.hidden,
    },
  ];
}

/** Gateways and endpoints that a sentence names are more to blame than the table or subnet that leads to them. */
function blamedIn(
  says: readonly (string | null | undefined)[],
  resource: string | null | undefined,
): readonly string[] {
  const named = says.flatMap((text) => text?.match(/\b(?:nat|vpce|eigw|tgw|vgw)-[0-9a-f]+/g) ?? []);
  return [...new Set([...named, ...(resource ? [resource] : [])])];
}

interface Unreached {
  readonly id: string;
  readonly aliases?: readonly string[];
  readonly title: string;
  readonly recognised: string;
  readonly fix: string;
  readonly is: (failure: Failure) => boolean;
  /** A text that was cut off before it says so: then the network alone has to tell. */
  readonly isCut: (failure: Failure) => boolean;
  /** Whether a way of this kind would be this cause. */
  readonly by: (way: Judged) => boolean;
  readonly what: string;
  readonly says: (name: string, way: Judged | null) => string;
  readonly refines?: readonly Cause[];
  /** How far the texts alone go, where the network cannot be seen; "likely" unless said. */
  readonly unseen?: (own: readonly Failure[]) => 'likely' | 'possible';
}

/** Something that could not be reached: the text says so, and the network says where it ends. */
export function unreached({
  is,
  isCut,
  by,
  what,
  says,
  refines = [],
  unseen = () => 'likely',
  aliases = [],
  ...about
}: Unreached): Cause {
  return cause({
    ...about,
    aliases,
    layer: 'config',
    leadsTo: afterStart,
    refines,
    from: { episode, target, ways: maybe(ways), release: maybe(release) },
    judge: ({ episode, target, ways, release }, say) => {
      const saidSo = episode.failures.filter(is);
      const own = saidSo.length > 0 ? saidSo : episode.failures.filter(isCut);
      if (own.length === 0) return none(episode, say, 'no failure is of this kind');
      const name = called(target);
      const found = ways.known && ways.value ? judgedWays(own, ways.value) : [];
      const blocked = found.filter(({ path }) => path.verdict === 'blocked');
      const mine = blocked.filter(by);
      const released = release.known ? releaseText(release.value) : undefined;
      const evidence = (way: Judged | null) => ({
        episode: told(own, target, what),
        ways: way ? wayText(way) : undefined,
        release: released,
      });
      const resources = (way: Judged | null) =>
        bearing(own, episode, target, { resources: [...(way?.blamed ?? []), way?.endpoint] });
      const [first] = mine;
      if (first) {
        const sure = saidSo.length > 0 ? 'confirmed' : 'likely';
        return say[sure](says(name, first), evidence(first), resources(first));
      }
      if (saidSo.length === 0) {
        const hidden = ways.known ? found.find((way) => way.hidden !== null)?.hidden : ways.blind;
        return hidden ? say.unanswered(hidden) : say.ruledOut({ ways: 'nothing in the network blocks it' });
      }
      if (blocked.length > 0) return say.ruledOut({ ways: blocked.map(({ says }) => says).join('; ') });
      const possible = found.filter((way) => way.path.verdict !== 'open' && by(way));
      const open = found.filter(({ path }) => path.verdict === 'open');
      if (open.length === found.length && found.length > 0) {
        // The network lets it pass now: a fault of the moment, or one that has been mended.
        const over = episode.until !== null;
        const mineOpen = open.find(by);
        if (!mineOpen) return say.ruledOut({ ways: 'it does not go that way' });
        return over
          ? say.likely(`${says(name, null)} The way is open now.`, evidence(mineOpen), resources(null))
          : say.possible(
              `${says(name, null)} Nothing seen in the network blocks it.`,
              evidence(mineOpen),
              resources(null),
            );
      }
      if (found.length > 0 && possible.length === 0) return say.ruledOut({ ways: 'it does not go that way' });
      return say[unseen(own)](says(name, null), evidence(possible[0] ?? null), resources(possible[0] ?? null));
    },
  });
}

export function wayText({ says }: Judged): Because | undefined {
  return says === '' ? undefined : { says };
}

const isTimeout = ({ sign }: Failure) => sign === 'pull-timeout';
/** What answered for the name: an address of the VPC means an interface endpoint. */
const addressOf = ({ error }: Failure) => error?.peer.address ?? null;

export const imagePullNetworkNoEgress = unreached({
  id: 'image-pull-network-no-egress',
  title: 'Tasks cannot reach the registry: there is no way out',
  recognised:
    'Pulling timed out at a public address, or at a name for which no endpoint answers, and the subnets of the tasks have no working way out: no NAT or endpoint, or a public subnet without a public IP address.',
  fix: 'Give the subnets a route to a NAT gateway or the endpoints ecr.api, ecr.dkr and s3; in a public subnet set assignPublicIp to ENABLED.',
  is: (failure) => isTimeout(failure) && addressOf(failure) !== 'private',
  isCut: isCutPull,
  by: (way) => way.by === 'internet' && way.service !== 's3',
  what: 'the registry cannot be reached',
  says: (name, way) =>
    `Tasks of ${name} cannot reach the registry${way ? `: ${way.says}` : ': the connection times out'}.`,
});

export const imagePullNetworkEndpoint = unreached({
  id: 'image-pull-network-endpoint',
  title: 'The endpoint of the registry does not let the tasks in',
  recognised:
    'Pulling timed out at a private address: private DNS leads to an interface endpoint, whose security group or network ACL blocks port 443 from the tasks.',
  fix: 'Allow TCP 443 from the tasks’ security group in the security group of the endpoint.',
  is: (failure) => isTimeout(failure) && addressOf(failure) !== 'public',
  isCut: isCutPull,
  by: (way) => way.by === 'interface-endpoint',
  what: 'the endpoint cannot be reached',
  says: (name, way) =>
    `Tasks of ${name} cannot reach the registry by its endpoint${way ? ` ${way.endpoint ?? ''}: ${way.says}` : ''}.`,
  unseen: (own) => (own.some((failure) => addressOf(failure) === 'private') ? 'likely' : 'possible'),
});

export const imageLayerS3Unreachable = unreached({
  id: 'image-layer-s3-unreachable',
  title: 'The layers of the image cannot be reached in S3',
  recognised:
    'The registry answers, and fetching layers times out: the subnets reach the ECR endpoints, but S3 neither by a gateway endpoint of their route table nor over the internet.',
  fix: 'Attach the S3 gateway endpoint to the route tables of the tasks’ subnets.',
  is: (failure) => failure.sign === 'layer-timeout' || (isTimeout(failure) && servicesReached(failure).includes('s3')),
  isCut: isCutPull,
  by: (way) => way.service === 's3',
  what: 'the layers cannot be fetched',
  says: (name, way) =>
    `Tasks of ${name} reach ECR, but not S3, where the layers of the image are${way ? `: ${way.says}` : ''}.`,
  refines: [imagePullNetworkNoEgress, imagePullNetworkEndpoint],
});

export const imagePullDns = cause({
  id: 'image-pull-dns',
  title: 'The registry’s name cannot be resolved',
  recognised:
    'Pulling fails with “no such host” or “server misbehaving”: DNS of the VPC is off, or a DNS server of one’s own does not answer.',
  fix: 'Turn enableDnsSupport of the VPC on, or mend the DNS servers of its DHCP options; check the name of the registry.',
  layer: 'config',
  leadsTo: afterStart,
  from: { episode, target, network: maybe(network), release: maybe(release) },
  judge: ({ episode, target, network, release }, say) => {
    const saidSo = having(episode, 'pull-dns');
    const own = saidSo.length > 0 ? saidSo : episode.failures.filter(isCutPull);
    if (own.length === 0) return none(episode, say, 'names are resolved');
    if (saidSo.length === 0 && !network.known) return say.unanswered(network.blind);
    const off = network.known ? network.value?.vpcs.find(({ dnsSupport }) => dnsSupport === false) : undefined;
    const host = own.at(-1)?.error?.peer.host;
    const evidence = {
      episode: told(own, target, 'the name is not resolved'),
      network: off ? `enableDnsSupport of ${off.id} is off` : undefined,
      release: release.known ? releaseText(release.value) : undefined,
    };
    const given = bearing(own, episode, target, { resources: [off?.id, host] });
    const says = `Tasks of ${called(target)} cannot resolve ${host ?? 'the name of the registry'}${off ? `: DNS of ${off.id} is off` : ''}.`;
    if (saidSo.length === 0 && !off) return say.ruledOut({ network: 'DNS of the VPC is on' });
    return off && saidSo.length > 0 ? say.confirmed(says, evidence, given) : say.likely(says, evidence, given);
  },
});
