import type { TargetGroup } from '@aws-sdk/client-elastic-load-balancing-v2';
import { expect, test } from 'vitest';
import { healthCheck } from '#remediations/load-balancing/health-check';
import { describeRemediation } from '../every-remediation.ts';
import { approved } from '../practice.ts';
import { arns, balanced, changed } from './balanced.ts';

const group = (part: Partial<TargetGroup>) =>
  changed(({ targetGroups = [] }) => ({
    targetGroups: targetGroups.map((one) => (one.TargetGroupArn === arns.api ? { ...one, ...part } : one)),
  }));
const given = (rest: Readonly<Record<string, string>>, targetGroup = arns.api) => ({ targetGroup, ...rest });
const change = (field: string, before: string | number, after: string | number) => ({
  resource: arns.api,
  field,
  before,
  after,
});

describeRemediation(
  healthCheck,
  [
    {
      title: 'another path and other codes',
      given: given({ path: '/healthz', matcher: '200-299,401' }),
      account: balanced(),
      changes: [change('HealthCheckPath', '/', '/healthz'), change('Matcher', '200', '200-299,401')],
      made: group({ HealthCheckPath: '/healthz', Matcher: { HttpCode: '200-299,401' } }),
      drift: group({ HealthCheckIntervalSeconds: 60 }),
      others: group({ HealthCheckPath: '/status' }),
    },
    {
      title: 'more time and more tries',
      given: given({ timeoutSeconds: '20', unhealthyThreshold: '5', path: '/' }, 'checkout-api'),
      account: balanced(),
      changes: [change('HealthCheckTimeoutSeconds', 5, 20), change('UnhealthyThresholdCount', 2, 5)],
      made: group({ HealthCheckTimeoutSeconds: 20, UnhealthyThresholdCount: 5 }),
      drift: group({ HealthCheckTimeoutSeconds: 6 }),
      others: group({ UnhealthyThresholdCount: 3 }),
    },
    {
      title: 'codes of gRPC',
      given: given({ matcher: '0-5' }),
      account: group({ ProtocolVersion: 'GRPC', Matcher: { GrpcCode: '12' } })(balanced()),
      changes: [change('Matcher', '12', '0-5')],
      made: group({ Matcher: { GrpcCode: '0-5' } }),
      drift: group({ Matcher: { GrpcCode: '0' } }),
      others: group({ Matcher: { GrpcCode: '0-99' } }),
    },
  ],
  [
    {
      title: 'as it is',
      given: given({ path: '/', unhealthyThreshold: '2' }),
      account: balanced(),
      says: /checked like that already/,
    },
    {
      title: 'a timeout as long as the interval',
      given: given({ timeoutSeconds: '30' }),
      account: balanced(),
      says: /shorter than the 30 s/,
    },
    {
      title: 'failures as success',
      given: given({ matcher: '200-599' }),
      account: balanced(),
      says: /between 200 and 499/,
    },
    {
      title: 'a group of a network load balancer',
      given: given({ path: '/x' }),
      account: group({ Protocol: 'TCP' })(balanced()),
      says: /not a group of HTTP targets, but of TCP/,
    },
    {
      title: 'no such group',
      given: given({ path: '/x' }, arns.api.replace('checkout-api', 'basket')),
      account: balanced(),
      says: /no target group basket/,
    },
  ],
);

test('the call is what the AWS command line takes', async () => {
  const { preview } = await approved(healthCheck, given({ path: '/healthz', matcher: '200,302' }), {
    account: balanced(),
  });
  expect(preview.call).toBe(
    `aws elbv2 modify-target-group --target-group-arn ${arns.api} --health-check-path /healthz --matcher 'HttpCode="200,302"' --region eu-west-1`,
  );
  expect(preview.undo).toBe('HealthCheckPath / and Matcher 200 again.');
  expect(preview.blastRadius).toBe(
    'All 3 targets of checkout-api, of which 3 are healthy: one that really fails may count as healthy, and get requests.',
  );
});

test.each([
  [[0, 0, 3], 'seen', '3 targets healthy, 0 before.'],
  [[2, 2, 2], 'not-seen', '2 targets healthy, 2 before.'],
  [[2, 2, 1], 'worse', '1 target healthy, 2 before.'],
] as const)('whether more targets are healthy is seen: %j', async (values, effect, says) => {
  const dimensions = {
    TargetGroup: 'targetgroup/checkout-api/73e2d6bc24d8a067',
    LoadBalancer: 'app/checkout/50dc6c495c0c9188',
  };
  const until = new Date('2026-11-22T10:02:00Z');
  const metrics = [{ namespace: 'AWS/ApplicationELB', metric: 'HealthyHostCount', dimensions, values, until }];
  const own = await approved(healthCheck, given({ path: '/healthz' }), { account: balanced({}, { metrics }) });
  const applied = own.now();
  own.pass(2 * 60_000);
  expect(await own.bound.verify(applied, await own.look(healthCheck))).toEqual({ effect, says });
});

test.each([
  [{}, ['targetGroup']],
  [given({}), ['path']],
  [
    given({ path: 'healthz', matcher: 'ok', timeoutSeconds: '1', unhealthyThreshold: '11' }),
    ['path', 'matcher', 'timeoutSeconds', 'unhealthyThreshold'],
  ],
])('a form that is wrong says so for each field: %j', (form, wrong) => {
  const parsed = healthCheck.parse(form);
  expect(parsed.ok ? [] : Object.keys(parsed.wrong)).toEqual(wrong);
});
