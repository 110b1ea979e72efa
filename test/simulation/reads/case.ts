import type { reads, ServiceName } from '../../../src/aws/reads.ts';

/** One operation as it is asked for in `every-read.test.ts`. */
export interface Case {
  readonly input: object;
  /** What the small account has. */
  readonly found: object;
  /** What an empty account says: an answer, or an error by its name. */
  readonly nothing: object;
}

/** Every operation of the allowlist: a missing one does not compile. */
export type CasesOf<S extends ServiceName> = { readonly [Op in keyof (typeof reads)[S]]: Case };
