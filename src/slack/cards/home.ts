import type { Investigation } from '#app';
import type { CardBlock } from './card.ts';
import { changeSections } from './home-changes.ts';
import type { ListedChanges } from './home-changes.ts';
import { context, header } from './elements.ts';
import { line, rich } from './rich-text.ts';
import type { Part } from './rich-text.ts';
import { marks } from './words.ts';

/** One investigation in a list, with the address of its card where it has one. */
export interface Listed {
  readonly investigation: Investigation;
  readonly about: string;
  readonly link: string | null;
}

/** The App Home tab, section by section: what waits for the reader, what is in force, and their last investigations. */
export function home(
  changes: ListedChanges | null,
  listed: readonly Listed[],
  botName: string,
): readonly (readonly CardBlock[])[] {
  return [...(changes === null ? [] : changeSections(changes)), investigations(listed, botName)];
}

function investigations(listed: readonly Listed[], botName: string): readonly CardBlock[] {
  return [
    header('Your last investigations'),
    ...(listed.length === 0
      ? [rich(line('None yet. Type ', { code: '/diagnose alb-502' }, ' in a channel that I am in.'))]
      : listed.map((item) => rich(line(...row(item))))),
    context(`In threads: @${botName} diagnose alb-502 <name>. What I can do: /opsmedic help`),
  ];
}

function row({ investigation, about, link }: Listed): readonly Part[] {
  const { report, state, startedAt, ask } = investigation;
  const says: Part = report === null ? states[state] : `${marks[report.diagnosis.kind]} ${report.diagnosis.says}`;
  return [
    { bold: about },
    ` · ${ask.playbook} · `,
    { moment: startedAt },
    '\n',
    says,
    ...(link === null ? [] : [' ', { link, label: 'Open' }]),
  ];
}

const states: Readonly<Record<Investigation['state'], string>> = {
  running: 'Still looking',
  finished: 'Finished',
  failed: '⚪ Could not look',
  interrupted: '⚪ Interrupted',
};
