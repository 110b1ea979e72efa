/** What a VPC endpoint's policy says of one action. `unknown` where a condition or a principal decides. */
export interface PolicyVerdict {
  readonly verdict: 'allows' | 'denies' | 'unknown';
  /** One plain sentence. */
  readonly says: string;
  /** The statement that decides, or might, as it stands in the policy. */
  readonly statement: string | null;
}

interface Statement {
  readonly allows: boolean;
  /** Whether it is about the request: `maybe` where that hangs on something not known here. */
  readonly matches: 'yes' | 'maybe' | 'no';
  readonly text: string;
}

/**
 * Whether an endpoint lets an action through. Without a policy everything may pass.
 *
 * @param action `ssm:GetParameters`; null when only the service is known: then only a policy without limits allows.
 * @param resource ARN; null when not known.
 */
export function endpointPolicy(policy: string | null, action: string | null, resource: string | null): PolicyVerdict {
  const asked = action ?? 'what is asked';
  if (policy === null || policy.trim() === '') return { verdict: 'allows', says: 'it has no policy', statement: null };
  const statements = statementsOf(policy, action, resource);
  if (statements === null) return { verdict: 'unknown', says: 'its policy could not be understood', statement: null };
  const of = (allows: boolean, matches: Statement['matches']) =>
    statements.find((one) => one.allows === allows && one.matches === matches)?.text ?? null;
  const denied = of(false, 'yes');
  if (denied !== null) return { verdict: 'denies', says: `its policy denies ${asked}`, statement: denied };
  const doubt = of(false, 'maybe');
  const allowed = of(true, 'yes');
  if (allowed !== null && doubt === null)
    return { verdict: 'allows', says: `its policy allows ${asked}`, statement: allowed };
  const hangs = doubt ?? of(true, 'maybe');
  if (hangs !== null) {
    const says = `whether its policy allows ${asked} depends on a condition, a principal or the resource`;
    return { verdict: 'unknown', says, statement: hangs };
  }
  return { verdict: 'denies', says: `its policy does not allow ${asked}`, statement: null };
}

function statementsOf(policy: string, action: string | null, resource: string | null): Statement[] | null {
  let document: unknown;
  try {
    document = JSON.parse(policy);
  } catch {
    return null;
  }
  return listOf(fieldOf(document, 'Statement')).map((statement) => ({
    allows: fieldOf(statement, 'Effect') === 'Allow',
    matches: together([
      matching(statement, 'Action', action),
      matching(statement, 'Resource', resource),
      isForAll(fieldOf(statement, 'Principal')) && fieldOf(statement, 'Condition') === undefined ? 'yes' : 'maybe',
    ]),
    text: JSON.stringify(statement),
  }));
}

function together(parts: readonly Statement['matches'][]): Statement['matches'] {
  if (parts.includes('no')) return 'no';
  return parts.includes('maybe') ? 'maybe' : 'yes';
}

/** Whether the statement's `Action` or `NotAction` (or `Resource`) is about this one. */
function matching(statement: unknown, name: 'Action' | 'Resource', asked: string | null): Statement['matches'] {
  const listed = listOf(fieldOf(statement, name)).map(String);
  const excluded = listOf(fieldOf(statement, `Not${name}`)).map(String);
  if (listed.includes('*')) return 'yes';
  if (listed.length === 0 && excluded.length === 0) return name === 'Resource' ? 'yes' : 'no';
  if (asked === null) return 'maybe';
  // What a policy variable stands for is not known here.
  if ([...listed, ...excluded].some((glob) => glob.includes('${'))) return 'maybe';
  if (listed.length > 0) return listed.some((glob) => fits(glob, asked)) ? 'yes' : 'no';
  return excluded.some((glob) => fits(glob, asked)) ? 'no' : 'yes';
}

/** `*` and `?` as in IAM policies; actions are compared without case, and resources hardly differ by it. */
function fits(glob: string, asked: string): boolean {
  const pattern = glob
    .replace(/[.+^${}()|[\]\\]/g, '\\$&')
    .replaceAll('*', '.*')
    .replaceAll('?', '.');
  return new RegExp(`^${pattern}$`, 'is').test(asked);
}

function isForAll(principal: unknown): boolean {
  if (principal === undefined || principal === '*') return true;
  return listOf(fieldOf(principal, 'AWS')).includes('*');
}

function listOf(value: unknown): readonly unknown[] {
  if (value === undefined || value === null) return [];
  return Array.isArray(value) ? value : [value];
}

function fieldOf(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null
    ? Object.entries(value).find(([key]) => key === name)?.[1]
    : undefined;
}
