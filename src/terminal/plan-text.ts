import type { Plan, PlannedCall } from '#app';
import { Page } from './page.ts';
import type { Paint } from './terminal.ts';

/** What would be read, for a person: the search first, then the facts in the order in which they wait for each other. */
export function planText(plan: Plan, paint: Paint, width: number): string {
  const page = new Page(paint, width);
  page.say(`${plan.playbook}@${plan.playbookVersion} would read this. Nothing was asked of AWS.`);
  page.heading('To find what is meant');
  if (plan.search.length === 0) page.say('nothing', { indent: 2 });
  for (const { title, calls } of plan.search) page.say(`${title}: ${callsOf(calls)}`, { indent: 2, mark: '• ' });
  page.heading('To learn');
  for (const { id, title, after, calls } of plan.facts) {
    page.say(`${title} (${id}): ${callsOf(calls)}`, { indent: 2, mark: '• ' });
    if (after.length > 0) page.say(`after ${after.join(', ')}`, { indent: 4, style: 'dim' });
  }
  page.heading(`IAM actions (${plan.actions.length})`);
  for (const action of plan.actions) page.say(action, { indent: 2 });
  return page.toString();
}

function callsOf(calls: readonly PlannedCall[]): string {
  return calls.map(({ call }) => call).join(', ');
}
