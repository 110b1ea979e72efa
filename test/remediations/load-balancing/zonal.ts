import type { Account, Elbv2 } from '#simulation/account';
import { arns, balanced } from './balanced.ts';

const ENABLED = { [arns.balancer]: { 'zonal_shift.config.enabled': 'true' } };

/** The shop in two zones, with a healthy target in each. */
export function zonal(more: Partial<Elbv2> = {}, rest: Partial<Account> = {}): Account {
  const account = balanced({ attributes: ENABLED, ...more }, rest);
  const zones = ['a', 'b'];
  const [balancer] = account.elbv2?.loadBalancers ?? [];
  return {
    ...account,
    ec2: {
      ...account.ec2,
      subnets: zones.map((zone, index) => ({
        SubnetId: `subnet-${zone}`,
        VpcId: 'vpc-1',
        AvailabilityZone: `eu-west-1${zone}`,
        AvailabilityZoneId: `euw1-az${index + 1}`,
      })),
    },
    elbv2: {
      loadBalancers: [],
      ...account.elbv2,
      ...(more.loadBalancers === undefined && {
        loadBalancers: [
          {
            ...balancer,
            AvailabilityZones: zones.map((zone) => ({ ZoneName: `eu-west-1${zone}`, SubnetId: `subnet-${zone}` })),
          },
        ],
      }),
      ...(more.targetHealth === undefined && {
        targetHealth: { [arns.api]: [target('10.0.1.10', 'a'), target('10.0.2.10', 'b')] },
      }),
    },
  };
}

/** A target in a zone of the shop. */
export function target(Id: string, zone: string, State: 'healthy' | 'unhealthy' = 'healthy') {
  return {
    Target: { Id, Port: 8080, AvailabilityZone: `eu-west-1${zone}` },
    HealthCheckPort: '8080',
    TargetHealth: { State },
  };
}
