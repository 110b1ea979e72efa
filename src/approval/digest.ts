import { createHash } from 'node:crypto';
import { canonicalText } from './canonical.ts';
import type { Plain } from './canonical.ts';

/** What an approval is bound to. */
export interface Bound {
  readonly action: string;
  readonly account: string;
  readonly region: string;
  readonly params: Plain;
  /** The state that the preview found, field by field. */
  readonly found: Plain;
}

/** SHA-256 in hexadecimal of the canonical text; cards show its first 8 digits. */
export function digestOf({ action, account, region, params, found }: Bound): string {
  return createHash('sha256').update(canonicalText({ action, account, region, params, found })).digest('hex');
}
