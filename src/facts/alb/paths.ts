import { fact } from '#playbook';
import * as ec2 from '#aws/ec2';
import type { NetworkInterface } from '#aws/ec2';
import { evaluatePath } from '#network';
import type { Path } from '#network';
import { networkOf } from '../network/vpc.ts';
import { groups } from './groups.ts';
import type { Group } from './groups.ts';
import { identity, loadBalancer } from './load-balancer.ts';
import type { Target } from './targets.ts';

export const network = networkOf(loadBalancer);

/** Where packets to a target arrive. */
export type Arrival = Pick<NetworkInterface, 'subnet' | 'privateIps' | 'ipv6' | 'securityGroups' | 'description'>;

/** Where each target's traffic arrives: its network interface by the target's id (an IP address or an instance). */
export const targetInterfaces = fact({
  id: 'alb.target-interfaces',
  title: 'Network interfaces of the targets',
  step: 'Network path',
  from: { loadBalancer, groups },
  reads: [ec2.networkInterfaces, ec2.instances],
  learn: async ({ loadBalancer, groups }, { read }): Promise<Readonly<Record<string, Arrival>>> => {
    const of = (type: string) => [
      ...new Set(
        groups.filter(({ group }) => group.targetType === type).flatMap(({ targets }) => targets.map(({ id }) => id)),
      ),
    ];
    const [ips, instances] = [of('ip'), of('instance')];
    const [interfaces, hosts] = await Promise.all([
      ips.length > 0 ? read(ec2.networkInterfaces, { privateIps: ips, vpc: loadBalancer.vpc }) : [],
      instances.length > 0 ? read(ec2.instances, { ids: instances }) : [],
    ]);
    const byTarget: Record<string, Arrival> = {};
    for (const one of interfaces) for (const ip of [...one.privateIps, ...one.ipv6]) byTarget[ip] = one;
    for (const { id, interfaces: own, subnet, privateIp, securityGroups } of hosts) {
      // An instance may be described without its interfaces: what it says of itself is that of the primary one.
      const primary =
        own[0] ??
        (subnet && privateIp ? { subnet, privateIps: [privateIp], ipv6: [], securityGroups, description: '' } : null);
      if (primary) byTarget[id] = primary;
    }
    return byTarget;
  },
});

/** The interfaces of the load balancer itself: one per node and zone. Their addresses are what rules are judged by. */
export const balancerInterfaces = fact({
  id: 'alb.interfaces',
  title: 'Network interfaces of the load balancer',
  step: 'Network path',
  from: { identity },
  reads: [ec2.networkInterfaces],
  learn: ({ identity }, { read }) => read(ec2.networkInterfaces, { description: `ELB ${identity.id}` }),
});

/** The way from the load balancer to targets that share subnet and security groups, on one port. */
export interface TargetPath {
  readonly group: string;
  readonly targets: readonly Target[];
  readonly port: number;
  readonly purpose: 'traffic' | 'health checks';
  readonly path: Path;
}

/** The ways to all targets, and the targets to which none is known, for want of their network interface. */
export interface TargetPaths {
  readonly ways: readonly TargetPath[];
  readonly unknown: readonly { readonly group: string; readonly target: Target }[];
}

export const paths = fact({
  id: 'alb.paths',
  title: 'Network path to the targets',
  step: 'Network path',
  from: { loadBalancer, groups, targetInterfaces, balancerInterfaces, network },
  learn: ({ loadBalancer, groups, network, targetInterfaces, balancerInterfaces }): TargetPaths => {
    const from = (family: Door['family']) => ({
      ips: balancerInterfaces.flatMap((one) => addressesOf(one, family)),
      subnets: loadBalancer.zones.map(({ subnet }) => subnet),
      securityGroups: loadBalancer.securityGroups,
    });
    const ways = groups.flatMap((group) =>
      doorsOf(group, targetInterfaces).map(({ targets, interfaces, family, port, purpose }) => ({
        group: group.group.arn,
        targets,
        port,
        purpose,
        path: evaluatePath({
          from: from(family),
          to: {
            ips: interfaces.flatMap((one) => addressesOf(one, family)),
            subnets: [...new Set(interfaces.map(({ subnet }) => subnet))],
            securityGroups: [...new Set(interfaces.flatMap(({ securityGroups }) => securityGroups))],
          },
          protocol: 'tcp',
          port,
          network,
        }),
      })),
    );
    const unknown = groups
      .filter(({ group }) => group.targetType !== 'lambda')
      .flatMap(({ group, healthy, unhealthy }) =>
        [...healthy, ...unhealthy]
          .filter(({ id }) => !targetInterfaces[id])
          .map((target) => ({ group: group.arn, target })),
      );
    return { ways, unknown };
  },
});

interface Door {
  readonly targets: Target[];
  readonly interfaces: Arrival[];
  readonly family: 4 | 6;
  readonly port: number;
  readonly purpose: TargetPath['purpose'];
}

/** Targets alike in subnet, security groups, family of addresses and port are judged together: a hundred tasks are a handful of doors. */
function doorsOf({ group, targets }: Group, interfaces: Readonly<Record<string, Arrival>>): Door[] {
  const doors = new Map<string, Door>();
  for (const target of targets) {
    const own = interfaces[target.id];
    if (!own || target.port === null) continue;
    const health = Number(target.healthCheckPort ?? group.healthCheck.port);
    for (const [port, purpose] of [
      [target.port, 'traffic'],
      [Number.isNaN(health) ? target.port : health, 'health checks'],
    ] as const) {
      if (purpose === 'health checks' && port === target.port) continue;
      const family = target.id.includes(':') ? 6 : 4;
      const key = [own.subnet, own.securityGroups.toSorted().join(), family, port, purpose].join(' ');
      const door = doors.get(key) ?? { targets: [], interfaces: [], family, port, purpose };
      door.targets.push(target);
      door.interfaces.push(own);
      doors.set(key, door);
    }
  }
  return [...doors.values()];
}

function addressesOf({ privateIps, ipv6 }: Arrival, family: Door['family']): readonly string[] {
  return family === 6 ? ipv6 : privateIps;
}
