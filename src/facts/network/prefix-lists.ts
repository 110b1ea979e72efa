import { ReadFailure } from '#playbook';
import type { FactContext } from '#playbook';
import * as ec2 from '#aws/ec2';
import type { Network } from '#network';

/** The lists that rules and routes refer to. */
export function prefixListsIn({ securityGroups, routeTables }: Pick<Network, 'securityGroups' | 'routeTables'>) {
  const rules = (securityGroups ?? []).flatMap(({ ingress, egress }) => [...ingress, ...egress]);
  const routed = (routeTables ?? []).flatMap(({ routes }) => routes.map(({ destination }) => destination));
  return [...new Set([...rules.flatMap((rule) => rule.prefixLists), ...routed.filter((to) => to.startsWith('pl-'))])];
}

/** A list that cannot be read is left out: the evaluator then says "unknown" for what depends on it. */
export async function prefixListEntries(
  ids: readonly string[],
  { read, unseen }: Pick<FactContext, 'read' | 'unseen'>,
): Promise<Record<string, readonly string[]>> {
  const entries = await Promise.all(
    ids.map(async (id): Promise<[string, readonly string[]][]> => {
      try {
        return [[id, await read(ec2.prefixListEntries, { id })]];
      } catch (error) {
        if (!(error instanceof ReadFailure)) throw error;
        unseen(error);
        return [];
      }
    }),
  );
  return Object.fromEntries(entries.flat());
}
