import { CannotChange, ReadFailure } from '#playbook';
import type { LookContext, Plain } from '#playbook';
import { tasks, taskArns } from '#aws/ecs';
import type { Service, Task, TaskDefinition } from '#aws/ecs';
import { image as imageInRegistry } from '#aws/ecr';
import { imageName } from '#facts/ecs/images';
import type { ImageName } from '#facts/ecs/images';

/** The image of one container, and what new tasks would pull by its name. */
export interface PulledImage {
  readonly name: string;
  /** `same`: it is pinned, or what runs is what the tag leads to. */
  readonly state: 'same' | 'other' | 'missing' | 'untold';
  /** What the tag leads to now; null where that is not known. */
  readonly digest: string | null;
  /** As part of a sentence, for all but `same`. */
  readonly says: string;
}

/** What new tasks of a definition would pull, compared with what the running ones were started from. */
export async function imagesOf(
  definition: TaskDefinition,
  running: readonly Task[],
  context: LookContext,
): Promise<readonly PulledImage[]> {
  const names = [...new Set(definition.containers.map(({ image }) => image))];
  return Promise.all(
    names.map(async (name) => {
      const parts = imageName(name);
      if (!parts) return untold(name, 'is no name of an image');
      const own = running.flatMap(({ containers }) => containers.filter((each) => each.image === name));
      const digests = new Set(own.flatMap(({ imageDigest }) => imageDigest ?? []));
      return imageOf(parts, digests, oldestOf(running), context);
    }),
  );
}

/** The running tasks of a service. */
export async function runningTasks({ cluster, arn }: Service, { read }: LookContext): Promise<readonly Task[]> {
  const arns = await read(taskArns, { cluster, service: arn, desiredStatus: 'RUNNING' });
  return read(tasks, { cluster, arns });
}

async function imageOf(
  image: ImageName,
  running: ReadonlySet<string>,
  since: Date | null,
  { read, place }: LookContext,
): Promise<PulledImage> {
  const { name, ecr, repository, tag, digest } = image;
  if (!ecr) return digest ? same(name, digest) : untold(name, 'is in a registry that cannot be asked');
  if (ecr.region !== place.region) return digest ? same(name, digest) : untold(name, 'is in another region');
  try {
    const found = await read(imageInRegistry, { registry: ecr.registry, repository, tag, digest });
    if (found.state !== 'there') return { name, state: 'missing', digest: null, says: 'is not in its repository' };
    if (digest !== null || (found.digest !== null && running.has(found.digest))) return same(name, found.digest);
    if (running.size === 0) return untold(name, 'runs nowhere to be compared with');
    const index = /index\.v1\+json|manifest\.list/.test(found.mediaType ?? '');
    // What runs is one platform's part of an index, under a digest of its own.
    if (index && since !== null && found.pushedAt !== null && found.pushedAt < since) return same(name, found.digest);
    const says = `${short(found.digest)} is what the tag leads to now, ${[...running].map(short).join(' and ')} what runs`;
    return { name, state: 'other', digest: found.digest, says };
  } catch (error) {
    if (!(error instanceof ReadFailure)) throw error;
    return untold(name, `could not be looked up (${error.action ?? error.why})`);
  }
}

/** Throws `CannotChange` where new tasks would find no image. */
export function mustBeThere(images: readonly PulledImage[]): void {
  const missing = images.find(({ state }) => state === 'missing');
  if (missing) throw new CannotChange(`${missing.name} ${missing.says}: no new task could start.`);
}

/** Throws `CannotChange` where new tasks would run other code than the present ones. */
export function mustBeTheSame(images: readonly PulledImage[]): void {
  mustBeThere(images);
  const other = images.find(({ state }) => state === 'other');
  if (!other) return;
  throw new CannotChange(`This would change the code that runs. ${other.name}: ${other.says}. Deploy that on purpose.`);
}

/** What could not be told of images, as a sentence with a space before it; empty where all is known. */
export function untoldText(images: readonly PulledImage[]): string {
  const [first, ...others] = images.filter(({ state }) => state === 'untold');
  if (!first) return '';
  const more = others.length > 0 ? ` (and ${others.length} more)` : '';
  return ` Whether its code is the same nobody can tell: ${first.name} ${first.says}${more}.`;
}

export function imagesFound(images: readonly PulledImage[]): Plain {
  return images.map(({ name, digest }) => ({ name, digest })).toSorted((a, b) => (a.name < b.name ? -1 : 1));
}

function same(name: string, digest: string | null): PulledImage {
  return { name, state: 'same', digest, says: '' };
}

function untold(name: string, says: string): PulledImage {
  return { name, state: 'untold', digest: null, says };
}

function oldestOf(running: readonly Task[]): Date | null {
  const times = running.flatMap(({ pullStartedAt, createdAt }) => pullStartedAt ?? createdAt ?? []);
  return times.length === 0 ? null : times.reduce((oldest, time) => (time < oldest ? time : oldest));
}

/** `sha256:0123abcd` */
function short(digest: string | null): string {
  return digest === null ? 'another image' : digest.slice(0, 15);
}
