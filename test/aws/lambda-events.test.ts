import { expect, test } from 'vitest';
import { asyncSettings, eventSource, eventSources } from '../../src/aws/lambda-events.ts';
import { answerOnce, ask, describeCall, failureOf } from './wire.ts';

const queue = 'arn:aws:sqs:eu-west-1:123456789012:orders';
const stream = 'arn:aws:kinesis:eu-west-1:123456789012:stream/clicks';
const own = 'arn:aws:lambda:eu-west-1:123456789012:function:checkout';
const path = '/2015-03-31/event-source-mappings';

describeCall('event sources of a function, over two pages', {
  call: eventSources,
  input: { function: 'checkout' },
  exchanges: [
    {
      asks: { path, FunctionName: 'checkout', Marker: undefined },
      answer: JSON.stringify({
        NextMarker: 'm',
        EventSourceMappings: [
          {
            UUID: 'u-1',
            EventSourceArn: stream,
            FunctionArn: own,
            State: 'Enabled',
            StateTransitionReason: 'User action',
            LastProcessingResult: 'PROBLEM: Function call failed',
            LastModified: 1_795_341_600,
            BatchSize: 100,
            ParallelizationFactor: 2,
            BisectBatchOnFunctionError: true,
            MaximumRetryAttempts: -1,
            MaximumRecordAgeInSeconds: -1,
            DestinationConfig: { OnFailure: { Destination: queue } },
            FunctionResponseTypes: ['ReportBatchItemFailures'],
            ScalingConfig: { MaximumConcurrency: 5 },
            FilterCriteriaError: { ErrorCode: 'KMSAccessDeniedException', Message: 'no' },
          },
        ],
      }),
    },
    {
      asks: { path, FunctionName: 'checkout', Marker: 'm' },
      answer: JSON.stringify({ EventSourceMappings: [{ UUID: 'u-2', FunctionArn: own, DestinationConfig: {} }] }),
    },
  ],
  gives: [
    {
      id: 'u-1',
      source: stream,
      function: own,
      state: 'Enabled',
      stateReason: 'User action',
      lastResult: 'PROBLEM: Function call failed',
      lastModified: new Date(1_795_341_600_000),
      batchSize: 100,
      parallelization: 2,
      bisects: true,
      retries: -1,
      maximumAge: -1,
      failureDestination: queue,
      reportsItems: true,
      maximumConcurrency: 5,
      filterError: 'KMSAccessDeniedException: no',
    },
    {
      id: 'u-2',
      source: null,
      function: own,
      state: 'unknown',
      stateReason: null,
      lastResult: null,
      lastModified: null,
      batchSize: null,
      parallelization: null,
      bisects: false,
      retries: null,
      maximumAge: null,
      failureDestination: null,
      reportsItems: false,
      maximumConcurrency: null,
      filterError: null,
    },
  ],
});

describeCall('functions that a queue feeds', {
  call: eventSources,
  input: { source: queue },
  exchanges: [{ asks: { path, EventSourceArn: queue, FunctionName: undefined }, answer: '{"EventSourceMappings":[]}' }],
  gives: [],
});

const settings = '/2019-09-25/functions/checkout/event-invoke-config';

describeCall('what becomes of asynchronous events', {
  call: asyncSettings,
  input: { name: 'checkout', qualifier: 'live' },
  exchanges: [
    {
      asks: { path: settings, Qualifier: 'live' },
      answer: JSON.stringify({
        FunctionArn: own,
        MaximumRetryAttempts: 0,
        MaximumEventAgeInSeconds: 3600,
        DestinationConfig: { OnSuccess: {}, OnFailure: { Destination: queue } },
      }),
    },
  ],
  gives: { retries: 0, maximumAge: 3600, failureDestination: queue, successDestination: null },
});

describeCall('asynchronous events with little set', {
  call: asyncSettings,
  input: { name: 'checkout' },
  exchanges: [
    {
      asks: { path: settings, Qualifier: undefined },
      answer: JSON.stringify({ DestinationConfig: { OnSuccess: { Destination: stream } } }),
    },
  ],
  gives: { retries: null, maximumAge: null, failureDestination: null, successDestination: stream },
});

test('a function without settings for asynchronous events is absent', async () => {
  const answer = `{"Type":"User","Message":"The function ${own}:$LATEST doesn't have an EventInvokeConfig","__type":"ResourceNotFoundException"}`;
  answerOnce('lambda', [{ asks: { path: settings }, status: 404, answer }]);
  expect(await failureOf(ask(asyncSettings, { name: 'checkout' }))).toMatchObject({ why: 'absent' });
});

describeCall('one event source', {
  call: eventSource,
  input: { id: 'u-1' },
  exchanges: [
    {
      asks: { path: `${path}/u-1` },
      answer: JSON.stringify({
        UUID: 'u-1',
        EventSourceArn: queue,
        FunctionArn: own,
        State: 'Enabled',
        ScalingConfig: { MaximumConcurrency: 5 },
      }),
    },
  ],
  gives: {
    id: 'u-1',
    source: queue,
    function: own,
    state: 'Enabled',
    stateReason: null,
    lastResult: null,
    lastModified: null,
    batchSize: null,
    parallelization: null,
    bisects: false,
    retries: null,
    maximumAge: null,
    failureDestination: null,
    reportsItems: false,
    maximumConcurrency: 5,
    filterError: null,
  },
});
