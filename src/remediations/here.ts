import { CannotChange, ReadFailure } from '#playbook';
import type { Place } from '#playbook';

/** Throws `CannotChange` for an ARN of another account or region: a change is made where it was proposed. */
export function refuseElsewhere(arn: string, place: Place): void {
  const [, , , region, account] = arn.split(':');
  if (region === place.region && (place.account === null || account === place.account)) return;
  throw new CannotChange(`${arn} is not in ${hereIn(place)}.`);
}

/** What is read of a resource; a sentence instead of a failure when there is none. */
export async function existing<T>(reading: Promise<T>, what: string, place: Place): Promise<T> {
  try {
    return await reading;
  } catch (error) {
    if (error instanceof ReadFailure && error.why === 'absent')
      throw new CannotChange(`There is no ${what} in ${hereIn(place)}.`, { cause: error });
    throw error;
  }
}

export function hereIn({ account, region }: Place): string {
  return `account ${account ?? 'unknown'}, ${region}`;
}
