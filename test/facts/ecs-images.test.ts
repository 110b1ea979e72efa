import { describe, expect, test } from 'vitest';
import { imageIn, imageName } from '../../src/facts/ecs/images.ts';

const digest = `sha256:${'ab'.repeat(32)}`;

describe('the name of an image', () => {
  test.each([
    ['123456789012.dkr.ecr.eu-west-1.amazonaws.com/team/app:1.42', 'team/app', '1.42', null, 'eu-west-1'],
    [`123456789012.dkr.ecr.us-east-1.amazonaws.com/team/app@${digest}`, 'team/app', null, digest, 'us-east-1'],
    [`123456789012.dkr.ecr.us-east-1.amazonaws.com/app:1@${digest}`, 'app', '1', digest, 'us-east-1'],
    ['123456789012.dkr.ecr.cn-north-1.amazonaws.com.cn/app', 'app', null, null, 'cn-north-1'],
    ['123456789012.dkr.ecr-fips.us-gov-west-1.amazonaws.com/app:1', 'app', '1', null, 'us-gov-west-1'],
    ['123456789012.dkr-ecr.eu-west-1.on.aws/app:1', 'app', '1', null, 'eu-west-1'],
    ['registry.example.com:5000/team/app', 'team/app', null, null, null],
    ['localhost/app:dev', 'app', 'dev', null, null],
    ['nginx', 'nginx', null, null, null],
    ['library/nginx:1.27', 'library/nginx', '1.27', null, null],
    ['public.ecr.aws/docker/library/redis:7', 'docker/library/redis', '7', null, null],
    ['123456789012.dkr.ecr.eu-west-1.amazonaws.com/app:', 'app', '', null, 'eu-west-1'],
  ])('%s is taken apart', (name, repository, tag, hash, region) => {
    const image = imageName(name);
    expect(image).toMatchObject({ repository, tag, digest: hash });
    expect(image?.ecr?.region ?? null).toBe(region);
  });

  test('keeps the port of a registry apart from a tag', () => {
    expect(imageName('registry.example.com:5000/app')?.host).toBe('registry.example.com:5000');
  });
});

describe('the image that a text of AWS speaks of', () => {
  const ref = '301676560329.dkr.ecr.ap-south-1.amazonaws.com/artillery-pro/aws-ecs-node:v2';

  test.each([
    `CannotPullContainerError: pull image manifest has been retried 1 time(s): failed to resolve ref ${ref}: ${ref}: not found`,
    `CannotPullContainerError: inspect image has been retried 1 time(s): failed to resolve ref "${ref}": ${ref}: not found`,
    `Error response from daemon: pull access denied for ${ref}, repository does not exist or may require 'docker login'`,
  ])('is found in %s', (text) => {
    expect(imageIn(text)).toBe(ref);
  });

  test('is none where the text names none', () => {
    expect(imageIn('CannotPullContainerError: API error')).toBeNull();
  });
});
