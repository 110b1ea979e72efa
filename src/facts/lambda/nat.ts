import { fact } from '#playbook';
import * as cloudwatch from '#aws/cloudwatch';
import { window } from '../window.ts';
import { minutesAfter, sum } from '../words.ts';
import { place } from './function.ts';
import { spanOf } from './traffic.ts';
import { network } from './ways.ts';

/** What a NAT gateway on the function's way counted, over the window. */
export interface NatTraffic {
  readonly id: string;
  /** Subnets of the function that use it. */
  readonly subnets: readonly string[];
  /** Connections for which it had no port left. */
  readonly portAllocationErrors: number;
  readonly firstAllocationError: Date | null;
  /** Null where nothing was published. */
  readonly attempts: number | null;
  readonly established: number | null;
  readonly dropped: number;
  readonly packets: number;
  /** Connections that it forgot after 350 s of silence. */
  readonly idleTimeouts: number;
  readonly idleTimeoutsBefore: number;
  readonly mostConnections: number | null;
}

const METRICS = [
  ['ErrorPortAllocation', 'Sum'],
  ['ConnectionAttemptCount', 'Sum'],
  ['ConnectionEstablishedCount', 'Sum'],
  ['PacketsDropCount', 'Sum'],
  ['PacketsOutToDestination', 'Sum'],
  ['PacketsInFromDestination', 'Sum'],
  ['IdleTimeoutCount', 'Sum'],
  ['ActiveConnectionCount', 'Maximum'],
] as const;

/**
 * NAT gateways that the default routes of the function's subnets lead to; none outside of a VPC.
 * https://docs.aws.amazon.com/vpc/latest/userguide/metrics-dimensions-nat-gateway.html
 */
export const natTraffic = fact({
  id: 'lambda.nat-traffic',
  title: 'NAT gateways on the way',
  step: 'Network path',
  from: { place, network, window },
  reads: [cloudwatch.metrics],
  learn: async ({ place, network, window }, { read, now }): Promise<readonly NatTraffic[]> => {
    const tables = network?.routeTables ?? [];
    const main = (vpc: string | undefined) => tables.find((table) => table.main && table.vpc === vpc);
    const used = new Map<string, string[]>();
    for (const subnet of place?.subnets ?? []) {
      const vpc = network?.subnets?.find(({ id }) => id === subnet)?.vpc;
      const table = tables.find(({ subnets }) => subnets.includes(subnet)) ?? main(vpc);
      for (const { target } of table?.routes ?? [])
        if (target.startsWith('nat-')) used.set(target, [...new Set([...(used.get(target) ?? []), subnet])]);
    }
    if (used.size === 0) return [];
    const ids = [...used.keys()];
    const queries = ids.flatMap((id) =>
      METRICS.map(([metric, stat]) => ({
        namespace: 'AWS/NATGateway',
        metric,
        stat,
        dimensions: { NatGatewayId: id },
      })),
    );
    const series = await read(cloudwatch.metrics, { queries, ...spanOf(window, now) });
    const begin = minutesAfter(window.from, -1);
    return ids.map((id, index) => {
      const points = (at: number) => series[index * METRICS.length + at]?.points ?? [];
      const inWindow = (at: number) => points(at).filter((point) => point.at >= begin);
      const total = (at: number) => sum(inWindow(at).map(({ value }) => value));
      const totalOrNull = (at: number) => (inWindow(at).length === 0 ? null : total(at));
      const most = inWindow(7).map(({ value }) => value);
      return {
        id,
        subnets: used.get(id) ?? [],
        portAllocationErrors: total(0),
        firstAllocationError: inWindow(0).find(({ value }) => value > 0)?.at ?? null,
        attempts: totalOrNull(1),
        established: totalOrNull(2),
        dropped: total(3),
        packets: total(4) + total(5),
        idleTimeouts: total(6),
        idleTimeoutsBefore: sum(
          points(6)
            .filter(({ at }) => at < begin)
            .map(({ value }) => value),
        ),
        mostConnections: most.length > 0 ? Math.max(...most) : null,
      };
    });
  },
});
