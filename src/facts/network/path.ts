import type { BlindSpot } from '#playbook';
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
