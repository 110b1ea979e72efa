import {
  CloudWatchLogsClient,
  GetQueryResultsCommand,
  StartQueryCommand,
  StopQueryCommand,
} from '@aws-sdk/client-cloudwatch-logs';
import { expect, test } from 'vitest';
import type { Account } from '../../src/simulation/account.ts';
import { readQuery } from '../../src/simulation/insights/query.ts';
import { run } from '../../src/simulation/insights/run.ts';
import { minutesAgo, now, simulateSmall } from './small-account.ts';

const id = (digit: number) => `5f3c1a9e-0000-4000-8000-00000000000${digit}`;
const start = Date.parse('2026-11-22T10:58:03.400Z');

const texts = [
  `START RequestId: ${id(1)} Version: $LATEST\n`,
  `[INFO]\t2026-11-22T10:58:03.401Z\t${id(1)}\tgot 3 items`,
  `REPORT RequestId: ${id(1)}\tDuration: 128.83 ms\tBilled Duration: 129 ms\tMemory Size: 128 MB\tMax Memory Used: 74 MB\tInit Duration: 166.62 ms\t`,
  `2026-11-22T10:58:09.405Z ${id(2)} Task timed out after 3.00 seconds`,
  `REPORT RequestId: ${id(2)}\tDuration: 3000.00 ms\tBilled Duration: 3000 ms\tMemory Size: 128 MB\tMax Memory Used: 128 MB\tStatus: timeout`,
  `2026-11-22T10:58:09.405Z\t${id(3)}\tERROR\t{"code":"ECONNRESET","at":{"port":5432},"tags":["a","b"],"final":true}`,
];

const events = texts.map((text, index) => ({
  stream: index < 3 ? 'one' : 'two',
  at: start + index * 60_000,
  text,
  received: start + index * 60_000 + 500,
  id: `event ${index}`,
}));

function rows(query: string, limit = 10_000) {
  const { results } = run(readQuery(query), [{ group: '123456789012:/aws/lambda/resize', events }], limit);
  return results.map((row) =>
    Object.fromEntries(row.filter(({ field }) => field !== '@ptr').map(({ field, value }) => [field, value])),
  );
}

test('without a command for it, the newest comes first and shows time and message', () => {
  expect(rows('filter @message like "Task timed out"')).toEqual([
    { '@timestamp': '2026-11-22 11:01:03.400', '@message': texts[3] },
  ]);
  expect(rows('limit 2').map((row) => row['@message'])).toEqual([texts[5], texts[4]]);
});

test('fields of Lambda lines are found, and absent ones left out', () => {
  const query =
    'fields @requestId, @type, @duration, @billedDuration, @initDuration, @memorySize, @maxMemoryUsed, @logStream | sort @timestamp asc';
  const [startLine, logger, report, timeout] = rows(query);
  expect(startLine).toEqual({ '@requestId': id(1), '@type': 'START', '@logStream': 'one' });
  expect(logger).toEqual({ '@requestId': id(1), '@logStream': 'one' });
  expect(report).toEqual({
    '@requestId': id(1),
    '@type': 'REPORT',
    '@duration': '128.83',
    '@billedDuration': '129',
    '@initDuration': '166.62',
    '@memorySize': '1.28E8',
    '@maxMemoryUsed': '7.4E7',
    '@logStream': 'one',
  });
  expect(timeout).toMatchObject({ '@requestId': id(2), '@logStream': 'two' });
});

test('members of JSON are found by their path, in a line that holds it too', () => {
  const query = 'filter code = "ECONNRESET" | fields at.port, tags.1, final, at.port + 1 as next';
  expect(rows(query)).toEqual([{ 'at.port': '5432', 'tags.1': 'b', final: '1', next: '5433' }]);
});

test.each([
  ['@message like /(?i)TASK TIMED/', 1],
  ['@message not like /RequestId/ and @message not like "Task"', 2],
  ['@type = "REPORT" and @duration >= 3000', 1],
  ['@type in ["START", "REPORT"]', 3],
  ['@type not in ["START", "REPORT"]', 3],
  ['not ispresent(@duration)', 4],
  ['strcontains(@message, "Status: timeout")', 1],
  ['(@duration < 200 or @logStream = "two") and @type = "REPORT"', 2],
  ['@maxMemoryUsed / @memorySize >= 0.95', 1],
  ['@message =~ /Duration: \\d+\\.83/', 1],
  ['@message like /a\\/b|"code"/', 1],
  ['`at.port` = 5432 # a comment', 1],
])('filter %s lets %i through', (condition, count) => {
  expect(rows(`filter ${condition}`)).toHaveLength(count);
});

test('several filters, and lines for people, are all obeyed', () => {
  const query = `
    fields @timestamp, @message
    | filter @message like /REPORT/
    | filter @logStream like /^two/
    | sort @timestamp desc
    | limit 5`;
  expect(rows(query)).toHaveLength(1);
});

test('stats counts, sums and finds percentiles, by bin, newest first', () => {
  const query =
    'filter @type = "REPORT" | stats count(*) as n, sum(strcontains(@message, "Status: timeout")) as timeouts, pct(@duration, 50), max(@maxMemoryUsed/@memorySize) as memory, count(@initDuration) as cold by bin(1m)';
  expect(rows(query)).toEqual([
    {
      'bin(1m)': '2026-11-22 11:02:00.000',
      n: '1',
      timeouts: '1',
      'pct(@duration, 50)': '3000',
      memory: '1',
      cold: '0',
    },
    {
      'bin(1m)': '2026-11-22 11:00:00.000',
      n: '1',
      timeouts: '0',
      'pct(@duration, 50)': '128.83',
      memory: '0.578125',
      cold: '1',
    },
  ]);
});

test('stats by a field can be sorted and cut', () => {
  const query =
    'stats count() as n, count_distinct(@requestId) as requests, avg(@duration) by @logStream | sort n desc, @logStream desc | limit 1';
  expect(rows(query)).toEqual([{ '@logStream': 'two', n: '3', requests: '2', 'avg(@duration)': '3000' }]);
});

test('parse takes parts of a text by a glob or by named groups', () => {
  expect(
    rows('parse @message "Task timed out after * seconds" as seconds | filter ispresent(seconds) | display seconds'),
  ).toEqual([{ seconds: '3.00' }]);
  expect(rows('parse @message /got (?<n>\\d+) items/ | filter n > 2 | display n')).toEqual([{ n: '3' }]);
  expect(rows('parse "[*]" as level | filter ispresent(level) | fields level | limit 1')).toEqual([
    { level: '"a","b"' },
  ]);
});

test.each([
  'fields @message | count()',
  'stats count() n',
  'filter @message like',
  'filter @message like /(/',
  'filter nonsense(@message)',
  'limit 10001',
  'stats sum(@duration) by bin(5x)',
  'fields @timestamp | filter ~',
  'filter (@type = "REPORT"',
])('%s is malformed', (query) => {
  expect(() => readQuery(query)).toThrow(expect.objectContaining({ code: 'MalformedQueryException' }));
});

const seconds = (at: Date) => Math.floor(at.getTime() / 1_000);
const ask = {
  logGroupName: '/aws/lambda/resize',
  startTime: seconds(minutesAgo(60)),
  endTime: seconds(now),
  queryString: 'fields @message',
};

async function started(insights: NonNullable<Account['logs']>['insights'] = {}) {
  const running = await simulateSmall();
  await running.simulation.set('123456789012', (at) => ({
    id: '123456789012',
    region: 'eu-west-1',
    logs: {
      groups: [{ logGroupName: '/aws/lambda/resize', creationTime: at.getTime() - 864e5 }],
      streams: [{ group: '/aws/lambda/resize', stream: 'a', lines: [{ at: at.getTime() - 60_000, text: 'hello' }] }],
      insights,
    },
  }));
  return { ...running, client: new CloudWatchLogsClient(running.config) };
}

test('a query is scheduled, runs, and is complete, as scripted', async () => {
  await using running = await started({ polls: 2 });
  const { queryId } = await running.client.send(new StartQueryCommand(ask));
  const looks = [];
  for (let look = 0; look < 3; look += 1)
    looks.push(await running.client.send(new GetQueryResultsCommand({ queryId })));
  expect(looks.map(({ status }) => status)).toEqual(['Scheduled', 'Running', 'Complete']);
  expect(looks.at(-1)).toMatchObject({
    results: [[{ field: '@message', value: 'hello' }, { field: '@ptr' }]],
    statistics: { recordsMatched: 1, recordsScanned: 1, bytesScanned: 5 },
  });
});

test('a query that is stopped is cancelled, and makes room for another', async () => {
  await using running = await started({ ends: 'Running', atOnce: 1 });
  const { queryId } = await running.client.send(new StartQueryCommand(ask));
  await expect(running.client.send(new StartQueryCommand(ask))).rejects.toMatchObject({
    name: 'LimitExceededException',
  });
  expect((await running.client.send(new StopQueryCommand({ queryId }))).success).toBe(true);
  expect((await running.client.send(new GetQueryResultsCommand({ queryId }))).status).toBe('Cancelled');
  expect((await running.client.send(new StartQueryCommand(ask))).queryId).toEqual(expect.any(String));
});

test('a query that has ended cannot be stopped', async () => {
  await using running = await started({ ends: 'Timeout' });
  const { queryId } = await running.client.send(new StartQueryCommand(ask));
  expect((await running.client.send(new GetQueryResultsCommand({ queryId }))).status).toBe('Timeout');
  await expect(running.client.send(new StopQueryCommand({ queryId }))).rejects.toThrow('is in Timeout status');
});

test('a log group that is not there is named, and milliseconds for seconds find nothing', async () => {
  await using running = await started();
  const absent = running.client.send(new StartQueryCommand({ ...ask, logGroupName: '/aws/lambda/nope' }));
  await expect(absent).rejects.toThrow("Log group '/aws/lambda/nope' does not exist for account ID '123456789012'");
  const { queryId } = await running.client.send(
    new StartQueryCommand({ ...ask, startTime: minutesAgo(60).getTime(), endTime: now.getTime() }),
  );
  expect((await running.client.send(new GetQueryResultsCommand({ queryId }))).results).toEqual([]);
});
