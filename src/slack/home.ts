import type { Investigation } from '#app';
import { aboutOf } from './about.ts';
import type { Bot } from './bot.ts';
import { home } from './cards/home.ts';
import type { Listed } from './cards/home.ts';
import { changesOf } from './changes/mine.ts';
import { fit } from './fit.ts';
import { shiftSection } from './handoff/home-shift.ts';
import { limits } from './limits.ts';
import { permalink } from './permalink.ts';
import { personIn } from '../approval/person.ts';

const mostListed = 10;
/** The store lists everybody's; a person's own are looked for among this many. */
const searched = 200;

/** Publishes the App Home tab of one person: only what concerns them, since channels may be private. */
export async function publishHome(user: string, bot: Bot): Promise<void> {
  const { app, identity } = bot;
  const [shift, changes, recent] = await Promise.all([
    shiftSection(bot),
    changesOf(personIn(identity.team, user), bot),
    app.store.recent({ limit: searched }).catch((error: unknown): readonly Investigation[] => {
      bot.log.error({ err: error }, 'investigations could not be listed');
      return [];
    }),
  ]);
  const own = recent.filter(({ askedBy, place }) => askedBy === user && place.team === identity.team);
  const listed = own.slice(0, mostListed).map((investigation): Listed => ({
    investigation,
    about: investigation.report?.subject.name ?? aboutOf(investigation, app),
    link: permalink(investigation.place, investigation.messageTs, identity),
  }));
  const all = [...(shift === null ? [] : [shift]), ...home(changes, listed, identity.name)];
  const sections = all.map((section) => fit(section).blocks);
  const blocks = sections.flat().slice(0, limits.viewBlocks);
  await bot.web.sure.views.publish({ user_id: user, view: { type: 'home', blocks } });
}
