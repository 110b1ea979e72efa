import type { Path } from './hop.ts';
import type { End, Network } from './model.ts';
import { evaluatePath } from './path.ts';
import { subnetClass } from './subnet-class.ts';
import type { ClassifiedSubnet } from './subnet-class.ts';

/** Whether a workload reaches the internet, and from which of its subnets. */
export interface Egress {
  /** Over all subnets: `blocked` to the extent of `some` when only some of them are cut off. */
  readonly path: Path;
  /** One for each subnet of the workload, in its order. */
  readonly subnets: readonly { readonly subnet: ClassifiedSubnet; readonly path: Path }[];
}

/** The internet as the other end. */
export const internet: End = { ips: ['0.0.0.0/0', '::/0'], subnets: [], securityGroups: [] };

/**
 * What a workload can reach of the internet at large. In a public subnet it needs a public IP address (a Lambda
 * function never has one: say `publicIp: false`), in a private one a working NAT gateway.
 */
export function egressOf(workload: End, network: Network, { protocol = 'tcp', port = 443 } = {}): Egress {
  const pathFrom = (from: End): Path => evaluatePath({ from, to: internet, protocol, port, network });
  return {
    path: pathFrom(workload),
    subnets: (workload.subnets ?? []).map((id) => ({
      subnet: subnetClass(id, network),
      path: pathFrom(inSubnet(workload, id)),
    })),
  };
}

/** The workload as if it stood in one of its subnets only. Its addresses may be in the others: they are left out. */
export function inSubnet(workload: End, subnet: string): End {
  const ips = workload.subnets?.length === 1 ? workload.ips : [];
  return { ...workload, ips, subnets: [subnet] };
}
