import type { WhoMade } from '#playbook';
import { events } from '#aws/cloudtrail';

const day = 86_400_000;
/** CloudTrail keeps ninety days; what is older than two weeks is nobody's forgotten change of last night. */
const lookedThroughMs = 14 * day;

/** Asks CloudTrail who touched a resource last in such a way. It lags behind by up to about fifteen minutes. */
export const whoMade: WhoMade = {
  reads: [events],
  who: async ({ recorded }, { read, now }) => {
    if (recorded === null) return null;
    const from = new Date(now.getTime() - lookedThroughMs);
    const lookup = { ResourceName: recorded.name };
    const { events: found } = await read(events, { lookup, from, to: now, maxPages: 1 });
    const last = found
      .filter(({ name, errorCode }) => errorCode === null && recorded.events.includes(name))
      .toSorted((a, b) => b.at.getTime() - a.at.getTime())[0];
    return last?.user ? { by: last.user, at: last.at } : null;
  },
};
