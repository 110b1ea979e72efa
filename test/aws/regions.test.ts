import { describe, expect, test } from 'vitest';
import { badEndpoints, endpointOf } from '../../src/aws/endpoints.ts';
import { partitionOf } from '../../src/aws/regions.ts';

test.each([
  ['eu-west-1', 'aws'],
  ['mx-central-1', 'aws'],
  ['cn-northwest-1', 'aws-cn'],
  ['us-gov-west-1', 'aws-us-gov'],
  ['us-iso-east-1', 'aws-iso'],
  ['us-isob-east-1', 'aws-iso-b'],
  ['eu-isoe-west-1', 'aws-iso-e'],
  ['us-isof-south-1', 'aws-iso-f'],
  ['eusc-de-east-1', 'aws-eusc'],
])('%s is in the partition %s', (region, partition) => {
  expect(partitionOf(region)).toBe(partition);
});

describe('the endpoint of a service', () => {
  const env = {
    AWS_ENDPOINT_URL: 'http://127.0.0.1:4566',
    AWS_ENDPOINT_URL_ELASTIC_LOAD_BALANCING_V2: 'http://127.0.0.1:1',
  };

  test('is its own, else that of all, else the one AWS has', () => {
    expect(endpointOf('elbv2', env)).toBe('http://127.0.0.1:1');
    expect(endpointOf('ecs', env)).toBe('http://127.0.0.1:4566');
    expect(endpointOf('ecs', {})).toBeNull();
    expect(endpointOf('ecs', { AWS_ENDPOINT_URL: '' })).toBeNull();
  });

  test('is the one AWS has when the others are to be ignored', () => {
    expect(endpointOf('elbv2', { ...env, AWS_IGNORE_CONFIGURED_ENDPOINT_URLS: 'TRUE' })).toBeNull();
  });

  test.each(['localhost:4566', 'ftp://host', 'http', '//host', 'https//host'])('%s is no address', (address) => {
    expect(badEndpoints({ ...env, AWS_ENDPOINT_URL_EC2: address })).toEqual(['AWS_ENDPOINT_URL_EC2']);
  });

  test('may be any http or https address', () => {
    expect(badEndpoints({ ...env, AWS_ENDPOINT_URL_S3: 'https://s3.example.com/base' })).toEqual([]);
  });
});
