import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, test, vi } from 'vitest';
import { CannotInvestigate, ReadFailure } from '#playbook';
import { clusters, services } from '../../src/aws/ecs.ts';
import { loadBalancers } from '../../src/aws/elbv2.ts';
import { subnets } from '../../src/aws/ec2.ts';
import { objects } from '../../src/aws/s3.ts';
import { isUnreachable } from '../../src/aws/failures.ts';
import { loopback, readerOf, sendJson } from './loopback.ts';
import { failureOf } from './wire.ts';

const patient = () => AbortSignal.timeout(20_000);
const found = { clusterArns: ['arn:aws:ecs:eu-west-1:123456789012:cluster/production'] };

describe('sharing', () => {
  test('the same read asked for at the same time is made once', async () => {
    const { url, hits } = await loopback((_hit, response) => void sleep(20).then(() => sendJson(response, found)));
    const read = readerOf(url);
    const answers = await Promise.all(Array.from({ length: 5 }, () => read(clusters, {}, patient())));
    expect(answers.map(({ value }) => value)).toEqual(Array.from({ length: 5 }, () => found.clusterArns));
    expect(hits).toHaveLength(1);
  });

  test('inputs are the same whatever the order of their members, and different ones are not shared', async () => {
    const { url, hits } = await loopback((_hit, response) => sendJson(response, { serviceArns: [] }));
    const read = readerOf(url);
    const ask = (input: { readonly cluster: string }) => read(services, input, patient());
    await Promise.all([ask({ cluster: 'a' }), ask({ cluster: 'a' }), ask({ cluster: 'b' })]);
    expect(hits).toHaveLength(2);
  });

  test('a finished answer serves later askers for ten seconds, and not longer', async () => {
    let now = Date.parse('2026-11-22T11:00:00Z');
    const { url, hits } = await loopback((_hit, response) => sendJson(response, found));
    const read = readerOf(url, { now: () => new Date(now) });
    const first = await read(clusters, {}, patient());
    now += 9_999;
    expect(await read(clusters, {}, patient())).toEqual(first);
    expect(hits).toHaveLength(1);
    now += 1;
    const later = await read(clusters, {}, patient());
    expect(hits).toHaveLength(2);
    expect(later.at).toEqual(new Date(now));
  });

  test('a failure is not handed to who asks after it', async () => {
    const { url, hits } = await loopback((_hit, response, count) =>
      count === 1
        ? sendJson(response, { __type: 'InvalidParameterException', message: 'no' }, 400)
        : sendJson(response, found),
    );
    const read = readerOf(url);
    expect(await failureOf(read(clusters, {}, patient()))).toMatchObject({ why: 'failed', message: 'no' });
    expect((await read(clusters, {}, patient())).value).toEqual(found.clusterArns);
    expect(hits).toHaveLength(2);
  });

  test('one asker who gives up leaves the others their answer', async () => {
    const open = Promise.withResolvers<void>();
    const { url, hits } = await loopback((_hit, response) => void open.promise.then(() => sendJson(response, found)));
    const read = readerOf(url);
    const impatient = new AbortController();
    const gone = failureOf(read(clusters, {}, impatient.signal));
    const staying = read(clusters, {}, patient());
    impatient.abort();
    expect(await gone).toMatchObject({ why: 'timeout', action: 'ecs:ListClusters' });
    open.resolve();
    expect((await staying).value).toEqual(found.clusterArns);
    expect(hits).toHaveLength(1);
  });

  test('when all askers give up the request is dropped, and the next asker starts anew', async () => {
    const dropped = Promise.withResolvers<void>();
    const arrived = Promise.withResolvers<void>();
    const { url, hits } = await loopback((_hit, response, count) => {
      if (count > 1) return sendJson(response, found);
      response.on('close', dropped.resolve);
      return arrived.resolve();
    });
    const read = readerOf(url);
    const [one, two] = [new AbortController(), new AbortController()];
    const gone = [failureOf(read(clusters, {}, one.signal)), failureOf(read(clusters, {}, two.signal))];
    await arrived.promise;
    one.abort();
    two.abort();
    const next = read(clusters, {}, patient());
    expect(await Promise.all(gone)).toMatchObject([{ why: 'timeout' }, { why: 'timeout' }]);
    await dropped.promise;
    expect((await next).value).toEqual(found.clusterArns);
    expect(hits).toHaveLength(2);
  });

  test('an asker whose time is up before it asks is turned away', async () => {
    const { url, hits } = await loopback((_hit, response) => sendJson(response, found));
    expect(await failureOf(readerOf(url)(clusters, {}, AbortSignal.abort()))).toMatchObject({ why: 'timeout' });
    expect(hits).toHaveLength(0);
  });
});

describe('trouble', () => {
  test('a server that stays silent is a timeout when the time is up', async () => {
    const { url } = await loopback(() => {});
    const failure = await failureOf(readerOf(url)(clusters, {}, AbortSignal.timeout(100)));
    expect(failure).toMatchObject({ why: 'timeout', action: 'ecs:ListClusters' });
  });

  test('an answer that stops in the middle is a timeout when the time is up', async () => {
    const { url } = await loopback((_hit, response) => {
      response.writeHead(200, { 'content-type': 'application/x-amz-json-1.1', 'content-length': '1000' });
      response.write('{"clusterArns":[');
    });
    const failure = await failureOf(readerOf(url)(clusters, {}, AbortSignal.timeout(200)));
    expect(failure).toMatchObject({ why: 'timeout' });
  });

  test('throttling until the time is up is throttling, not a timeout', async () => {
    const { url, hits } = await loopback((_hit, response) => {
      response.setHeader('retry-after', '1');
      sendJson(response, { __type: 'ThrottlingException', message: 'Rate exceeded' }, 400);
    });
    const failure = await failureOf(readerOf(url)(clusters, {}, AbortSignal.timeout(300)));
    expect(failure).toMatchObject({ why: 'throttled', action: 'ecs:ListClusters' });
    expect(hits.length).toBeGreaterThan(0);
  });

  test('throttling that never ends is given up after twelve tries, errors of AWS after three', async () => {
    const { url, hits } = await loopback((hit, response) => {
      const throttled = String(hit.headers['x-amz-target']).endsWith('ListClusters');
      const error = throttled ? 'ThrottlingException' : 'ServerException';
      sendJson(response, { __type: error, message: 'Not now' }, throttled ? 400 : 500);
    });
    const read = readerOf(url);
    expect(await failureOf(read(clusters, {}, patient()))).toMatchObject({ why: 'throttled', message: 'Not now' });
    expect(hits).toHaveLength(12);
    expect(await failureOf(read(services, { cluster: 'a' }, patient()))).toMatchObject({ why: 'failed' });
    expect(hits).toHaveLength(15);
  });

  test('AWS_MAX_ATTEMPTS holds for both', async () => {
    const { url, hits } = await loopback((_hit, response) =>
      sendJson(response, { __type: 'ThrottlingException', message: 'Rate exceeded' }, 400),
    );
    const read = readerOf(url, { env: { AWS_MAX_ATTEMPTS: '2' } });
    expect(await failureOf(read(clusters, {}, patient()))).toMatchObject({ why: 'throttled' });
    expect(hits).toHaveLength(2);
  });

  test.each([200, 403, 500, 503])('a page of a proxy (HTTP %d) is a failure that quotes none of it', async (status) => {
    const { url } = await loopback((_hit, response) => {
      response.writeHead(status, { 'content-type': 'text/html' });
      response.end('<!DOCTYPE html><html><head><title>Guest Wi-Fi</title></head><body>Sign in</body></html>');
    });
    const read = readerOf(url);
    const failures = await Promise.all([
      failureOf(read(clusters, {}, patient())),
      failureOf(read(loadBalancers, {}, patient())),
      failureOf(read(subnets, { vpc: 'vpc-1' }, patient())),
      failureOf(read(objects, { bucket: 'logs', prefix: '' }, patient())),
    ]);
    for (const { why, message } of failures) {
      expect(why).toBe('failed');
      expect(message).not.toMatch(/[<>]|Wi-Fi|Sign|DOCTYPE/);
    }
  });

  test('an empty answer is a failure, not an empty account', async () => {
    const { url } = await loopback((_hit, response) => response.end());
    const read = readerOf(url);
    for (const failure of [
      await failureOf(read(clusters, {}, patient())),
      await failureOf(read(loadBalancers, {}, patient())),
      await failureOf(read(subnets, { vpc: 'vpc-1' }, patient())),
      await failureOf(read(objects, { bucket: 'logs', prefix: '' }, patient())),
    ]) {
      expect(failure.why).toBe('failed');
    }
  });

  test('an answer that is cut off is a failure', async () => {
    const { url } = await loopback((_hit, response) => response.end('{"clusterArns":["a'));
    expect(await failureOf(readerOf(url)(clusters, {}, patient()))).toMatchObject({ why: 'failed' });
  });

  test('a connection that breaks is tried again, then a failure that AWS was not out of reach for', async () => {
    const { url, hits } = await loopback((_hit, response) => response.destroy());
    const failure = await failureOf(readerOf(url)(clusters, {}, patient()));
    expect(failure).toMatchObject({ why: 'failed', message: 'the connection to AWS broke (ECONNRESET)' });
    expect(isUnreachable(failure)).toBe(false);
    expect(hits).toHaveLength(3);
  });

  test('an address where nobody listens is out of reach, and says where that is', async () => {
    const failure = await failureOf(readerOf('http://127.0.0.1:9')(clusters, {}, patient()));
    expect(failure).toMatchObject({ why: 'failed', message: 'AWS could not be reached at 127.0.0.1:9 (ECONNREFUSED)' });
    expect(isUnreachable(failure)).toBe(true);
  });

  test.each([
    ['ExpiredTokenException', 'The security token included in the request is expired', 'expired'],
    ['UnrecognizedClientException', 'The security token included in the request is invalid.', 'does not know these'],
    ['InvalidSignatureException', 'The request signature we calculated does not match', 'AWS_SECRET_ACCESS_KEY'],
    ['InvalidSignatureException', 'Signature expired: 20261122T100000Z is now earlier than …', 'clock'],
  ])('%s (%s) ends the investigation with one sentence', async (__type, message, says) => {
    const { url } = await loopback((_hit, response) => sendJson(response, { __type, message }, 400));
    const asked = readerOf(url)(clusters, {}, patient());
    await expect(asked).rejects.toBeInstanceOf(CannotInvestigate);
    await expect(asked).rejects.toThrow(says);
  });

  test('EC2 says RequestExpired for an expired session, and AuthFailure for keys it does not know', async () => {
    const { url } = await loopback((_hit, response, count) => {
      response.writeHead(count === 1 ? 400 : 401, { 'content-type': 'text/xml' });
      const code = count === 1 ? 'RequestExpired' : 'AuthFailure';
      response.end(`<Response><Errors><Error><Code>${code}</Code><Message>.</Message></Error></Errors></Response>`);
    });
    const read = readerOf(url);
    await expect(read(subnets, { vpc: 'vpc-1' }, patient())).rejects.toThrow('The AWS session has expired');
    await expect(read(subnets, { vpc: 'vpc-1' }, patient())).rejects.toThrow(
      'does not know these credentials in eu-west-1',
    );
  });

  test('a mistake of ours in narrowing an answer stays a mistake of ours', async () => {
    const { url } = await loopback((_hit, response) => sendJson(response, found));
    const broken = { ...clusters, run: async () => Promise.reject(new RangeError('ours')) };
    await expect(readerOf(url)(broken, {}, patient())).rejects.toThrow(new RangeError('ours'));
  });

  test('a call that was not declared with `read` is refused', async () => {
    const stranger = { effect: 'read', id: 'ecs.Nothing', action: 'ecs:Nothing' } as const;
    await expect(readerOf('http://127.0.0.1:9')(stranger, {}, patient())).rejects.toThrow('ecs.Nothing');
  });

  test('a failure of a call names the action of AWS’s message, which may be another', async () => {
    const message =
      'User: arn:aws:sts::123456789012:assumed-role/r/s is not authorized to perform: kms:Decrypt on resource: k';
    const { url } = await loopback((_hit, response) =>
      sendJson(response, { __type: 'AccessDeniedException', message }, 400),
    );
    const failure = await failureOf(readerOf(url)(clusters, {}, patient()));
    expect(failure).toBeInstanceOf(ReadFailure);
    expect(failure).toMatchObject({ why: 'denied', action: 'kms:Decrypt', message });
  });
});

describe('caps', () => {
  test('a service is asked by so many calls at once, and the others wait', async () => {
    let inFlight = 0;
    let most = 0;
    const { url, hits } = await loopback((_hit, response) => {
      most = Math.max(most, ++inFlight);
      void sleep(5).then(() => {
        inFlight--;
        return sendJson(response, { serviceArns: [] });
      });
    });
    const read = readerOf(url);
    const asks = Array.from({ length: 18 }, (_, index) => read(services, { cluster: `c-${index}` }, patient()));
    await Promise.all(asks);
    expect(hits).toHaveLength(18);
    expect(most).toBe(10);
  });

  test('an asker may give up while its call waits for its turn, and the call is never made', async () => {
    const open = Promise.withResolvers<void>();
    const { url, hits } = await loopback(
      (_hit, response) => void open.promise.then(() => sendJson(response, { serviceArns: [] })),
    );
    const read = readerOf(url);
    const running = Array.from({ length: 10 }, (_, index) => read(services, { cluster: `c-${index}` }, patient()));
    const impatient = new AbortController();
    const waiting = failureOf(read(services, { cluster: 'late' }, impatient.signal));
    await vi.waitFor(() => expect(hits).toHaveLength(10));
    impatient.abort();
    expect(await waiting).toMatchObject({ why: 'timeout' });
    open.resolve();
    await Promise.all(running);
    expect(hits.some(({ body }) => body.includes('late'))).toBe(false);
  });
});
