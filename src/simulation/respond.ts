import { randomUUID } from 'node:crypto';
import type { Account, Fault } from './account.ts';
import type { AnswerContext } from './answers/answers.ts';
import { seenBack, seenFrom } from './accounts.ts';
import type { Accounts } from './accounts.ts';
import { AwsError } from './aws-error.ts';
import type { ObjectSizes } from './answers/s3-content.ts';
import type { Queries } from './insights/queries.ts';
import type { FaultCounter } from './faults.ts';
import { refusalOf } from './permissions.ts';
import type { Wish } from './permissions.ts';
import type { RecordedCall } from './record.ts';
import { actionOf, answererOf, serviceSigning, writerOf } from './services.ts';
import type { AnyWriteAnswer, LoadService, ServiceName } from './services.ts';
import { decodeInput } from './wire/decode.ts';
import type { Input } from './wire/decode.ts';
import { encodeError } from './wire/encode-error.ts';
import { encodeOutput } from './wire/encode.ts';
import type { Output } from './wire/encode.ts';
import { denied, expiredToken, serverError, throttled, unknownOperation } from './wire/refusals.ts';
import { credentialScope } from './wire/request.ts';
import type { WireRequest, WireResponse } from './wire/request.ts';
import { route } from './wire/route.ts';
import type { Route } from './wire/route.ts';
import type { Wire } from './wire/service-model.ts';

/** What becomes of a request: an answer after some delay, a connection that is cut, or silence. */
export type Outcome =
  | { readonly kind: 'answer'; readonly response: WireResponse; readonly delayMs: number }
  | { readonly kind: 'drop'; readonly delayMs: number }
  | { readonly kind: 'hang' };

export interface Responder {
  readonly accounts: Accounts;
  readonly faults: FaultCounter;
  readonly sizes: ObjectSizes;
  readonly queries: Queries;
  readonly load: LoadService;
  /** By the clock of AWS. */
  readonly now: () => Date;
}

/** Answers one request, and notes in `call` what it was. */
export async function respond(responder: Responder, request: WireRequest, call: RecordedCall): Promise<Outcome> {
  const scope = credentialScope(request);
  if (!scope) return refuse(undefined, guessWire(request), unsigned(), call);
  const from = responder.accounts.behind(scope.accessKeyId);
  const { world, session, caller } = from;
  const name = serviceSigning(scope.signingName);
  const { accessKeyId, region } = scope;
  Object.assign(call, { accessKeyId, caller, region, account: world.account.id, service: name ?? scope.signingName });
  if (!name) {
    call.operation = guessOperation(request);
    return unmatched(undefined, guessWire(request), call);
  }

  const found = route(await responder.load(name), request);
  const operationName = found.operationName ?? guessOperation(request);
  call.operation = operationName;
  const writer = writerOf(name, operationName);
  const answerer = answererOf(name, operationName);
  if (!found.operation || !(answerer || writer)) return unmatched(found, found.wire, call);
  const input = decodeInput(found, found.operation, request);
  call.input = input;

  const { kind, delayMs } = responder.faults.strike(world.account, name, operationName);
  if (kind !== undefined && kind !== 'lost-answer') return stricken(kind, found, { name, caller, delayMs }, call);
  const now = responder.now();
  if (session && session.expiresAt <= now)
    return refuse(found, found.wire, expiredToken(dialectOf(found)), call, delayMs);
  const seen = seenFrom(world.seen, region);
  const context: AnswerContext = {
    region,
    caller,
    builtAt: world.builtAt,
    now,
    sizes: responder.sizes,
    queries: responder.queries,
    assume: (asked) => responder.accounts.assume(asked, session, now),
  };
  try {
    // What is not there is told before who may.
    const wish: Wish = writer
      ? { effect: 'write', needs: writer.needs(seen, input) }
      : { effect: 'read', needs: { [actionOf(name, operationName)]: ['*'] } };
    const refusal = refusalOf(world.account, session, wish, now);
    if (refusal)
      return refuse(found, found.wire, denied(dialectOf(found), caller, refusal.action, refusal.kind), call, delayMs);
    const output = writer
      ? carriedOut(responder.accounts, writer, input, context, call)
      : await answerer?.(seen, input, context);
    if (kind === 'lost-answer') {
      call.error = kind;
      return { kind: 'drop', delayMs };
    }
    const response = encodeOutput(found, found.operation, output ?? {}, randomUUID());
    return { kind: 'answer', response, delayMs };
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    return refuse(found, found.wire, error, call, delayMs);
  }
}

/** Changes the account, at once and as a whole, and gives the answer. */
function carriedOut(
  accounts: Accounts,
  { make }: AnyWriteAnswer,
  input: Input,
  context: AnswerContext,
  call: RecordedCall,
): Output {
  const { region } = context;
  const written = (account: Account) => make(seenFrom(account, region), input, context);
  const { output } = written(accounts.now(call.account));
  accounts.change(call.account, (account) => {
    try {
      return seenBack(account, region, written(account).account);
    } catch (error) {
      // Made anew, the account may not have the resource any more.
      if (error instanceof AwsError) return account;
      throw error;
    }
  });
  call.wrote = true;
  return output;
}

function unsigned(): AwsError {
  return new AwsError('MissingAuthenticationToken', 'Missing Authentication Token', { status: 403 });
}

function refuse(found: Route | undefined, wire: Wire, error: AwsError, call: RecordedCall, delayMs = 0): Outcome {
  call.error = error.code;
  return { kind: 'answer', response: encodeError(wire, found?.service, error, randomUUID()), delayMs };
}

function unmatched(found: Route | undefined, wire: Wire, call: RecordedCall): Outcome {
  call.unmatched = true;
  return refuse(found, wire, unknownOperation(wire, `${call.service}.${call.operation}`), call);
}

/** The protocol of a service that is not simulated, as far as the request tells. */
function guessWire({ headers }: WireRequest): Wire {
  if (headers['x-amz-target']) return 'json';
  return headers['content-type']?.startsWith('application/x-www-form-urlencoded') ? 'query' : 'rest-json';
}

/** CloudFront refuses in the words of the query services; those of its protocol are S3's own. */
function dialectOf({ service, wire }: Route): Wire {
  return service.name === 'cloudfront' ? 'query' : wire;
}

/** What a request asks for where no schema says so. */
function guessOperation({ method, path, headers, body }: WireRequest): string {
  const target = headers['x-amz-target']?.split('.').at(-1);
  return target ?? new URLSearchParams(body.toString()).get('Action') ?? `${method} ${path}`;
}

interface Stricken {
  readonly name: ServiceName;
  readonly caller: string;
  readonly delayMs: number;
}

function stricken(
  kind: Exclude<Fault['kind'], 'lost-answer'>,
  found: Route,
  { name, caller, delayMs }: Stricken,
  call: RecordedCall,
): Outcome {
  const { wire } = found;
  const failed = (error: AwsError) => refuse(found, wire, error, call, delayMs);
  const odd = (response: WireResponse): Outcome => {
    call.error = kind;
    return { kind: 'answer', response, delayMs };
  };
  switch (kind) {
    case 'throttling':
      return failed(throttled(dialectOf(found), name));
    case 'denied':
      return failed(denied(dialectOf(found), caller, actionOf(name, found.operationName ?? '')));
    case 'expired-token':
      return failed(expiredToken(dialectOf(found)));
    case 'server-error':
      return failed(serverError(dialectOf(found)));
    case 'malformed': {
      const headers = { 'content-type': wire.endsWith('json') ? 'application/json' : 'text/xml' };
      const body = wire.endsWith('json') ? '{"half":[{"an":"answ' : '<?xml version="1.0"?><HalfAnAnswer><member>';
      return odd({ status: 200, headers, body: Buffer.from(body) });
    }
    case 'html': {
      const body = '<html><head><title>Proxy error</title></head><body><h1>Something went wrong</h1></body></html>';
      return odd({ status: 500, headers: { 'content-type': 'text/html' }, body: Buffer.from(body) });
    }
    case 'drop':
    case 'hang':
      call.error = kind;
      return { kind, delayMs };
  }
}
