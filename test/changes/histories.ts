import fc from 'fast-check';
import type { Config } from '#config';
import type { Person } from '../../src/approval/standing.ts';
import { ana, ben, cem, dia, emergencies, eve, rule } from './office.ts';
import type { Office } from './office.ts';
import { minute } from './worker/workbench.ts';

const everybody = [ana, ben, cem, dia, eve] as const;
const groups = ['S0OPS', 'S0DEV'] as const;
const resources = ['checkout', 'payments'].map((name) => `arn:aws:lambda:us-east-1:123456789012:function:${name}`);

/** One thing that happens. Changes are meant by their number from the newest. */
export type Step =
  | { readonly do: 'propose'; readonly by: Person; readonly resource: string; readonly to: string }
  | { readonly do: 'break-glass'; readonly by: Person; readonly resource: string }
  | { readonly do: 'approve'; readonly by: Person; readonly nth: number; readonly digest: 'right' | 'wrong' }
  | { readonly do: 'deny' | 'withdraw' | 'undo' | 'keep' | 'extend'; readonly by: Person; readonly nth: number }
  | { readonly do: 'settle'; readonly by: Person; readonly nth: number; readonly tookEffect: boolean }
  | { readonly do: 'switch'; readonly by: Person; readonly on: boolean }
  | { readonly do: 'wait'; readonly minutes: number }
  | { readonly do: 'work' }
  | { readonly do: 'others-set'; readonly resource: string; readonly value: string }
  | { readonly do: 'bar'; readonly person: Person; readonly how: 'gone' | 'unknown' | null }
  | { readonly do: 'group'; readonly group: string; readonly members: readonly Person[] | null }
  | { readonly do: 'on-call'; readonly people: readonly Person[] | null }
  | { readonly do: 'rules'; readonly approvals: Config['approvals'] }
  | { readonly do: 'freeze' | 'protect' | 'emergencies'; readonly on: boolean }
  | { readonly do: 'fate'; readonly fate: 'lost-request' | 'lost-answer' | 'refused' };

const person = fc.constantFrom(...everybody);
const resource = fc.constantFrom(...resources);
const nth = fc.nat({ max: 2 });
const on = fc.boolean();
const members = fc.option(fc.subarray([...everybody]), { freq: 6 });
const ruleParts = fc.record({
  users: fc.subarray(['U0ANA', 'U0BEN', 'U0CEM', 'U0DIA'], { minLength: 2 }),
  groups: fc.subarray([...groups]),
  onCall: on,
  needed: fc.constantFrom(1, 2, 2, 3),
  differentGroups: on,
});
const rules = fc.oneof(
  { weight: 8, arbitrary: ruleParts.map(rule) },
  { weight: 1, arbitrary: fc.constant<Config['approvals']>([]) },
);
const mostlyOn = fc.constantFrom(true, true, true, false);
const mostlyOff = fc.constantFrom(false, false, false, true);

const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 12,
    arbitrary: fc.record({ do: fc.constant('propose'), by: person, resource, to: fc.constantFrom('5', '6') }),
  },
  {
    weight: 40,
    arbitrary: fc.record({
      do: fc.constant('approve'),
      by: person,
      nth: fc.constantFrom(0, 0, 0, 1, 2),
      digest: fc.constantFrom('right', 'right', 'right', 'right', 'right', 'right', 'wrong'),
    }),
  },
  { weight: 16, arbitrary: fc.record({ do: fc.constant('work') }) },
  { weight: 5, arbitrary: fc.record({ do: fc.constant('wait'), minutes: fc.constantFrom(1, 3, 6, 20, 50) }) },
  {
    weight: 8,
    arbitrary: fc.record({
      do: fc.constantFrom('deny', 'withdraw', 'undo', 'undo', 'undo', 'keep', 'extend'),
      by: person,
      nth,
    }),
  },
  fc.record({ do: fc.constant('settle'), by: person, nth, tookEffect: on }),
  { weight: 2, arbitrary: fc.record({ do: fc.constant('break-glass'), by: person, resource }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('switch'), by: person, on: mostlyOn }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('others-set'), resource, value: fc.constantFrom('5', '77') }) },
  {
    weight: 4,
    arbitrary: fc.record({ do: fc.constant('bar'), person, how: fc.constantFrom('gone', 'unknown', null, null, null) }),
  },
  fc.record({ do: fc.constant('group'), group: fc.constantFrom(...groups), members }),
  fc.record({ do: fc.constant('on-call'), people: members }),
  { weight: 2, arbitrary: fc.record({ do: fc.constant('rules'), approvals: rules }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constantFrom('freeze', 'protect'), on: mostlyOff }) },
  fc.record({ do: fc.constant('emergencies'), on }),
  fc.record({ do: fc.constant('fate'), fate: fc.constantFrom('lost-request', 'lost-answer', 'refused') }),
);

/** What happens in one history. */
export const steps = fc.array(step, { minLength: 60, maxLength: 120, size: 'max' });

/** What was seen of a history. */
export interface Seen {
  /** What must never happen, as sentences. */
  readonly wrong: readonly string[];
  /** Changes that were made, put back, and made by breaking the glass. */
  readonly made: number;
  readonly putBack: number;
  readonly brokenGlass: number;
  readonly refused: number;
}

/** What a witness outside the program knows of a change: what was asked for, and who was told that their yes counts. */
interface Witnessed {
  readonly id: string;
  readonly by: Person;
  readonly resource: string;
  readonly to: string;
  readonly before: string | null;
  readonly digest: string;
  readonly expiresAt: number;
  readonly approvals: Config['approvals'];
  readonly brokenGlass: boolean;
  readonly yes: Map<Person, number>;
  ended: boolean;
  /** Somebody with rights said to write over what others set. */
  anyway: boolean;
  made: number;
}

/**
 * Lets a history happen to an office, and watches from outside: every call that AWS carried out must have been approved
 * by enough different people with rights at that very time, in time, of what was there. The witness counts for itself;
 * it knows nothing of the program but what it answers.
 */
export async function live(office: Office, history: readonly Step[]): Promise<Seen> {
  const witness = new Witness(office);
  office.configure({ approvals: rule({ groups: [...groups], onCall: true }) });
  office.configure({ limits: { total: 1000, account: 1000, action: 1000, resource: 1000, pending: 1000 } });
  for (const group of groups) office.directory.groups.set(group, [ben, cem]);
  office.directory.onCall = [dia];
  for (const one of history) await witness.live(one);
  return witness.seen();
}

class Witness {
  readonly #office: Office;
  readonly #changes: Witnessed[] = [];
  readonly #wrong: string[] = [];
  readonly #values = new Map<string, string | null>();
  #effects = 0;
  #made = 0;
  #putBack = 0;
  #brokenGlass = 0;
  #refused = 0;
  #frozen = false;
  #protected = false;
  #off = false;

  constructor(office: Office) {
    this.#office = office;
  }

  async live(step: Step): Promise<void> {
    const { directory, bench } = this.#office;
    switch (step.do) {
      case 'propose':
      case 'break-glass':
        return this.#propose(step);
      case 'approve':
      case 'deny':
      case 'withdraw':
      case 'undo':
      case 'keep':
      case 'settle':
      case 'extend':
        return this.#decide(step);
      case 'switch': {
        const { ok } = await this.#office.changes.turn(step.on, step.by, 'because');
        if (ok) this.#off = !step.on;
        return;
      }
      case 'wait':
        await this.#office.pass(step.minutes * minute);
        return this.#look();
      case 'work':
        await this.#office.work();
        return this.#look();
      case 'others-set':
        bench.aws.values.set(step.resource, step.value);
        this.#values.set(step.resource, step.value);
        return;
      case 'bar':
        if (step.how === null) directory.barred.delete(step.person);
        else directory.barred.set(step.person, step.how === 'gone' ? 'You have left.' : new Error('Slack is down'));
        return;
      case 'group':
        directory.groups.set(step.group, step.members);
        return;
      case 'on-call':
        directory.onCall = step.people;
        return;
      case 'rules':
        return this.#office.configure({ approvals: step.approvals });
      case 'freeze':
        this.#frozen = step.on;
        return this.#office.configure({
          freezes: step.on ? [{ from: '2026-11-01T00:00:00Z', to: '2026-12-24T00:00:00Z', accounts: [] }] : [],
        });
      case 'protect':
        this.#protected = step.on;
        return this.#office.configure({ protected: step.on ? ['payments'] : [] });
      case 'emergencies':
        return this.#office.configure({ breakGlass: step.on ? emergencies : [] });
      case 'fate':
        bench.aws.fates.push(step.fate);
    }
  }

  seen(): Seen {
    return {
      wrong: this.#wrong,
      made: this.#made,
      putBack: this.#putBack,
      brokenGlass: this.#brokenGlass,
      refused: this.#refused,
    };
  }

  async #propose(step: Extract<Step, { do: 'propose' | 'break-glass' }>): Promise<void> {
    const office = this.#office;
    const brokenGlass = step.do === 'break-glass';
    const { by, resource } = step;
    const to = brokenGlass ? '9' : step.to;
    const before = this.#values.get(resource) ?? null;
    const { approvals } = office.config;
    const emergency = { breakGlass: true, typed: resource, lastsMs: null, reason: 'Everybody else is asleep.' };
    const asked = { by, given: { resource, to }, ...(brokenGlass ? emergency : {}) };
    const { ok, change } = await office.propose(asked);
    if (!ok || !change) return void this.#refused++;
    const { id, digest, expiresAt } = change.proposal;
    const parts = { id, by, resource, to, before, digest, approvals, brokenGlass, expiresAt: expiresAt.getTime() };
    this.#changes.push({ ...parts, yes: new Map(), ended: false, anyway: false, made: 0 });
  }

  async #decide(step: Extract<Step, { readonly nth: number }>): Promise<void> {
    const { changes, bench } = this.#office;
    const change = this.#changes.at(-1 - step.nth);
    if (!change) return;
    const { id } = change;
    const before = await bench.state(id);
    const answer = await (() => {
      switch (step.do) {
        case 'approve':
          return changes.approve(id, step.by, step.digest === 'right' ? change.digest : `${change.digest}0`);
        case 'deny':
          return changes.deny(id, step.by, 'no');
        case 'withdraw':
          return changes.withdraw(id, step.by);
        case 'undo':
          return changes.undo(id, step.by);
        case 'keep':
          return changes.keep(id, step.by);
        case 'settle':
          return changes.settle(id, step.by, step.tookEffect);
        case 'extend':
          return this.#extend(id, step.by);
      }
    })();
    if (!answer?.ok) return void this.#refused++;
    switch (step.do) {
      case 'approve':
        if (step.digest === 'wrong') this.#wrong.push('a yes to something else counted');
        change.yes.set(step.by, bench.clock.ms);
        return;
      case 'deny':
      case 'withdraw':
        change.ended = true;
        return;
      case 'undo':
        if (before === 'revert-stopped' && !this.#may(step.by, change))
          this.#wrong.push(`${step.by} said without rights to write over what others set`);
        if (before === 'revert-stopped') change.anyway = true;
        return;
      case 'keep':
        if (!this.#may(step.by, change)) this.#wrong.push(`${step.by} kept ${id} without rights`);
        return;
      case 'settle':
        if (!this.#may(step.by, change)) this.#wrong.push(`${step.by} settled ${id} without rights`);
        return;
      case 'extend':
    }
  }

  async #extend(id: string, by: Person) {
    const form = await this.#office.changes.again(id, by, true);
    return form && this.#office.propose({ ...form, reason: 'not over', lastsMs: 110 * minute });
  }

  /** Looks at the calls that AWS carried out since the last look. */
  #look(): void {
    const { effects } = this.#office.bench.aws;
    for (const { change: id, resource, value, at } of effects.slice(this.#effects)) {
      const change = this.#changes.find((one) => one.id === id);
      const present = this.#values.get(resource) ?? null;
      if (!change) this.#wrong.push(`nobody asked for ${id}`);
      else if (value === change.to && change.made === 0) this.#judge(change, present, at);
      else if (value === change.before && change.made === 1) {
        this.#putBack++;
        if (present !== change.to && !change.anyway) this.#wrong.push(`${id} wrote over ${present}, which others set`);
      } else this.#wrong.push(`${id} set ${resource} to ${value}, of which nobody was asked`);
      this.#values.set(resource, value);
    }
    this.#effects = effects.length;
  }

  /** Whether the change could be made at this time. */
  #judge(change: Witnessed, present: string | null, at: number): void {
    const { id, by, yes, brokenGlass } = change;
    change.made++;
    this.#made++;
    const wrong = (what: string) => void this.#wrong.push(`${id} was made ${what}`);
    if (present !== change.before) wrong(`over ${present}, not ${change.before}`);
    if (change.ended) wrong('though it was denied or withdrawn');
    if (this.#off) wrong('while changes were turned off');
    if (this.#frozen) wrong('during a freeze');
    if (this.#protected && change.resource.endsWith('payments')) wrong('though it is protected');
    if (brokenGlass) {
      this.#brokenGlass++;
      const may = by === ana && this.#office.config.breakGlass.length > 0 && !this.#office.directory.barred.has(by);
      if (!may) wrong('by breaking a glass without the right to');
      return;
    }
    const counting = [...yes].filter(([person]) => this.#may(person, change));
    if (counting.some(([, when]) => when >= change.expiresAt)) wrong('with a yes that came too late');
    const last = Math.max(...counting.map(([, when]) => when));
    if (at >= last + 5 * minute + 60_000) wrong('long after it was approved');
    for (const rules of [change.approvals, this.#office.config.approvals]) {
      const needed = rules[0]?.needed ?? Infinity;
      const people = counting.map(([person]) => person);
      const enough = rules[0]?.differentGroups ? this.#distinct(people, rules[0]) : people.length;
      if (enough < needed) wrong(`with ${enough} of ${needed}`);
    }
  }

  /** Whether somebody may approve a change now, by the rule of then and that of now. */
  #may(person: Person, change: Witnessed): boolean {
    if (person === change.by || this.#office.directory.barred.has(person)) return false;
    const all = change.brokenGlass
      ? [this.#office.config.approvals]
      : [change.approvals, this.#office.config.approvals];
    return all.every((rules) => rules[0] !== undefined && this.#ways(person, rules[0]).length > 0);
  }

  #ways(person: Person, { users, groups: named, onCall }: Config['approvals'][number]): readonly string[] {
    const { directory } = this.#office;
    const isIn = (people: unknown) => Array.isArray(people) && people.includes(person);
    return [
      ...(users.includes(person.slice(3)) ? ['users'] : []),
      ...named.filter((group) => isIn(directory.groups.get(group))),
      ...(onCall && isIn(directory.onCall) ? ['on call'] : []),
    ];
  }

  /** The most people of whom each can come another way: by trying everything. */
  #distinct(people: readonly Person[], of: Config['approvals'][number], taken: readonly string[] = []): number {
    const [first, ...others] = people;
    if (first === undefined) return 0;
    const with_ = this.#ways(first, of)
      .filter((way) => !taken.includes(way))
      .map((way) => 1 + this.#distinct(others, of, [...taken, way]));
    return Math.max(this.#distinct(others, of, taken), ...with_);
  }
}
