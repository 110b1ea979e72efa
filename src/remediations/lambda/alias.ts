import { CannotChange, ReadFailure } from '#playbook';
import type { LookContext, Plain, Preview } from '#playbook';
import { functionConfiguration } from '#aws/lambda';
import type { FunctionConfiguration } from '#aws/lambda';
import { alias } from '#aws/lambda-versions';
import type { WrittenAlias } from '#aws/lambda-versions';

/** An alias of a function. Throws `CannotChange` when there is none of that name. */
export async function aliasOf(arn: string, name: string, { read }: LookContext): Promise<WrittenAlias> {
  try {
    return await read(alias, { function: arn, alias: name });
  } catch (error) {
    if (error instanceof ReadFailure && error.why === 'absent')
      throw new CannotChange(`${arn.split(':')[6]} has no alias ${name}.`, { cause: error });
    throw error;
  }
}

/** A published version of a function. Throws `CannotChange` when there is none. */
export async function versionOf(arn: string, version: string, { read }: LookContext): Promise<FunctionConfiguration> {
  try {
    return await read(functionConfiguration, { name: `${arn}:${version}` });
  } catch (error) {
    if (error instanceof ReadFailure && error.why === 'absent')
      throw new CannotChange(`${arn.split(':')[6]} has no version ${version}.`, { cause: error });
    throw error;
  }
}

/** The function of a preview, by its ARN. */
export function functionOf({ resources: [arn = ''] }: Preview): string {
  return arn;
}

/** What the preview found, as it comes back from the database. */
export function foundIn({ found }: Preview) {
  const { version, others, revision } = membersOf(found);
  return {
    version: typeof version === 'string' ? version : '',
    others: Object.fromEntries(
      Object.entries(membersOf(others)).flatMap(([each, part]) => (typeof part === 'number' ? [[each, part]] : [])),
    ),
    revision: typeof revision === 'string' ? revision : null,
  };
}

function membersOf(value: Plain | undefined): { readonly [member: string]: Plain } {
  return typeof value === 'object' && value !== null && !isList(value) ? value : {};
}

function isList(value: Plain): value is readonly Plain[] {
  return Array.isArray(value);
}

/** `10 % of calls to 42`; null where all calls go to one version. */
export function sharesOf({ others }: Pick<WrittenAlias, 'others'>): string | null {
  const shares = Object.entries(others).map(([version, part]) => `${Math.round(part * 100)} % of calls to ${version}`);
  return shares.length === 0 ? null : shares.join(', ');
}

/** Where it points to: `42, 10 % of calls to 43`. */
export function said(present: WrittenAlias): string {
  const canary = sharesOf(present);
  return canary === null ? present.version : `${present.version}, ${canary}`;
}

/** Whether all calls go to one version. */
export function isMade(version: string, present: WrittenAlias): boolean {
  return present.version === version && sharesOf(present) === null;
}

/** Whether it stands as the preview found it. */
export function isAsBefore(preview: Preview, present: WrittenAlias): boolean {
  const { version, others } = foundIn(preview);
  return present.version === version && sharesOf(present) === sharesOf({ others });
}
