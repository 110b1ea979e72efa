import type { Person } from '../approval/standing.ts';

/** Team and user id of a person; null for what is none (a login name of the command line, say). */
export function slackUserOf(person: Person): { readonly team: string; readonly user: string } | null {
  const [, team, user] = /^([TE][A-Z0-9]{1,40})\.([UW][A-Z0-9]{1,40})$/u.exec(person) ?? [];
  return team === undefined || user === undefined ? null : { team, user };
}
