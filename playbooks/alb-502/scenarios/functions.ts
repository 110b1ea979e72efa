import { functionMetrics, functionTarget } from '#simulation/incidents/extras';
import { denied } from '#simulation/incidents/limits';
import { requestsFail } from '#simulation/incidents/targets';
import type { Scenario } from '#simulation/scenario';
import { shop } from '#simulation/shop';
import type { Happening } from '#simulation/shop';
import { answered, functionFailed } from '#simulation/shop/outcome';
import { record } from '#simulation/shop/trail';
import { maps, payments, storefront } from './shops.ts';

const since = (from: number, value: number) => (minute: number) => (minute <= from ? value : null);

function fails(group: string, from: number, share: number, reason: string, seconds = 0.04): Happening {
  return requestsFail({
    group,
    since: from,
    share,
    outcome: (chance) => functionFailed(reason, 502, seconds * (0.6 + chance())),
  });
}

const badShape: readonly Happening[] = [
  functionTarget({ name: 'gift-cards', perMinute: 40 }),
  functionMetrics('gift-cards', { Invocations: () => 40, Errors: () => 0, Duration: () => 40 }),
  (made) => {
    record(made, {
      name: 'UpdateFunctionCode20150331v2',
      source: 'lambda',
      by: 'ci',
      minutesAgo: 33,
      parameters: { functionName: 'gift-cards' },
      resources: [{ type: 'AWS::Lambda::Function', name: 'gift-cards' }],
    });
  },
  fails('gift-cards', 32, 1, 'LambdaInvalidResponse'),
];

export const functions: readonly Scenario[] = [
  {
    id: 'lambda-target-error/invalid-response',
    title: 'Gift cards: the function is fine, its answer is not',
    symptom: 'Gift cards answer 502',
    story:
      'Since its update 33 minutes ago the gift-cards function returns a bare object instead of one with statusCode and headers. Lambda counts no error and 40 ms a call; the load balancer cannot make an HTTP answer of it and says 502. Its log names the reason: LambdaInvalidResponse.',
    ask: 'storefront-prod',
    account: (now) => shop(now, storefront('lambda-shape'), ...badShape),
    truth: {
      kind: 'diagnosed',
      rootCause: ['lambda-target-error'],
      resource: 'gift-cards',
      quotes: 'LambdaInvalidResponse',
      mustNotClaim: ['lambda-internal', 'target-conn-refused', 'keepalive-mismatch', 'no-registered-targets'],
    },
    sample: true,
  },
  {
    id: 'lambda-target-error/throttled',
    title: 'A function with a reserved concurrency of two',
    story:
      'A reserved concurrency of 2 was set on the geocoder 24 minutes ago to save cost. Half of its requests have been throttled since.',
    ask: 'ditu-web',
    account: (now) =>
      shop(
        now,
        maps('lambda-throttled'),
        functionTarget({ name: 'geocoder', perMinute: 60, reserved: 2 }),
        functionMetrics('geocoder', {
          Invocations: (minute) => (minute <= 24 ? 30 : 60),
          Throttles: since(24, 30),
          Errors: () => 0,
        }),
        (made) => {
          record(made, {
            name: 'PutFunctionConcurrency20171031',
            source: 'lambda',
            by: 'zhang.min',
            minutesAgo: 24,
            parameters: { functionName: 'geocoder', reservedConcurrentExecutions: 2 },
          });
        },
        fails('geocoder', 24, 0.5, 'LambdaThrottling', 0.01),
      ),
    truth: {
      kind: 'diagnosed',
      rootCause: ['lambda-target-error'],
      resource: 'geocoder',
      quotes: 'LambdaThrottling',
      mustNotClaim: ['lambda-internal', 'target-generated-5xx'],
    },
  },
  {
    id: 'lambda-target-error/not-allowed-to-invoke',
    title: 'The load balancer may no longer invoke the function',
    story:
      'The resource policy of vouchers was replaced 28 minutes ago and now lets API Gateway in, but not the load balancer. Every request ends in 502 with LambdaAccessDenied; Lambda sees no calls at all.',
    ask: 'payments-edge',
    account: (now) =>
      shop(
        now,
        payments('lambda-access'),
        functionTarget({ name: 'vouchers', perMinute: 35, forbidden: true }),
        functionMetrics('vouchers', { Invocations: (minute) => (minute <= 28 ? null : 35) }),
        (made) => {
          record(made, {
            name: 'RemovePermission20150331v2',
            source: 'lambda',
            by: 'jon.abara',
            minutesAgo: 28.4,
            parameters: { functionName: 'vouchers', statementId: 'alb' },
          });
          record(made, {
            name: 'AddPermission20150331v2',
            source: 'lambda',
            by: 'jon.abara',
            minutesAgo: 28.2,
            parameters: { functionName: 'vouchers', statementId: 'apigateway' },
          });
        },
        fails('vouchers', 28, 1, 'LambdaAccessDenied', 0.008),
      ),
    truth: {
      kind: 'diagnosed',
      rootCause: ['lambda-target-error'],
      resource: 'vouchers',
      quotes: 'LambdaAccessDenied',
      mustNotClaim: ['lambda-internal', 'no-registered-targets'],
    },
  },
  {
    id: 'lambda-target-error/own-500s',
    title: 'The function answers 500 and means it',
    story:
      'gift-cards returns well-formed answers with status 500 since 30 minutes, because its database is away. The load balancer passes them on: no Lambda error is counted on its side.',
    ask: 'storefront-prod',
    account: (now) =>
      shop(
        now,
        storefront('lambda-own-500'),
        functionTarget({ name: 'gift-cards', perMinute: 40 }),
        functionMetrics('gift-cards', { Invocations: () => 40, Errors: () => 0 }),
        requestsFail({
          group: 'gift-cards',
          since: 30,
          share: 0.8,
          outcome: (chance) => ({ ...answered(500, 0.05 + chance() * 0.1, 240), untargeted: true }),
        }),
      ),
    truth: {
      kind: 'diagnosed',
      rootCause: ['target-generated-5xx'],
      resource: 'gift-cards',
      mustNotClaim: ['lambda-target-error', 'lambda-internal'],
    },
  },
  {
    id: 'lambda-target-error/logs-denied',
    title: 'A failing function, without the log that says why',
    story:
      'gift-cards answers in the wrong shape. CloudWatch counts LambdaUserError, so the fault lies with the function; which one it is stands in the access log, which may not be read.',
    ask: 'storefront-prod',
    account: (now) => shop(now, storefront('lambda-denied'), ...badShape, denied('s3:GetObject')),
    truth: {
      kind: 'diagnosed',
      rootCause: ['lambda-target-error'],
      resource: 'gift-cards',
      atMost: 'likely',
      gaps: ['s3:GetObject'],
      mustNotClaim: ['lambda-internal'],
    },
  },
];
