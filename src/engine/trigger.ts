import type { Change, Symptom } from '#playbook';
import type { Finding } from './report.ts';

const MINUTE = 60_000;
/** How long before the symptom a change to what the root cause names may lie. */
const BEFORE_MS = 60 * MINUTE;
/** The same for a change that touches only what is affected, or something that the root cause's resources rest on. */
const NEAR_MS = 20 * MINUTE;
/** Metrics tell minutes: what was changed within the first minute of the symptom may have come before it. */
const GRAIN_MS = MINUTE;
/** One change is often seen twice, as the call and as what it began: within this time the one that names who wins. */
const SAME_MS = 2 * MINUTE;

type Seen = Extract<Symptom, { seen: true }>;

/**
 * The change that may have set off the root cause: it took effect, touches a resource of the root cause or a part of
 * what is affected, and came before, not too long. The latest of such; none where no root cause was found.
 */
export function triggerOf(changes: readonly Change[], root: Finding | null, symptom: Seen | null): Change | null {
  if (root === null || symptom === null) return null;
  const began = Math.max(symptom.since.getTime(), root.since === null ? 0 : Date.parse(root.since));
  const candidates = changes.filter((change) => {
    const ago = began - change.at.getTime();
    if (change.refused === true || ago < -GRAIN_MS) return false;
    if (ago <= BEFORE_MS && meet(change.resources, root.resources)) return true;
    const affected = [...root.resources, ...(symptom.scope ?? [])];
    return ago <= NEAR_MS && meet([...change.resources, ...(change.affects ?? [])], affected);
  });
  const on = candidates.filter(({ resources }) => meet(resources, root.resources));
  const [latest, ...earlier] = (on.length > 0 ? on : candidates).toSorted((a, b) => b.at.getTime() - a.at.getTime());
  if (latest === undefined) return null;
  const same = earlier.filter(({ at }) => latest.at.getTime() - at.getTime() <= SAME_MS);
  return [latest, ...same].find(({ who, event }) => who !== null && event !== null) ?? latest;
}

/** CloudTrail and calls name resources by ARN, id or name, each as the caller did. */
function meet(touched: readonly string[], others: readonly string[]): boolean {
  const named = new Set(touched.flatMap(namesOf));
  return others.some((one) => namesOf(one).some((name) => named.has(name)));
}

/** What a resource may be called: `checkout` and `production/checkout` for `arn:…:service/production/checkout`. */
function namesOf(resource: string): string[] {
  const [, , service, , , ...rest] = resource.split(':');
  if (!resource.startsWith('arn:') || rest.length === 0) return resource.length < 3 ? [] : [resource];
  const whole = rest.join(':');
  const name = whole.replace(/^[^:/]+[:/]/, '');
  if (service === 'lambda' && rest[0] === 'function' && rest[1]) return [resource, rest[1]];
  if (service === 'secretsmanager') return [resource, name, name.replace(/-[A-Za-z0-9]{6}$/, '')];
  const last = name.split('/').at(-1) ?? name;
  return [...new Set([resource, whole, name, ...(service === 'elasticloadbalancing' ? [] : [last])])].filter(
    (one) => one.length >= 3,
  );
}
