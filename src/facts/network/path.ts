import { fact } from '#playbook';
import type { BlindSpot, Fact } from '#playbook';
import { evaluatePath } from '#network';
import type { Path } from '#network';
import type { NetworkAround } from './around.ts';
import { hiddenOf } from './hops.ts';
import { endOf } from './place.ts';
import type { NetworkPlace } from './place.ts';

/** Where a connection goes, and to which port. */
export type Destination = NetworkPlace & {
  readonly port: number;
  /** Default `tcp`. */
  readonly protocol?: string;
};

export interface JudgedPath {
  readonly path: Path;
  readonly port: number;
  /** What keeps `path` from being known; null when it is. */
  readonly hidden: BlindSpot | null;
}

export function pathBetween(from: NetworkPlace, to: Destination, network: NetworkAround): JudgedPath {
  const { port, protocol = 'tcp' } = to;
  const path = evaluatePath({ from: endOf(from), to: endOf(to), protocol, port, network });
  return { path, port, hidden: hiddenOf(path, network) };
}

/** The way from a place to a destination, hop by hop; null when either is in no VPC. */
export function pathTo(spec: {
  readonly from: Fact<NetworkPlace | null>;
  readonly to: Fact<Destination | null>;
  readonly network: Fact<NetworkAround | null>;
  readonly id: string;
  readonly title: string;
}) {
  const { from, to, network, id, title } = spec;
  return fact({
    id,
    title,
    step: 'Network path',
    from: { from, to, network },
    learn: ({ from, to, network }): JudgedPath | null =>
      from && to && network ? pathBetween(from, to, network) : null,
  });
}
