import { operationOf } from './guard.ts';
import type { Stack } from './guard.ts';
import { addressesIn } from './rds-hosts.ts';

/**
 * What is left of members of AWS's answers that hold secrets: nothing of ours gets to see more. Environments keep where
 * databases and secrets are to be found, lists of secrets their places, user data nothing.
 */
const sieves: { readonly [member: string]: (value: unknown) => unknown } = {
  Environment: (value) => ({ Variables: Object.fromEntries(addressesIn(Object.entries(variablesOf(value)))) }),
  environment: (value) => addressesIn(pairsOf(value)).map(([name, kept]) => ({ name, value: kept })),
  secrets: (value) => placesOf(value),
  UserData: () => undefined,
  SecretString: () => undefined,
  SecretBinary: () => undefined,
};

/** An answer that did not come from AWS, or not whole. Its message never quotes the answer. */
export class NotFromAws extends Error {
  override readonly name = 'NotFromAws';
}

/**
 * Looks at answers before anything else of ours does. Secrets are dropped. And where a proxy, a captive page or a
 * wrong address answers 200 with a page of its own, or with nothing, the SDK reads it in the XML protocols as an empty
 * answer: "no load balancers". Such an answer is refused.
 */
export function checkAnswers(stack: Stack): void {
  stack.add(
    (next) => async (args) => {
      const answer = await next(args);
      dropSecrets(answer.output);
      return answer;
    },
    { name: 'opsmedicDropsSecrets', step: 'deserialize', priority: 'high' },
  );
  stack.add(
    (next, context) => async (args) => {
      const answer = await next(args);
      const response = answer.response as { statusCode?: number; body?: AsyncIterable<Uint8Array> | Uint8Array };
      // The content of an object may be anything, and is too much to hold.
      if (operationOf(context) === 'GetObject' || response.statusCode !== 200 || !response.body) return answer;
      const body = await collected(response.body);
      refuseForeign(body);
      response.body = body;
      return answer;
    },
    { name: 'opsmedicRefusesForeignAnswers', step: 'deserialize', priority: 'low' },
  );
}

async function collected(body: AsyncIterable<Uint8Array> | Uint8Array): Promise<Uint8Array> {
  if (body instanceof Uint8Array) return body;
  const chunks: Uint8Array[] = [];
  for await (const chunk of body) chunks.push(chunk);
  return Buffer.concat(chunks);
}

/** AWS's XML answers are called `DescribeSubnetsResponse`, `ListBucketResult` or `DistributionList`; in JSON and CBOR none is empty. */
function refuseForeign(body: Uint8Array): void {
  const start = new TextDecoder().decode(body.subarray(0, 500)).trimStart();
  if (start === '') throw new NotFromAws('the answer was empty');
  if (!start.startsWith('<')) return;
  const root = /^(?:<\?[^>]*>\s*)?<([\w:.-]+)/.exec(start)?.[1] ?? '';
  if (!/(?:Response|Result)$|^Distribution(?:List|Config)$/.test(root))
    throw new NotFromAws('the answer was a page, not data');
}

/** Takes secrets out of an answer, at any depth. Answers are plain trees, apart from streams and bytes. */
function dropSecrets(value: unknown): void {
  if (Array.isArray(value)) {
    for (const one of value) dropSecrets(one);
    return;
  }
  if (typeof value !== 'object' || value === null || Object.getPrototypeOf(value) !== Object.prototype) return;
  const members = value as Record<string, unknown>;
  for (const name of Object.keys(members)) {
    const sieve = Object.hasOwn(sieves, name) ? sieves[name] : undefined;
    if (sieve) members[name] = sieve(members[name]);
    else dropSecrets(members[name]);
  }
}

/** Of `{ Variables: { name: value } }`, as Lambda writes it. */
function variablesOf(value: unknown): Record<string, unknown> {
  const { Variables: variables } = fieldsOf(value);
  return fieldsOf(variables);
}

/** `[{ name, value }]`, as ECS writes it. */
function pairsOf(value: unknown): [string, unknown][] {
  if (!Array.isArray(value)) return [];
  return value.map(fieldsOf).map(({ name, value: given }) => [String(name), given]);
}

/** `[{ name, valueFrom }]`: names and where the values are kept, which tells none of them. */
function placesOf(value: unknown): unknown[] {
  if (!Array.isArray(value)) return [];
  return value.map(fieldsOf).map(({ name, valueFrom }) => ({ name, valueFrom }));
}

function fieldsOf(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}
