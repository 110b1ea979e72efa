import type { Investigation } from '#app';
import { aboutOf } from './about.ts';
import type { Bot } from './bot.ts';
import { home } from './cards/home.ts';
import type { Listed } from './cards/home.ts';
import { fit } from './fit.ts';

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
    link: linkTo(investigation, bot),
  }));
  const { blocks } = fit(home(listed, bot.identity.name));
  await bot.web.sure.views.publish({ user_id: user, view: { type: 'home', blocks: [...blocks] } });
}

/** The address of a card, as Slack's own “Copy link” writes it. */
function linkTo({ place, messageTs }: Investigation, { identity }: Bot): string | null {
  if (messageTs === null || !URL.canParse(identity.url)) return null;
  const url = new URL(`archives/${place.channel}/p${messageTs.replace('.', '')}`, identity.url);
  if (place.thread !== null)
    url.search = new URLSearchParams({ thread_ts: place.thread, cid: place.channel }).toString();
  return url.href;
}
