import { ReadFailure } from '#playbook';
import { read } from './service.ts';

/** An image as its repository has it, or what the repository says is missing. */
export type ImageState =
  | {
      readonly state: 'there';
      readonly digest: string | null;
      readonly pushedAt: Date | null;
      /** Of an index for several platforms the type ends in `index.v1+json` or `manifest.list.v2+json`. */
      readonly mediaType: string | null;
    }
  | { readonly state: 'no-image' | 'no-repository'; readonly says: string };

/** What a task definition names: a repository of a registry, and a tag or a digest in it. */
export interface ImageAsk {
  /** Twelve digits. */
  readonly registry: string;
  readonly repository: string;
  readonly tag: string | null;
  readonly digest: string | null;
}

/** Whether an image is there. That it is not is an answer, not a failure. */
export const image = read(
  'ecr',
  'DescribeImages',
  async (send, { registry, repository, tag, digest }: ImageAsk): Promise<ImageState> => {
    try {
      const answer = await send({
        registryId: registry,
        repositoryName: repository,
        imageIds: [digest === null ? { imageTag: tag ?? 'latest' } : { imageDigest: digest }],
      });
      const [found] = answer.imageDetails ?? [];
      if (!found) return { state: 'no-image', says: 'ECR answered with no image' };
      return {
        state: 'there',
        digest: found.imageDigest ?? null,
        pushedAt: found.imagePushedAt ?? null,
        mediaType: found.imageManifestMediaType ?? null,
      };
    } catch (error) {
      if (!(error instanceof ReadFailure) || error.why !== 'absent') throw error;
      const { message: says } = error;
      return {
        state: /repository with name .* does not exist in the registry/i.test(says) ? 'no-repository' : 'no-image',
        says,
      };
    }
  },
);
