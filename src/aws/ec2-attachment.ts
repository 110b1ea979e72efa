import type { Tag } from '@aws-sdk/client-ec2';
import { ReadFailure } from '#playbook';
import type { RouteTable } from '#network';
import { vpcEndpointOf } from './ec2-gateways.ts';
import type { VpcEndpoint } from './ec2-gateways.ts';
import { routeTableOf } from './ec2-network.ts';
import { read } from './service.ts';

interface Tagged {
  readonly tags: Readonly<Record<string, string>>;
}

interface ById {
  readonly id: string;
}

/** One VPC endpoint with its tags. One that does not exist is a `ReadFailure` `absent`. */
export const vpcEndpoint = read(
  'ec2',
  'DescribeVpcEndpoints',
  async (send, { id }: ById): Promise<VpcEndpoint & Tagged> => {
    const { VpcEndpoints } = await send({ VpcEndpointIds: [id] });
    const found = VpcEndpoints?.find(({ VpcEndpointId }) => VpcEndpointId === id);
    if (!found) throw new ReadFailure('absent', `there is no VPC endpoint ${id}`, 'ec2:DescribeVpcEndpoints');
    return { ...vpcEndpointOf(found), tags: tagsOf(found.Tags) };
  },
);

/** One route table with its tags. One that does not exist is a `ReadFailure` `absent`. */
export const routeTable = read(
  'ec2',
  'DescribeRouteTables',
  async (send, { id }: ById): Promise<RouteTable & Tagged> => {
    const { RouteTables } = await send({ RouteTableIds: [id] });
    const found = RouteTables?.find(({ RouteTableId }) => RouteTableId === id);
    if (!found) throw new ReadFailure('absent', `there is no route table ${id}`, 'ec2:DescribeRouteTables');
    return { ...routeTableOf(found), tags: tagsOf(found.Tags) };
  },
);

function tagsOf(wire: readonly Tag[] | undefined): Readonly<Record<string, string>> {
  return Object.fromEntries((wire ?? []).map(({ Key = '', Value = '' }) => [Key, Value]));
}
