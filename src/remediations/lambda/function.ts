import { CannotChange, ReadFailure } from '#playbook';
import type { LookContext, Place } from '#playbook';
import { functionConfiguration, functionTags } from '#aws/lambda';
import type { FunctionConfiguration } from '#aws/lambda';
import { text } from '../form.ts';
import type { Field } from '../form.ts';
import { ownersOf } from '../managed-by.ts';

const NAMED = /^(?:arn:[\w-]+:lambda:[\w-]+:\d{12}:function:)?[\w-]{1,64}$/;

/** The field in which a function is named. */
export const functionField = {
  name: 'function',
  label: 'Function',
  kind: 'text',
  hint: 'Name or ARN, without a version',
} as const;

/** A function by its name or unqualified ARN. */
export function functionName(given: string | undefined): Field<string> {
  return text(given, NAMED, 'Say the name or the ARN of a Lambda function, without a version or an alias.');
}

/** A function of this account and region. Throws `CannotChange` when there is none of that name. */
export async function functionNamed(name: string, { read, place }: LookContext): Promise<FunctionConfiguration> {
  if (name.startsWith('arn:') && !isHere(name, place)) throw new CannotChange(`${name} is not in ${hereIn(place)}.`);
  try {
    return await read(functionConfiguration, { name });
  } catch (error) {
    if (error instanceof ReadFailure && error.why === 'absent')
      throw new CannotChange(`There is no function ${name} in ${hereIn(place)}.`, { cause: error });
    throw error;
  }
}

/** What manages a function as code. */
export function ownerOf(arn: string, { read }: LookContext): Promise<string | null> {
  return ownersOf([read(functionTags, { arn })]);
}

function isHere(arn: string, { account, region }: Place): boolean {
  const [, , , itsRegion, itsAccount] = arn.split(':');
  return itsRegion === region && itsAccount === account;
}

function hereIn({ account, region }: Place): string {
  return `account ${account ?? 'unknown'}, ${region}`;
}
