import type { Cluster, Service, TaskDefinition } from '@aws-sdk/client-ecs';
import type { Account } from '../account.ts';
import { AwsError } from '../aws-error.ts';

export function invalid(message: string): AwsError {
  return new AwsError('InvalidParameterException', message);
}

export function lastPart(arn: string | undefined): string {
  return arn?.split('/').at(-1) ?? '';
}

/** Callers name things by ARN or by the last part of it. */
export function names(asked: string, arn: string | undefined): boolean {
  return asked === arn || (!asked.startsWith('arn:') && asked === lastPart(arn));
}

export function cluster(account: Account, asked = 'default'): Cluster {
  const found = account.ecs?.clusters.find(({ clusterArn }) => names(asked, clusterArn));
  if (!found) throw new AwsError('ClusterNotFoundException', 'Cluster not found.');
  return found;
}

export function servicesIn(account: Account, { clusterArn }: Cluster): readonly Service[] {
  return (account.ecs?.services ?? []).filter((service) => service.clusterArn === clusterArn);
}

export function serviceIn(account: Account, home: Cluster, asked = ''): Service {
  const found = servicesIn(account, home).find(({ serviceArn }) => names(asked, serviceArn));
  if (!found) throw new AwsError('ServiceNotFoundException', 'Service not found.');
  return found;
}

/** By ARN, `family:revision`, or family: then its newest active revision. */
export function taskDefinitionNamed(account: Account, asked = ''): TaskDefinition {
  const [family, revision] = lastPart(asked).split(':');
  const revisions = (account.ecs?.taskDefinitions ?? []).filter((each) => familyOf(each) === family);
  const found =
    revision === undefined
      ? revisions.filter(({ status = 'ACTIVE' }) => status === 'ACTIVE').toSorted(newestFirst)[0]
      : revisions.find((each) => revisionOf(each) === Number(revision));
  if (!found) throw new AwsError('ClientException', 'Unable to describe task definition.');
  return found;
}

function familyOf({ family, taskDefinitionArn }: TaskDefinition): string | undefined {
  return family ?? lastPart(taskDefinitionArn).split(':')[0];
}

function revisionOf({ revision, taskDefinitionArn }: TaskDefinition): number {
  return revision ?? Number(lastPart(taskDefinitionArn).split(':')[1]);
}

function newestFirst(a: TaskDefinition, b: TaskDefinition): number {
  return revisionOf(b) - revisionOf(a);
}
