import { hosts } from '#simulation/incidents/extras';
import { groupNamed, routeTo } from '#simulation/incidents/find';
import { denied } from '#simulation/incidents/limits';
import { leaveZone } from '#simulation/incidents/network';
import { requestsFail } from '#simulation/incidents/targets';
import type { Scenario } from '#simulation/scenario';
import { shop } from '#simulation/shop';
import { refused } from '#simulation/shop/outcome';
import { record } from '#simulation/shop/trail';
import { bakery, clinic, tickets } from './shops.ts';

export const unusedTargets: readonly Scenario[] = [
  {
    id: 'all-targets-unused/zone-not-enabled',
    title: 'The load balancer left the zone in which the host is',
    story:
      'A subnet was taken from the load balancer 27 minutes ago. The only legacy-web host is in that zone, so the load balancer does not use it any more: “Target is in an Availability Zone that is not enabled for the load balancer”. All their requests end in 503.',
    ask: 'appointments',
    account: (now) =>
      shop(
        now,
        clinic('unused-zone'),
        hosts({ group: 'legacy-web', count: 1, perMinute: 60 }),
        leaveZone(0, 27, 'd.osei'),
      ),
    truth: {
      kind: 'diagnosed',
      rootCause: ['all-targets-unused'],
      resource: 'legacy-web',
      mustNotClaim: ['no-registered-targets', 'all-unhealthy-fail-open', 'sg-blocks-target'],
    },
  },
  {
    id: 'all-targets-unused/instances-stopped',
    title: 'A cost saver stopped the hosts',
    story:
      'A scheduled job stopped both legacy-web instances 36 minutes ago, a day too early. They are registered still, in the stopped state, and unused.',
    ask: 'legacy-web',
    account: (now) =>
      shop(now, tickets('unused-stopped'), hosts({ group: 'legacy-web', count: 2, perMinute: 60 }), (made) => {
        const { instances } = made.network.ec2;
        for (const instance of instances) {
          instance.State = { Code: 80, Name: 'stopped' };
          instance.StateTransitionReason = `User initiated (${new Date(made.now.getTime() - 36 * 60_000).toISOString().slice(0, 19).replace('T', ' ')} GMT)`;
        }
        record(made, {
          name: 'StopInstances',
          source: 'ec2',
          by: 'night-saver',
          minutesAgo: 36.6,
          parameters: { instancesSet: { items: instances.map(({ InstanceId }) => ({ instanceId: InstanceId })) } },
          resources: instances.map(({ InstanceId }) => ({ type: 'AWS::EC2::Instance', name: InstanceId ?? '' })),
        });
        for (const target of groupNamed(made, 'legacy-web').targets) {
          target.until = 36;
          target.health = {
            State: 'unused',
            Reason: 'Target.InvalidState',
            Description: 'Target is in the stopped state',
          };
        }
      }),
    truth: {
      kind: 'diagnosed',
      rootCause: ['all-targets-unused'],
      resource: 'legacy-web',
      quotes: 'Target is in the stopped state',
      mustNotClaim: ['no-registered-targets', 'target-conn-refused', 'sg-blocks-target'],
    },
  },
  {
    id: 'all-targets-unused/blue-left-behind',
    title: 'Unused targets of a group that is out of use',
    story:
      'The blue group of the last change still holds two targets, unused, as no rule forwards to it. The web service itself refuses connections since 25 minutes, its server having died in every task.',
    ask: 'baeckerei',
    account: (now) =>
      shop(
        now,
        bakery('unused-blue'),
        hosts({ group: 'web-blue', count: 2, perMinute: 0 }),
        (made) => {
          const route = made.routes.indexOf(routeTo(made, 'web-blue'));
          made.routes.splice(route, 1);
          const blue = groupNamed(made, 'web-blue');
          blue.raw.LoadBalancerArns = [];
          for (const target of blue.targets) {
            target.until = 9_999;
            target.health = {
              State: 'unused',
              Reason: 'Target.NotInUse',
              Description: 'Target group is not configured to receive traffic from the load balancer',
            };
          }
          groupNamed(made, 'web').raw.HealthCheckPort = '9090';
        },
        requestsFail({ group: 'web', since: 25, outcome: refused }),
      ),
    truth: {
      kind: 'diagnosed',
      rootCause: ['target-conn-refused'],
      resource: '/web/',
      mustNotClaim: ['all-targets-unused', 'no-registered-targets', 'wrong-tg-weight'],
    },
  },
  {
    id: 'all-targets-unused/health-denied',
    title: '503s from stopped hosts, unseen',
    story: 'The legacy-web instances were stopped, but target health, instances and events may not be read.',
    ask: 'tix-public',
    account: (now) =>
      shop(
        now,
        tickets('unused-denied'),
        hosts({ group: 'legacy-web', count: 2, perMinute: 60 }),
        (made) => {
          for (const target of groupNamed(made, 'legacy-web').targets) {
            target.until = 36;
            target.health = {
              State: 'unused',
              Reason: 'Target.InvalidState',
              Description: 'Target is in the stopped state',
            };
          }
        },
        denied('elasticloadbalancing:DescribeTargetHealth', 'ec2:DescribeInstances', 'cloudtrail:LookupEvents'),
      ),
    truth: {
      kind: 'undecided',
      rootCause: null,
      gaps: ['elasticloadbalancing:DescribeTargetHealth'],
      mustNotClaim: ['wrong-tg-weight', 'fixed-response-503'],
    },
  },
];
