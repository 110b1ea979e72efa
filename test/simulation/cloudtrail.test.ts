import { CloudTrailClient, LookupEventsCommand, paginateLookupEvents } from '@aws-sdk/client-cloudtrail';
import type { LookupEventsCommandInput } from '@aws-sdk/client-cloudtrail';
import { expect, test } from 'vitest';
import type { TrailEvent } from '../../src/simulation/account.ts';
import { accountId, minutesAgo, simulateSmall } from './small-account.ts';

const events: readonly TrailEvent[] = [
  {
    EventName: 'RevokeSecurityGroupIngress',
    EventTime: minutesAgo(20),
    EventSource: 'ec2.amazonaws.com',
    Username: 'anna',
    Resources: [{ ResourceType: 'AWS::EC2::SecurityGroup', ResourceName: 'sg-1' }],
    requestParameters: { groupId: 'sg-1' },
  },
  { EventName: 'UpdateService', EventTime: minutesAgo(5), EventSource: 'ecs.amazonaws.com', Username: 'deployer' },
  {
    EventName: 'DescribeServices',
    EventTime: minutesAgo(10),
    EventSource: 'ecs.amazonaws.com',
    Username: 'anna',
    errorCode: 'AccessDenied',
    callerArn: `arn:aws:iam::${accountId}:user/anna`,
  },
];

async function trail(pageSize?: number, all = events) {
  const running = await simulateSmall({ cloudtrail: { events: all }, ...(pageSize && { pageSize }) });
  const client = new CloudTrailClient(running.config);
  const lookUp = async (input: LookupEventsCommandInput = {}) => {
    const { Events = [] } = await client.send(new LookupEventsCommand(input));
    return Events;
  };
  const names = async (input: LookupEventsCommandInput) => (await lookUp(input)).map((event) => event.EventName);
  return { ...running, client, lookUp, names };
}

test('the newest event comes first, whatever order they are listed in', async () => {
  await using running = await trail();
  expect(await running.names({})).toEqual(['UpdateService', 'DescribeServices', 'RevokeSecurityGroupIngress']);
});

test('only the window is looked through, both ends included', async () => {
  await using running = await trail();
  expect(await running.names({ StartTime: minutesAgo(10) })).toEqual(['UpdateService', 'DescribeServices']);
  expect(await running.names({ EndTime: minutesAgo(10) })).toEqual(['DescribeServices', 'RevokeSecurityGroupIngress']);
  const backwards = running.names({ StartTime: minutesAgo(1), EndTime: minutesAgo(2) });
  await expect(backwards).rejects.toMatchObject({ name: 'InvalidTimeRangeException' });
});

test.each([
  ['EventName', 'UpdateService', ['UpdateService']],
  ['EventName', 'updateservice', []],
  ['EventSource', 'ec2.amazonaws.com', ['RevokeSecurityGroupIngress']],
  ['Username', 'anna', ['DescribeServices', 'RevokeSecurityGroupIngress']],
  ['ResourceName', 'sg-1', ['RevokeSecurityGroupIngress']],
  ['ResourceType', 'AWS::EC2::SecurityGroup', ['RevokeSecurityGroupIngress']],
  ['ReadOnly', 'true', ['DescribeServices']],
] as const)('events are found by %s %s', async (AttributeKey, AttributeValue, expected) => {
  await using running = await trail();
  expect(await running.names({ LookupAttributes: [{ AttributeKey, AttributeValue }] })).toEqual(expected);
});

test('two attributes at once are refused, and so is a page of 51', async () => {
  await using running = await trail();
  const attribute = { AttributeKey: 'EventName', AttributeValue: 'UpdateService' } as const;
  await expect(running.names({ LookupAttributes: [attribute, attribute] })).rejects.toMatchObject({
    name: 'InvalidLookupAttributesException',
  });
  await expect(running.names({ MaxResults: 51 })).rejects.toMatchObject({ name: 'InvalidMaxResultsException' });
  await expect(running.names({ NextToken: 'made-up' })).rejects.toMatchObject({ name: 'InvalidNextTokenException' });
});

test('the record of an event tells what was asked, by whom and what came of it', async () => {
  await using running = await trail();
  const byName = async (AttributeValue: string) => {
    const [event] = await running.lookUp({ LookupAttributes: [{ AttributeKey: 'EventName', AttributeValue }] });
    return JSON.parse(event?.CloudTrailEvent ?? '{}') as unknown;
  };
  expect(await byName('RevokeSecurityGroupIngress')).toMatchObject({
    eventSource: 'ec2.amazonaws.com',
    requestParameters: { groupId: 'sg-1' },
    readOnly: false,
    userIdentity: { type: 'AssumedRole', arn: `arn:aws:sts::${accountId}:assumed-role/anna/anna` },
  });
  expect(await byName('DescribeServices')).toMatchObject({
    errorCode: 'AccessDenied',
    readOnly: true,
    userIdentity: { type: 'IAMUser', userName: 'anna' },
  });
});

test('a record that the scenario wrote itself is left as it is', async () => {
  await using running = await trail(undefined, [
    { EventName: 'X', EventTime: minutesAgo(1), CloudTrailEvent: 'not JSON' },
  ]);
  expect((await running.lookUp())[0]?.CloudTrailEvent).toBe('not JSON');
});

test('sixty events come on two pages, and small pages may be empty', async () => {
  const many = Array.from({ length: 60 }, (_, index) => ({ EventName: `Event${index}`, EventTime: minutesAgo(index) }));
  const sizesOf = async (pageSize?: number) => {
    await using running = await trail(pageSize, many);
    const sizes = [];
    for await (const page of paginateLookupEvents({ client: running.client }, {})) sizes.push(page.Events?.length);
    return sizes;
  };
  expect(await sizesOf()).toEqual([50, 10]);
  expect(await sizesOf(40)).toEqual([40, 0, 20]);
});
