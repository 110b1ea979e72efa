import { operationOf } from './guard.ts';
import type { Stack } from './guard.ts';

/** Where the names of members that the SDK did not know are kept in an answer. */
const unknown = Symbol('members that the SDK does not know');

/** What is read to be put back as a whole, with one thing changed. */
const putBack: { readonly [service: string]: readonly string[] } = {
  elbv2: ['DescribeRules'],
  wafv2: ['GetIPSet', 'GetWebACL'],
};

/**
 * Notes which members of an answer the SDK has left out because it does not know them: AWS adds settings at any time,
 * and who puts back a whole that was read with an older SDK would take them away. Answers have to be collected before
 * (see answers.ts).
 */
export function noteUnknownMembers(stack: Stack, service: string): void {
  const operations = putBack[service] ?? [];
  if (operations.length === 0) return;
  stack.add(
    (next, context) => async (args) => {
      const answer = await next(args);
      if (!operations.includes(operationOf(context))) return answer;
      const { body } = answer.response as { readonly body?: unknown };
      const missing = body instanceof Uint8Array ? missingIn(answer.output, body) : ['everything'];
      Object.defineProperty(answer.output, unknown, { value: missing });
      return answer;
    },
    { name: 'opsmedicNotesUnknownMembers', step: 'deserialize', priority: 'high' },
  );
}

/** Members that AWS sent and the SDK does not know: `WebACL.Rules.0.Novelty`, in XML `Novelty`. */
export function unknownMembersOf(answer: object): readonly string[] {
  const { [unknown]: missing } = answer as { readonly [unknown]?: readonly string[] };
  // An answer that nobody has looked at is not one without unknown members.
  if (!missing) throw new TypeError('the members of this answer were not looked at');
  return missing;
}

function missingIn(output: unknown, body: Uint8Array): readonly string[] {
  const text = new TextDecoder().decode(body);
  return text.trimStart().startsWith('<') ? missingNames(output, text) : missingPaths(output, JSON.parse(text), '');
}

/** What `sent` has and `understood` has not, at any depth. */
function missingPaths(understood: unknown, sent: unknown, path: string): readonly string[] {
  if (sent === null || typeof sent !== 'object') return [];
  const known = new Map<string, unknown>(Object.entries(understood ?? {}));
  return Object.entries(sent).flatMap(([name, value]: [string, unknown]) => {
    const here = path === '' ? name : `${path}.${name}`;
    if (value === null) return [];
    const own = known.get(name);
    return own === undefined ? [here] : missingPaths(own, value, here);
  });
}

/** Elements of the query protocol around what is sent, and in its lists and maps. */
const AROUND = /Response$|Result$|^(?:ResponseMetadata|RequestId|member|entry|key|value)$/;

/** In XML, names are compared as a whole: which element is a list only a schema tells. Empty elements hold nothing. */
function missingNames(understood: unknown, xml: string): readonly string[] {
  const known = namesIn(understood, new Set());
  const names = [...xml.matchAll(/<(\w+)(?:\s[^>]*)?>(?!<\/\1>)/g)].map(([, name = '']) => name);
  return [...new Set(names)].filter((name) => !AROUND.test(name) && !known.has(name));
}

function namesIn(value: unknown, names: Set<string>): ReadonlySet<string> {
  if (typeof value !== 'object' || value === null) return names;
  for (const [name, own] of Object.entries(value)) namesIn(own, names.add(name));
  return names;
}
