import { WriteFailure } from '#playbook';
import type { AnyWriteCall, Place, Write } from '#playbook';
import type { Writer } from '../changes/aws-access.ts';
import { connectionsOf } from './accounts.ts';
import { checkAnswers } from './answers.ts';
import type { AttemptCredentials } from './change-credentials.ts';
import { commandOf, unguardedClient } from './clients.ts';
import type { AnyClient } from './clients.ts';
import { endpointOf } from './endpoints.ts';
import type { Env } from './endpoints.ts';
import { guardAttempt } from './guard.ts';
import type { Stack } from './guard.ts';
import { awsWrite } from './write-call.ts';
import type { AnyAwsWrite } from './write-call.ts';
import { writeFailureOf } from './write-failures.ts';

/** What one attempt may do, and where. */
export interface Attempt {
  readonly place: Place & { readonly account: string };
  readonly credentials: AttemptCredentials;
  readonly writes: readonly AnyWriteCall[];
  readonly resources: readonly string[];
  readonly env: Env;
}

const requestTimeoutMs = 10_000;

/**
 * Sends the one request of one attempt. Nothing is tried twice, not by the SDK and not here: a second write is refused,
 * as is a call that the attempt did not declare, or that touches what was not approved. Once sent, a request is waited
 * for and not aborted, since that would not take it back.
 */
export function createWriter(attempt: Attempt, signal: AbortSignal): Writer {
  const { place, credentials, writes, resources } = attempt;
  const declared: ReadonlySet<AnyWriteCall> = new Set(writes);
  let begun = false;
  let requestId: string | null = null;

  const write: Write = async (call, input) => {
    const known = awsWrite(call);
    const asked = { action: known.action, region: place.region };
    if (!declared.has(call)) throw new TypeError(`${call.id} is not declared by this change and was not sent`);
    const others = call.resources(input, place).filter((arn) => arn !== '*' && !resources.includes(arn));
    if (others.length > 0) throw new TypeError(`${call.id} would touch ${others.join(', ')}, which nobody approved`);
    if (begun) throw new TypeError('one attempt sends one request');
    begun = true;
    if (signal.aborted) throw new WriteFailure('refused', 'stopped before anything was sent', known.action);
    const client = await attemptClient(known, attempt);
    try {
      const sendOnce = sender(known, client);
      const send = async (wire: object) => {
        const output = await sendOnce(wire);
        requestId = requestIdOf(output);
        return output;
      };
      return (await known.run(send as unknown as Parameters<typeof known.run>[0], input as never)) as never;
    } catch (error) {
      requestId = requestIdOf(error);
      throw writeFailureOf(error, asked);
    } finally {
      client.destroy();
    }
  };

  return { write, deadline: credentials.deadline, skewMs: credentials.skewMs, requestId: () => requestId };
}

/** A client of its own, with connections of its own: one that lies idle may be gone without anybody knowing. */
async function attemptClient({ service }: AnyAwsWrite, attempt: Attempt): Promise<AnyClient> {
  const { place, credentials, writes, env } = attempt;
  const { accessKeyId, secretAccessKey, sessionToken, skewMs } = credentials;
  const endpoint = endpointOf(service, env);
  const client = await unguardedClient(service, {
    region: place.region,
    credentials: { accessKeyId, secretAccessKey, sessionToken },
    requestHandler: connectionsOf(env, requestTimeoutMs),
    maxAttempts: 1,
    systemClockOffset: skewMs,
    ...(endpoint === null ? {} : { endpoint }),
    userAgentAppId: 'opsmedic',
  });
  const stack = client.middlewareStack as unknown as Stack;
  checkAnswers(stack);
  const own = writes.map(awsWrite).filter((each) => each.service === service);
  guardAttempt(stack, service, new Set(own.map(({ operation }) => operation)));
  return client;
}

function sender({ service, operation, id }: AnyAwsWrite, client: AnyClient) {
  let sent = false;
  return async (wire: object): Promise<object> => {
    if (sent) throw new TypeError(`${id} sends one request`);
    sent = true;
    const command = await commandOf(service, operation, wire);
    return (await client.send(command as never)) as object;
  };
}

function requestIdOf(told: unknown): string | null {
  const { $metadata } = Object(told) as { readonly $metadata?: { readonly requestId?: string } };
  return $metadata?.requestId ?? null;
}
