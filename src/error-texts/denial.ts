import type { DenialReason, Meaning, PolicyKind } from './error-text.ts';

const arn = String.raw`arn:aws[\w-]*:[^\s,"'()]+`;
const action = String.raw`[a-z][a-z0-9-]*:\w+`;

/**
 * What a sentence of AWS about a refusal says: who, what, on what, and which policy decided.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_access-denied.html
 */
export function denialOf(text: string): Extract<Meaning, { kind: 'denied' }> {
  const principal = withoutEnd(new RegExp(`User: (${arn})`, 'i').exec(text)?.[1]);
  return {
    kind: 'denied',
    action: actionOf(text),
    operation: operationOf(text),
    principal,
    role: roleOf(principal) ?? roleOf(new RegExp(`assume (?:the )?role '?(${arn})`, 'i').exec(text)?.[1] ?? null),
    resource: withoutEnd(new RegExp(`on resource:\\s+["']?(${arn}|[^\\s,"']+)`, 'i').exec(text)?.[1]),
    why: whyOf(text),
  };
}

/** `when calling the GetObject operation`, `operation error SSM: GetParameters` */
export function operationOf(text: string): string | null {
  return /calling the (\w+) operation/i.exec(text)?.[1] ?? /operation error [\w ]+?: (\w+)/i.exec(text)?.[1] ?? null;
}

function actionOf(text: string): string | null {
  const named =
    whole(new RegExp(`not authorized to perform:\\s+(${action})(…|\\.\\.|\\w|$)?`, 'i').exec(text)) ??
    whole(new RegExp(`allows? the (${action}) action`, 'i').exec(text));
  if (named !== null) return named;
  if (/unable to assume the role/i.test(text)) return 'sts:AssumeRole';
  // The execution role may not use the key of a secret: this one names neither action nor key.
  if (/Access to KMS is not allowed/i.test(text)) return 'kms:Decrypt';
  const called = /permissions? to call (\w+) on (\w+)/i.exec(text);
  return called?.[1] && called[2] ? `${called[2].toLowerCase()}:${called[1]}` : null;
}

/** Null where the text ends within the action. */
function whole(match: RegExpExecArray | null): string | null {
  const rest = match?.[2];
  return match?.[1] === undefined || rest === '…' || rest === '..' ? null : match[1];
}

function withoutEnd(text: string | undefined): string | null {
  return text?.replace(/[.:;]+$/, '') ?? null;
}

/** `CheckoutRole` of `…:assumed-role/CheckoutRole/session` and of `…:role/service/CheckoutRole`. */
function roleOf(principal: string | null): string | null {
  if (principal === null) return null;
  return (
    /:assumed-role\/([^/\s]+)/.exec(principal)?.[1] ?? /:role\/(?:[^/\s]+\/)*([^/\s']+)/.exec(principal)?.[1] ?? null
  );
}

const policies: readonly (readonly [RegExp, PolicyKind])[] = [
  [/identity-based polic/i, 'identity'],
  [/VPC endpoint polic/i, 'endpoint'],
  [/resource-based polic/i, 'resource'],
  [/permissions boundar/i, 'boundary'],
  [/service control polic/i, 'service-control'],
  [/resource control polic/i, 'resource-control'],
  [/session polic/i, 'session'],
];

function whyOf(text: string): DenialReason | null {
  const explicit = /explicit(?:ly)? den(?:y|ied)(?<rest>.{0,80})/is.exec(text)?.groups?.['rest'];
  if (explicit !== undefined) return { effect: 'explicit-deny', policy: policyIn(explicit) };
  const none = /because no (?<rest>.{0,60})/is.exec(text)?.groups?.['rest'];
  return none === undefined ? null : { effect: 'not-allowed', policy: policyIn(none) };
}

function policyIn(text: string): PolicyKind {
  return policies.find(([pattern]) => pattern.test(text))?.[1] ?? 'unknown';
}
