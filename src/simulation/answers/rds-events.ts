import type { DescribeEventsCommandInput, DescribeEventsCommandOutput } from '@aws-sdk/client-rds';
import type { Account } from '../account.ts';
import { AwsError } from '../aws-error.ts';
import type { AnswerContext } from './answers.ts';
import { pagedRds } from './rds-pages.ts';

const MINUTE = 60_000;
const FOURTEEN_DAYS = 14 * 24 * 60;

/**
 * Events of the last 14 days, oldest first. Without times it is the last hour, as the API says: "Duration: the number
 * of minutes to retrieve events for. Default: 60". A source is named together with its type.
 */
export function events(
  account: Account,
  input: DescribeEventsCommandInput,
  { now }: AnswerContext,
): Omit<DescribeEventsCommandOutput, '$metadata'> {
  const { SourceIdentifier: source, SourceType: type, EventCategories: categories = [] } = input;
  if (source !== undefined && type === undefined) {
    throw new AwsError(
      'InvalidParameterCombination',
      'The parameter SourceType must be provided with SourceIdentifier.',
    );
  }
  const { from, to } = span(input, now.getTime());
  const found = (account.rds?.events ?? [])
    .filter(
      (event) =>
        (type === undefined || event.SourceType === type) &&
        (source === undefined || event.SourceIdentifier === source.toLowerCase()) &&
        (categories.length === 0 || event.EventCategories?.some((category) => categories.includes(category))),
    )
    .filter(({ Date: at }) => at !== undefined && at.getTime() >= from && at.getTime() <= to)
    .toSorted((a, b) => Number(a.Date) - Number(b.Date));
  const { items, next } = pagedRds(account, found, input);
  return { Events: items, Marker: next };
}

function span({ StartTime, EndTime, Duration = 60 }: DescribeEventsCommandInput, now: number) {
  if (Duration < 1 || Duration > FOURTEEN_DAYS) {
    throw new AwsError('InvalidParameterValue', `Duration must be between 1 and ${FOURTEEN_DAYS} minutes.`);
  }
  const from = StartTime?.getTime() ?? (EndTime?.getTime() ?? now) - Duration * MINUTE;
  const to = EndTime?.getTime() ?? now;
  if (from > to) throw new AwsError('InvalidParameterCombination', 'The start time must be before the end time.');
  // A little leeway: the caller's clock and ours are not the same.
  if (from < now - (FOURTEEN_DAYS + 5) * MINUTE) {
    throw new AwsError('InvalidParameterValue', 'Events older than 14 days are not available.');
  }
  return { from, to };
}
