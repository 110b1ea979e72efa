import { around, createSchedule, turns } from '../../src/on-call/index.ts';
import type { Check, Finding } from './check.ts';

const title = 'On call';
const horizonMs = 15 * 24 * 60 * 60_000;

/** Whether it can be told who is on call now and next, and who that is in Slack. */
export const checkOnCall: Check = async ({ app, fetch }) => {
  const { config, now } = app;
  const { onCall, handoff } = config;
  if (onCall === undefined) {
    const effect = handoff && handoff.times === undefined ? ', so shifts are never handed over by themselves' : '';
    return [{ state: 'unset', title, says: `nothing says who is on call${effect}` }];
  }
  if (onCall.group !== undefined && app.schedule === undefined)
    return [
      { state: 'unset', title, says: `whoever is in the Slack user group ${onCall.group}; only the bot can ask Slack` },
    ];
  const schedule = app.schedule ?? createSchedule({ config, team: '', people: null, fetch, now });
  const at = now();
  const [from, to] = [new Date(at.getTime() - horizonMs), new Date(at.getTime() + horizonMs)];
  const found = await schedule.shifts(from, to);
  if (!found.ok)
    return [
      { state: 'wrong', title, says: found.says, fix: 'onCall: { calendar: https://… }   # see docs/handoff.md' },
    ];
  const unknown = [...new Set(found.shifts.flatMap((shift) => shift.unknown))];
  const current = around(turns(found.shifts, from, to), at)?.now;
  const people = current?.people.map((person) => person.slice(person.indexOf('.') + 1)) ?? [];
  return [
    { state: 'right', title, says: people.length > 0 ? people.join(' and ') : 'nobody right now' },
    ...(unknown.length > 0 ? [strangers(unknown)] : []),
  ];
};

/** Names of a calendar that nobody knows give nobody rights. */
function strangers(unknown: readonly string[]): Finding {
  const shown = unknown.slice(0, 5);
  return {
    state: 'wrong',
    title,
    says: `The calendar names ${unknown.length === 1 ? 'somebody' : `${unknown.length} people`} whom onCall.people does not know.`,
    fix: ['onCall:', '  people:', ...shown.map((name) => `    ${JSON.stringify(name)}: U0123ABCD`)].join('\n'),
  };
}
