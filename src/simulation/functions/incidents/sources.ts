import type { EventSourceMappingConfiguration } from '@aws-sdk/client-lambda';
import { uuid } from '../../shop/dice.ts';
import { arn } from '../../shop/place.ts';
import { ago } from '../../shop/time.ts';
import { queueArn } from '../answers.ts';
import type { Fleet, Happening } from '../model.ts';
import { note } from '../trail.ts';
import { functionNamed } from './find.ts';

/** A queue in the account; attributes over the usual ones. */
export function queue(name: string, attributes: Readonly<Record<string, string>> = {}): Happening {
  return (fleet) => {
    fleet.queues.push({ name, attributes });
  };
}

/** A queue that feeds the function, with a dead-letter queue behind it. */
export function fedByQueue(
  name: string,
  source: string,
  attributes: Readonly<Record<string, string>> = {},
  change: Partial<EventSourceMappingConfiguration> = {},
): Happening {
  return (fleet) => {
    const deadLetters = `${source}-dlq`;
    const redrive = { deadLetterTargetArn: queueArn(fleet, deadLetters), maxReceiveCount: 5 };
    queue(deadLetters)(fleet);
    queue(source, { VisibilityTimeout: '360', RedrivePolicy: JSON.stringify(redrive), ...attributes })(fleet);
    fleet.sources.push({
      ...mapping(fleet, name, queueArn(fleet, source)),
      BatchSize: 10,
      MaximumBatchingWindowInSeconds: 0,
      ScalingConfig: {},
      ...change,
    });
  };
}

/** A Kinesis stream that feeds the function. */
export function fedByStream(
  name: string,
  stream: string,
  change: Partial<EventSourceMappingConfiguration> = {},
): Happening {
  return (fleet) => {
    fleet.sources.push({
      ...mapping(fleet, name, arn(fleet.place, 'kinesis', `stream/${stream}`)),
      StartingPosition: 'LATEST',
      BatchSize: 100,
      MaximumBatchingWindowInSeconds: 1,
      ParallelizationFactor: 1,
      BisectBatchOnFunctionError: false,
      MaximumRetryAttempts: -1,
      MaximumRecordAgeInSeconds: -1,
      DestinationConfig: { OnFailure: {} },
      TumblingWindowInSeconds: 0,
      ...change,
    });
  };
}

/** A Kafka cluster of Amazon MSK that feeds the function. */
export function fedByKafka(
  name: string,
  cluster: string,
  change: Partial<EventSourceMappingConfiguration> = {},
): Happening {
  return (fleet) => {
    const source = arn(fleet.place, 'kafka', `cluster/${cluster}/${uuid(`${fleet.seed}/${cluster}`)}-3`);
    fleet.sources.push({
      ...mapping(fleet, name, source),
      StartingPosition: 'TRIM_HORIZON',
      BatchSize: 100,
      Topics: ['orders'],
      ...change,
    });
  };
}

function mapping(fleet: Fleet, name: string, source: string): EventSourceMappingConfiguration {
  const UUID = mappingId(fleet.seed, name);
  return {
    UUID,
    EventSourceMappingArn: arn(fleet.place, 'lambda', `event-source-mapping:${UUID}`),
    EventSourceArn: source,
    FunctionArn: functionNamed(fleet, name).arn,
    LastModified: ago(fleet, 52_000),
    LastProcessingResult: 'OK',
    State: 'Enabled',
    StateTransitionReason: 'USER_INITIATED',
    FunctionResponseTypes: [],
  };
}

export function mappingId(seed: string, name: string): string {
  return uuid(`${seed}/mapping/${name}`);
}

/** Somebody switches the event source off. */
export function sourceDisabled(name: string, minutesAgo: number, by: string): Happening {
  return (fleet) => {
    const UUID = mappingId(fleet.seed, name);
    const it = fleet.sources.find((one) => one.UUID === UUID);
    if (it)
      Object.assign(it, {
        State: 'Disabled',
        LastModified: ago(fleet, minutesAgo),
        StateTransitionReason: 'USER_INITIATED',
      });
    note(fleet, {
      name: 'UpdateEventSourceMapping20150331',
      source: 'lambda',
      by,
      minutesAgo,
      parameters: { uUID: UUID, enabled: false, functionName: name },
      resources: [{ type: 'AWS::Lambda::EventSourceMapping', name: UUID }],
    });
  };
}

/** A REST API invokes the function, and gives up after 29 seconds. */
export function calledByApi(name: string, api: string): Happening {
  return (fleet) => {
    const { arn: Resource } = functionNamed(fleet, name);
    fleet.policies[name] = JSON.stringify({
      Version: '2012-10-17',
      Id: 'default',
      Statement: [
        {
          Sid: 'api',
          Effect: 'Allow',
          Principal: { Service: 'apigateway.amazonaws.com' },
          Action: 'lambda:InvokeFunction',
          Resource,
          Condition: { ArnLike: { 'AWS:SourceArn': arn(fleet.place, 'execute-api', `${api}/*/GET/quotes`) } },
        },
      ],
    });
  };
}
