import { ownFault } from '#simulation/functions/exceptions';
import { fleet } from '#simulation/functions/fleet';
import { denied, like, metric, suffers, wave } from '#simulation/functions/incidents/invocations';
import {
  fedByKafka,
  fedByQueue,
  fedByStream,
  mappingId,
  queue,
  sourceDisabled,
} from '#simulation/functions/incidents/sources';
import type { Happening } from '#simulation/functions/model';
import { takes, throws } from '#simulation/functions/outcomes';
import type { Scenario } from '#simulation/scenario';
import { bank, media, sensors } from './fleets.ts';

/** Age in milliseconds of the oldest record that was read last, growing since so many minutes. */
function lag(name: string, since: number, usual = 1_100): Happening {
  return metric('AWS/Lambda', 'IteratorAge', { FunctionName: name }, (minute) =>
    minute <= since ? usual + (since - minute) * 58_000 : usual + (minute % 4) * 150,
  );
}

const count = (name: string, of: string, since: number, perMinute: number): Happening =>
  metric('AWS/Lambda', of, { FunctionName: name }, (minute) => (minute <= since ? perMinute : 0));

/** The same batch again and again, once a minute, and none after it. */
const stuck: Happening = suffers({
  name: 'ingest-readings',
  since: 36,
  outcome: throws(() => ownFault('python'), 0.4),
});

export const sources: readonly Scenario[] = [
  {
    id: 'esm-disabled/switched-off',
    title: 'The tap is closed',
    symptom: 'No new thumbnails, and no errors either',
    story:
      'Jon disabled the event source of thumbnails 35 minutes ago for a migration and did not enable it again. The queue fills, the function is not invoked, and nothing fails.',
    ask: 'thumbnails',
    account: (now) =>
      fleet(
        now,
        media('esm-off'),
        fedByQueue('thumbnails', 'pictures', { ApproximateNumberOfMessages: '8412' }),
        sourceDisabled('thumbnails', 35, 'jon.abara'),
        wave('thumbnails', 35, 0, 0),
      ),
    truth: {
      kind: 'diagnosed',
      rootCause: ['esm-disabled'],
      resource: mappingId('esm-off', 'thumbnails'),
      mustNotClaim: ['esm-error', 'sqs-visibility-too-short', 'throttled-reserved', 'reserved-zero'],
    },
  },
  {
    id: 'esm-disabled/mappings-denied',
    title: 'It is not invoked, and event sources may not be read',
    story: 'The closed tap, seen by a role that may not list event sources.',
    ask: 'thumbnails',
    account: (now) =>
      fleet(
        now,
        media('esm-denied'),
        fedByQueue('thumbnails', 'pictures', { ApproximateNumberOfMessages: '8412' }),
        sourceDisabled('thumbnails', 35, 'jon.abara'),
        wave('thumbnails', 35, 0, 0),
        denied('lambda:ListEventSourceMappings'),
      ),
    truth: {
      kind: 'blind',
      rootCause: null,
      gaps: ['lambda:ListEventSourceMappings'],
      mustNotClaim: ['esm-disabled', 'esm-error', 'reserved-zero'],
    },
  },
  {
    id: 'esm-error/kafka-cannot-reach-lambda',
    title: 'Kafka whose subnets have no way to Lambda',
    story:
      'The event source of book-transfer is a Kafka cluster, whose subnets cannot reach Lambda and STS since a route was taken away 40 minutes ago. Lambda says so in the mapping; the function is not invoked.',
    ask: 'book-transfer',
    account: (now) =>
      fleet(
        now,
        bank('esm-kafka'),
        fedByKafka('book-transfer', 'transfers', {
          LastProcessingResult:
            'PROBLEM: Connection error. Your VPC must be able to connect to Lambda and STS, as well as Secrets Manager if authentication is required. You can provide access by configuring PrivateLink or a NAT Gateway.',
        }),
        wave('book-transfer', 40, 0, 0),
      ),
    truth: {
      kind: 'diagnosed',
      rootCause: ['esm-error'],
      resource: mappingId('esm-kafka', 'book-transfer'),
      quotes: 'must be able to connect to Lambda and STS',
      mustNotClaim: ['esm-disabled', 'net-no-egress', 'endpoint-missing', 'poison-batch'],
    },
  },
  {
    id: 'esm-error/sasl',
    title: 'The password of the Kafka user was changed',
    story: 'Kafka refuses the credentials of the event source since 25 minutes.',
    ask: 'book-transfer',
    account: (now) =>
      fleet(
        now,
        bank('esm-sasl'),
        fedByKafka('book-transfer', 'transfers', {
          LastProcessingResult: 'PROBLEM: SASL authentication failed.',
        }),
        wave('book-transfer', 25, 0, 0),
      ),
    truth: {
      kind: 'diagnosed',
      rootCause: ['esm-error'],
      resource: mappingId('esm-sasl', 'book-transfer'),
      quotes: 'SASL authentication failed',
      mustNotClaim: ['esm-disabled', 'poison-batch', 'role-denied'],
    },
  },
  {
    id: 'esm-error/function-failed',
    title: 'PROBLEM: Function call failed is no fault of the source',
    story:
      'ingest-readings fails since 26 minutes on one batch in three, by a fault of its own in a release. The event source notes “PROBLEM: Function call failed”, which is what it says of any failure.',
    ask: 'ingest-readings',
    account: (now) =>
      fleet(
        now,
        sensors('esm-call'),
        fedByStream('ingest-readings', 'readings', {
          LastProcessingResult: 'PROBLEM: Function call failed',
          BisectBatchOnFunctionError: true,
          MaximumRetryAttempts: 2,
        }),
        metric('AWS/Lambda', 'IteratorAge', { FunctionName: 'ingest-readings' }, (minute) => 900 + (minute % 5) * 100),
        suffers({ name: 'ingest-readings', since: 26, share: 0.33, outcome: throws(() => ownFault('python'), 0.4) }),
      ),
    truth: {
      kind: 'unexplained',
      rootCause: null,
      mustNotClaim: ['esm-error', 'esm-disabled', 'poison-batch', 'iterator-lag', 'bad-release'],
    },
  },
  {
    id: 'poison-batch/one-record',
    title: 'One reading that nobody can store',
    symptom: 'Readings are an hour behind and falling back',
    story:
      'A sensor sent a reading without a unit 36 minutes ago. The batch that holds it fails, and is tried for ever: retries are unlimited, batches are not split, there is no place for what fails. Everything behind it in the shard waits, and the age of the records climbs a minute each minute.',
    ask: 'ingest-readings',
    account: (now) =>
      fleet(
        now,
        sensors('poison-record'),
        fedByStream('ingest-readings', 'readings', { LastProcessingResult: 'PROBLEM: Function call failed' }),
        like('ingest-readings', (func) => {
          func.perMinute = 6;
        }),
        wave('ingest-readings', 36, 0, 0.34),
        stuck,
        lag('ingest-readings', 36),
      ),
    truth: {
      kind: 'diagnosed',
      rootCause: ['poison-batch'],
      resource: mappingId('poison-record', 'ingest-readings'),
      mustNotClaim: ['esm-error', 'esm-disabled', 'bad-release', 'throttled-reserved', 'sqs-visibility-too-short'],
    },
  },
  {
    id: 'iterator-lag/not-enough-shards',
    title: 'More readings than one batch at a time can take',
    story:
      'Since 45 minutes twice as many sensors send. Every batch succeeds, one after the other, but the oldest record that is read gets older and older.',
    ask: 'ingest-readings',
    account: (now) =>
      fleet(
        now,
        sensors('lag-shards'),
        fedByStream('ingest-readings', 'readings'),
        suffers({ name: 'ingest-readings', since: 45, outcome: takes(4.6, 0.1) }),
        lag('ingest-readings', 45),
      ),
    truth: {
      kind: 'undecided',
      rootCause: null,
      contributing: ['iterator-lag'],
      mustNotClaim: ['poison-batch', 'esm-error', 'timeout-too-low', 'throttled-account'],
    },
  },
  {
    id: 'sqs-visibility-too-short/pictures-twice',
    title: 'Pictures come back before they are done',
    story:
      'The visibility timeout of the queue is 30 seconds, and a batch takes up to fifty. Messages become visible again while they are worked on, are done twice, and the second time fails because the first has removed them.',
    ask: 'thumbnails',
    account: (now) =>
      fleet(
        now,
        media('visibility'),
        fedByQueue('thumbnails', 'pictures', { VisibilityTimeout: '30', ApproximateNumberOfMessagesNotVisible: '220' }),
        like('thumbnails', (func) => {
          func.perMinute = 10;
          func.seconds = 22;
          func.spread = 0.2;
        }),
        suffers({ name: 'thumbnails', since: 33, outcome: takes(44, 0.15) }),
        suffers({
          name: 'thumbnails',
          since: 32,
          share: 0.4,
          outcome: throws(
            () => ({
              ...ownFault('node'),
              type: 'NoSuchKey',
              message: 'picture 7731 received 2 times: already removed',
            }),
            4,
          ),
        }),
      ),
    truth: {
      kind: 'diagnosed',
      rootCause: ['sqs-visibility-too-short', 'visibility-too-short'],
      resource: 'pictures',
      mustNotClaim: ['poison-batch', 'timeout-too-low', 'downstream-3rd-party', 'memory-exhausted'],
    },
  },
  {
    id: 'sqs-visibility-too-short/queue-denied',
    title: 'The same, and the queue may not be read',
    story: 'Pictures that come back too soon, seen by a role without rights to the queue.',
    ask: 'thumbnails',
    account: (now) =>
      fleet(
        now,
        media('visibility-denied'),
        fedByQueue('thumbnails', 'pictures', { VisibilityTimeout: '30' }),
        like('thumbnails', (func) => {
          func.perMinute = 10;
          func.seconds = 22;
          func.spread = 0.2;
        }),
        suffers({
          name: 'thumbnails',
          since: 32,
          share: 0.4,
          outcome: throws(
            () => ({
              ...ownFault('node'),
              type: 'NoSuchKey',
              message: 'picture 7731 received 2 times: already removed',
            }),
            4,
          ),
        }),
        denied('sqs:GetQueueAttributes'),
      ),
    truth: {
      kind: 'unexplained',
      rootCause: null,
      gaps: ['sqs:GetQueueAttributes'],
      mustNotClaim: ['sqs-visibility-too-short', 'poison-batch', 'timeout-too-low'],
    },
  },
  {
    id: 'dlq-failing/key-not-allowed',
    title: 'What fails cannot even be laid aside',
    story:
      'captions is invoked asynchronously. Since 30 minutes one event in four fails for good, by a fault of its own, and cannot be put into the dead-letter queue, whose key its role may not use: DeadLetterErrors counts each.',
    ask: 'captions',
    account: (now) =>
      fleet(
        now,
        media('dlq-key'),
        queue('captions-failed', { KmsMasterKeyId: 'alias/strict' }),
        like('captions', (func) => {
          func.perMinute = 10;
          func.invoked = 'async';
          func.configuration.DeadLetterConfig = {
            TargetArn: `arn:aws:sqs:us-west-2:${func.arn.split(':')[4] ?? ''}:captions-failed`,
          };
        }),
        suffers({ name: 'captions', since: 30, share: 0.6, outcome: throws(() => ownFault('python'), 0.4) }),
        count('captions', 'DeadLetterErrors', 27, 2),
      ),
    truth: {
      kind: 'diagnosed',
      rootCause: ['dlq-failing'],
      resource: 'captions',
      mustNotClaim: ['poison-batch', 'sqs-visibility-too-short', 'bad-release', 'esm-error'],
    },
  },
];
