import { gunzipSync } from 'node:zlib';
import { GetObjectCommand, ListObjectsV2Command, S3Client, paginateListObjectsV2 } from '@aws-sdk/client-s3';
import type { ListObjectsV2CommandInput } from '@aws-sdk/client-s3';
import { expect, test } from 'vitest';
import type { Account, S3Object } from '../../src/simulation/account.ts';
import { minutesAgo, simulateSmall } from './small-account.ts';

function object(key: string, body: S3Object['body'] = 'x', more: Partial<S3Object> = {}): S3Object {
  return { key, lastModified: minutesAgo(5), body, ...more };
}

async function bucketOf(objects: readonly S3Object[], more: Partial<Account> = {}) {
  const running = await simulateSmall({ s3: { logs: objects }, ...more });
  const client = new S3Client(running.config);
  const list = (input: Partial<ListObjectsV2CommandInput> = {}) =>
    client.send(new ListObjectsV2Command({ Bucket: 'logs', ...input }));
  const keys = async (input: Partial<ListObjectsV2CommandInput> = {}) =>
    (await list(input)).Contents?.map(({ Key }) => Key);
  const get = (Key: string, Range?: string) => client.send(new GetObjectCommand({ Bucket: 'logs', Key, Range }));
  const text = async (Key: string, Range?: string) => (await get(Key, Range)).Body?.transformToString();
  return { ...running, client, list, keys, get, text };
}

test('a listing is in the order of the keys and narrowed by prefix and start', async () => {
  await using running = await bucketOf(['b/2', 'a/1', 'b/1', 'c'].map((key) => object(key)));
  expect(await running.keys()).toEqual(['a/1', 'b/1', 'b/2', 'c']);
  expect(await running.keys({ Prefix: 'b/' })).toEqual(['b/1', 'b/2']);
  expect(await running.keys({ StartAfter: 'b/1' })).toEqual(['b/2', 'c']);
  expect(await running.keys({ Prefix: 'z' })).toBeUndefined();
});

test('a delimiter rolls keys up into folders, which count among the entries', async () => {
  await using running = await bucketOf(
    ['AWSLogs/1/a', 'AWSLogs/1/b', 'AWSLogs/2/a', 'AWSLogs/x'].map((key) => object(key)),
  );
  const first = await running.list({ Prefix: 'AWSLogs/', Delimiter: '/', MaxKeys: 2 });
  expect(first.CommonPrefixes).toEqual([{ Prefix: 'AWSLogs/1/' }, { Prefix: 'AWSLogs/2/' }]);
  expect([first.KeyCount, first.IsTruncated]).toEqual([2, true]);
  const rest = await running.list({
    Prefix: 'AWSLogs/',
    Delimiter: '/',
    ContinuationToken: first.NextContinuationToken,
  });
  expect(rest.Contents?.map(({ Key }) => Key)).toEqual(['AWSLogs/x']);
  expect(rest.IsTruncated).toBe(false);
});

test('a thousand keys make a page', async () => {
  const objects = Array.from({ length: 2300 }, (_, index) => object(`log-${String(index).padStart(5, '0')}`));
  await using running = await bucketOf(objects);
  const sizes = [];
  const seen = new Set<string | undefined>();
  for await (const page of paginateListObjectsV2({ client: running.client }, { Bucket: 'logs' })) {
    sizes.push(page.KeyCount);
    for (const { Key } of page.Contents ?? []) seen.add(Key);
  }
  expect(sizes).toEqual([1000, 1000, 300]);
  expect(seen.size).toBe(2300);
});

test('keys may hold what paths and XML do not like', async () => {
  const key = "a b/ü&<'>/..//x+%25.gz";
  await using running = await bucketOf([object(key, 'found')]);
  expect(await running.keys()).toEqual([key]);
  expect(await running.text(key)).toBe('found');
});

test('lines are joined and compressed, and the listing knows their size', async () => {
  await using running = await bucketOf([object('one.gz', ['first', 'second'], { gzip: true })]);
  const answer = await running.get('one.gz');
  const bytes = Buffer.from((await answer.Body?.transformToByteArray()) ?? []);
  expect(gunzipSync(bytes).toString()).toBe('first\nsecond\n');
  const [listed] = (await running.list()).Contents ?? [];
  expect([listed?.Size, listed?.ETag]).toEqual([bytes.length, answer.ETag]);
  expect(answer.ContentLength).toBe(bytes.length);
  expect(answer.LastModified).toEqual(new Date(Math.floor(minutesAgo(5).getTime() / 1000) * 1000));
});

test.each([
  ['bytes=0-3', '0123', 'bytes 0-3/10'],
  ['bytes=6-', '6789', 'bytes 6-9/10'],
  ['bytes=-2', '89', 'bytes 8-9/10'],
  ['bytes=8-99', '89', 'bytes 8-9/10'],
])('a range of %s', async (range, expected, said) => {
  await using running = await bucketOf([object('digits', '0123456789')]);
  expect(await running.text('digits', range)).toBe(expected);
  expect((await running.get('digits', range)).ContentRange).toBe(said);
});

test('a range beyond the end is refused', async () => {
  await using running = await bucketOf([object('digits', '0123456789')]);
  await expect(running.get('digits', 'bytes=10-')).rejects.toMatchObject({
    name: 'InvalidRange',
    $metadata: { httpStatusCode: 416 },
  });
});

test('a large body is made while it is read, and no further than it is read', async () => {
  let made = 0;
  const body = async function* endless() {
    for (;;) {
      made += 1;
      yield Buffer.alloc(64 * 1024, 'x');
    }
  };
  await using running = await bucketOf([object('endless', body, { size: 10 ** 12 })]);
  expect((await running.list()).Contents?.[0]?.Size).toBe(10 ** 12);
  const { Body } = await running.get('endless');
  const reader = Body?.transformToWebStream().getReader();
  const first = await reader?.read();
  await reader?.cancel();
  expect(first?.value?.length).toBeGreaterThan(0);
  expect(made).toBeLessThan(200);
});

test('a compressed body that is made in pieces arrives whole', async () => {
  const body = async function* lines() {
    for (let line = 0; line < 1000; line += 1) yield Buffer.from(`line ${line}\n`);
  };
  await using running = await bucketOf([object('lines.gz', body, { gzip: true })]);
  const answer = await running.get('lines.gz');
  const bytes = (await answer.Body?.transformToByteArray()) ?? new Uint8Array();
  expect(answer.ContentLength).toBe(bytes.length);
  expect(gunzipSync(bytes).toString().split('\n')).toHaveLength(1001);
});

test('what is not there is said to be, bucket and key apart', async () => {
  await using running = await bucketOf([]);
  await expect(running.get('nope')).rejects.toMatchObject({ name: 'NoSuchKey', $metadata: { httpStatusCode: 404 } });
  await expect(running.list({ Bucket: 'nope' })).rejects.toMatchObject({ name: 'NoSuchBucket' });
});

test('whoever may not list the bucket is refused a key that is not there', async () => {
  await using running = await bucketOf([object('there')], { denies: ['s3:ListBucket'] });
  expect(await running.text('there')).toBe('x');
  await expect(running.get('nope')).rejects.toMatchObject({ name: 'AccessDenied', message: 'Access Denied' });
  await expect(running.list()).rejects.toMatchObject({ name: 'AccessDenied' });
});

test('a bucket of another region says where it is', async () => {
  await using running = await bucketOf([object('there')]);
  const elsewhere = new S3Client({ ...running.config, region: 'us-west-2' });
  const sent = elsewhere.send(new ListObjectsV2Command({ Bucket: 'logs' }));
  await expect(sent).rejects.toMatchObject({ name: 'PermanentRedirect', $metadata: { httpStatusCode: 301 } });
  const following = new S3Client({
    ...running.config,
    region: 'us-west-2',
    followRegionRedirects: true,
    maxAttempts: 2,
  });
  const answer = await following.send(new ListObjectsV2Command({ Bucket: 'logs' }));
  expect(answer.KeyCount).toBe(1);
});
