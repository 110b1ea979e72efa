import { askFrom, diagnose } from '#app';
import type { Command } from '#app';

/** The command everything else is there for. */
export const diagnoseCommand: Command = {
  name: 'diagnose',
  usage: 'diagnose <playbook> [subject] [since=1h | from=T to=T] [account=A] [region=R]',
  summary: 'Find out why something is failing. Only reads.',
  run: async ({ words, ...asker }, app) => diagnose(askFrom(words, asker.place), asker, app),
};
