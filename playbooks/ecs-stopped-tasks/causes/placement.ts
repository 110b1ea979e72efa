import { cause, maybe } from '#playbook';
import { instances } from '#facts/ecs/instances';
import type { ContainerInstance } from '#facts/ecs/instances';
import { episode } from '#facts/ecs/episode';
import { release } from '#facts/ecs/release';
import { called, target } from '#facts/ecs/target';
import { ways } from '#facts/ecs/ways';
import { count, list } from '#facts/words';
import { bearing, having, none, told } from '../reading.ts';
import { afterStart } from './images.ts';
import { said } from './said.ts';

/** Fewer free addresses than this are soon none. */
const FEW_ADDRESSES = 5;

export const eniProvisioningTimeout = cause({
  id: 'eni-provisioning-timeout',
  title: 'The network interface of a task is not made in time',
  recognised:
    '“Timeout waiting for network interface provisioning”. Once or twice it is a passing trouble of AWS; more often, or in one subnet only, it is not.',
  fix: 'If it goes on, look at free addresses and limits of network interfaces in the subnets; take the subnet out in which it happens.',
  layer: 'dependency',
  leadsTo: afterStart,
  from: { episode, target, ways: maybe(ways) },
  judge: ({ episode, target, ways }, say) => {
    const own = having(episode, 'eni-timeout');
    if (own.length === 0) return none(episode, say, 'network interfaces are made in time');
    const zones = [...new Set(own.flatMap(({ stop }) => stop?.task.zone ?? []))];
    const subnets = [...new Set(own.flatMap(({ stop }) => stop?.task.interface?.subnet ?? []))];
    const passing = own.length < 3;
    const free = ways.known ? ways.value?.egress.subnets : undefined;
    return say.likely(
      `AWS does not make network interfaces for ${called(target)} in time${zones.length === 1 && own.length > 1 ? `, all of it in ${zones[0]}` : ''}${passing ? ': so far it may pass' : ''}.`,
      {
        episode: told(own, target, 'no network interface'),
        ways: free
          ? `free addresses: ${list(
              free.map(({ subnet, freeIps }) => `${subnet} ${freeIps ?? '?'}`),
              6,
            )}`
          : undefined,
      },
      bearing(own, episode, target, { resources: subnets }),
    );
  },
});

export const subnetIpExhausted = cause({
  id: 'subnet-ip-exhausted',
  title: 'A subnet has no free addresses left',
  recognised:
    'AWS says that the subnet has not enough free addresses, or network interfaces time out while a subnet of the service has fewer than five. One exhausted subnet of several is enough for it to fail now and then.',
  fix: 'Add subnets with room to the service, or free addresses in this one: interfaces left behind, tasks and functions that need none.',
  layer: 'capacity',
  leadsTo: [...afterStart, eniProvisioningTimeout],
  refines: [eniProvisioningTimeout],
  from: { episode, target, ways: maybe(ways) },
  judge: ({ episode, target, ways }, say) => {
    const saidSo = having(episode, 'no-addresses');
    const own = saidSo.length > 0 ? saidSo : having(episode, 'eni-timeout');
    if (own.length === 0) return none(episode, say, 'AWS does not lack addresses');
    if (saidSo.length === 0 && !ways.known) return say.unanswered(ways.blind);
    const subnets = ways.known ? (ways.value?.egress.subnets ?? []) : [];
    const full = subnets.filter(({ freeIps }) => freeIps !== null && freeIps < FEW_ADDRESSES);
    const unread = subnets.length === 0 || subnets.some(({ freeIps }) => freeIps === null);
    if (saidSo.length === 0 && full.length === 0) {
      if (unread && ways.known && ways.value?.egress.hidden) return say.unanswered(ways.value.egress.hidden);
      return say.ruledOut({ ways: 'all subnets have free addresses' });
    }
    const named = own.flatMap(({ text }) => text.match(/subnet-[0-9a-f]+/g) ?? []);
    const blamed = full.length > 0 ? full.map(({ subnet }) => subnet) : [...new Set(named)];
    const evidence = {
      episode: told(own, target, saidSo.length > 0 ? 'the subnet is full' : 'no network interface in time'),
      ways:
        subnets.length > 0
          ? `free addresses: ${list(
              subnets.map(({ subnet, freeIps, cidr }) => `${subnet} ${freeIps ?? '?'}${sizeOf(cidr)}`),
              6,
            )}`
          : undefined,
    };
    const given = bearing(own, episode, target, { resources: blamed });
    const says = `${list(blamed.length > 0 ? blamed : ['A subnet of the service'])} ${blamed.length > 1 ? 'have' : 'has'} no free addresses, so tasks of ${called(target)} get no network interface.`;
    return saidSo.length > 0 ? say.confirmed(says, evidence, given) : say.likely(says, evidence, given);
  },
});

/** ` of 251`: AWS keeps five of every subnet. */
function sizeOf(cidr: string | null): string {
  const [, bits] = cidr?.split('/') ?? [];
  return bits === undefined ? '' : ` of ${2 ** (32 - Number(bits)) - 5}`;
}

export const eniApiThrottled = said({
  id: 'eni-api-throttled',
  title: 'AWS limits how fast network interfaces are made',
  recognised: '“Rate limit exceeded while preparing network interface”: many tasks are started at once.',
  fix: 'Start fewer tasks at a time: lower maximumPercent, or roll services out one after the other.',
  layer: 'capacity',
  leadsTo: afterStart,
  is: ({ sign }) => sign === 'eni-throttled',
  what: 'making network interfaces is throttled',
  says: (_, target) => `Too many network interfaces are asked for at once, and those of ${called(target)} are refused.`,
});

export const eniLimit = said({
  id: 'eni-limit',
  title: 'No more network interfaces are allowed',
  recognised: 'AWS names RESOURCE:ENI, attachment points of the instance, or the limit of network interfaces.',
  fix: 'On EC2 turn on ENI trunking (awsvpcTrunking) or use larger instances; for the account raise the quota L-DF5E4CA3.',
  layer: 'capacity',
  leadsTo: afterStart,
  is: ({ sign }) => sign === 'eni-limit',
  what: 'the limit of network interfaces is reached',
  says: (_, target) => `The limit of network interfaces is reached, so tasks of ${called(target)} find no place.`,
});

export const networkConfigInvalid = said({
  id: 'network-config-invalid',
  title: 'The service names a subnet or security group that does not exist',
  recognised: 'AWS answers InvalidSubnet or InvalidGroup, or says that a security group or subnet does not exist.',
  fix: 'Correct the network configuration of the service, or make the security group again and name it.',
  layer: 'config',
  leadsTo: afterStart,
  is: ({ sign }) => sign === 'network-config',
  what: 'its network configuration is not valid',
  says: ([first], target) =>
    `${called(target)} names ${/(?:sg|subnet)-[0-9a-f]+/.exec(first.text)?.[0] ?? 'a subnet or security group'}, which does not exist.`,
  resources: ([first]) => first.text.match(/(?:sg|subnet)-[0-9a-f]+/g) ?? [],
});

export const tgMissing = said({
  id: 'tg-missing',
  title: 'The target group of the service does not exist',
  recognised: 'The event “TARGET GROUP IS NOT FOUND” or “TARGET IS NOT FOUND”.',
  fix: 'Make the target group again, or update the service to the right one.',
  layer: 'config',
  leadsTo: afterStart,
  is: ({ sign }) => sign === 'target-group-missing',
  what: 'its target group is gone',
  says: (_, target) => `The target group in which ${called(target)} registers its tasks is gone.`,
  resources: ([first]) => first.text.match(/arn:[^\s)]+:targetgroup\/[\w-]+(?:\/[0-9a-f]+)?/g) ?? [],
});

/** What an instance lacked, in words, from AWS's own. */
const LACKS: readonly (readonly [RegExp, string, string])[] = [
  [/insufficient CPU|RESOURCE:CPU/i, 'not enough CPU', 'Add instances, or lower the CPU that the task reserves.'],
  [
    /insufficient memory|RESOURCE:MEMORY/i,
    'not enough memory',
    'Add instances, or lower the memory that the task reserves.',
  ],
  [
    /already using a port|RESOURCE:PORTS/i,
    'the port is taken',
    'Use a dynamic host port (0), or no more tasks than instances.',
  ],
  [/RESOURCE:GPU/i, 'no GPU', 'Add instances with free GPUs.'],
  [
    /No Container Instances were found/i,
    'there are no instances',
    'Let the Auto Scaling group of the capacity provider start instances.',
  ],
  [/encountered error "AGENT"/i, 'the agent does not answer', 'Restart the ECS agent, or replace the instance.'],
  [
    /missing an attribute/i,
    'an attribute is missing',
    'Compare architecture, zone and attributes of the instances with what the task asks for.',
  ],
];

export const placementResources = cause({
  id: 'placement-resources',
  title: 'No instance has room for the task',
  recognised:
    'The event “no container instance met all of its requirements”, with what is lacking: CPU, memory, ports, GPU, attributes, the agent, or any instance at all.',
  fix: 'Add instances, or make the task smaller; the event says what is lacking.',
  layer: 'capacity',
  leadsTo: afterStart,
  from: { episode, target, instances: maybe(instances), release: maybe(release) },
  judge: ({ episode, target, instances, release }, say) => {
    const own = having(episode, 'placement');
    if (own.length === 0) return none(episode, say, 'tasks find a place');
    const text = own.map((failure) => failure.text).join('\n');
    const lack = LACKS.find(([pattern]) => pattern.test(text));
    const definition = release.known ? release.value?.definition : null;
    const needed = definition
      ? [
          definition.cpu ? `${definition.cpu} CPU units` : null,
          definition.memory ? `${definition.memory} MiB` : null,
        ].filter((one) => one !== null)
      : [];
    const evidence = {
      episode: told(own, target, lack?.[1] ?? 'no instance fits'),
      instances: instances.known ? roomOf(instances.value) : undefined,
      release: needed.length > 0 ? `a task needs ${list(needed)}` : undefined,
    };
    return say.confirmed(
      `No instance of the cluster takes a task of ${called(target)}: ${lack?.[1] ?? 'none meets its requirements'}.`,
      evidence,
      { ...bearing(own, episode, target), fix: lack?.[2] },
    );
  },
});

function roomOf(instances: readonly ContainerInstance[]): string {
  if (instances.length === 0) return 'the cluster has no instances';
  const most = (of: (one: ContainerInstance) => number | null) => Math.max(...instances.map((one) => of(one) ?? 0));
  const gone = instances.filter(({ agentConnected }) => !agentConnected).length;
  const free = `${count(instances.length, 'instance')}, at most ${most(({ freeCpu }) => freeCpu)} CPU units and ${most(({ freeMemory }) => freeMemory)} MiB free on one`;
  return gone > 0 ? `${free}; ${count(gone, 'agent')} not connected` : free;
}
