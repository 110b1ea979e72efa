import type { ServiceName } from './reads.ts';

/** Environment variables as the process was given them. */
export type Env = Readonly<Record<string, string | undefined>>;

/** How `AWS_ENDPOINT_URL_<SERVICE>` spells each service: by its id in the SDKs. */
const names: { readonly [S in ServiceName]: string } = {
  sts: 'STS',
  elbv2: 'ELASTIC_LOAD_BALANCING_V2',
  cloudwatch: 'CLOUDWATCH',
  ec2: 'EC2',
  ecs: 'ECS',
  lambda: 'LAMBDA',
  cloudtrail: 'CLOUDTRAIL',
  s3: 'S3',
  rds: 'RDS',
  wafv2: 'WAFV2',
  logs: 'CLOUDWATCH_LOGS',
  ecr: 'ECR',
  iam: 'IAM',
  secretsmanager: 'SECRETS_MANAGER',
  ssm: 'SSM',
  sqs: 'SQS',
  kms: 'KMS',
  cloudfront: 'CLOUDFRONT',
  'application-autoscaling': 'APPLICATION_AUTO_SCALING',
  'arc-zonal-shift': 'ARC_ZONAL_SHIFT',
};

/**
 * The address configured for a service, or null for AWS's own.
 * https://docs.aws.amazon.com/sdkref/latest/guide/feature-ss-endpoints.html
 */
export function endpointOf(service: ServiceName, env: Env): string | null {
  if (env['AWS_IGNORE_CONFIGURED_ENDPOINT_URLS']?.toLowerCase() === 'true') return null;
  return env[`AWS_ENDPOINT_URL_${names[service]}`] || env['AWS_ENDPOINT_URL'] || null;
}

/** The variables that name an endpoint and hold no address. */
export function badEndpoints(env: Env): readonly string[] {
  const variables = ['AWS_ENDPOINT_URL', ...Object.values(names).map((name) => `AWS_ENDPOINT_URL_${name}`)];
  return variables.filter((name) => env[name] && !/^https?:$/.test(URL.parse(env[name])?.protocol ?? ''));
}
