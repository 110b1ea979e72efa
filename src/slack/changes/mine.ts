import { concerns } from '#changes';
import type { GuardedChanges } from '#changes';
import type { Change } from '#store';
import type { Person, State } from '../../approval/standing.ts';
import type { Bot } from '../bot.ts';
import type { ListedChanges } from '../cards/home-changes.ts';
import { showing } from './showing.ts';

/** More than these nobody decides about from a list; the cards and `/opsmedic changes` have them all. */
const mostListed = 8;
const searched = 40;

const going: readonly State[] = ['executing', 'unknown', 'applied', 'reverting', 'revert-stopped', 'revert-unknown'];

/**
 * What concerns one person: what they asked for, approved or may approve, and nothing else, since channels may be
 * private. Null where nothing may be changed at all. Never rejects: what could not be looked up is said.
 */
export async function changesOf(person: Person, bot: Bot): Promise<ListedChanges | null> {
  const { changes } = bot.app;
  if (changes === null) return null;
  try {
    return await listed(person, changes, bot);
  } catch (error) {
    bot.log.error({ err: error }, 'the changes of a person could not be listed');
    return { waiting: [], asked: [], inForce: [], toReview: [], missing: 'The changes could not be looked up' };
  }
}

async function listed(person: Person, changes: GuardedChanges, bot: Bot): Promise<ListedChanges> {
  const [pending, underWay, open] = await Promise.all([
    changes.list({ states: ['pending', 'approved'], limit: searched }),
    changes.list({ states: going, limit: searched }),
    changes.list({ reviewOpen: true, limit: searched }),
  ]);
  const ours = ({ proposal }: Change): boolean => proposal.place.team === bot.identity.team;
  const own = ({ proposal }: Change): boolean => proposal.requester === person;
  const may = async (change: Change): Promise<boolean> => (await changes.approvers(change)).people.includes(person);
  const voted = ({ votes }: Change): boolean => votes.some(({ by }) => by === person);
  const pick = async (all: readonly Change[], fits: (change: Change) => boolean | Promise<boolean>) => {
    const kept: Change[] = [];
    for (const change of all.filter(ours)) {
      if (kept.length === mostListed) break;
      if (await fits(change)) kept.push(change);
    }
    return Promise.all(kept.map((change) => showing(change, bot)));
  };
  const undecided = (change: Change): boolean => change.standing.state === 'pending' && !own(change) && !voted(change);
  return {
    waiting: await pick(pending, async (change) => undecided(change) && may(change)),
    asked: await pick(pending, own),
    inForce: await pick(underWay, (change) =>
      change.proposal.extends === null ? concerns(person, change, changes) : false,
    ),
    toReview: await pick(open, (change) => concerns(person, change, changes)),
    missing: null,
  };
}
