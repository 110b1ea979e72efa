import type { KeyMetadata } from '@aws-sdk/client-kms';

/** Keys, and the names they are known by. */
export interface Kms {
  readonly keys: readonly KeyMetadata[];
  /** Key ids by alias: `alias/orders`. */
  readonly aliases?: { readonly [alias: string]: string };
}
