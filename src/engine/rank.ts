import type { Cause, Confidence, Layer, Symptom } from '#playbook';
import type { Answer, Standing } from './consider.ts';
import type { Finding, Noticed, Role } from './report.ts';

/** A cause that began this much later than the symptom did not start it; metrics have a grain of a minute. */
const LATE_MS = 2 * 60_000;
/** So much more of the symptom may have come before a cause than it leaves to others: shares are estimates. */
const SLACK = 0.1;

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
 * either, except where that producer is a change: then its trigger is missing, not its mechanism.
 *
 * Between rivals the order is: confidence, share of the symptom, how far upstream, order in the playbook. Two causes
 * whose shares fit side by side account for different parts and are no rivals: there much the larger share decides.
 */
export function rank(answers: readonly Answer[], symptom: Seen | null): Ranking {
  const all = answers.filter((answer) => answer.kind === 'stands');
  const elsewhere = all.filter((one) => isElsewhere(one, symptom));
  // What touches nothing affected is no more specific account of what is.
  const standing = replaceGeneral(
    all.filter((one) => !elsewhere.includes(one)),
    (one) => isSure(one) && (symptom === null || !isLate(one, symptom)),
  );
  const families = producers(answers, standing, symptom?.scope ?? null);
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
  const shareOf = sharesIn(standing);
  const order = (a: Standing, b: Standing) => compare(a, b, shareOf) || answers.indexOf(a) - answers.indexOf(b);
  const [root] = standing.filter(mayWin).toSorted(order);
  const rest = standing.filter((one) => one !== root).toSorted(order);
  const role = (one: Standing): Role =>
    one === root || (!root && one.confidence === 'possible') ? 'root-cause' : 'contributing-factor';
  // What is merely possible, and a change that leads nowhere, count beside a root only where they are linked with it.
  const related = (one: Standing) =>
    (one.confidence !== 'possible' && one.cause.layer !== 'change') || (root !== undefined && linked(one, root));
  const kept = root ? rest.filter(related) : rest;
  return {
    root: root ? finding(root, 'root-cause', symptom) : null,
    findings: [...(root ? [root] : []), ...kept].map((one) => finding(one, role(one), root ? symptom : null)),
    noticed: [
      ...rest
        .filter((one) => !kept.includes(one))
        .map((one) => notice(one, 'another cause explains the symptom better')),
      ...elsewhere.map((one) => notice(one, 'it does not touch what is affected')),
    ],
  };
}

/** Of two causes of different parts, the one with so much more of the symptom comes first, in tenths. */
const MUCH_MORE = 4;

function compare(a: Standing, b: Standing, shareOf: ShareOf = ({ bearing }) => bearing.share): number {
  const [first, second] = [shareOf(a), shareOf(b)];
  const more = tenths(second) - tenths(first);
  const sideBySide = first !== undefined && second !== undefined && first + second <= 1 + SLACK;
  if (sideBySide && isSure(a) && isSure(b) && Math.abs(more) >= MUCH_MORE) return more;
  return weight[b.confidence] - weight[a.confidence] || more || upstream[b.cause.layer] - upstream[a.cause.layer];
}

type ShareOf = (one: Standing) => number | undefined;

/** The share of a cause; where it was not measured, that of what it leads to. */
function sharesIn(standing: readonly Standing[]): ShareOf {
  return (one) => {
    const consequences = standing.filter((lower) => reaches(one.cause, lower.cause) && meet(one, lower));
    const shares = consequences.flatMap(({ bearing }) => bearing.share ?? []);
    return one.bearing.share ?? (shares.length > 0 ? Math.max(...shares) : undefined);
  };
}

/** Shares that differ by less than a tenth are alike; an unknown share counts as half. */
function tenths(share: number | undefined): number {
  return Math.round((share ?? 0.5) * 10);
}

type Seen = Extract<Symptom, { seen: true }>;

/**
 * Whether it began too late to account for its share: a lesser trouble that went before does not acquit what the
 * greater part came with. Where the symptom's course is not known, whatever began after it is late.
 */
function isLate({ bearing: { since, share } }: Standing, symptom: Seen): boolean {
  if (since === undefined) return false;
  const begin = since.getTime() - LATE_MS;
  if (begin <= symptom.since.getTime()) return false;
  const total = countOf(symptom.course ?? []);
  if (total === 0) return true;
  const before = countOf((symptom.course ?? []).filter(({ at }) => at.getTime() < begin));
  return before / total > 1 - (share ?? 1) + SLACK;
}

function countOf(course: readonly { readonly count: number }[]): number {
  return course.reduce((all, { count }) => all + count, 0);
}

function isElsewhere({ bearing }: Standing, symptom: { scope: readonly string[] | null } | null): boolean {
  const { scope } = bearing;
  if (!symptom?.scope?.length || !scope?.length) return false;
  return !scope.some((part) => symptom.scope?.includes(part));
}

function isSure({ confidence }: Standing): boolean {
  return confidence !== 'possible';
}

/**
 * A more specific cause takes the place of the general one, and its evidence with it, where it may stand for it and
 * accounts for at least half of what that one does.
 */
function replaceGeneral(standing: readonly Standing[], mayReplace: (one: Standing) => boolean): Standing[] {
  const specific = standing.filter(mayReplace);
  const replaces = (one: Standing, general: Standing) =>
    specific.includes(one) &&
    one.cause.refines.includes(general.cause) &&
    (one.bearing.share ?? 1) >= (general.bearing.share ?? 0) / 2;
  return standing
    .filter((general) => !standing.some((one) => replaces(one, general)))
    .map((one) => {
      const said = new Set(one.evidence.map(({ says }) => says));
      const more = standing.filter((general) => replaces(one, general)).flatMap(({ evidence }) => evidence);
      return { ...one, evidence: [...one.evidence, ...more.filter(({ says }) => !said.has(says))] };
    });
}

type Producer = Extract<Answer, { kind: 'stands' | 'unanswered' }>;

/** For each standing cause, what stands or could not be told upstream of it, through however many steps. */
function producers(
  answers: readonly Answer[],
  standing: readonly Standing[],
  affected: readonly string[] | null,
): (one: Standing) => Producer[] {
  const open: Producer[] = [...standing, ...answers.filter((answer) => answer.kind === 'unanswered')];
  const direct = (lower: Producer) =>
    open.filter((upper) => upper.cause.leadsTo.includes(lower.cause) && meet(upper, lower, affected));
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

/**
 * One can produce the other only where both bear on a common part. What could not be told may bear on anything, unless
 * its judge says on what; what does not say where it is, is where the symptom is.
 */
function meet(upper: Producer, lower: Producer, affected: readonly string[] | null = null): boolean {
  if (upper.kind === 'unanswered') {
    const below = lower.kind === 'stands' && lower.bearing.scope?.length ? lower.bearing.scope : affected;
    return !upper.scope || !below || upper.scope.some((part) => below.includes(part));
  }
  if (lower.kind === 'unanswered') return true;
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

function finding(one: Standing, role: Role, symptom: Seen | null): Finding {
  return { ...body(one), role, offers: helps(one, symptom) ? (one.bearing.offers ?? []) : [] };
}

/** Nothing is changed on a mere possibility, while the root is not known, for what nobody saw, or for what is over. */
function helps({ confidence }: Standing, symptom: Seen | null): boolean {
  return confidence !== 'possible' && symptom !== null && symptom.until === null;
}

function notice(one: Standing, why: string): Noticed {
  return { ...body(one), why, offers: [] };
}

/** What is not right although the symptom is absent: told apart, so that nothing is asserted on a quiet day. */
export function noticedOnly(answers: readonly Answer[], why: string): Noticed[] {
  return replaceGeneral(
    answers.filter((answer) => answer.kind === 'stands'),
    isSure,
  )
    .toSorted((a, b) => compare(a, b))
    .map((one) => notice(one, why));
}

function body({ cause, confidence, says, bearing, evidence, wouldSettle }: Standing): Omit<Finding, 'role' | 'offers'> {
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
  };
}
