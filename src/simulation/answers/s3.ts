import type * as sdk from '@aws-sdk/client-s3';
import type { Account, S3Object } from '../account.ts';
import { AwsError } from '../aws-error.ts';
import { isDenied } from '../denials.ts';
import type { AnswerContext, Answers } from './answers.ts';
import { page } from './page.ts';
import { slice } from './s3-content.ts';
import { byteRange } from './s3-range.ts';

export const s3: Answers<typeof sdk> = {
  async ListObjectsV2(account, input, context) {
    const { Prefix = '', Delimiter, StartAfter = '', ContinuationToken, MaxKeys } = input;
    const inside = bucket(account, input.Bucket, context)
      .filter(({ key }) => key.startsWith(Prefix) && key > StartAfter)
      .toSorted((a, b) => (a.key < b.key ? -1 : 1));
    const entries = [...Map.groupBy(inside, ({ key }) => folder(key, Prefix, Delimiter) ?? key)];
    const { items, next } = page(account, entries, {
      token: ContinuationToken,
      asked: MaxKeys,
      usual: 1000,
      badToken: () => new AwsError('InvalidArgument', 'The continuation token provided is incorrect'),
    });
    const folders = items.filter(([name]) => folder(name, Prefix, Delimiter) === name).map(([name]) => name);
    const objects = items.filter(([name]) => !folders.includes(name)).flatMap(([, its]) => its);
    const contents = [];
    for (const object of objects) contents.push(listed(object, await context.sizes.of(object)));
    return {
      Name: input.Bucket,
      Prefix,
      Delimiter,
      StartAfter: input.StartAfter,
      ContinuationToken,
      MaxKeys: Math.min(MaxKeys ?? 1000, 1000),
      KeyCount: items.length,
      IsTruncated: next !== undefined,
      NextContinuationToken: next,
      CommonPrefixes: folders.map((name) => ({ Prefix: name })),
      Contents: contents,
    };
  },

  async GetObject(account, input, context) {
    const { Bucket, Key, Range } = input;
    const object = bucket(account, Bucket, context).find(({ key }) => key === Key);
    // Whoever may not list the bucket is not told what is not in it (GetObject, S3 API Reference).
    const hidden = isDenied(account, 's3:ListBucket');
    if (!object && hidden) throw new AwsError('AccessDenied', 'Access Denied', { status: 403 });
    if (!object) throw new AwsError('NoSuchKey', 'The specified key does not exist.', { status: 404 });
    const common = { LastModified: object.lastModified, AcceptRanges: 'bytes', ContentType: 'binary/octet-stream' };
    if (Range === undefined && object.size !== undefined) return { ...common, Body: context.sizes.contentOf(object) };
    const { bytes, etag } = await context.sizes.of(object);
    const range = byteRange(Range, bytes);
    const whole = { ...common, ETag: etag, Body: context.sizes.contentOf(object), ContentLength: bytes };
    if (!range) return whole;
    const { first, last } = range;
    return {
      ...whole,
      Body: slice(context.sizes.contentOf(object), first, last),
      ContentLength: last - first + 1,
      ContentRange: `bytes ${first}-${last}/${bytes}`,
    };
  },
};

function bucket(account: Account, name: string | undefined, { region }: AnswerContext): readonly S3Object[] {
  const objects = account.s3?.[name ?? ''];
  if (!objects) throw new AwsError('NoSuchBucket', 'The specified bucket does not exist', { status: 404 });
  if (region === account.region) return objects;
  const message =
    'The bucket you are attempting to access must be addressed using the specified endpoint. Please send all future requests to this endpoint.';
  const headers = { 'x-amz-bucket-region': account.region };
  throw new AwsError('PermanentRedirect', message, { status: 301, headers });
}

/** The part of a key up to and including the first delimiter after the prefix: what S3 rolls up into one entry. */
function folder(key: string, prefix: string, delimiter: string | undefined): string | undefined {
  const at = delimiter ? key.indexOf(delimiter, prefix.length) : -1;
  return at < 0 ? undefined : key.slice(0, at + (delimiter?.length ?? 0));
}

function listed({ key, lastModified }: S3Object, { bytes, etag }: { bytes: number; etag: string | undefined }) {
  return { Key: key, LastModified: lastModified, ETag: etag, Size: bytes, StorageClass: 'STANDARD' as const };
}
