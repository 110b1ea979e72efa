import { cause, fact, given, know, maybe, playbook, ReadFailure } from '#playbook';
import type {
  Bearing,
  Cause,
  Change,
  Confidence,
  Fact,
  Given,
  Layer,
  ReadCall,
  Reader,
  Subject,
  Symptom,
} from '#playbook';
import { investigate } from '#engine';
import type { Report } from '#engine';

export const onset = new Date('2026-11-22T14:02:00Z');
export const subject = given<Subject>('test.subject', 'Subject');

/** A playbook over facts and causes made for one test. */
export function bookOf(
  causes: readonly Cause[],
  symptom: Fact<Symptom>,
  deadlineMs = 2000,
  changes: readonly Change[] = [],
) {
  return playbook({
    id: 'test',
    title: 'A test',
    summary: 'For tests.',
    version: '1',
    kind: { id: 'thing', title: 'thing', isArn: () => false, nameOf: (arn) => arn, sources: [] },
    subject,
    symptom,
    changes: fact({ id: 'test.changes', title: 'Changes', step: 'Changes', learn: () => changes }),
    causes,
    next: () => [],
    deadlineMs,
  });
}

export const seen: Extract<Symptom, { seen: true }> = {
  seen: true,
  says: 'it fails',
  since: onset,
  until: null,
  scope: ['a', 'b'],
};

export function symptomOf(symptom: Symptom) {
  return fact({ id: 'test.symptom', title: 'Symptom', step: 'Metrics', learn: () => symptom });
}

/** A cause whose judge always says the same. */
export function stands(
  id: string,
  confidence: Confidence,
  more: Bearing & {
    readonly leadsTo?: readonly Cause[];
    readonly refines?: readonly Cause[];
    readonly layer?: Layer;
    readonly consequence?: boolean;
  } = {},
): Cause {
  const { leadsTo, refines, layer, consequence, ...bearing } = more;
  const about = { title: `Title of ${id}`, recognised: '', fix: `Mend ${id}`, layer: layer ?? ('config' as const) };
  return cause({
    id,
    ...about,
    ...(leadsTo && { leadsTo }),
    ...(refines && { refines }),
    ...(consequence && { consequence }),
    from: {},
    judge: (_, say) => say[confidence](`${id} it is`, {}, bearing),
  });
}

/** A cause that needs a fact which may not be read. */
export function unread(
  id: string,
  more: { readonly leadsTo?: readonly Cause[]; readonly layer?: Layer; readonly scope?: readonly string[] } = {},
): Cause {
  const hidden = fact({
    id: `test.${id}`,
    title: 'Hidden',
    step: 'Hidden',
    learn: (): string => {
      throw new ReadFailure('denied', 'not allowed', 'ecs:ListTasks');
    },
  });
  const about = { title: `Title of ${id}`, recognised: '', fix: '', layer: more.layer ?? ('config' as const) };
  return cause({
    id,
    ...about,
    leadsTo: more.leadsTo ?? [],
    from: { hidden: maybe(hidden) },
    judge: ({ hidden: value }, say) =>
      value.known ? say.confirmed(value.value, {}) : say.unanswered(value.blind, more.scope),
  });
}

export const noReader: Reader = () => Promise.reject(new ReadFailure('failed', 'nothing is read here'));

/** A call that exists only in tests: `read.thing`. */
export function callNamed<I, O>(id: string): ReadCall<I, O> {
  return { effect: 'read', id, action: 'test:Read' };
}

export function run(
  causes: readonly Cause[],
  options: {
    readonly symptom?: Symptom | Fact<Symptom>;
    readonly read?: Reader;
    readonly given?: readonly Given[];
    readonly deadlineMs?: number;
    readonly signal?: AbortSignal;
    readonly redact?: (text: string) => string;
    readonly changes?: readonly Change[];
  } = {},
): Promise<Report> {
  const symptom = options.symptom ?? seen;
  const symptomFact = 'seen' in symptom ? symptomOf(symptom) : symptom;
  return investigate(bookOf(causes, symptomFact, options.deadlineMs, options.changes), {
    head: {
      id: 'inv_1',
      subject: { name: 'x', arn: null, from: 'typed' },
      account: '123456789012',
      accountName: null,
      region: 'eu-west-1',
      window: { from: '2026-11-22T14:00:00.000Z', to: '2026-11-22T15:00:00.000Z' },
    },
    given: [know(subject, { name: 'x', arn: null, from: 'typed' }), ...(options.given ?? [])],
    read: options.read ?? noReader,
    place: { account: '123456789012', region: 'eu-west-1', partition: 'aws' },
    now: new Date('2026-11-22T15:00:00Z'),
    signal: options.signal ?? new AbortController().signal,
    redact: options.redact ?? ((text) => text),
  });
}
