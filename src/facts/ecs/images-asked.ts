import { fact, maybe, ReadFailure } from '#playbook';
import * as ecr from '#aws/ecr';
import type { ImageState } from '#aws/ecr';
import { episode } from './episode.ts';
import type { Failure } from './failures.ts';
import { imageIn, imageName } from './images.ts';
import type { ImageName } from './images.ts';
import { definitions } from './own-tasks.ts';
import type { Definitions } from './own-tasks.ts';
import type { Sign } from './signs.ts';

/** An image that could not be pulled, and what its repository says. */
export interface AskedImage {
  readonly image: ImageName;
  /** Null where it could not be asked: another registry than ECR, or another region. */
  readonly state: ImageState | null;
  readonly why: 'asked' | 'not-ecr' | 'other-region' | 'unread';
}

const PULLS: readonly Sign[] = [
  'pull-denied',
  'pull-forbidden',
  'image-not-found',
  'repository-not-found',
  'registry-auth',
  'platform',
  'pull-other',
  'invalid-reference',
];
const MOST = 6;

/** Images of the tasks that could not pull theirs, by name as it was given. */
export const askedImages = fact({
  id: 'ecs.images',
  title: 'Images that could not be pulled',
  step: 'Images',
  from: { episode, definitions: maybe(definitions) },
  reads: [ecr.image],
  withinMs: 8000,
  learn: async ({ episode, definitions }, { read, place, unseen }): Promise<Readonly<Record<string, AskedImage>>> => {
    const known = definitions.known ? definitions.value : {};
    const names = new Set(
      episode.failures.filter(({ sign }) => PULLS.includes(sign)).flatMap((failure) => imageOf(failure, known) ?? []),
    );
    const failures: ReadFailure[] = [];
    const asked = await Promise.all(
      [...names].slice(0, MOST).map(async (name): Promise<[string, AskedImage][]> => {
        const image = imageName(name);
        if (!image) return [];
        if (!image.ecr) return [[name, { image, state: null, why: 'not-ecr' }]];
        if (image.ecr.region !== place.region) return [[name, { image, state: null, why: 'other-region' }]];
        const { repository, tag, digest } = image;
        try {
          const state = await read(ecr.image, { registry: image.ecr.registry, repository, tag, digest });
          return [[name, { image, state, why: 'asked' }]];
        } catch (error) {
          if (!(error instanceof ReadFailure)) throw error;
          failures.push(error);
          return [[name, { image, state: null, why: 'unread' }]];
        }
      }),
    );
    const [first] = failures;
    if (first && failures.length === names.size) throw first;
    for (const failure of failures) unseen(failure);
    return Object.fromEntries(asked.flat());
  },
});

/** The image that a failure is about: the one its text names, else that of the container with the reason. */
export function imageOf({ text, stop }: Failure, definitions: Definitions): string | null {
  const specs = (stop && definitions[stop.task.taskDefinition]?.containers) ?? [];
  const used = [
    ...(stop?.task.containers.flatMap(({ image }) => image ?? []) ?? []),
    ...specs.map(({ image }) => image),
  ].filter((image) => image !== '');
  const named = used.find((image) => text.includes(image));
  if (named) return named;
  const inText = imageIn(text);
  // A text that was cut off names only the beginning.
  if (inText) return used.find((image) => image.startsWith(inText)) ?? inText;
  const spec = specs.find(({ name }) => name === stop?.container?.name);
  return stop?.container?.image || spec?.image || (new Set(used).size === 1 ? (used[0] ?? null) : null);
}
