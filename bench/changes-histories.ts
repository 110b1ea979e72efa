import fc from 'fast-check';
import { live, steps } from '../test/changes/histories.ts';
import type { Seen } from '../test/changes/histories.ts';
import { openOffice } from '../test/changes/office.ts';
import { seconds } from './figures.ts';
import type { Chapter } from './figures.ts';

const histories = 1_000;
/** Spoilt on purpose. */
const control = 200;

/**
 * Random histories of people, rights, rules, clocks and failing calls, watched by somebody who counts for himself. Throws
 * when a change was made that not enough people with rights had approved, as it was, in time.
 */
export async function changesHistories(): Promise<Chapter> {
  const began = performance.now();
  const seen = await liveThrough(histories, 5, false);
  const ms = performance.now() - began;
  const wrong = seen.flatMap((one) => one.wrong);
  if (wrong.length > 0) throw new Error(wrong.slice(0, 20).join('\n'));
  const spoilt = (await liveThrough(control, 6, true)).flatMap((one) => one.wrong);
  if (spoilt.length === 0) throw new Error('The witness sees nothing.');
  const sum = (of: 'made' | 'putBack' | 'brokenGlass' | 'refused') => seen.reduce((total, one) => total + one[of], 0);
  return {
    title: 'Histories of changes, watched from outside',
    figures: [
      { what: 'histories of 60 to 120 happenings', value: String(histories) },
      {
        what: 'changes made, put back, made by breaking the glass',
        value: `${sum('made')}, ${sum('putBack')}, ${sum('brokenGlass')}`,
      },
      { what: 'wishes and clicks refused', value: String(sum('refused')) },
      {
        what: 'changes made without enough people with rights, too late, or on another state',
        value: String(wrong.length),
        target: '0',
      },
      {
        what: `seen by the witness in ${control} histories when rights are not looked up again`,
        value: String(spoilt.length),
      },
      { what: 'time', value: seconds(ms) },
    ],
    notes: [
      'People ask, approve, deny, take back, undo, keep, extend and break the glass; they leave, come back and change groups; groups and the schedule cannot be read; rules, freezes, protection and the switch change; others set other values; calls and their answers get lost. Embedded store.',
    ],
  };
}

async function liveThrough(count: number, seed: number, careless: boolean): Promise<readonly Seen[]> {
  const seen: Seen[] = [];
  for (const history of fc.sample(steps, { numRuns: count, seed })) {
    await using office = await openOffice();
    office.isCareless = careless;
    seen.push(await live(office, history));
  }
  return seen;
}
