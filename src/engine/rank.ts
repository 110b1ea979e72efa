import type { Cause, Confidence, Layer, Symptom } from '#playbook';
import type { Answer, Standing } from './consider.ts';
import type { Finding, Noticed, Role } from './report.ts';

/** A cause that began this much later than the symptom did not start it; metrics have a grain of a minute. */
const LATE_MS = 2 * 60_000;

export const weight: Record<Confidence, number> = { confirmed: 3, likely: 2, possible: 1 };
const upstream: Record<Layer, number> = { change: 5, config: 4, capacity: 3, dependency: 2, symptom: 1 };

/** The standing causes in order, with the part each plays. */
export interface Ranking {
  readonly root: Finding | null;
  readonly findings: readonly Finding[];
  readonly noticed: readonly Noticed[];
}

/**
 * Picks one root cause and says what part the others play. `symptom` is null when it could not be seen: then nothing
 * may be asserted as its root.
 *
 * A consequence never outranks its cause, however well confirmed. A cause that began after the symptom, or that bears
 * on nothing affected, cannot win. A consequence whose possible producer could not be read does not become the root
 * either, except where that producer is a change: then its trigger is missing, not its mechanism. Between rivals the order is: confidence, share of the symptom, how far upstream, order in the playbook.
 */
export function rank(answers: readonly Answer[], symptom: Extract<Symptom, { seen: true }> | null): Ranking {
  const all = answers.filter((answer) => answer.kind === 'stands');
  const elsewhere = all.filter((one) => isElsewhere(one, symptom));
  // What touches nothing affected is no more specific account of what is.
  const standing = replaceGeneral(
    all.filter((one) => !elsewhere.includes(one)),
    (one) => isSure(one) && (symptom === null || !isLate(one, symptom)),
  );
  const families = producers(answers, standing);
  const mayWin = (one: Standing) =>
    symptom !== null &&
    one.confidence !== 'possible' &&
    !one.cause.consequence &&
    !isLate(one, symptom) &&
    families(one).every((upper) =>
      upper.kind === 'unanswered'
        ? upper.cause.layer === 'change'
        : upper.confidence === 'possible' || isLate(upper, symptom),
    );
  const order = (a: Standing, b: Standing) => compare(a, b) || answers.indexOf(a) - answers.indexOf(b);
  const [root] = standing.filter(mayWin).toSorted(order);
  const rest = standing.filter((one) => one !== root).toSorted(order);
  const role = (one: Standing): Role =>
    one === root || (!root && one.confidence === 'possible') ? 'root-cause' : 'contributing-factor';
  // What is merely possible, and a change that leads nowhere, count beside a root only where they are linked with it.
  const related = (one: Standing) =>
    (one.confidence !== 'possible' && one.cause.layer !== 'change') || (root !== undefined && linked(one, root));
  const kept = root ? rest.filter(related) : rest;
  return {
    root: root ? finding(root, 'root-cause') : null,
    findings: [...(root ? [root] : []), ...kept].map((one) => finding(one, role(one))),
    noticed: [
      ...rest
        .filter((one) => !kept.includes(one))
        .map((one) => notice(one, 'another cause explains the symptom better')),
      ...elsewhere.map((one) => notice(one, 'it does not touch what is affected')),
    ],
  };
}

function compare(a: Standing, b: Standing): number {
  return (
    weight[b.confidence] - weight[a.confidence] ||
    tenths(b.bearing.share) - tenths(a.bearing.share) ||
    upstream[b.cause.layer] - upstream[a.cause.layer]
  );
}

/** Shares that differ by less than a tenth are alike; an unknown share counts as half. */
function tenths(share: number | undefined): number {
  return Math.round((share ?? 0.5) * 10);
}

function isLate({ bearing }: Standing, { since }: { since: Date }): boolean {
  return bearing.since !== undefined && bearing.since.getTime() > since.getTime() + LATE_MS;
}

function isElsewhere({ bearing }: Standing, symptom: { scope: readonly string[] | null } | null): boolean {
  const { scope } = bearing;
  if (!symptom?.scope?.length || !scope?.length) return false;
  return !scope.some((part) => symptom.scope?.includes(part));
}

function isSure({ confidence }: Standing): boolean {
  return confidence !== 'possible';
}

/** A more specific cause, where it may stand for it, takes the place of the general one, and its evidence with it. */
function replaceGeneral(standing: readonly Standing[], mayReplace: (one: Standing) => boolean): Standing[] {
  const specific = standing.filter(mayReplace);
  const replaced = new Set(specific.flatMap(({ cause }) => cause.refines));
  return standing
    .filter(({ cause }) => !replaced.has(cause))
    .map((one) => {
      const general = standing.filter(({ cause }) => specific.includes(one) && one.cause.refines.includes(cause));
      const said = new Set(one.evidence.map(({ says }) => says));
      const more = general.flatMap(({ evidence }) => evidence).filter(({ says }) => !said.has(says));
      return { ...one, evidence: [...one.evidence, ...more] };
    });
}

type Producer = Extract<Answer, { kind: 'stands' | 'unanswered' }>;

/** For each standing cause, what stands or could not be told upstream of it, through however many steps. */
function producers(answers: readonly Answer[], standing: readonly Standing[]): (one: Standing) => Producer[] {
  const open: Producer[] = [...standing, ...answers.filter((answer) => answer.kind === 'unanswered')];
  const direct = (lower: Producer) =>
    open.filter((upper) => upper.cause.leadsTo.includes(lower.cause) && meet(upper, lower));
  return (one) => {
    const found = new Set<Producer>();
    const queue = direct(one);
    for (let upper = queue.pop(); upper; upper = queue.pop()) {
      if (found.has(upper)) continue;
      found.add(upper);
      queue.push(...direct(upper));
    }
    return [...found];
  };
}

/** One can produce the other only where both bear on a common part. What could not be told may bear on anything. */
function meet(upper: Producer, lower: Producer): boolean {
  if (upper.kind === 'unanswered' || lower.kind === 'unanswered') return true;
  const { scope: above } = upper.bearing;
  const { scope: below } = lower.bearing;
  return !above?.length || !below?.length || above.some((part) => below.includes(part));
}

function linked(a: Standing, b: Standing): boolean {
  return reaches(a.cause, b.cause) || reaches(b.cause, a.cause);
}

function reaches(from: Cause, to: Cause): boolean {
  return from.leadsTo.some((next) => next === to || reaches(next, to));
}

function finding(one: Standing, role: Role): Finding {
  return { ...body(one), role };
}

function notice(one: Standing, why: string): Noticed {
  return { ...body(one), why };
}

/** What is not right although the symptom is absent: told apart, so that nothing is asserted on a quiet day. */
export function noticedOnly(answers: readonly Answer[], why: string): Noticed[] {
  return replaceGeneral(
    answers.filter((answer) => answer.kind === 'stands'),
    isSure,
  )
    .toSorted(compare)
    .map((one) => notice(one, why));
}

function body({ cause, confidence, says, bearing, evidence, wouldSettle }: Standing): Omit<Finding, 'role'> {
  return {
    cause: cause.id,
    title: cause.title,
    says,
    confidence,
    share: bearing.share === undefined ? null : Math.round(Math.min(1, Math.max(0, bearing.share)) * 100) / 100,
    since: bearing.since?.toISOString() ?? null,
    resources: bearing.resources ?? [],
    evidence,
    fix: bearing.fix ?? cause.fix,
    wouldSettle,
    offers: [],
  };
}
