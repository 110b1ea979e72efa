import { Readable } from 'node:stream';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import { createClients } from '#aws/clients';
import { reads } from '#aws/reads';
import type { ServiceName } from '#aws/reads';

/** One call as it went over the wire. */
interface WireCall {
  readonly service: string;
  readonly operation: string;
  readonly input: unknown;
}

/** Makes calls one after another and gives the milliseconds that they took together. */
export type InTurn = (calls: readonly WireCall[]) => Promise<number>;

/** Through the clients that OpsMedic uses, loaded and connected before the first call is timed. */
export async function callsInTurn(
  env: Readonly<Record<string, string>>,
  services: readonly ServiceName[],
): Promise<InTurn> {
  const { AWS_REGION: region = '', AWS_ACCESS_KEY_ID = '', AWS_SECRET_ACCESS_KEY = '', AWS_SESSION_TOKEN = '' } = env;
  const clients = createClients({
    region,
    credentials: {
      accessKeyId: AWS_ACCESS_KEY_ID,
      secretAccessKey: AWS_SECRET_ACCESS_KEY,
      sessionToken: AWS_SESSION_TOKEN,
    },
    requestHandler: new NodeHttpHandler(),
    env,
    random: () => 0.5,
  });
  const { signal } = new AbortController();
  const call = async ({ service, operation, input }: WireCall): Promise<void> => {
    if (!isService(service) || typeof input !== 'object' || input === null) throw new Error(`${service}.${operation}`);
    const answer = await clients.send(service, operation, input, signal, () => {});
    const body = 'Body' in answer ? answer.Body : null;
    if (body instanceof Readable) await body.resume().toArray();
  };
  for (const service of services) await clients.client(service);
  await call(anyCall);
  return async (calls) => {
    const began = performance.now();
    for (const one of calls) await call(one);
    return performance.now() - began;
  };
}

/** The smallest call there is. */
export const anyCall: WireCall = { service: 'sts', operation: 'GetCallerIdentity', input: {} };

function isService(name: string): name is ServiceName {
  return Object.hasOwn(reads, name);
}
