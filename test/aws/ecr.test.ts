import { expect, test } from 'vitest';
import { image } from '../../src/aws/ecr.ts';
import { answerOnce, ask, describeCall } from './wire.ts';

const which = { registry: '210987654321', repository: 'shop/checkout', tag: '1.42', digest: null };

describeCall('an image by its tag', {
  call: image,
  input: which,
  exchanges: [
    {
      asks: { registryId: '210987654321', repositoryName: 'shop/checkout', imageIds: [{ imageTag: '1.42' }] },
      answer: JSON.stringify({
        imageDetails: [
          {
            imageDigest: 'sha256:abc',
            imageTags: ['1.42'],
            imagePushedAt: Date.parse('2026-11-20T10:00:00Z') / 1000,
            imageManifestMediaType: 'application/vnd.oci.image.index.v1+json',
          },
        ],
      }),
    },
  ],
  gives: {
    state: 'there',
    digest: 'sha256:abc',
    pushedAt: new Date('2026-11-20T10:00:00Z'),
    mediaType: 'application/vnd.oci.image.index.v1+json',
  },
});

const refused = (type: string, message: string) =>
  answerOnce('ecr', [
    {
      asks: { operation: 'DescribeImages', imageIds: [{ imageDigest: 'sha256:gone' }] },
      status: 400,
      answer: JSON.stringify({ __type: type, message }),
    },
  ]);

test('a digest that ECR does not have is an answer', async () => {
  const message =
    "The image with imageId {imageDigest:'sha256:gone', imageTag:'null'} does not exist within the repository with name 'shop/checkout' in the registry with id '210987654321'";
  refused('ImageNotFoundException', message);
  const { value } = await ask(image, { ...which, tag: null, digest: 'sha256:gone' });
  expect(value).toEqual({ state: 'no-image', says: message });
});

test('so is a repository that does not exist', async () => {
  const message = "The repository with name 'shop/checkout' does not exist in the registry with id '210987654321'";
  refused('RepositoryNotFoundException', message);
  const { value } = await ask(image, { ...which, tag: null, digest: 'sha256:gone' });
  expect(value).toEqual({ state: 'no-repository', says: message });
});
