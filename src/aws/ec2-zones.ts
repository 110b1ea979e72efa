import { inBatches, pages } from './pages.ts';
import { read } from './service.ts';

/** The zone of a subnet. Names mean another zone in every account, ids the same in all. */
export interface SubnetZone {
  readonly subnet: string;
  /** `eu-west-1a` */
  readonly name: string;
  /** `euw1-az1` */
  readonly id: string;
}

export const zonesOfSubnets = read(
  'ec2',
  'DescribeSubnets',
  async (send, { subnets }: { readonly subnets: readonly string[] }): Promise<readonly SubnetZone[]> => {
    const found = await inBatches(subnets, 200, (Values) =>
      pages(
        (NextToken) => send({ Filters: [{ Name: 'subnet-id', Values }], MaxResults: 1000, NextToken }),
        (page) => page.NextToken,
        (page) => page.Subnets,
      ),
    );
    return found.map(({ SubnetId = '', AvailabilityZone = '', AvailabilityZoneId = '' }) => ({
      subnet: SubnetId,
      name: AvailabilityZone,
      id: AvailabilityZoneId,
    }));
  },
);
