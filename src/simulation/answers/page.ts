import type { Account } from '../account.ts';
import type { AwsError } from '../aws-error.ts';

export interface PageRequest {
  readonly token: string | undefined;
  /** How many the caller asked for. */
  readonly asked?: number | undefined;
  /** How many the service gives unasked, and the most it ever gives. */
  readonly usual: number;
  readonly most?: number;
  /** The service may give an empty page and a token: then the second page of a small-paged account is one. */
  readonly mayBeEmpty?: boolean;
  readonly badToken: () => AwsError;
}

export interface Page<T> {
  readonly items: T[];
  readonly next: string | undefined;
}

/** Cuts one page out of a list. Tokens are opaque to the caller and hold the position. */
export function page<T>(account: Account, list: readonly T[], request: PageRequest): Page<T> {
  const { start, mayBeEmpty } = position(request);
  const asked = Math.min(request.asked || request.usual, request.most ?? request.usual);
  const size = Math.max(1, Math.min(asked, account.pageSize ?? asked));
  if (start > list.length) throw request.badToken();
  if (mayBeEmpty && account.pageSize !== undefined && start > 0 && start < list.length) {
    return { items: [], next: token(start, 'full') };
  }
  const end = start + size;
  const items = list.slice(start, end);
  if (end >= list.length) return { items, next: undefined };
  return { items, next: token(end, start === 0 && request.mayBeEmpty ? 'empty' : 'full') };
}

function token(start: number, kind: 'empty' | 'full'): string {
  return Buffer.from(`${kind}@${start}`).toString('base64url');
}

function position(request: PageRequest) {
  if (request.token === undefined) return { start: 0, mayBeEmpty: false };
  const read = /^(empty|full)@(\d+)$/.exec(Buffer.from(request.token, 'base64url').toString());
  if (!read) throw request.badToken();
  return { start: Number(read[2]), mayBeEmpty: read[1] === 'empty' };
}
