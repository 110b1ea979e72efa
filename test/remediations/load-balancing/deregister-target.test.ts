import type { TargetHealthDescription } from '@aws-sdk/client-elastic-load-balancing-v2';
import { expect, test } from 'vitest';
import { deregisterOneTarget } from '#remediations/load-balancing/deregister-target';
import type { Account } from '#simulation/account';
import { namesIn, protectedAmong } from '../../../src/changes/forbidden.ts';
import { configOf } from '../../app/small-config.ts';
import { describeRemediation } from '../every-remediation.ts';
import { approved } from '../practice.ts';
import { arns, balanced, changed } from './balanced.ts';

const leaving: TargetHealthDescription['TargetHealth'] = {
  State: 'draining',
  Reason: 'Target.DeregistrationInProgress',
  Description: 'Target deregistration is in progress',
};
const health = (id: string, state: TargetHealthDescription['TargetHealth']) =>
  changed(({ targetHealth = {} }) => ({
    targetHealth: {
      ...targetHealth,
      [arns.api]: (targetHealth[arns.api] ?? []).map((one) =>
        one.Target?.Id === id ? { ...one, TargetHealth: state } : one,
      ),
    },
  }));
const given = (target: string, rest: Readonly<Record<string, string>> = {}) => ({
  targetGroup: arns.api,
  target,
  ...rest,
});
const gone = (target: string) => [{ resource: arns.api, field: `Target ${target}`, before: 'registered', after: null }];

/** The same targets as instances, which a service of ECS may have put there. */
function instances(feeds: boolean): Account {
  const cluster = 'arn:aws:ecs:eu-west-1:123456789012:cluster/production';
  const account = changed(({ targetGroups = [] }) => ({
    targetGroups: targetGroups.map((one) => ({ ...one, TargetType: 'instance' as const })),
    targetHealth: {
      [arns.api]: ['i-0aa1', 'i-0aa2', 'i-0aa3'].map((Id) => ({
        Target: { Id, Port: 8080 },
        HealthCheckPort: '8080',
        TargetHealth: { State: 'healthy' as const },
      })),
    },
  }))(balanced());
  return {
    ...account,
    ecs: {
      clusters: [{ clusterArn: cluster, clusterName: 'production' }],
      services: [
        {
          serviceArn: 'arn:aws:ecs:eu-west-1:123456789012:service/production/checkout',
          serviceName: 'checkout',
          clusterArn: cluster,
          loadBalancers: [{ targetGroupArn: feeds ? arns.api : arns.next, containerName: 'web', containerPort: 8080 }],
        },
      ],
      tasks: [],
    },
  };
}

describeRemediation(
  deregisterOneTarget,
  [
    {
      title: 'an address',
      given: given('10.0.1.11'),
      account: balanced(),
      changes: gone('10.0.1.11:8080'),
      made: health('10.0.1.11', leaving),
      drift: health('10.0.1.12', { State: 'unhealthy' }),
      others: null,
    },
    {
      title: 'an instance that no service has put there',
      given: given('i-0aa2', { port: '8080', targetGroup: 'checkout-api' }),
      account: instances(false),
      changes: gone('i-0aa2:8080'),
      made: health('i-0aa2', leaving),
      drift: health('i-0aa2', leaving),
      others: null,
    },
  ],
  [
    {
      title: 'one of two healthy ones',
      given: given('10.0.1.10'),
      account: health('10.0.1.11', { State: 'unhealthy' })(balanced()),
      says: /Only 1 other target of checkout-api would be left healthy/,
    },
    { title: 'a stranger', given: given('10.0.9.9'), account: balanced(), says: /10\.0\.9\.9 is not registered/ },
    {
      title: 'on another port',
      given: given('10.0.1.10', { port: '81' }),
      account: balanced(),
      says: /10\.0\.1\.10:81 is not registered/,
    },
    {
      title: 'one that leaves already',
      given: given('10.0.1.10'),
      account: health('10.0.1.10', leaving)(balanced()),
      says: /leaving checkout-api already: it is draining/,
    },
    {
      title: 'a task by its interface',
      given: given('10.0.1.10'),
      account: {
        ...balanced(),
        ec2: {
          networkInterfaces: [
            {
              NetworkInterfaceId: 'eni-1',
              VpcId: 'vpc-1',
              Description: 'arn:aws:ecs:eu-west-1:123456789012:attachment/5c6f',
              PrivateIpAddresses: [{ PrivateIpAddress: '10.0.1.10' }],
            },
          ],
        },
      },
      says: /10\.0\.1\.10 is an ECS task: stop the task instead/,
    },
    {
      title: 'an instance with tasks of a service',
      given: given('i-0aa1'),
      account: instances(true),
      says: /i-0aa1 is a task of the ECS service checkout/,
    },
    {
      title: 'the one function of a group',
      given: given('10.0.1.10'),
      account: changed(({ targetGroups = [] }) => ({
        targetGroups: targetGroups.map((one) => ({ ...one, TargetType: 'alb' as const })),
      }))(balanced()),
      says: /is one alb/,
    },
    {
      title: 'one that is registered twice',
      given: given('10.0.1.10'),
      account: changed(({ targetHealth = {} }) => ({
        targetHealth: {
          ...targetHealth,
          [arns.api]: [
            ...(targetHealth[arns.api] ?? []),
            { Target: { Id: '10.0.1.10', Port: 9090 }, TargetHealth: { State: 'healthy' as const } },
          ],
        },
      }))(balanced()),
      says: /on several ports: say which/,
    },
  ],
);

test.each([
  ['10.0.1.11', balanced(), '10.0.1.11'],
  ['i-0aa2', instances(false), 'arn:aws:ec2:eu-west-1:123456789012:instance/i-0aa2'],
])('a target that is protected stays: %s', async (target, account, named) => {
  const { preview } = await approved(deregisterOneTarget, given(target), { account });
  const says = protectedAmong(namesIn(preview), configOf({ protected: [target] }));
  expect(says).toBe(`${named} is never changed: “${target}” is protected by the configuration.`);
});

test('whom it touches and how it is undone is said, with the time that requests under way get', async () => {
  const account = balanced({ attributes: { [arns.api]: { 'deregistration_delay.timeout_seconds': '45' } } });
  const { preview } = await approved(deregisterOneTarget, given('10.0.1.10'), { account });
  expect(preview).toMatchObject({
    blastRadius:
      '10.0.1.10:8080 gets no more requests; what is under way there may take 45 seconds more. The 2 other healthy targets of checkout-api take its part.',
    undo: '10.0.1.10:8080 is registered again; it gets requests once it is found healthy.',
    call: `aws elbv2 deregister-targets --target-group-arn ${arns.api} --targets Id=10.0.1.10,Port=8080 --region eu-west-1`,
    found: { arn: arns.api, id: '10.0.1.10', port: 8080, zone: null },
  });
});

test.each([
  ['all', '10.0.1.10', 'all'],
  ['eu-west-1b', '192.168.7.7', 'eu-west-1b'],
  ['eu-west-1a', '10.0.1.10', null],
])('the zone %s of %s is named when it comes back only where AWS cannot find it out', async (zone, id, kept) => {
  const account = changed(({ targetHealth = {} }) => ({
    targetHealth: {
      ...targetHealth,
      [arns.api]: (targetHealth[arns.api] ?? []).map((one, index) =>
        index === 0 ? { ...one, Target: { Id: id, Port: 8080, AvailabilityZone: zone } } : one,
      ),
    },
  }))(balanced());
  const own = await approved(deregisterOneTarget, given(id), { account });
  expect(own.preview.found).toMatchObject({ zone: kept });
});
