/** What VPC endpoints call a service where its host name says something else. */
const endpointNames: Readonly<Record<string, string>> = {
  kinesis: 'kinesis-streams',
  firehose: 'kinesis-firehose',
  ddb: 'dynamodb',
  queue: 'sqs',
};

/**
 * The AWS service behind a host name, as VPC endpoints name it: `ecr.api` for `api.ecr.eu-west-1.amazonaws.com`. Null
 * for other hosts, for databases and load balancers, and for global names (`sts.amazonaws.com`), which no endpoint
 * answers for.
 */
export function serviceOfHost(host: string): string | null {
  const name = host.toLowerCase().replace(/\.$/, '');
  if (!/\.(amazonaws\.com(\.cn)?|api\.aws|on\.aws)$/.test(name)) return null;
  if (/\.dkr[.-]ecr(-fips)?\./.test(name)) return 'ecr.dkr';
  if (/^(api\.ecr|ecr(-fips)?)\./.test(name)) return 'ecr.api';
  if (/(^|\.)s3([.-]|$)/.test(name)) return 's3';
  const match = /(?:^|\.)([a-z0-9-]+)\.[a-z]{2}(?:-[a-z]+)+-\d+\.(?:vpce\.)?(?:amazonaws\.com(?:\.cn)?|api\.aws)$/.exec(
    name,
  );
  const label = match?.[1]?.replace(/-fips$/, '') ?? /^[a-z]{2}(?:-[a-z]+)+-\d+\.(queue)\./.exec(name)?.[1];
  if (label === undefined || label.startsWith('cluster-')) return null;
  return endpointNames[label] ?? label;
}

/** Names that the SDKs and the ECS agent use for services, in lower case without spaces. */
const spoken: Readonly<Record<string, string>> = {
  ecr: 'ecr.api',
  amazonecr: 'ecr.api',
  secretsmanager: 'secretsmanager',
  awssecretsmanager: 'secretsmanager',
  asm: 'secretsmanager',
  ssm: 'ssm',
  awssystemsmanager: 'ssm',
  awssystemsmanagerparameterstore: 'ssm',
  cloudwatch: 'monitoring',
  amazoncloudwatch: 'logs',
  cloudwatchlogs: 'logs',
  eventbridge: 'events',
  sfn: 'states',
  kinesis: 'kinesis-streams',
  firehose: 'kinesis-firehose',
  rdsdata: 'rds-data',
};

/** The service that a text speaks of without naming a host; null when it speaks of none. */
export function serviceSpokenOf(text: string): string | null {
  const name =
    /operation error ([A-Za-z][A-Za-z ]*?): \w+/.exec(text)?.[1] ??
    /connection issue between the task and ((?:AWS|Amazon) [A-Z][A-Za-z]*(?: [A-Z][A-Za-z]*)*)/i.exec(text)?.[1] ??
    /secrets? from (asm|ssm)\b/i.exec(text)?.[1];
  if (name === undefined) return null;
  const key = name.toLowerCase().replaceAll(' ', '');
  return spoken[key] ?? key.replace(/^(aws|amazon)/, '');
}
