/** What `--json` promises to programs outside, as a JSON Schema. Fields may be added to a report, never taken away. */
const text = { type: 'string' };
const words = { type: 'string', minLength: 1 };
const texts = { type: 'array', items: text };
const time = { type: 'string', pattern: String.raw`^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$` };
const orNull = (schema: object): object => ({ anyOf: [schema, { type: 'null' }] });
const listOf = (items: object): object => ({ type: 'array', items });
const all = (properties: Readonly<Record<string, object>>): object => ({
  type: 'object',
  properties,
  required: Object.keys(properties),
});

const action = { type: 'string', pattern: String.raw`^[a-z0-9-]+:[A-Za-z0-9]+$` };
const millis = { type: 'number', minimum: 0 };

const blindSpot = {
  type: 'object',
  properties: {
    fact: words,
    why: { enum: ['denied', 'throttled', 'timeout', 'absent', 'failed', 'bug'] },
    detail: text,
    action,
  },
  required: ['fact', 'why', 'detail'],
};

const evidence = all({ fact: words, says: words, quotes: texts, action: orNull(action), link: orNull(text) });

const finding = all({
  cause: words,
  title: words,
  says: words,
  confidence: { enum: ['confirmed', 'likely', 'possible'] },
  role: { enum: ['root-cause', 'contributing-factor'] },
  share: orNull({ type: 'number', minimum: 0, maximum: 1 }),
  resources: texts,
  evidence: { type: 'array', items: evidence, minItems: 1 },
  fix: words,
  wouldSettle: listOf(blindSpot),
  offers: listOf(
    all({ remediation: words, title: words, risk: { enum: ['low', 'medium', 'high'] }, params: { type: 'object' } }),
  ),
});

const symptom = {
  anyOf: [
    all({ seen: { type: 'boolean' }, says: words, since: orNull(time), until: orNull(time) }),
    all({ known: { const: false }, blind: blindSpot }),
  ],
};

export const reportSchema = all({
  schema: { const: 1 },
  id: { type: 'string', pattern: '^inv_[0-9A-Z]{26}$' },
  playbook: words,
  playbookVersion: words,
  subject: all({ name: words, arn: orNull({ type: 'string', pattern: '^arn:' }), from: words }),
  account: orNull({ type: 'string', pattern: String.raw`^\d{12}$` }),
  region: words,
  window: all({ from: time, to: time }),
  startedAt: time,
  finishedAt: time,
  durationMs: millis,
  diagnosis: all({
    kind: { enum: ['diagnosed', 'undecided', 'unexplained', 'not-happening', 'blind'] },
    rootCause: orNull(words),
    says: words,
  }),
  symptom,
  findings: listOf(finding),
  ruledOut: listOf(all({ cause: words, title: words, evidence: listOf(evidence) })),
  unanswered: listOf(all({ cause: words, title: words, blind: blindSpot })),
  blindSpots: listOf(blindSpot),
  changes: listOf(all({ at: time, what: words, who: orNull(text), event: orNull(text) })),
  facts: listOf(
    all({
      id: words,
      title: words,
      ms: millis,
      sources: listOf(all({ action, at: time, ms: millis, attempts: { type: 'integer', minimum: 1 } })),
    }),
  ),
});
