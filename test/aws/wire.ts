import { isDeepStrictEqual } from 'node:util';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import nock from 'nock';
import { afterEach, describe, expect, test } from 'vitest';
import { ReadFailure } from '#playbook';
import type { Answer, IamAction, Reader } from '#playbook';
import { createClients } from '../../src/aws/clients.ts';
import { createReader } from '../../src/aws/reader.ts';
import type { ServiceName } from '../../src/aws/reads.ts';
import type { AwsRead, Pause } from '../../src/aws/service.ts';

export const region = 'eu-west-1';
export const account = '123456789012';

/** A reader of AWS's own addresses, where nock answers. Without randomness retries come at once, and so do looks. */
export function wireReader(pause: Pause = async () => {}): Reader {
  const clients = createClients({
    region,
    credentials: { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'secret' },
    requestHandler: new NodeHttpHandler(),
    env: {},
    random: () => 0,
  });
  return createReader({ region, clients, now: () => new Date('2026-11-22T11:00:00Z'), pause });
}

/** Asks through a reader of its own, so that nothing is shared with another ask. */
export function ask<I, O>(call: AwsRead<I, O>, input: I): Promise<Answer<O>> {
  return wireReader()(call, input, AbortSignal.timeout(20_000));
}

/** What must stand in a request: its operation, and members by name as the protocol writes them. */
type Asks = Readonly<Record<string, unknown>> & { readonly operation?: string };

/** One request and its answer. Members that are `undefined` must not stand in the request; others may. */
export interface Exchange {
  readonly asks: Asks;
  readonly answer: string | Buffer;
  readonly status?: number;
}

type Refusal = readonly [status: number, body: string];

/** How a service speaks, and what its refusals look like on the wire. */
interface Protocol {
  readonly expect: (asks: Asks) => nock.Interceptor;
  readonly headers: Readonly<Record<string, string>>;
  readonly denied: (action: IamAction) => Refusal;
  readonly throttled: Refusal;
}

const user = `arn:aws:sts::${account}:assumed-role/OpsMedicRead/opsmedic`;
const refusal = (action: IamAction) =>
  `User: ${user} is not authorized to perform: ${action} because no identity-based policy allows the ${action} action`;

function holds(asks: Asks): (asked: Record<string, unknown>) => boolean {
  const { operation: _operation, ...members } = asks;
  return (asked) => Object.entries(members).every(([name, value]) => isDeepStrictEqual(asked[name], value));
}

/** Requests of the query protocols are forms that name their operation in `Action`. */
const form = (host: string) => (asks: Asks) => nock(host).post('/', holds({ Action: asks.operation, ...asks }));

/** Requests of the JSON protocols name their operation in a header. */
const json = (host: string) => (asks: Asks) =>
  nock(host, { reqheaders: { 'x-amz-target': (target) => target?.endsWith(`.${asks.operation}`) ?? false } }).post(
    '/',
    holds(asks),
  );

/** Requests of the REST protocols are a path and a query. */
const rest = (host: string) => (asks: Asks) =>
  nock(host).get((to) => {
    const url = new URL(to, host);
    return holds(asks)({ path: decodeURIComponent(url.pathname), ...Object.fromEntries(url.searchParams) });
  });

const requestId = '5c6f3c4a-2a1b-4b0e-9d4e-0d3c1a6f7e21';

function query(host: string): Protocol {
  const error = (code: string, message: string) =>
    `<ErrorResponse xmlns="http://elasticloadbalancing.amazonaws.com/doc/2015-12-01/"><Error><Type>Sender</Type><Code>${code}</Code><Message>${message}</Message></Error><RequestId>${requestId}</RequestId></ErrorResponse>`;
  return {
    expect: form(host),
    headers: { 'content-type': 'text/xml', 'x-amzn-requestid': requestId },
    denied: (action) => [403, error('AccessDenied', refusal(action))],
    throttled: [400, error('Throttling', 'Rate exceeded')],
  };
}

function awsJson(host: string, version: string): Protocol {
  return {
    expect: json(host),
    headers: { 'content-type': `application/x-amz-json-${version}`, 'x-amzn-requestid': requestId },
    denied: (action) => [400, JSON.stringify({ __type: 'AccessDeniedException', Message: refusal(action) })],
    throttled: [400, JSON.stringify({ __type: 'ThrottlingException', message: 'Rate exceeded' })],
  };
}

function ec2(host: string): Protocol {
  const error = (code: string, message: string) =>
    `<?xml version="1.0" encoding="UTF-8"?>\n<Response><Errors><Error><Code>${code}</Code><Message>${message}</Message></Error></Errors><RequestID>${requestId}</RequestID></Response>`;
  return {
    expect: form(host),
    headers: { 'content-type': 'text/xml;charset=UTF-8', 'x-amzn-requestid': requestId },
    denied: (action) => [
      403,
      error('UnauthorizedOperation', `You are not authorized to perform this operation. ${refusal(action)}`),
    ],
    throttled: [503, error('RequestLimitExceeded', 'Request limit exceeded.')],
  };
}

function restJson(host: string): Protocol {
  const error = (type: string, message: string) => JSON.stringify({ __type: type, Type: 'User', message });
  return {
    expect: rest(host),
    headers: { 'content-type': 'application/json', 'x-amzn-requestid': requestId },
    denied: (action) => [403, error('AccessDeniedException', refusal(action))],
    throttled: [429, error('TooManyRequestsException', 'Rate exceeded')],
  };
}

function restXml(host: string): Protocol {
  const error = (code: string, message: string) =>
    `<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>${code}</Code><Message>${message}</Message><RequestId>4442587FB7D0A2F9</RequestId><HostId>host</HostId></Error>`;
  return {
    expect: rest(host),
    headers: { 'content-type': 'application/xml', 'x-amz-request-id': '4442587FB7D0A2F9' },
    denied: () => [403, error('AccessDenied', 'Access Denied')],
    throttled: [503, error('SlowDown', 'Please reduce your request rate.')],
  };
}

const protocols: { readonly [S in ServiceName]: Protocol } = {
  sts: query(`https://sts.${region}.amazonaws.com`),
  elbv2: query(`https://elasticloadbalancing.${region}.amazonaws.com`),
  ec2: ec2(`https://ec2.${region}.amazonaws.com`),
  cloudwatch: awsJson(`https://monitoring.${region}.amazonaws.com`, '1.0'),
  ecs: awsJson(`https://ecs.${region}.amazonaws.com`, '1.1'),
  cloudtrail: awsJson(`https://cloudtrail.${region}.amazonaws.com`, '1.1'),
  lambda: restJson(`https://lambda.${region}.amazonaws.com`),
  s3: restXml(`https://logs.s3.${region}.amazonaws.com`),
  rds: query(`https://rds.${region}.amazonaws.com`),
  wafv2: awsJson(`https://wafv2.${region}.amazonaws.com`, '1.1'),
  logs: awsJson(`https://logs.${region}.amazonaws.com`, '1.1'),
  ecr: awsJson(`https://api.ecr.${region}.amazonaws.com`, '1.1'),
  iam: query('https://iam.amazonaws.com'),
  secretsmanager: awsJson(`https://secretsmanager.${region}.amazonaws.com`, '1.1'),
  ssm: awsJson(`https://ssm.${region}.amazonaws.com`, '1.1'),
  sqs: awsJson(`https://sqs.${region}.amazonaws.com`, '1.0'),
  kms: awsJson(`https://kms.${region}.amazonaws.com`, '1.1'),
  cloudfront: restXml('https://cloudfront.amazonaws.com'),
  'application-autoscaling': awsJson(`https://application-autoscaling.${region}.amazonaws.com`, '1.1'),
  'arc-zonal-shift': {
    ...restJson(`https://arc-zonal-shift.${region}.amazonaws.com`),
    throttled: [429, JSON.stringify({ message: 'Rate exceeded', __type: 'ThrottlingException' })],
  },
};

/** What one test left unasked is not to answer the next. */
afterEach(() => nock.cleanAll());

/** Answers these requests, each once, in whatever order they come. */
export function answerOnce(service: ServiceName, exchanges: readonly Exchange[]): void {
  const { expect: expected, headers } = protocols[service];
  for (const { asks, answer, status = 200 } of exchanges) expected(asks).reply(status, answer, headers);
}

/** A call, what it sends and is answered (one exchange a page), and what it makes of that. */
export interface WireCase<I, O> {
  readonly call: AwsRead<I, O>;
  readonly input: NoInfer<I>;
  readonly exchanges: readonly Exchange[];
  readonly gives: NoInfer<O>;
}

/** Every call on the wire: narrowed to its last page, refused, and throttled before it succeeds. */
export function describeCall<I, O>(title: string, { call, input, exchanges, gives }: WireCase<I, O>): void {
  const { headers, denied, throttled, expect: expected } = protocols[call.service];
  const asked = exchanges.map((one) => ({ ...one, asks: { operation: call.operation, ...one.asks } }));

  describe(`on the wire: ${title}`, () => {
    test('is read to its last page and narrowed', async () => {
      answerOnce(call.service, asked);
      const answer = await ask(call, input);
      expect(answer.value).toEqual(gives);
      expect(answer.attempts).toBe(exchanges.length);
      expect(nock.pendingMocks()).toEqual([]);
    });

    test('names the IAM action when AWS refuses', async () => {
      for (const { asks } of asked) expected(asks).reply(...denied(call.action), headers);
      const failure = await failureOf(ask(call, input));
      expect(failure).toMatchObject({ why: 'denied', action: call.action });
    });

    test('is asked again after throttling, and counts its attempts', async () => {
      expected(asked[0]?.asks ?? {})
        .twice()
        .reply(...throttled, headers);
      answerOnce(call.service, asked);
      const answer = await ask(call, input);
      expect(answer.value).toEqual(gives);
      expect(answer.attempts).toBe(exchanges.length + 2);
    });
  });
}

/** The failure of a read that must fail. */
export async function failureOf(answer: Promise<unknown>): Promise<ReadFailure> {
  const error = await answer.then(
    () => new Error('the read was answered'),
    (reason: unknown) => reason,
  );
  if (error instanceof ReadFailure) return error;
  throw error;
}
