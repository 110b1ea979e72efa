import nock from 'nock';
import { describe, expect, test } from 'vitest';
import { query } from '../../src/aws/logs.ts';
import type { LogsQuestion } from '../../src/aws/logs.ts';
import type { Pause } from '../../src/aws/service.ts';
import { answerOnce, ask, describeCall, failureOf, wireReader } from './wire.ts';
import type { Exchange } from './wire.ts';

const at = (time: string) => new Date(`2026-11-22T${time}Z`);
const seconds = (time: string) => at(time).getTime() / 1000;
const group = '/aws/lambda/checkout';

const question: LogsQuestion = {
  groups: [group],
  query: 'filter @type="REPORT"',
  from: at('10:15:00'),
  to: at('11:00:00'),
  limit: 2,
  withinMs: 5_000,
};

const started: Exchange = {
  asks: {
    operation: 'StartQuery',
    logGroupIdentifiers: [group],
    queryString: 'filter @type="REPORT"',
    startTime: seconds('10:15:00'),
    endTime: seconds('11:00:00'),
    limit: 2,
  },
  answer: '{"queryId":"q-1"}',
};
const looked = (answer: object): Exchange => ({
  asks: { operation: 'GetQueryResults', queryId: 'q-1' },
  answer: JSON.stringify(answer),
});
const stopped: Exchange = { asks: { operation: 'StopQuery', queryId: 'q-1' }, answer: '{"success":true}' };
const begun: Exchange = { asks: { operation: 'StartQuery' }, answer: '{"queryId":"q-1"}' };

describeCall('a query that is scheduled, runs and is done', {
  call: query,
  input: question,
  exchanges: [
    started,
    looked({ status: 'Scheduled' }),
    looked({ status: 'Running', results: [[{ field: 'n', value: '1' }]] }),
    looked({
      status: 'Complete',
      results: [
        [
          { field: '@message', value: 'password=hunter2hunter2 timed out' },
          { field: '@ptr', value: 'Cl0KJgoi' },
        ],
        [{ field: '@message', value: 'two' }],
      ],
      statistics: { bytesScanned: 2048, recordsMatched: 7, recordsScanned: 90 },
    }),
  ],
  gives: {
    rows: [{ '@message': 'password=[redacted] timed out' }, { '@message': 'two' }],
    from: at('10:15:00'),
    to: at('11:00:00'),
    bytesScanned: 2048,
    recordsMatched: 7,
  },
});

describeCall('a query whose rows come in two pages', {
  call: query,
  input: question,
  exchanges: [
    started,
    looked({ status: 'Complete', results: [[{ field: 'n', value: '1' }]], nextToken: 'more' }),
    {
      asks: { operation: 'GetQueryResults', queryId: 'q-1', nextToken: 'more' },
      answer: JSON.stringify({ status: 'Complete', results: [[{ field: 'n', value: '2' }]] }),
    },
  ],
  gives: {
    rows: [{ n: '1' }, { n: '2' }],
    from: at('10:15:00'),
    to: at('11:00:00'),
    bytesScanned: 0,
    recordsMatched: 2,
  },
});

describe('on the wire: a log query', () => {
  test('declares all three operations it takes', () => {
    expect([query.action, ...(query.also ?? []).map(({ action }) => action)]).toEqual([
      'logs:StartQuery',
      'logs:GetQueryResults',
      'logs:StopQuery',
    ]);
  });

  test('looks after a second, then every two, and is stopped when its time is up', async () => {
    answerOnce('logs', [begun, ...Array.from({ length: 3 }, () => looked({ status: 'Running' })), stopped]);
    const pauses: number[] = [];
    const pause: Pause = async (ms) => {
      pauses.push(ms);
    };
    const answer = wireReader(pause)(query, question, AbortSignal.timeout(10_000));
    expect(await failureOf(answer)).toMatchObject({
      why: 'timeout',
      action: 'logs:GetQueryResults',
      message: 'the log query took longer than 5 seconds',
    });
    expect(pauses).toEqual([1_000, 2_000, 2_000]);
    expect(nock.pendingMocks()).toEqual([]);
  });

  test('is stopped when nobody waits for it any more', async () => {
    const asker = new AbortController();
    answerOnce('logs', [begun]);
    const stop = Promise.withResolvers<unknown>();
    nock('https://logs.eu-west-1.amazonaws.com', { reqheaders: { 'x-amz-target': /\.StopQuery$/ } })
      .post('/', (body: unknown) => {
        stop.resolve(body);
        return true;
      })
      .reply(200, { success: true });
    const pause: Pause = async (_ms, signal) => {
      asker.abort();
      signal.throwIfAborted();
    };
    const failure = await failureOf(wireReader(pause)(query, question, asker.signal));
    expect(failure).toMatchObject({ why: 'timeout', action: 'logs:StartQuery' });
    expect(await stop.promise).toEqual({ queryId: 'q-1' });
  });

  test('of more than an hour looks through the last one', async () => {
    answerOnce('logs', [
      { asks: { operation: 'StartQuery', startTime: seconds('10:00:00') }, answer: '{"queryId":"q-1"}' },
      looked({ status: 'Complete', results: [] }),
    ]);
    const { value } = await ask(query, { ...question, from: at('02:00:00') });
    expect(value.from).toEqual(at('10:00:00'));
  });

  test('that took too long is asked again of the last quarter of the time, where that is wanted', async () => {
    answerOnce('logs', [
      { asks: { operation: 'StartQuery', startTime: seconds('10:00:00') }, answer: '{"queryId":"q-1"}' },
      looked({ status: 'Timeout' }),
      stopped,
      { asks: { operation: 'StartQuery', startTime: seconds('10:45:00') }, answer: '{"queryId":"q-2"}' },
      {
        asks: { operation: 'GetQueryResults', queryId: 'q-2' },
        answer: JSON.stringify({ status: 'Complete', results: [] }),
      },
    ]);
    const { value } = await ask(query, { ...question, from: at('10:00:00'), narrowings: 1 });
    expect(value.from).toEqual(at('10:45:00'));
    expect(nock.pendingMocks()).toEqual([]);
  });

  test('that AWS gives up is failed', async () => {
    answerOnce('logs', [begun, looked({ status: 'Failed' }), stopped]);
    const failure = await failureOf(ask(query, question));
    expect(failure).toMatchObject({ why: 'failed', message: 'Logs Insights ended the query as Failed' });
  });

  test('names looking at results when that is what is refused', async () => {
    const answer = JSON.stringify({
      __type: 'AccessDeniedException',
      message: 'User: arn:aws:iam::123456789012:user/o is not authorized to perform: logs:GetQueryResults',
    });
    answerOnce('logs', [begun, { asks: { operation: 'GetQueryResults' }, status: 400, answer }, stopped]);
    const failure = await failureOf(ask(query, question));
    expect(failure).toMatchObject({ why: 'denied', action: 'logs:GetQueryResults' });
  });

  test('is throttled while too many queries run in the account', async () => {
    const answer = JSON.stringify({
      __type: 'LimitExceededException',
      message: 'Account maximum query concurrency limit of [100] reached.',
    });
    answerOnce(
      'logs',
      Array.from({ length: 12 }, () => ({ ...begun, status: 400, answer })),
    );
    const failure = await failureOf(ask(query, question));
    expect(failure).toMatchObject({
      why: 'throttled',
      action: 'logs:StartQuery',
      message: 'Account maximum query concurrency limit of [100] reached.',
    });
  });

  test('of a log group that does not exist is absent', async () => {
    const answer = '{"__type":"ResourceNotFoundException","message":"Log group does not exist."}';
    answerOnce('logs', [{ ...begun, status: 400, answer }]);
    expect(await failureOf(ask(query, question))).toMatchObject({ why: 'absent', action: 'logs:StartQuery' });
  });

  test('of a log encrypted with a key that may not be used is denied by the key', async () => {
    const answer = JSON.stringify({
      __type: 'AccessDeniedException',
      message: 'User: arn:aws:iam::123456789012:user/o is not authorized to perform: kms:Decrypt on the key',
    });
    answerOnce('logs', [{ ...begun, status: 400, answer }]);
    expect(await failureOf(ask(query, question))).toMatchObject({ why: 'denied', action: 'kms:Decrypt' });
  });

  test('waits until one of five others is done', async () => {
    const six = Array.from({ length: 6 }, (_, index) => `${index}`);
    answerOnce(
      'logs',
      six.flatMap((id): Exchange[] => [
        { asks: { operation: 'StartQuery', queryString: id }, answer: JSON.stringify({ queryId: id }) },
        {
          asks: { operation: 'GetQueryResults', queryId: id },
          answer: JSON.stringify({ status: 'Complete', results: [[{ field: 'n', value: id }]] }),
        },
      ]),
    );
    const waiting: (() => void)[] = [];
    const fifth = Promise.withResolvers<void>();
    const pause: Pause = () =>
      new Promise((resolve) => {
        waiting.push(resolve);
        if (waiting.length === 5) fifth.resolve();
        if (waiting.length > 5) resolve();
      });
    const reader = wireReader(pause);
    const answers = six.map((id) => reader(query, { ...question, query: id }, AbortSignal.timeout(10_000)));
    await fifth.promise;
    expect(nock.pendingMocks()).toHaveLength(7);
    for (const resolve of waiting) resolve();
    const rows = await Promise.all(answers);
    expect(rows.map(({ value }) => value.rows[0]?.['n'])).toEqual(six);
  });
});
