import type { Alarm, Evidence, Handoff, InForce, Investigated, Item, StartHere, Waiting } from './handoff.ts';
import { isOpen } from './investigations-part.ts';

type Sections = Pick<
  Handoff,
  'inForce' | 'byOthers' | 'alarms' | 'investigations' | 'waiting' | 'reviews' | 'window' | 'madeAt'
>;

/** A rule, in the order in which they are tried: the first that finds something has chosen. */
interface Rule {
  readonly says: string;
  readonly choose: (handoff: Sections) => { readonly item: Item; readonly says: string } | null;
}

const hour = 60 * 60_000;
const soonMs = 12 * hour;

const rules: readonly Rule[] = [
  {
    says: 'a change of which somebody has to decide or nobody can tell whether it is in force',
    choose: ({ inForce }) => told(inForce.filter(isUndecided)[0], changeText),
  },
  {
    says: 'an alarm that began to ring in this shift and was not looked into since, the longest first',
    choose: ({ alarms, window }) =>
      told(
        longest(alarms.filter(({ diagnosis, since }) => !diagnosis?.current && (since ?? '') >= window.from)),
        alarmText,
      ),
  },
  {
    says: 'a change that ends within 12 hours, the soonest first: what it holds back may come back',
    choose: ({ inForce, madeAt }) =>
      told(
        soonest(inForce.filter(({ until }) => until !== null && Date.parse(until) - Date.parse(madeAt) <= soonMs)),
        changeText,
      ),
  },
  {
    says: 'an alarm that rings and was looked into, the longest first',
    choose: ({ alarms, window }) =>
      told(
        longest(alarms.filter(({ diagnosis, since }) => diagnosis?.current || (since ?? '') >= window.from)),
        alarmText,
      ),
  },
  {
    says: 'a change that waits for approval, the first to expire first',
    choose: ({ waiting }) =>
      told(
        waiting.filter(({ state }) => state === 'pending').toSorted((a, b) => order(a.expiresAt, b.expiresAt))[0],
        waitingText,
      ),
  },
  {
    says: 'a change made without approval that nobody has reviewed, the oldest first',
    choose: ({ reviews }) =>
      told(reviews.toSorted((a, b) => order(a.at, b.at))[0], ({ title, says }) => `Review “${title}”: ${says}`),
  },
  {
    says: 'a temporary change that somebody made by hand, those without an end first',
    choose: ({ byOthers }) =>
      told(byOthers.toSorted((a, b) => order(a.until ?? '', b.until ?? ''))[0], ({ says }) => says),
  },
  {
    says: 'a cause that was found and about which nothing was done, the newest first',
    choose: ({ investigations }) =>
      told(
        investigations.find((one) => isOpen(one) && one.verdict === 'diagnosed'),
        investigatedText,
      ),
  },
  {
    says: 'an alarm that has been ringing since before this shift, the newest first',
    choose: ({ alarms }) => told(alarms.toSorted((a, b) => order(b.since ?? '', a.since ?? ''))[0], alarmText),
  },
  {
    says: 'a change that is in force',
    choose: ({ inForce }) => told(soonest(inForce), changeText),
  },
  {
    says: 'an investigation without a result, the newest first',
    choose: ({ investigations }) => told(investigations.find(isOpen), investigatedText),
  },
];

/** The one thing to look at first; null when there is nothing to look at. */
export function startHere(handoff: Sections): StartHere | null {
  for (const [index, rule] of rules.entries()) {
    const chosen = rule.choose(handoff);
    if (chosen) {
      const { key, evidence }: { readonly key: string; readonly evidence: Evidence } = chosen.item;
      return { rule: `Rule ${index + 1} of ${rules.length}: ${rule.says}.`, key, says: chosen.says, evidence };
    }
  }
  return null;
}

function told<T extends Item>(item: T | undefined, text: (item: T) => string) {
  return item ? { item, says: text(item) } : null;
}

const undecided: ReadonlySet<string> = new Set(['unknown', 'revert-unknown', 'revert-stopped']);

function isUndecided({ state }: InForce): boolean {
  return undecided.has(state);
}

function soonest(changes: readonly InForce[]): InForce | undefined {
  return changes.toSorted((a, b) => order(a.until ?? '9', b.until ?? '9'))[0];
}

function longest(alarms: readonly Alarm[]): Alarm | undefined {
  return alarms.toSorted((a, b) => order(a.since ?? '', b.since ?? ''))[0];
}

function changeText({ title, says, state }: InForce): string {
  const trouble = undecided.has(state) ? ' (it needs a decision)' : '';
  return `${title}: ${says}${trouble}`;
}

function alarmText({ name, diagnosis, next }: Alarm): string {
  if (diagnosis?.current) return `The alarm ${name} rings: ${diagnosis.says}`;
  return next === null ? `The alarm ${name} rings, and nobody has looked into it.` : `The alarm ${name} rings: ${next}`;
}

function waitingText({ title, says, votes, needed }: Waiting): string {
  return `“${title}” waits for approval (${votes} of ${needed}): ${says}`;
}

function investigatedText({ subject, says }: Investigated): string {
  return `${subject}: ${says}`;
}

function order(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}
