import { aboutOf } from './about.ts';
import type { Bot } from './bot.ts';
import { home } from './cards/home.ts';
import type { Listed } from './cards/home.ts';
import { fit } from './fit.ts';
import { permalink } from './permalink.ts';

const mostListed = 10;
/** The store lists everybody's; a person's own are looked for among this many. */
const searched = 200;

/** Publishes the App Home tab of one person: only what they asked themselves, since channels may be private. */
export async function publishHome(user: string, bot: Bot): Promise<void> {
  const recent = await bot.app.store.recent({ limit: searched });
  const own = recent.filter(({ askedBy, place }) => askedBy === user && place.team === bot.identity.team);
  const listed = own.slice(0, mostListed).map((investigation): Listed => ({
    investigation,
    about: investigation.report?.subject.name ?? aboutOf(investigation, bot.app),
    link: permalink(investigation.place, investigation.messageTs, bot.identity),
  }));
  const { blocks } = fit(home(listed, bot.identity.name));
  await bot.web.sure.views.publish({ user_id: user, view: { type: 'home', blocks: [...blocks] } });
}
