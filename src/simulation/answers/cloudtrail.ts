import type * as sdk from '@aws-sdk/client-cloudtrail';
import { createHash } from 'node:crypto';
import type { Event } from '@aws-sdk/client-cloudtrail';
import type { Account, TrailEvent } from '../account.ts';
import { AwsError } from '../aws-error.ts';
import type { Answers } from './answers.ts';
import { page } from './page.ts';

export const cloudtrail: Answers<typeof sdk> = {
  LookupEvents(account, input) {
    const { StartTime: from, EndTime: to, MaxResults: asked = 50, LookupAttributes: attributes = [] } = input;
    if (attributes.length > 1) {
      throw new AwsError('InvalidLookupAttributesException', 'You can only specify one lookup attribute at a time.');
    }
    if (asked < 1 || asked > 50) {
      throw new AwsError('InvalidMaxResultsException', 'MaxResults must be between 1 and 50.');
    }
    if (from && to && from > to) {
      throw new AwsError('InvalidTimeRangeException', 'The start time must be before the end time.');
    }
    const [attribute] = attributes;
    const found = (account.cloudtrail?.events ?? [])
      .map((event) => complete(account, event))
      .filter(({ EventTime: at }) => at !== undefined && (!from || at >= from) && (!to || at <= to))
      .filter((event) => !attribute || valuesOf(event, attribute.AttributeKey).includes(attribute.AttributeValue))
      .toSorted((a, b) => Number(b.EventTime) - Number(a.EventTime));
    const { items, next } = page(account, found, {
      token: input.NextToken,
      asked,
      usual: 50,
      mayBeEmpty: true,
      badToken: () => new AwsError('InvalidNextTokenException', 'The next token is not valid.'),
    });
    return { Events: items, NextToken: next };
  },
};

function valuesOf(event: Event, key: string | undefined): readonly (string | undefined)[] {
  switch (key) {
    case 'EventId':
      return [event.EventId];
    case 'EventName':
      return [event.EventName];
    case 'ReadOnly':
      return [event.ReadOnly];
    case 'Username':
      return [event.Username];
    case 'EventSource':
      return [event.EventSource];
    case 'AccessKeyId':
      return [event.AccessKeyId];
    case 'ResourceType':
      return (event.Resources ?? []).map(({ ResourceType }) => ResourceType);
    case 'ResourceName':
      return (event.Resources ?? []).map(({ ResourceName }) => ResourceName);
    case undefined:
    default:
      throw new AwsError('InvalidLookupAttributesException', `${key} is not a valid lookup attribute.`);
  }
}

/** Fills in what AWS always gives, the record of the event as JSON text above all. */
function complete(account: Account, event: TrailEvent): Event {
  const { requestParameters, errorCode, callerArn, ...given } = event;
  const user = given.Username ?? callerArn?.split('/').at(-1) ?? 'unknown';
  const at = given.EventTime ?? new Date(0);
  const id = given.EventId ?? eventId(`${given.EventName} ${at.toISOString()} ${JSON.stringify(requestParameters)}`);
  const readOnly = given.ReadOnly ?? String(/^(Describe|Get|List|Lookup)/.test(given.EventName ?? ''));
  const arn = callerArn ?? `arn:${account.partition ?? 'aws'}:sts::${account.id}:assumed-role/${user}/${user}`;
  const record = {
    eventVersion: '1.11',
    userIdentity: {
      type: arn.includes(':assumed-role/') ? 'AssumedRole' : 'IAMUser',
      principalId: `AROASIMULATION:${user}`,
      arn,
      accountId: account.id,
      accessKeyId: given.AccessKeyId,
      userName: arn.includes(':user/') ? user : undefined,
    },
    eventTime: at.toISOString().replace(/\.\d+Z$/, 'Z'),
    eventSource: given.EventSource,
    eventName: given.EventName,
    awsRegion: account.region,
    sourceIPAddress: '203.0.113.10',
    userAgent: 'console.amazonaws.com',
    errorCode,
    requestParameters: requestParameters ?? null,
    responseElements: null,
    eventID: id,
    readOnly: readOnly === 'true',
    eventType: 'AwsApiCall',
    managementEvent: true,
    recipientAccountId: account.id,
    eventCategory: 'Management',
  };
  return { CloudTrailEvent: JSON.stringify(record), ...given, EventId: id, ReadOnly: readOnly, Username: user };
}

function eventId(seed: string): string {
  const hex = createHash('sha256').update(seed).digest('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20, 32)].join('-');
}
