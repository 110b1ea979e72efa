import { createServer } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { describe, expect, onTestFinished, test } from 'vitest';
import { WriteFailure } from '#playbook';
import { freeConcurrency, reserveConcurrency } from '../../src/aws/lambda-writes.ts';
import { writeCall } from '../../src/aws/write-call.ts';
import { createWriter } from '../../src/aws/writer.ts';
import { loopback, sendJson } from './loopback.ts';
import type { Answerer } from './loopback.ts';

const arn = 'arn:aws:lambda:eu-west-1:123456789012:function:checkout';
const input = { arn, reserved: 5 };
const ids = { 'x-amzn-requestid': '5c6f3c4a-2a1b-4b0e-9d4e-0d3c1a6f7e21' };

function writerOf(url: string, signal = new AbortController().signal, resources: readonly string[] = [arn]) {
  return createWriter(
    {
      place: { account: '123456789012', region: 'eu-west-1', partition: 'aws' },
      credentials: {
        accessKeyId: 'ASIAEXAMPLE',
        secretAccessKey: 'secret',
        sessionToken: 'token',
        deadline: new Date('2026-11-22T10:00:30Z'),
        skewMs: 0,
      },
      writes: [reserveConcurrency, freeConcurrency],
      resources,
      env: { AWS_ENDPOINT_URL: url },
    },
    signal,
  );
}

const accept: Answerer = (_hit, response) => {
  response.writeHead(200, { 'content-type': 'application/json', ...ids });
  response.end('{"ReservedConcurrentExecutions":5}');
};

async function failing(answerer: Answerer) {
  const { url, hits } = await loopback(answerer);
  const writer = writerOf(url);
  const error = await writer.write(reserveConcurrency, input).catch((reason: unknown) => reason);
  return { error, hits, writer };
}

test('one request is sent, signed with the credentials of the attempt', async () => {
  const { url, hits } = await loopback(accept);
  const writer = writerOf(url);
  expect(writer.requestId()).toBeNull();
  await writer.write(reserveConcurrency, input);
  expect(hits).toHaveLength(1);
  expect(hits[0]).toMatchObject({ method: 'PUT', body: '{"ReservedConcurrentExecutions":5}' });
  expect(hits[0]?.headers.authorization).toContain('Credential=ASIAEXAMPLE/');
  expect(writer.requestId()).toBe(ids['x-amzn-requestid']);
});

test('a second request is not sent, whatever became of the first', async () => {
  const { url, hits } = await loopback(accept);
  const writer = writerOf(url);
  await writer.write(reserveConcurrency, input);
  await expect(writer.write(freeConcurrency, { arn })).rejects.toThrow(TypeError);
  expect(hits).toHaveLength(1);
});

test('two at once are one request', async () => {
  const { url, hits } = await loopback(accept);
  const writer = writerOf(url);
  const both = await Promise.allSettled([1, 2].map(() => writer.write(reserveConcurrency, input)));
  expect(both.map(({ status }) => status)).toEqual(['fulfilled', 'rejected']);
  expect(hits).toHaveLength(1);
});

test('a call that sends twice is stopped at the second', async () => {
  const twice = writeCall(
    'lambda',
    'DeleteFunctionConcurrency',
    (given: { readonly arn: string }) => [given.arn],
    async (send, given) => {
      await send({ FunctionName: given.arn });
      await send({ FunctionName: given.arn });
    },
  );
  const { url, hits } = await loopback((_hit, response) => response.writeHead(204, ids).end());
  const writer = createWriter(
    {
      place: { account: '123456789012', region: 'eu-west-1', partition: 'aws' },
      credentials: { accessKeyId: 'A', secretAccessKey: 's', sessionToken: 't', deadline: new Date(0), skewMs: 0 },
      writes: [twice],
      resources: [arn],
      env: { AWS_ENDPOINT_URL: url },
    },
    new AbortController().signal,
  );
  await expect(writer.write(twice, { arn })).rejects.toThrow('sends one request');
  expect(hits).toHaveLength(1);
});

describe('never sent', () => {
  test('a call that the change did not declare', async () => {
    const { url, hits } = await loopback(accept);
    const disguised = { ...reserveConcurrency };
    await expect(writerOf(url).write(disguised, input)).rejects.toThrow('not declared by this change');
    expect(hits).toEqual([]);
  });

  test('a call on what nobody approved', async () => {
    const { url, hits } = await loopback(accept);
    const other = { arn: `${arn}-2`, reserved: 5 };
    await expect(writerOf(url).write(reserveConcurrency, other)).rejects.toThrow('nobody approved');
    expect(hits).toEqual([]);
  });

  test('a call that would send something else than it says', async () => {
    const { url, hits } = await loopback(accept);
    const other = writeCall(
      'lambda',
      'PutFunctionConcurrency',
      () => [arn],
      async (send) => {
        await send({ FunctionName: arn, ReservedConcurrentExecutions: 1 });
      },
    );
    const lying = { ...other, operation: 'DeleteFunctionConcurrency', id: 'lambda.DeleteFunction' };
    const unlisted = { ...other, operation: 'DeleteFunction' };
    await expect(writerOf(url).write(lying, undefined)).rejects.toThrow(TypeError);
    await expect(writerOf(url).write(unlisted, undefined)).rejects.toThrow('not on the write allowlist');
    expect(hits).toEqual([]);
  });

  test('anything once the worker is told to stop', async () => {
    const { url, hits } = await loopback(accept);
    const error = await writerOf(url, AbortSignal.abort())
      .write(reserveConcurrency, input)
      .catch((reason: unknown) => reason);
    expect(error).toMatchObject({ name: 'WriteFailure', outcome: 'refused' });
    expect(hits).toEqual([]);
  });
});

test('what is under way is waited for, not aborted: that would not take it back', async () => {
  const stop = new AbortController();
  const { url } = await loopback((hit, response, count) => {
    stop.abort();
    setTimeout(() => accept(hit, response, count), 20);
  });
  await writerOf(url, stop.signal).write(reserveConcurrency, input);
  expect(stop.signal.aborted).toBe(true);
});

const json = (name: string, message: string) => JSON.stringify({ __type: name, message });

describe('refused: AWS said no, and nothing was changed', () => {
  test.each([
    [400, 'InvalidParameterValueException', 'below its minimum value'],
    [403, 'AccessDeniedException', 'no session policy allows the action'],
    [404, 'ResourceNotFoundException', 'Function not found'],
    [409, 'ResourceConflictException', 'an update is in progress'],
    [412, 'PreconditionFailedException', 'the revision has changed'],
    [429, 'TooManyRequestsException', 'Rate exceeded'],
    [503, 'ThrottlingException', 'Rate exceeded'],
  ])('%d %s', async (status, name, message) => {
    const { error, hits, writer } = await failing((_hit, response) => {
      response.writeHead(status, { 'content-type': 'application/json', 'x-amzn-errortype': name, ...ids });
      response.end(json(name, message));
    });
    expect(error).toBeInstanceOf(WriteFailure);
    expect(error).toMatchObject({ outcome: 'refused', action: 'lambda:PutFunctionConcurrency', message });
    expect(hits).toHaveLength(1);
    expect(writer.requestId()).toBe(ids['x-amzn-requestid']);
  });

  test('nobody listens', async () => {
    const { url } = await unused();
    const error = await writerOf(url)
      .write(reserveConcurrency, input)
      .catch((reason: unknown) => reason);
    expect(error).toMatchObject({ name: 'WriteFailure', outcome: 'refused' });
    expect(String(error)).toContain('ECONNREFUSED');
  });
});

describe('unclear: it may have been carried out', () => {
  test.each([500, 502, 503, 504])('%d, once', async (status) => {
    const { error, hits } = await failing((_hit, response) => {
      response.writeHead(status, { 'content-type': 'application/json', 'x-amzn-errortype': 'ServiceException' });
      response.end(json('ServiceException', 'An internal error has occurred'));
    });
    expect(error).toMatchObject({ name: 'WriteFailure', outcome: 'unclear' });
    expect(hits).toHaveLength(1);
  });

  test.each<[string, Answerer]>([
    ['the connection breaks before the answer', (_hit, response) => response.destroy()],
    [
      'the connection breaks in the midst of it',
      (_hit, response) => {
        response.writeHead(200, { 'content-type': 'application/json', 'content-length': '100' });
        response.write('{"Reserved', () => response.destroy());
      },
    ],
    ['the answer is no JSON', (_hit, response) => response.writeHead(200, ids).end('{"Reserved')],
    ['a page comes back', (_hit, response) => response.writeHead(200).end('<html><body>Sign in</body></html>')],
    ['a proxy refuses', (_hit, response) => response.writeHead(403).end('<html><body>Forbidden</body></html>')],
    ['a time-out is told', (_hit, response) => sendJson(response, { message: 'Request timed out' }, 408)],
  ])('%s', async (_what, answerer) => {
    const { error, hits } = await failing(answerer);
    expect(error).toMatchObject({ name: 'WriteFailure', outcome: 'unclear' });
    expect(hits).toHaveLength(1);
  });

  test('a connection that is closed as soon as it is made', async () => {
    let connections = 0;
    const server = createServer((socket) => {
      connections++;
      socket.destroy();
    });
    await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
    onTestFinished(() => void server.close());
    const address = server.address();
    const url = `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`;
    const error = await writerOf(url)
      .write(reserveConcurrency, input)
      .catch((reason: unknown) => reason);
    expect(error).toMatchObject({ name: 'WriteFailure', outcome: 'unclear' });
    await pause(20);
    expect(connections).toBe(1);
  });
});

/** An address where nobody listens. */
async function unused(): Promise<{ readonly url: string }> {
  const server = createServer();
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const address = server.address();
  await new Promise((closed) => server.close(closed));
  return { url: `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}` };
}
