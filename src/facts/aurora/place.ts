import { fact, maybe } from '#playbook';
import * as ec2 from '#aws/ec2';
import type { NetworkInterface } from '#aws/ec2';
import * as rds from '#aws/rds';
import type { SubnetGroup } from '#aws/rds';
import { cluster } from './cluster.ts';

/** Where the instances of the cluster may stand; null where the cluster names no subnet group. */
export const subnetGroup = fact({
  id: 'aurora.subnet-group',
  title: 'Subnets of the cluster',
  step: 'Network path',
  from: { cluster },
  reads: [rds.subnetGroup],
  learn: async ({ cluster }, { read }): Promise<SubnetGroup | null> =>
    cluster.subnetGroup === null ? null : read(rds.subnetGroup, { name: cluster.subnetGroup }),
});

/** How EC2 describes the interfaces that RDS makes for its machines. */
const DESCRIPTION = 'RDSNetworkInterface';

/** The interfaces of the cluster's machines, by the groups that guard them: RDS does not tell which is whose. */
export const interfaces = fact({
  id: 'aurora.interfaces',
  title: 'Network interfaces of the database',
  step: 'Network path',
  from: { cluster, subnetGroup: maybe(subnetGroup) },
  reads: [ec2.networkInterfaces],
  learn: async ({ cluster, subnetGroup }, { read }): Promise<readonly NetworkInterface[]> => {
    const subnets = subnetGroup.known ? (subnetGroup.value?.subnets.map(({ id }) => id) ?? null) : null;
    const all = await read(ec2.networkInterfaces, { description: DESCRIPTION });
    return all.filter(
      ({ securityGroups, subnet }) =>
        securityGroups.some((id) => cluster.securityGroups.includes(id)) &&
        (subnets === null || subnets.includes(subnet)),
    );
  },
});
