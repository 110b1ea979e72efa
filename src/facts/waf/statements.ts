import type { SampledRequest, Statement } from '#aws/wafv2';
import { covers, parseBlock } from '#network';

type OfKind<K extends Statement['kind']> = Extract<Statement, { kind: K }>;

/** A part of a statement, and whether it stands under an odd number of nots. */
export interface Found<S extends Statement> {
  readonly statement: S;
  readonly negated: boolean;
}

/** All parts of one kind, at any depth. */
export function partsOf<K extends Statement['kind']>(statement: Statement, kind: K): readonly Found<OfKind<K>>[] {
  const found: Found<OfKind<K>>[] = [];
  const visit = (one: Statement, negated: boolean): void => {
    if (isKind(one, kind)) found.push({ statement: one, negated });
    if (one.kind === 'not') visit(one.part, !negated);
    if (one.kind === 'and' || one.kind === 'or') for (const part of one.parts) visit(part, negated);
    if ((one.kind === 'rate' || one.kind === 'managed-group') && one.scopeDown) visit(one.scopeDown, negated);
  };
  visit(statement, false);
  return found;
}

/** Whether an address lies in a CIDR block. */
export function isInCidr(address: string, cidr: string): boolean {
  const [block, one] = [parseBlock(cidr), parseBlock(address)];
  return block !== null && one !== null && covers(block, one);
}

function isKind<K extends Statement['kind']>(statement: Statement, kind: K): statement is OfKind<K> {
  return statement.kind === kind;
}

/** Addresses of IP sets by ARN, as far as they were read. */
export type IpSets = Readonly<Record<string, readonly string[]>>;

/** Whether a rule would match a request, from what a sample tells; null where that does not decide. */
export function matches(statement: Statement, request: SampledRequest, sets: IpSets): boolean | null {
  switch (statement.kind) {
    case 'and':
      return all(statement.parts.map((part) => matches(part, request, sets)));
    case 'or':
      return not(all(statement.parts.map((part) => not(matches(part, request, sets)))));
    case 'not':
      return not(matches(statement.part, request, sets));
    case 'geo':
      return statement.forwarded ? null : statement.countries.includes(request.country);
    case 'ip-set': {
      const addresses = sets[statement.arn];
      return statement.forwarded || !addresses ? null : addresses.some((cidr) => isInCidr(request.clientIp, cidr));
    }
    case 'label':
      return statement.scope === 'LABEL' ? request.labels.some((label) => endsLike(label, statement.key)) : null;
    case 'text':
      return textMatches(statement, request);
    case 'managed-group':
    case 'own-group':
    case 'rate':
    case 'regex':
    case 'size':
    case 'injection':
    case 'other':
      return null;
  }
}

/** A label is matched by its last parts. */
function endsLike(label: string, key: string): boolean {
  return label === key || label.endsWith(`:${key}`);
}

function textMatches({ field, position, text }: OfKind<'text'>, request: SampledRequest): boolean | null {
  const value = fieldOf(field.part, request);
  if (value === null) return null;
  // Most text matches fold the case first; one that does not is hardly ever decided by it.
  const [whole, part] = [value.toLowerCase(), text.toLowerCase()];
  switch (position) {
    case 'EXACTLY':
      return whole === part;
    case 'STARTS_WITH':
      return whole.startsWith(part);
    case 'ENDS_WITH':
      return whole.endsWith(part);
    case 'CONTAINS':
    case 'CONTAINS_WORD':
      return whole.includes(part);
    default:
      return null;
  }
}

function fieldOf(part: string, request: SampledRequest): string | null {
  if (part === 'uri-path') return request.path;
  if (part === 'method') return request.method;
  if (part === 'header user-agent') return request.userAgent ?? '';
  return part === 'header host' ? request.host : null;
}

function all(values: readonly (boolean | null)[]): boolean | null {
  if (values.includes(false)) return false;
  return values.includes(null) ? null : true;
}

function not(value: boolean | null): boolean | null {
  return value === null ? null : !value;
}
