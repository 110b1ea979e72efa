import { Readable } from 'node:stream';
import type { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { GetMetricDataCommand } from '@aws-sdk/client-cloudwatch';
import { SmithyRpcV2CborProtocol } from '@smithy/core/cbor';
import { HttpResponse } from '@smithy/core/protocols';
import type { HttpRequest } from '@smithy/core/protocols';
import { describe, expect, test } from 'vitest';
import { reads } from '../../src/aws/reads.ts';
import type { ServiceName } from '../../src/aws/reads.ts';
import { sdks } from '../../src/aws/sdks.ts';
import { AwsError } from '../../src/simulation/aws-error.ts';
import { decodeInput } from '../../src/simulation/wire/decode.ts';
import { encodeError } from '../../src/simulation/wire/encode-error.ts';
import { encodeOutput } from '../../src/simulation/wire/encode.ts';
import type { WireRequest, WireResponse } from '../../src/simulation/wire/request.ts';
import { route } from '../../src/simulation/wire/route.ts';
import { describeService } from '../../src/simulation/wire/service-model.ts';
import type { OperationModel, ServiceModel } from '../../src/simulation/wire/service-model.ts';
import { comparable, plain, sample } from './sample.ts';

const serviceNames = Object.keys(sdks) as ServiceName[];

/** A bucket must look like one; the SDK hashes customer keys on its own. */
const forS3 = { Bucket: 'logs', SSECustomerKey: undefined, SSECustomerKeyMD5: undefined };

const fromS3 = {
  Body: Buffer.from('bytes'),
  Metadata: {},
  ExpiresString: new Date(0).toUTCString(),
  Expires: new Date(0),
};

interface Sdk {
  readonly [name: string]: new (input: unknown) => { send: (command: object) => Promise<Record<string, unknown>> };
}

function commandOf(sdk: object, operation: string) {
  const Command = (sdk as Sdk)[`${operation}Command`];
  if (!Command) throw new Error(`no ${operation}Command`);
  return Command;
}

/** A client of the real SDK whose requests end up in `answer` instead of the network. */
function clientOf(sdk: object, answer: (request: WireRequest) => WireResponse, more: object = {}) {
  const name = Object.keys(sdk).find((key) => /[^_]Client$/.test(key)) ?? '';
  const Client = (sdk as Sdk)[name];
  if (!Client) throw new Error('no client');
  return new Client({
    region: 'us-east-1',
    endpoint: 'http://127.0.0.1:1',
    credentials: { accessKeyId: 'a', secretAccessKey: 's' },
    maxAttempts: 1,
    disableHostPrefix: true,
    requestHandler: {
      handle: async (request: HttpRequest) => ({ response: handed(answer(await taken(request))) }),
    },
    ...more,
  });
}

async function taken(request: HttpRequest): Promise<WireRequest> {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(request.query ?? {})) {
    for (const each of [value ?? ''].flat()) query.append(name, each);
  }
  const { body } = request;
  const headers = Object.fromEntries(
    Object.entries(request.headers).map(([name, value]) => [name.toLowerCase(), value]),
  );
  return {
    method: request.method,
    path: request.path,
    query,
    headers,
    body: typeof body === 'string' ? Buffer.from(body) : Buffer.concat([body ?? new Uint8Array()]),
  };
}

function handed({ status, headers, body }: WireResponse): HttpResponse {
  const bytes = body instanceof Uint8Array ? [body] : body;
  return new HttpResponse({ statusCode: status, headers: { ...headers }, body: Readable.from(bytes) });
}

/** What a diagnosis might one day read; of these only what it reads now: their other operations have XML bodies. */
const withBodies: readonly string[] = ['s3', 'cloudfront'];

function readsOf(service: ServiceModel): readonly OperationModel[] {
  const ours: object = reads[service.name as ServiceName];
  return [...service.operations.values()].filter(({ name, input, output }) => {
    const streams = [input, output].some((shape) => shape.isStructSchema() && shape.getEventStreamMember() !== '');
    return (
      Object.hasOwn(ours, name) ||
      (!withBodies.includes(service.name) && !streams && /^(Describe|Get|List|Lookup)/.test(name))
    );
  });
}

describe.each(serviceNames)('%s', (name) => {
  test('reads what the SDK sends and writes what the SDK reads, for all that a diagnosis could read', async () => {
    const sdk = await sdks[name]();
    const service = describeService(name, sdk);
    let answered = 0;
    for (const operation of readsOf(service)) {
      const Command = commandOf(sdk, operation.name);
      const input = plain(operation.input.isUnitSchema() ? {} : sample(operation.input)) as object;
      const output = operation.output.isUnitSchema() ? {} : (sample(operation.output) as Record<string, unknown>);
      if (name === 's3') Object.assign(input, forS3);
      if (operation.name === 'GetObject') Object.assign(output, plain(output), fromS3);
      let seen: unknown;
      const client = clientOf(sdk, (request) => {
        const found = route(service, request);
        expect(found.operationName).toBe(operation.name);
        seen = decodeInput(found, operation, request);
        return encodeOutput(found, operation, output, 'request-1');
      });
      const { $metadata: _, Body, ...got } = await client.send(new Command(structuredClone(input)));
      const { Body: expectedBody, ...expected } = output;
      expect(comparable(seen), `input of ${operation.name}`).toEqual(comparable(input));
      expect(comparable(got), `output of ${operation.name}`).toEqual(comparable(expected));
      expect(Body === undefined).toBe(expectedBody === undefined);
      answered += 1;
    }
    expect(answered).toBeGreaterThanOrEqual(Object.keys(reads[name]).length);
  });

  test('says errors in the words of its protocol', async () => {
    const sdk = await sdks[name]();
    const service = describeService(name, sdk);
    const [operation = ''] = Object.keys(reads[name]);
    const Command = commandOf(sdk, operation);
    const error = new AwsError('SomethingOdd', 'It is <odd> & "new"', { status: 418 });
    const client = clientOf(sdk, (request) => encodeError(route(service, request).wire, service, error, 'request-2'));
    // What stands in the path of a request has to be there.
    const input = { Bucket: 'logs', Key: 'key', FunctionName: 'f', Id: 'E1', resourceIdentifier: 'arn' };
    await expect(client.send(new Command(input))).rejects.toMatchObject({
      name: 'SomethingOdd',
      message: 'It is <odd> & "new"',
      $metadata: { httpStatusCode: 418 },
    });
  });
});

test('a client that prefers CBOR is answered in CBOR', async () => {
  const sdk = await sdks.cloudwatch();
  const service = describeService('cloudwatch', sdk);
  const answer = (request: WireRequest) => {
    const found = route(service, request);
    expect(found.wire).toBe('cbor');
    if (!found.operation) throw new Error('no operation');
    const input = decodeInput(found, found.operation, request);
    if (input['NextToken'] === 'wrong') {
      return encodeError('cbor', service, new AwsError('InvalidNextToken', 'No such page.'), 'request-3');
    }
    expect(input['StartTime']).toEqual(new Date(1000));
    const results = [{ Id: 'a', Timestamps: [new Date(2000)], Values: [1.5] }];
    return encodeOutput(found, found.operation, { MetricDataResults: results }, 'request-3');
  };
  const client = clientOf(sdk, answer, { protocol: SmithyRpcV2CborProtocol }) as unknown as CloudWatchClient;
  const input = { StartTime: new Date(1000), EndTime: new Date(2000), MetricDataQueries: [] };
  const got = await client.send(new GetMetricDataCommand(input));
  expect(got.MetricDataResults).toEqual([{ Id: 'a', Timestamps: [new Date(2000)], Values: [1.5] }]);
  const failed = client.send(new GetMetricDataCommand({ ...input, NextToken: 'wrong' }));
  await expect(failed).rejects.toMatchObject({ message: 'No such page.' });
});
