import { describe, expect, test } from 'vitest';
import { serviceOfHost } from '../../src/error-texts/index.ts';

describe('The service behind a host name', () => {
  test.each([
    ['api.ecr.eu-west-1.amazonaws.com', 'ecr.api'],
    ['ecr.eu-west-1.api.aws', 'ecr.api'],
    ['123456789012.dkr.ecr.eu-west-1.amazonaws.com', 'ecr.dkr'],
    ['123456789012.dkr-ecr.eu-west-1.on.aws', 'ecr.dkr'],
    ['prod-eu-west-1-starport-layer-bucket.s3.eu-west-1.amazonaws.com', 's3'],
    ['s3.amazonaws.com', 's3'],
    ['secretsmanager.eu-west-1.amazonaws.com', 'secretsmanager'],
    ['kms-fips.us-east-1.amazonaws.com', 'kms'],
    ['logs.cn-north-1.amazonaws.com.cn', 'logs'],
    ['sts.us-gov-west-1.amazonaws.com', 'sts'],
    ['kinesis.eu-west-1.amazonaws.com', 'kinesis-streams'],
    ['123456789012.ddb.eu-west-1.amazonaws.com', 'dynamodb'],
    ['eu-west-1.queue.amazonaws.com', 'sqs'],
    ['vpce-0abc-1234.secretsmanager.eu-west-1.vpce.amazonaws.com', 'secretsmanager'],
    ['logs.eu-west-1.amazonaws.com.', 'logs'],
  ])('%s is %s', (host, service) => {
    expect(serviceOfHost(host)).toBe(service);
  });

  test.each([
    'shop.cluster-abc.eu-west-1.rds.amazonaws.com',
    'shop-1234.eu-west-1.elb.amazonaws.com',
    'sts.amazonaws.com',
    'api.stripe.com',
    'amazonaws.com.evil.example',
  ])('%s is none that a VPC endpoint answers for', (host) => {
    expect(serviceOfHost(host)).toBeNull();
  });
});
