import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { accessLogFile, objects } from '../../src/aws/s3.ts';
import { answerOnce, ask, describeCall, failureOf } from './wire.ts';

const prefix = 'alb/AWSLogs/123456789012/elasticloadbalancing/eu-west-1/2026/11/22/';
const listing = (content: string) =>
  `<?xml version="1.0" encoding="UTF-8"?>\n<ListBucketResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><Name>logs</Name><Prefix>${prefix}</Prefix>${content}</ListBucketResult>`;
const object = (key: string, size: number) =>
  `<Contents><Key>${prefix}${key}</Key><LastModified>2026-11-22T10:05:12.000Z</LastModified><ETag>&quot;e&quot;</ETag><Size>${size}</Size><StorageClass>STANDARD</StorageClass></Contents>`;

describeCall('objects of a bucket', {
  call: objects,
  input: { bucket: 'logs', prefix, startAfter: `${prefix}a` },
  exchanges: [
    {
      asks: {
        path: '/',
        'list-type': '2',
        prefix,
        'start-after': `${prefix}a`,
        'max-keys': '1000',
        'continuation-token': undefined,
      },
      answer: listing(
        `<KeyCount>1</KeyCount><MaxKeys>1000</MaxKeys><IsTruncated>true</IsTruncated><NextContinuationToken>page2==</NextContinuationToken>${object('b.log.gz', 1200)}`,
      ),
    },
    {
      asks: { prefix, 'continuation-token': 'page2==' },
      answer: listing(`<IsTruncated>false</IsTruncated>${object('c.log.gz', 0)}<Contents/>`),
    },
  ],
  gives: [
    { key: `${prefix}b.log.gz`, bytes: 1200, modified: new Date('2026-11-22T10:05:12Z') },
    { key: `${prefix}c.log.gz`, bytes: 0, modified: new Date('2026-11-22T10:05:12Z') },
    { key: '', bytes: 0, modified: null },
  ],
});

test('a listing stops where enough was read', async () => {
  answerOnce('s3', [
    {
      asks: { 'max-keys': '2' },
      answer: listing(`<NextContinuationToken>more</NextContinuationToken>${object('a', 1)}${object('b', 1)}`),
    },
  ]);
  const { value } = await ask(objects, { bucket: 'logs', prefix, most: 2 });
  expect(value.map(({ key }) => key)).toEqual([`${prefix}a`, `${prefix}b`]);
});

/** One line as a load balancer writes it. */
const line = (second: number, elbStatus: number, balancer = 'app/checkout/50dc6c495c0c9188') =>
  `http 2026-11-22T10:00:${String(second).padStart(2, '0')}.186641Z ${balancer} 192.168.131.39:2817 10.0.1.10:8080 0.001 0.002 0.000 ${elbStatus} 200 34 366 "GET http://shop.example.com:80/pay?card=4242 HTTP/1.1" "curl/7.46.0" - - arn:aws:elasticloadbalancing:eu-west-1:123456789012:targetgroup/checkout-api/73e2d6bc24d8a067 "Root=1-58337262-36d228ad5d99923122bbe354" "-" "-" 0 2026-11-22T10:00:00.000000Z "forward" "-" "-" "10.0.1.10:8080" "200" "-" "-" TID_1\n`;

const file = {
  bucket: 'logs',
  key: `${prefix}123456789012_elasticloadbalancing_eu-west-1_app.checkout.50dc6c495c0c9188_20261122T1005Z_10.0.0.1_abc.log.gz`,
  loadBalancer: 'app/checkout/50dc6c495c0c9188',
  from: new Date('2026-11-22T10:00:00Z'),
  to: new Date('2026-11-22T10:01:00Z'),
  maxBytes: 1_000_000,
};
const asks = { path: `/${file.key}` };

describe('an access log file', () => {
  test('is unpacked and counted line by line', async () => {
    const text = line(1, 200) + line(2, 502) + line(3, 502, 'app/other/1') + 'not a line\n' + line(4, 502);
    answerOnce('s3', [{ asks, answer: gzipSync(text) }]);
    const { value } = await ask(accessLogFile, file);
    expect(value.lines).toMatchObject({ read: 5, counted: 3, malformed: 1, elsewhere: 1 });
    expect(value.failures).toMatchObject([{ status: 502, count: 2 }]);
  });

  test('that is empty has no lines', async () => {
    answerOnce('s3', [{ asks, answer: gzipSync('') }]);
    expect((await ask(accessLogFile, file)).value.lines.read).toBe(0);
  });

  test('that is not packed is read as it lies', async () => {
    const key = file.key.replace('.gz', '');
    answerOnce('s3', [{ asks: { path: `/${key}` }, answer: line(1, 503) }]);
    expect((await ask(accessLogFile, { ...file, key })).value.failures).toMatchObject([{ status: 503, count: 1 }]);
  });

  test('is read only as far as the bytes that were allowed', async () => {
    const lines = Array.from({ length: 5_000 }, (_, index) =>
      line(index % 60, 502).replace('TID_1', `TID_${index * 7919}`),
    );
    const packed = gzipSync(lines.join(''));
    answerOnce('s3', [{ asks, answer: packed }]);
    const { value } = await ask(accessLogFile, { ...file, maxBytes: Math.floor(packed.length / 2) });
    expect(value.lines.read).toBeGreaterThan(1_000);
    expect(value.lines.read).toBeLessThan(5_000);
  });

  test('that is no gzip although its name says so is a failure that quotes nothing', async () => {
    answerOnce('s3', [{ asks, answer: '<html><body>Sign in to the guest network</body></html>' }]);
    const failure = await failureOf(ask(accessLogFile, file));
    expect(failure).toMatchObject({ why: 'failed', action: 's3:GetObject' });
    expect(failure.message).not.toMatch(/html|Sign in/);
  });

  test('is asked for again after throttling', async () => {
    const slowDown = '<Error><Code>SlowDown</Code><Message>Please reduce your request rate.</Message></Error>';
    answerOnce('s3', [
      { asks, status: 503, answer: slowDown },
      { asks, answer: gzipSync(line(1, 502)) },
    ]);
    const { value, attempts } = await ask(accessLogFile, file);
    expect(value.lines.counted).toBe(1);
    expect(attempts).toBe(2);
  });

  test.each([
    ['AccessDenied', 'denied', 403],
    ['NoSuchKey', 'absent', 404],
    ['NoSuchBucket', 'absent', 404],
    ['InvalidObjectState', 'failed', 403],
  ])('that S3 answers with %s is %s', async (code, why, status) => {
    const answer = `<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>${code}</Code><Message>No.</Message></Error>`;
    answerOnce('s3', [{ asks, status, answer }]);
    expect(await failureOf(ask(accessLogFile, file))).toMatchObject({ why, message: 'No.', action: 's3:GetObject' });
  });
});
