import type { AnyReadCall, IamAction } from '#playbook';
import { reads } from './reads.ts';

/** An IAM policy as the console and every tool takes it. */
export interface PolicyDocument {
  readonly Version: '2012-10-17';
  readonly Statement: readonly PolicyStatement[];
}

export interface PolicyStatement {
  readonly Sid: string;
  readonly Effect: 'Allow';
  readonly Action: readonly IamAction[];
  readonly Resource: string;
}

/** Which objects may be read: `bucket` and `prefix` of the load balancers' access logs. Placeholders to begin with. */
export interface LogPlace {
  readonly bucket: string;
  /** With a slash at its end, or empty. */
  readonly prefix: string;
  readonly partition: string;
}

/** What stands where nobody said which bucket. */
export const logPlaceholder: LogPlace = { bucket: 'YOUR-LOG-BUCKET', prefix: 'YOUR-PREFIX/', partition: 'aws' };

/** The least that lets these calls through. */
export function readPolicy(calls: readonly AnyReadCall[], logs: LogPlace = logPlaceholder): PolicyDocument {
  return policyDocument(
    calls.flatMap(({ action, also = [] }) => [action, ...also.map((other) => other.action)]),
    logs,
  );
}

/** The least that lets every read through that OpsMedic could ever make. */
export function fullReadPolicy(logs: LogPlace = logPlaceholder): PolicyDocument {
  return policyDocument(
    Object.values(reads).flatMap((operations): IamAction[] => Object.values(operations)),
    logs,
  );
}

/**
 * One statement for each service, in the order of the alphabet. Describing and listing cannot be limited to resources
 * in most services; what can be limited is S3: to the access logs.
 */
export function policyDocument(actions: readonly IamAction[], logs: LogPlace = logPlaceholder): PolicyDocument {
  const byService = Map.groupBy([...new Set(actions)].toSorted(), (action) => action.split(':')[0] ?? '');
  const Statement = [...byService].flatMap(([service, own]) =>
    service === 's3' ? logStatements(own, logs) : [statement(`Read${sidOf(service)}`, own, '*')],
  );
  return { Version: '2012-10-17', Statement };
}

function logStatements(actions: readonly IamAction[], { bucket, prefix, partition }: LogPlace): PolicyStatement[] {
  const arn = `arn:${partition}:s3:::${bucket}`;
  const ofBucket = actions.filter((action) => action === 's3:ListBucket');
  const ofObjects = actions.filter((action) => action !== 's3:ListBucket');
  return [
    ...(ofBucket.length > 0 ? [statement('ListAccessLogs', ofBucket, arn)] : []),
    ...(ofObjects.length > 0 ? [statement('ReadAccessLogs', ofObjects, `${arn}/${prefix}AWSLogs/*`)] : []),
  ];
}

function statement(Sid: string, Action: readonly IamAction[], Resource: string): PolicyStatement {
  return { Sid, Effect: 'Allow', Action, Resource };
}

/** Statement ids are letters and digits only. */
function sidOf(service: string): string {
  const letters = service.replace(/[^a-zA-Z0-9]/g, '');
  return letters.charAt(0).toUpperCase() + letters.slice(1);
}
