import { openKeys } from '../../handoff/index.ts';
import { around, turns } from '../../on-call/index.ts';
import type { Bot } from '../bot.ts';
import type { CardBlock } from '../cards/card.ts';
import { header } from '../cards/elements.ts';
import { names } from '../cards/handoff/rows.ts';
import { lines, rich } from '../cards/rich-text.ts';
import type { Part } from '../cards/rich-text.ts';
import { postedLink } from './showing.ts';

const horizonMs = 15 * 24 * 60 * 60_000;
/** A calendar that is slow does not keep the rest of the tab. */
const patienceMs = 2_500;

/** Who is on call, who is next, and the last handoff: a section of the home tab; null where none is set up. */
export async function shiftSection(bot: Bot): Promise<readonly CardBlock[] | null> {
  const answered = new AbortController();
  const late = bot.clock.sleep(patienceMs, answered.signal).then((): null => null);
  try {
    const rows = await Promise.race([rowsOf(bot), late]);
    return rows === null || rows.length === 0 ? null : [header('The shift'), rich(lines(...rows))];
  } catch (error) {
    bot.log.error({ err: error }, 'the shift could not be looked up');
    return null;
  } finally {
    answered.abort();
  }
}

async function rowsOf(bot: Bot): Promise<readonly (readonly Part[])[]> {
  const [onCall, last] = await Promise.all([onCallRows(bot), lastRow(bot)]);
  return [...onCall, ...last];
}

async function onCallRows({ app, clock }: Bot): Promise<readonly (readonly Part[])[]> {
  if (app.schedule === undefined || app.config.onCall === undefined) return [];
  const at = clock.now();
  const [from, to] = [new Date(at.getTime() - horizonMs), new Date(at.getTime() + horizonMs)];
  const found = await app.schedule.shifts(from, to);
  if (!found.ok) return [[{ bold: 'On call: ' }, found.says]];
  const now = around(turns(found.shifts, from, to), at);
  if (!now) return [];
  const people = names(now.now);
  const until: readonly Part[] = now.now.to < to ? [' until ', { moment: now.now.to.toISOString() }] : [];
  return [
    [{ bold: 'On call: ' }, ...(people.length > 0 ? people : ['nobody']), ...until],
    ...(now.next === null
      ? []
      : [[{ bold: 'Next: ' }, ...names(now.next), ' from ', { moment: now.next.from.toISOString() }]]),
  ];
}

async function lastRow(bot: Bot): Promise<readonly (readonly Part[])[]> {
  const { team } = bot.identity;
  const [last] = (await bot.app.store.handoffs?.newest({ team, states: ['posted'], limit: 1 })) ?? [];
  if (!last) return [];
  const open = openKeys(last).length;
  const link = await postedLink(last.id, bot);
  return [
    [
      { bold: 'The last handoff: ' },
      { moment: last.at.toISOString(), ago: true },
      open === 0 ? ', taken over' : `, ${open} ${open === 1 ? 'line is' : 'lines are'} not taken over`,
      ...(link === null ? [] : [' ', { link, label: 'Open' }]),
    ],
  ];
}
