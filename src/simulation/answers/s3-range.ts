import { AwsError } from '../aws-error.ts';

export interface ByteRange {
  readonly first: number;
  readonly last: number;
}

/**
 * Reads a Range header: `bytes=0-99`, `bytes=100-`, `bytes=-50`. Anything else counts as none, as in S3.
 * @throws AwsError InvalidRange where it begins beyond the end.
 */
export function byteRange(header: string | undefined, size: number): ByteRange | undefined {
  const [, from = '', to = ''] = /^bytes=(\d*)-(\d*)$/.exec(header ?? '') ?? [];
  if (from === '' && to === '') return undefined;
  const first = from === '' ? Math.max(0, size - Number(to)) : Number(from);
  const last = from === '' || to === '' ? size - 1 : Math.min(Number(to), size - 1);
  if (first < size && first <= last) return { first, last };
  throw new AwsError('InvalidRange', 'The requested range is not satisfiable', { status: 416 });
}
