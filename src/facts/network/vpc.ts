import { fact, ReadFailure } from '#playbook';
import type { Fact } from '#playbook';
import * as ec2 from '#aws/ec2';
import type { Network } from '#network';
import { prefixListEntries, prefixListsIn } from './prefix-lists.ts';

/** Everything in a VPC that decides whether a packet may pass, read once and shared by all paths in it. */
export function networkOf(vpc: Fact<{ readonly vpc: string }>) {
  return fact({
    id: 'network.vpc',
    title: 'Subnets, routes, network ACLs and security groups',
    step: 'Network path',
    from: { vpc },
    reads: [ec2.subnets, ec2.routeTables, ec2.prefixListEntries, ec2.networkAcls, ec2.securityGroups],
    learn: async ({ vpc: { vpc } }, context): Promise<Network> => {
      const { read } = context;
      const failures: ReadFailure[] = [];
      /** A part that cannot be read is null: the evaluator then says "unknown" where it would have mattered. */
      const orNull = async <T>(answer: Promise<T>): Promise<T | null> => {
        try {
          return await answer;
        } catch (error) {
          if (!(error instanceof ReadFailure)) throw error;
          failures.push(error);
          return null;
        }
      };
      const [subnets, routeTables, networkAcls, securityGroups] = await Promise.all([
        orNull(read(ec2.subnets, { vpc })),
        orNull(read(ec2.routeTables, { vpc })),
        orNull(read(ec2.networkAcls, { vpc })),
        orNull(read(ec2.securityGroups, { vpc })),
      ]);
      const [first] = failures;
      if (first && failures.length === 4) throw first;
      for (const failure of failures) context.unseen(failure);
      const prefixLists = await prefixListEntries(prefixListsIn({ securityGroups, routeTables }), context);
      return { subnets, routeTables, networkAcls, securityGroups, prefixLists, natGateways: null, vpcEndpoints: null };
    },
  });
}
