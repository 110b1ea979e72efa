import { expect, test } from 'vitest';
import { events } from '../../src/aws/cloudtrail.ts';
import { answerOnce, ask, describeCall } from './wire.ts';

const operation = 'LookupEvents';
const from = new Date('2026-11-22T10:00:00Z');
const to = new Date('2026-11-22T11:00:00Z');
const lookup = { EventName: 'UpdateService' };
const LookupAttributes = [{ AttributeKey: 'EventName', AttributeValue: 'UpdateService' }];
const at = (minute: number) => from.getTime() / 1000 + minute * 60;

const updated = {
  EventId: 'e-1',
  EventName: 'UpdateService',
  ReadOnly: 'false',
  AccessKeyId: 'ASIAEXAMPLE',
  EventTime: at(5),
  EventSource: 'ecs.amazonaws.com',
  Username: 'jane',
  Resources: [
    { ResourceType: 'AWS::ECS::Service', ResourceName: 'checkout' },
    { ResourceType: 'AWS::ECS::Service', ResourceName: 'checkout' },
  ],
  CloudTrailEvent: JSON.stringify({
    userIdentity: { type: 'AssumedRole', arn: 'arn:aws:sts::123456789012:assumed-role/deploy/jane' },
    requestParameters: { service: 'checkout', taskDefinition: 'checkout:42' },
    errorCode: 'AccessDenied',
  }),
};
const byService = {
  EventId: 'e-2',
  EventName: 'UpdateService',
  EventTime: at(9),
  EventSource: 'ecs.amazonaws.com',
  CloudTrailEvent: JSON.stringify({ userIdentity: { type: 'AWSService', invokedBy: 'ecs.amazonaws.com' } }),
};

describeCall('events, the newest first', {
  call: events,
  input: { lookup, from, to, maxPages: 5 },
  exchanges: [
    {
      asks: { LookupAttributes, StartTime: at(0), EndTime: at(60), MaxResults: 50, NextToken: undefined },
      answer: JSON.stringify({ Events: [updated], NextToken: 'page2' }),
    },
    { asks: { LookupAttributes, NextToken: 'page2' }, answer: JSON.stringify({ Events: [byService] }) },
  ],
  gives: {
    events: [
      {
        id: 'e-2',
        at: new Date('2026-11-22T10:09:00Z'),
        name: 'UpdateService',
        source: 'ecs.amazonaws.com',
        user: 'ecs.amazonaws.com',
        resources: [],
        requestParameters: null,
        errorCode: null,
        readOnly: null,
      },
      {
        id: 'e-1',
        at: new Date('2026-11-22T10:05:00Z'),
        name: 'UpdateService',
        source: 'ecs.amazonaws.com',
        user: 'jane',
        resources: ['checkout'],
        requestParameters: { service: 'checkout', taskDefinition: 'checkout:42' },
        errorCode: 'AccessDenied',
        readOnly: false,
      },
    ],
    cut: false,
  },
});

test('pages beyond the limit are left unread, and the answer says so', async () => {
  answerOnce('cloudtrail', [
    { asks: { operation }, answer: JSON.stringify({ Events: [updated], NextToken: 'page2' }) },
  ]);
  const { value } = await ask(events, { lookup: { ResourceName: 'checkout' }, from, to, maxPages: 1 });
  expect(value).toMatchObject({ events: [{ id: 'e-1' }], cut: true });
});

test.each([
  ['not JSON at all', 'Service: unavailable', null],
  ['a text', '"oops"', null],
  ['no identity', '{"requestParameters":null}', null],
  ['only a principal', '{"userIdentity":{"principalId":"AROA:session"}}', 'session'],
  ['only an ARN', '{"userIdentity":{"arn":"arn:aws:sts::123456789012:assumed-role/deploy/ci"}}', 'ci'],
])('an event whose record is %s is still an event', async (_what, CloudTrailEvent, user) => {
  const event = { EventId: 'e-3', EventName: 'DeleteRoute', EventTime: at(1), CloudTrailEvent };
  answerOnce('cloudtrail', [{ asks: { operation }, answer: JSON.stringify({ Events: [event] }) }]);
  const { value } = await ask(events, { lookup, from, to, maxPages: 1 });
  expect(value.events).toMatchObject([{ id: 'e-3', name: 'DeleteRoute', user, requestParameters: null }]);
});
