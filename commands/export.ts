import { UsageError, sortWords } from '#app';
import type { App, Command, Request } from '#app';
import { clockIn, incidentReviewOf, storyIn, storyOf } from '../src/handoff/index.ts';
import type { IncidentReview, Moment, Story } from '../src/handoff/index.ts';
import { harmless, peopleIn, voiceFor } from './changes/voice.ts';
import type { Wording } from './handoff/text.ts';

/** A thread is not older than that. */
const longestMs = 14 * 24 * 60 * 60_000;
const gap = '_Not known: to be filled in._';

/** An incident as a document: the fields of a review after it, filled from what was recorded, gaps left as gaps. */
export const exportCommand: Command = {
  name: 'export',
  needs: 'store',
  usage: 'export [<investigation>]',
  summary: 'The timeline of an investigation, or of this thread, as Markdown for the review after the incident.',
  run: async (request, app) => {
    const { positionals } = sortWords(request.words, {});
    const [id, ...others] = positionals;
    if (others.length > 0) throw new UsageError('One investigation at a time: export inv_….');
    const story = await storyFor(id, request, app);
    if (story.investigations.length + story.changes.length === 0)
      throw new UsageError('Nothing was looked into and nothing was changed in this thread.');
    const review = incidentReviewOf(story, app.changes?.remedies ?? new Map());
    const wording = {
      voice: voiceFor(request, app),
      clock: clockIn(app.config.handoff?.timeZone ?? 'UTC', app.now()),
    };
    const markdown = reviewLines(review, story, wording).join('\n');
    return { kind: 'text', markdown, data: { ...review, cut: story.cut }, people: peopleIn(markdown) };
  },
};

async function storyFor(id: string | undefined, { place }: Request, { store, now }: App): Promise<Story> {
  if (id === undefined) {
    if (place.thread === null) throw new UsageError('Say which investigation: export inv_…; or ask in its thread.');
    return storyIn(place, new Date(now().getTime() - longestMs), store);
  }
  const found = await store.find(id);
  const elsewhere = place.channel !== '' && found !== null && found.place.channel !== place.channel;
  // Channels may be private: what happened in one is told there.
  if (found === null || elsewhere) throw new UsageError(`There is no investigation “${id}” of this channel.`);
  return storyOf(found, store);
}

function reviewLines(review: IncidentReview, { cut }: Story, { voice, clock }: Wording): readonly string[] {
  const time = (at: string | null) => (at === null ? gap : clock.moment(at));
  const list = (items: readonly string[]) => (items.length === 0 ? [gap] : items.map((item) => `- ${harmless(item)}`));
  const root = review.rootCause;
  const line = ({ at, who, says }: Moment) =>
    `- ${clock.moment(at)}: ${who === null ? '' : `${voice.person(who)} `}${harmless(says)}`;
  return [
    `# Incident review: ${harmless(review.title ?? 'what happened in this thread')}`,
    '',
    `- **Impact**: ${review.impact === null ? gap : harmless(review.impact)}`,
    `- **Start**: ${time(review.start)}`,
    `- **End**: ${time(review.end)}`,
    `- **First looked into**: ${time(review.detected)}`,
    '',
    '## Timeline',
    ...review.timeline.map(line),
    ...(cut ? ['- … there is more than was read'] : []),
    '',
    '## Root cause',
    root === null ? gap : `${harmless(root.says)}${root.confidence === null ? '' : ` (${root.confidence})`}`,
    '',
    '## Contributing factors',
    ...list(review.contributing),
    '',
    '## Resolution',
    ...list(review.resolution),
    '',
    '## Follow-ups',
    ...list(review.followUps),
    ...(review.unseen.length === 0 ? [] : ['', '## What could not be seen', ...list(review.unseen)]),
  ];
}
