import type { ServerResponse } from 'node:http';
import { createWriter } from '../../src/aws/writer.ts';
import type { AwsWrite } from '../../src/aws/write-call.ts';
import { loopback, sendJson } from './loopback.ts';

const place = { account: '123456789012', region: 'eu-west-1', partition: 'aws' };

/** What one write puts on the wire: the operation, and its members as the protocol of the service writes them. */
export interface Sent {
  readonly operation: string;
  readonly members: unknown;
  /** The ARNs that its credentials have to be good for. */
  readonly resources: readonly string[];
}

/** Makes one write, and gives the one request that left. */
export async function sentBy<I, O>(call: AwsWrite<I, O>, input: I): Promise<Sent> {
  const { url, hits } = await loopback((_hit, response) => accept(response, call.service === 'rds', call.operation));
  const resources = call.resources(input, place);
  const credentials = {
    accessKeyId: 'ASIAEXAMPLE',
    secretAccessKey: 'secret',
    sessionToken: 'token',
    deadline: new Date('2026-11-22T10:00:30Z'),
    skewMs: 0,
  };
  const attempt = { place, credentials, writes: [call], resources, env: { AWS_ENDPOINT_URL: url } };
  await createWriter(attempt, new AbortController().signal).write(call, input);
  const [hit, ...others] = hits;
  if (!hit || others.length > 0) throw new TypeError(`${hits.length} requests left`);
  const target = hit.headers['x-amz-target'];
  if (typeof target === 'string') {
    return { operation: target.split('.').at(-1) ?? '', members: JSON.parse(hit.body), resources };
  }
  const { Action = '', Version: _version, ...members } = Object.fromEntries(new URLSearchParams(hit.body));
  return { operation: Action, members, resources };
}

function accept(response: ServerResponse, isQuery: boolean, operation: string): void {
  if (!isQuery) return sendJson(response, {});
  response.writeHead(200, { 'content-type': 'text/xml' });
  response.end(`<${operation}Response><${operation}Result/></${operation}Response>`);
}
