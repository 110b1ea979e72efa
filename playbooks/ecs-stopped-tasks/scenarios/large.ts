import { pagesOf } from '#simulation/incidents/oddities';
import { outOfMemory, tasksDie } from '#simulation/incidents/stops';
import { rollOut } from '#simulation/incidents/rollout';
import type { Scenario } from '#simulation/scenario';
import { shop } from '#simulation/shop';
import type { ShopOptions } from '#simulation/shop';
import { neighbours } from '#simulation/tasks/services';
import { badRelease } from '#simulation/tasks/starts';
import { arcade, bank, missing, press, registry } from './accounts.ts';
import { memory } from './exits.ts';
import { notFound } from './wording.ts';

function many(options: ShopOptions, service: string, tasks: number): ShopOptions {
  return { ...options, services: [{ name: service, perMinute: 6, tasks, port: 8_443, revision: 208 }] };
}

const crowd = many(bank('five-hundred'), 'transfers', 440);
const city = press('five-thousand');
const cityImage = `${registry(city)}/articles:2.31.0`;

export const large: readonly Scenario[] = [
  {
    id: 'large/five-hundred-tasks',
    title: 'Some of 440 tasks run out of memory',
    story:
      'The transfers have 440 tasks. Within five minutes sixty of them ran out of memory, one after the other, and more will follow.',
    ask: 'transfers',
    account: (now) =>
      shop(
        now,
        crowd,
        memory('transfers', 44, 96),
        tasksDie({ service: 'transfers', death: outOfMemory, since: 5.8, lives: 40 }),
      ),
    truth: {
      kind: 'diagnosed',
      rootCause: ['oom-container'],
      resource: 'transfers',
      mustNotClaim: ['app-crash-1', 'sigkill-external', 'fargate-capacity'],
    },
  },
  {
    id: 'large/five-thousand-services',
    title: 'One of five thousand services',
    story:
      'The cluster has five thousand services. The release of one has no image. The others have nothing to do with it.',
    ask: 'articles',
    account: (now) =>
      shop(
        now,
        city,
        badRelease({ service: 'articles', minutesAgo: 19, image: cityImage, refusal: { reason: notFound(cityImage) } }),
        missing(cityImage),
        neighbours(5_000, 'tenant'),
      ),
    truth: {
      kind: 'diagnosed',
      rootCause: ['image-tag-missing'],
      resource: 'articles',
      mustNotClaim: ['image-repo-missing', 'fargate-capacity'],
    },
  },
  {
    id: 'large/two-hundred-normal-stops',
    title: 'A deployment of two hundred tasks',
    story:
      'The match maker has two hundred tasks, and all were replaced by a deployment. Two hundred stops, and nothing is wrong.',
    ask: 'matchmaker',
    account: (now) =>
      shop(now, many(arcade('two-hundred'), 'matchmaker', 200), rollOut({ service: 'matchmaker', minutesAgo: 35 })),
    truth: { kind: 'not-happening', rootCause: null, mustNotClaim: ['sigterm-143', 'deployment-stuck', 'app-crash-1'] },
  },
  {
    id: 'large/two-a-page',
    title: 'A great many pages',
    story:
      'AWS gives two items a page. The release of articles has no image, and there are thirty attempts to look at.',
    ask: 'articles',
    account: (now) => {
      const world = press('pages');
      const image = `${registry(world)}/articles:2.31.0`;
      return shop(
        now,
        world,
        badRelease({ service: 'articles', minutesAgo: 45, every: 1.5, image, refusal: { reason: notFound(image) } }),
        missing(image),
        pagesOf(2),
      );
    },
    truth: {
      kind: 'diagnosed',
      rootCause: ['image-tag-missing'],
      resource: 'articles',
      mustNotClaim: ['image-repo-missing'],
    },
  },
];
