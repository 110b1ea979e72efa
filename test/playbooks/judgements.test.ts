import { beforeAll, describe, expect, test } from 'vitest';
import type { Recording } from '../../src/app/index.ts';
import type { Report } from '../../src/engine/index.ts';
import { replayed } from '../../src/evaluation/recorded.ts';
import { withWhatFollows } from '../../src/evaluation/follows.ts';
import { ReadFailure } from '../../src/playbook/index.ts';
import type { IamAction, Playbook, Reader } from '../../src/playbook/index.ts';
import type { Scenario } from '../../src/simulation/scenario.ts';
import { everyPlaybook } from './every-playbook.ts';
import { recordingOf } from './recorded.ts';

const now = new Date('2026-11-22T14:25:31.250Z');
/** Which scenarios to judge, by a part of their id; without it a handful of each playbook. `SCENARIO=/` means all. */
const named = process.env['SCENARIO'] ?? '';
const EVERY = 14;

/** Those that are shown to people, a quiet day, and some of all kinds. */
function chosen(scenarios: readonly Scenario[]): readonly Scenario[] {
  const whole = scenarios.filter(({ truth }) => truth.gaps === undefined);
  if (named !== '') return whole.filter(({ id }) => id.includes(named));
  const quiet = whole.find(({ truth }) => truth.kind === 'not-happening');
  return whole.filter((one, index) => one.sample || one === quiet || index % EVERY === 0);
}

for (const { playbook, scenarios } of everyPlaybook)
  describe.each(chosen(scenarios).map((scenario) => [scenario.id, scenario] as const))(
    `${playbook.id} judges %s`,
    (_, scenario) => {
      let recording: Recording;

      beforeAll(async () => {
        recording = await recordingOf(scenario, playbook, now);
      });

      test('alike, whenever the same was read, in whatever order it came', async () => {
        const one = await replayed(recording, playbook);
        const another = await replayed(recording, playbook, lateFirst);
        expect(timeless(another)).toEqual(timeless(one));
      });

      test('without any one of its calls: it ends, names the action, and is certain of nothing false', async () => {
        const whole = await replayed(recording, playbook);
        // In an account with nothing in it only the search for a name was made, and no fact was learnt.
        const learnt = recording.look.kind === 'subject' ? whole.facts : [];
        const actions = new Set(learnt.flatMap(({ sources }) => sources.map(({ action }) => action)));
        // One of an engine that nobody here knows is not looked at any further.
        expect(actions.size > 0).toBe(recording.look.kind === 'subject');
        const problems: string[] = [];
        for (const action of actions) {
          const report = await replayed(recording, playbook, without(action));
          problems.push(
            ...wrongs(playbook, scenario, whole, report, action).map((problem) => `without ${action}: ${problem}`),
          );
        }
        expect(problems).toEqual([]);
      });
    },
  );

/** Refuses one action, in the words of IAM. */
function without(denied: IamAction): (read: Reader) => Reader {
  return (read) => (call, input, signal) => {
    if (call.action !== denied) return read(call, input, signal);
    const says = `User: arn:aws:sts::123456789012:assumed-role/r/s is not authorized to perform: ${denied}`;
    return Promise.reject(new ReadFailure('denied', says, denied));
  };
}

/** The earlier it is asked, the later it answers. */
function lateFirst(read: Reader): Reader {
  let turns = 40;
  return async (call, input, signal) => {
    for (let turn = (turns -= 1); turn > 0; turn -= 1) await Promise.resolve();
    return read(call, input, signal);
  };
}

function wrongs(
  { causes }: Playbook,
  { truth }: Scenario,
  whole: Report,
  report: Report,
  denied: IamAction,
): readonly string[] {
  const { diagnosis, findings, blindSpots, unanswered } = report;
  const certain = (of: Report) => of.findings.filter(({ confidence }) => confidence === 'confirmed');
  const named = [
    ...(truth.rootCause ?? []),
    ...(truth.contributing ?? []),
    ...certain(whole).map(({ cause }) => cause),
  ];
  const right = withWhatFollows(named, causes);
  const root = findings.find(({ role }) => role === 'root-cause');
  return [
    ...certain(report).flatMap(({ cause }) => (right.has(cause) ? [] : [`is certain of ${cause}`])),
    // Of two faults that are both there, the one that can still be seen may come first.
    ...(root?.confidence === 'confirmed' &&
    ![...(truth.rootCause ?? []), ...(truth.contributing ?? [])].includes(root.cause)
      ? [`blames ${root.cause}`]
      : []),
    ...(truth.mustNotClaim ?? []).flatMap((cause) => (diagnosis.rootCause === cause ? [`falls for ${cause}`] : [])),
    ...(truth.kind === 'not-happening' && findings.length > 0 ? [`asserts ${findings[0]?.cause} on a quiet day`] : []),
    ...(blindSpots.some(({ action }) => action === denied) ? [] : ['does not name it among its blind spots']),
    ...[...blindSpots, ...unanswered.map(({ blind }) => blind)].flatMap(({ why, detail }) =>
      why === 'bug' ? [`breaks: ${detail}`] : [],
    ),
  ];
}

/** What may differ: who, when, how long. */
function timeless({ facts, ...report }: Report) {
  const timeless = { id: '', startedAt: '', finishedAt: '', durationMs: 0 };
  const inOrder = ({ sources }: Report['facts'][number]) =>
    sources.map(({ call, attempts }) => `${call} ${attempts}`).toSorted();
  return { ...report, ...timeless, facts: facts.map((fact) => ({ ...fact, ms: 0, sources: inOrder(fact) })) };
}
