import type { Change, Layer, Symptom } from '#playbook';

const MINUTE = 60_000;
/** How long before the symptom a change to what the root cause names may lie. */
const BEFORE_MS = 30 * MINUTE;
/** The same for a change that touches only what is affected, or something that the root cause's resources rest on. */
const NEAR_MS = 20 * MINUTE;
/** Metrics tell minutes: what was changed within the first minute of the symptom may have come before it. */
const GRAIN_MS = MINUTE;
/**
 * One change is often seen twice, as the call and as what came of it (a database takes minutes to stop): within this
 * time the one that names who wins.
 */
const SAME_MS = 10 * MINUTE;

/** What is known of the root cause: its resources, the one most to blame first. */
interface Root {
  readonly resources: readonly string[];
  readonly layer: Layer;
}

/**
 * The change that may have set off the root cause: it took effect, touches a resource of the root cause or a part of
 * what is affected, and came before the symptom, not too long. Of several it is the one that touches what is most to
 * blame, and of those the latest. Scaling sets off only what capacity is wanting for.
 */
export function triggerOf(
  changes: readonly Change[],
  root: Root,
  symptom: Pick<Extract<Symptom, { seen: true }>, 'since' | 'scope'>,
): Change | null {
  const affected = [...root.resources, ...(symptom.scope ?? [])];
  const candidates = changes.flatMap((change) => {
    const ago = symptom.since.getTime() - change.at.getTime();
    if (change.refused === true || (change.scales === true && root.layer !== 'capacity')) return [];
    if (ago < -GRAIN_MS || ago > BEFORE_MS) return [];
    const blamed = root.resources.findIndex((resource) => meet(change.resources, [resource]));
    if (blamed >= 0) return [{ change, blamed }];
    const near = ago <= NEAR_MS && meet([...change.resources, ...(change.affects ?? [])], affected);
    return near ? [{ change, blamed: root.resources.length }] : [];
  });
  const [first, ...others] = candidates.toSorted(
    (a, b) => a.blamed - b.blamed || b.change.at.getTime() - a.change.at.getTime(),
  );
  if (first === undefined) return null;
  const same = others.filter(
    ({ change, blamed }) => blamed === first.blamed && first.change.at.getTime() - change.at.getTime() <= SAME_MS,
  );
  return [first, ...same].find(({ change }) => change.who !== null && change.event !== null)?.change ?? first.change;
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
