import { functionMetrics, functionTarget } from '#simulation/incidents/extras';
import { denied } from '#simulation/incidents/limits';
import { requestsFail } from '#simulation/incidents/targets';
import type { Scenario } from '#simulation/scenario';
import { shop } from '#simulation/shop';
import type { Happening } from '#simulation/shop';
import { functionFailed } from '#simulation/shop/outcome';
import { storefront, tickets, video } from './shops.ts';

const since = (from: number, value: number) => (minute: number) => (minute <= from ? value : null);

function fails(group: string, from: number, share: number, reason: string, seconds: number): Happening {
  return requestsFail({
    group,
    since: from,
    share,
    outcome: (chance) => functionFailed(reason, 502, seconds * (0.6 + chance())),
  });
}

export const lambdaService: readonly Scenario[] = [
  {
    id: 'lambda-internal/service-exception',
    title: 'Lambda itself is in trouble',
    story:
      'Since 18 minutes a third of the calls to the thumbnailer fail inside Lambda, before the function runs: LambdaServiceException. The function, its policy and its concurrency are as ever.',
    ask: 'stream-api',
    account: (now) =>
      shop(
        now,
        video('lambda-internal'),
        functionTarget({ name: 'thumbnailer', perMinute: 50 }),
        functionMetrics('thumbnailer', { Invocations: (minute) => (minute <= 18 ? 33 : 50), Errors: () => 0 }),
        fails('thumbnailer', 18, 0.34, 'LambdaServiceException', 0.3),
      ),
    truth: {
      kind: 'diagnosed',
      rootCause: ['lambda-internal'],
      resource: 'thumbnailer',
      quotes: 'LambdaServiceException',
      mustNotClaim: ['lambda-target-error', 'target-generated-5xx'],
    },
  },
  {
    id: 'lambda-internal/function-throws',
    title: 'It is the function that throws',
    story:
      'The seat-upgrade function throws on half of its requests since its update 21 minutes ago. The load balancer counts LambdaUserError and logs LambdaUnhandled: nothing is wrong with Lambda.',
    ask: 'tix-public',
    account: (now) =>
      shop(
        now,
        tickets('lambda-throws'),
        functionTarget({ name: 'seat-upgrade', perMinute: 40 }),
        functionMetrics('seat-upgrade', { Invocations: () => 40, Errors: since(21, 20) }),
        fails('seat-upgrade', 21, 0.5, 'LambdaUnhandled', 0.09),
      ),
    truth: {
      kind: 'diagnosed',
      rootCause: ['lambda-target-error'],
      resource: 'seat-upgrade',
      quotes: 'LambdaUnhandled',
      mustNotClaim: ['lambda-internal'],
    },
  },
  {
    id: 'lambda-internal/logs-denied',
    title: 'Trouble inside Lambda, without the log',
    story:
      'LambdaInternalError is counted for a third of the calls to the thumbnailer. That alone says on which side the fault lies; the log with its code may not be read.',
    ask: 'thumbnailer',
    account: (now) =>
      shop(
        now,
        video('lambda-internal-denied'),
        functionTarget({ name: 'thumbnailer', perMinute: 50 }),
        fails('thumbnailer', 18, 0.34, 'LambdaServiceException', 0.3),
        denied('s3:GetObject'),
      ),
    truth: {
      kind: 'diagnosed',
      rootCause: ['lambda-internal'],
      resource: 'thumbnailer',
      gaps: ['s3:GetObject'],
      mustNotClaim: ['lambda-target-error'],
    },
  },
  {
    id: 'lambda-no-answer/connection-timeout',
    title: 'Lambda does not pick up',
    story:
      'Since 23 minutes connections from the load balancer to Lambda time out for one request in four, and are answered 504. The function is not called for them and counts no error.',
    ask: 'storefront-prod',
    account: (now) =>
      shop(
        now,
        storefront('lambda-no-answer'),
        functionTarget({ name: 'gift-cards', perMinute: 50 }),
        functionMetrics('gift-cards', { Invocations: (minute) => (minute <= 23 ? 37 : 50), Errors: () => 0 }),
        requestsFail({
          group: 'gift-cards',
          since: 23,
          share: 0.26,
          outcome: () => ({ ...functionFailed('LambdaConnectionTimeout', 504), times: [-1, -1, -1], seconds: 10.002 }),
        }),
      ),
    truth: {
      kind: 'diagnosed',
      rootCause: ['lambda-no-answer', 'lambda-internal'],
      resource: 'gift-cards',
      mustNotClaim: ['lambda-target-error', 'sg-blocks-target', 'target-slow', 'connect-timeout'],
    },
  },
  {
    id: 'lambda-no-answer/function-times-out',
    title: 'The function takes longer than its own timeout',
    story:
      'seat-upgrade waits for a partner and is ended by Lambda after its three seconds, since 27 minutes. That is a failure of the function: the load balancer answers 502, not 504.',
    ask: 'tix-public',
    account: (now) =>
      shop(
        now,
        tickets('lambda-own-timeout'),
        functionTarget({ name: 'seat-upgrade', perMinute: 40, timeout: 3 }),
        functionMetrics('seat-upgrade', {
          Invocations: () => 40,
          Errors: since(27, 24),
          Duration: (minute) => (minute <= 27 ? 3_000 : 900),
        }),
        requestsFail({
          group: 'seat-upgrade',
          since: 27,
          share: 0.6,
          outcome: () => functionFailed('LambdaUnhandled', 502, 3.012),
        }),
      ),
    truth: {
      kind: 'diagnosed',
      rootCause: ['lambda-target-error'],
      resource: 'seat-upgrade',
      quotes: 'LambdaUnhandled',
      mustNotClaim: ['lambda-no-answer', 'lambda-internal', 'target-slow'],
    },
  },
  {
    id: 'lambda-no-answer/metrics-denied',
    title: 'Lambda does not pick up, and CloudWatch may not be read',
    story:
      'Connections to Lambda time out for one request in four. The role may not read metrics, so how much of it there is, and since when, cannot be told.',
    ask: 'storefront-prod',
    account: (now) =>
      shop(
        now,
        storefront('lambda-no-answer-denied'),
        functionTarget({ name: 'gift-cards', perMinute: 50 }),
        requestsFail({
          group: 'gift-cards',
          since: 23,
          share: 0.26,
          outcome: () => ({ ...functionFailed('LambdaConnectionTimeout', 504), times: [-1, -1, -1], seconds: 10.002 }),
        }),
        denied('cloudwatch:GetMetricData'),
      ),
    truth: {
      kind: 'blind',
      rootCause: null,
      gaps: ['cloudwatch:GetMetricData'],
      mustNotClaim: ['sg-blocks-target', 'target-slow', 'connect-timeout'],
    },
  },
];
