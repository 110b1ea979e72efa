import { loadSharedConfigFiles } from '@smithy/core/config';
import { CannotInvestigate } from '#playbook';
import { sharedFiles } from './credentials.ts';
import type { Env } from './endpoints.ts';

/** The region of the environment: its variables, else that of the profile. Rejects with `CannotInvestigate`. */
export async function ambientRegion(env: Env, profile: string | null): Promise<string> {
  const region = env['AWS_REGION'] || env['AWS_DEFAULT_REGION'] || (await regionOfProfile(env, profile));
  if (region) return checked(region);
  throw new CannotInvestigate('No AWS region is set: set AWS_REGION, or name one (--region eu-west-1).');
}

async function regionOfProfile(env: Env, profile: string | null): Promise<string | undefined> {
  const { configFile, credentialsFile } = await loadSharedConfigFiles(sharedFiles(env));
  const name = profile ?? (env['AWS_PROFILE'] || 'default');
  return configFile[name]?.['region'] ?? credentialsFile[name]?.['region'];
}

/** A region becomes part of host names, so it must look like one. */
export function checked(region: string): string {
  if (/^[a-z]{2,5}(?:-[a-z]+)+-\d{1,2}$/.test(region)) return region;
  throw new CannotInvestigate(`“${region}” is not the name of an AWS region: say for instance eu-west-1.`);
}

/** The first part of every ARN in a region. */
export function partitionOf(region: string): string {
  const [partition] = Object.entries(partitions).find(([, prefix]) => prefix.test(region)) ?? ['aws'];
  return partition;
}

/** https://docs.aws.amazon.com/whitepapers/latest/aws-fault-isolation-boundaries/partitions.html */
const partitions = {
  'aws-cn': /^cn-/,
  'aws-us-gov': /^us-gov-/,
  'aws-iso': /^us-iso-/,
  'aws-iso-b': /^us-isob-/,
  'aws-iso-e': /^eu-isoe-/,
  'aws-iso-f': /^us-isof-/,
  'aws-eusc': /^eusc-/,
};
