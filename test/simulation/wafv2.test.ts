import { GetSampledRequestsCommand, ListWebACLsCommand, WAFV2Client } from '@aws-sdk/client-wafv2';
import { expect, test } from 'vitest';
import { now, simulateSmall } from './small-account.ts';
import { smallWaf, wafArns } from './small-account-waf.ts';

const minutesAgo = (minutes: number) => new Date(now.getTime() - minutes * 60_000);

/** A request of every second of so many minutes. */
async function sample(minutes: number, from: Date, to: Date, most = 500) {
  const { wafv2 } = smallWaf(now);
  const rate = Array.from({ length: minutes * 60 }, (_, index) => ({
    Request: { ClientIP: '81.4.2.9' },
    Timestamp: new Date(minutesAgo(minutes).getTime() + index * 1_000),
    Action: 'BLOCK',
  }));
  const requests = { [wafArns.webAcl]: { rate } };
  await using running = await simulateSmall({ wafv2: { webAcls: [], ...wafv2, requests } });
  return await new WAFV2Client(running.config).send(
    new GetSampledRequestsCommand({
      WebAclArn: wafArns.webAcl,
      RuleMetricName: 'rate',
      Scope: 'REGIONAL',
      TimeWindow: { StartTime: from, EndTime: to },
      MaxItems: most,
    }),
  );
}

test('a sample is of the first 5,000 requests, and says which time it covers', async () => {
  const { SampledRequests = [], PopulationSize, TimeWindow } = await sample(120, minutesAgo(120), now);
  expect(SampledRequests).toHaveLength(500);
  expect(PopulationSize).toBe(5_000);
  expect(TimeWindow?.EndTime).toEqual(new Date(minutesAgo(120).getTime() + 4_999_000));
  expect(SampledRequests.every(({ Weight }) => Weight === 10)).toBe(true);
});

test('a sample reaches back three hours at most', async () => {
  const { TimeWindow, PopulationSize } = await sample(200, minutesAgo(200), minutesAgo(179));
  expect(TimeWindow?.StartTime).toEqual(minutesAgo(180));
  expect(PopulationSize).toBe(61);
});

test('more than 500 requests may not be asked for', async () => {
  await expect(sample(1, minutesAgo(1), now, 501)).rejects.toMatchObject({ name: 'WAFInvalidParameterException' });
});

test('web ACLs for CloudFront are listed in us-east-1 only', async () => {
  await using running = await simulateSmall();
  const list = new ListWebACLsCommand({ Scope: 'CLOUDFRONT' });
  await expect(new WAFV2Client(running.config).send(list)).rejects.toMatchObject({
    name: 'WAFInvalidParameterException',
  });
  const east = new WAFV2Client({ ...running.config, region: 'us-east-1' });
  expect((await east.send(list)).WebACLs).toEqual([]);
});
