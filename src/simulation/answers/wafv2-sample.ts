import type { GetSampledRequestsRequest, GetSampledRequestsResponse } from '@aws-sdk/client-wafv2';
import { AwsError } from '../aws-error.ts';
import type { InspectedRequest } from '../account/wafv2.ts';

/** AWS WAF API Reference, GetSampledRequests: the first 5,000 requests of a time within the last three hours. */
const MOST_POPULATION = 5_000;
const MOST_HOURS = 3;
const MOST_ITEMS = 500;

/** Takes a sample, spread evenly over the requests it is taken from. Which of them are taken does not depend on chance. */
export function sampleOf(
  all: readonly InspectedRequest[],
  { TimeWindow, MaxItems = 0 }: GetSampledRequestsRequest,
  now: Date,
): GetSampledRequestsResponse {
  if (MaxItems < 1 || MaxItems > MOST_ITEMS) throw invalid('MAX_ITEMS', String(MaxItems));
  const { StartTime, EndTime } = TimeWindow ?? {};
  if (!StartTime || !EndTime || StartTime > EndTime) throw invalid('TIME_WINDOW', 'TimeWindow');
  const oldest = now.getTime() - MOST_HOURS * 3_600_000;
  const from = Math.max(StartTime.getTime(), oldest);
  const within = all
    .filter(({ Timestamp }) => Timestamp !== undefined && Timestamp.getTime() >= from && Timestamp <= EndTime)
    .toSorted((a, b) => Number(a.Timestamp) - Number(b.Timestamp));
  const population = within.slice(0, MOST_POPULATION);
  const step = Math.max(1, population.length / MaxItems);
  const taken = Array.from({ length: Math.min(MaxItems, population.length) }, (_, index) => {
    const request = population[Math.floor(index * step)];
    return request ? [{ ...request, Weight: Math.max(1, Math.round(step)) }] : [];
  });
  // Where there were more, the time that the sample was really taken from.
  const until = within.length > MOST_POPULATION ? population.at(-1)?.Timestamp : undefined;
  return {
    SampledRequests: taken.flat(),
    PopulationSize: population.length,
    TimeWindow: { StartTime: new Date(from), EndTime: until ?? EndTime },
  };
}

function invalid(field: string, parameter: string): AwsError {
  return new AwsError(
    'WAFInvalidParameterException',
    `Error reason: You have used an invalid value., field: ${field}, parameter: ${parameter}`,
  );
}
