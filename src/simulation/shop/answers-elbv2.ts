import type { Action, Rule, TargetHealthDescription } from '@aws-sdk/client-elastic-load-balancing-v2';
import type { Elbv2 } from '../account.ts';
import { hex } from './dice.ts';
import type { Balancer, Group, Route, Shop, Target } from './model.ts';

/** The shop as Elastic Load Balancing describes it. */
export function elbv2(shop: Shop): Elbv2 {
  return {
    loadBalancers: shop.balancers.map(({ raw }) => raw),
    targetGroups: shop.groups.map(({ raw }) => raw),
    listeners: shop.balancers.map((balancer) => ({
      ListenerArn: balancer.listener,
      LoadBalancerArn: balancer.arn,
      Port: 443,
      Protocol: 'HTTPS',
      SslPolicy: 'ELBSecurityPolicy-TLS13-1-2-2021-06',
      Certificates: [{ CertificateArn: balancer.certificate }],
      DefaultActions: defaultActions(shop, balancer),
    })),
    rules: Object.fromEntries(shop.balancers.map((balancer) => [balancer.listener, rules(shop, balancer)])),
    targetHealth: Object.fromEntries(shop.groups.map((group) => [group.arn, healthOf(group)])),
    attributes: Object.fromEntries([...shop.balancers, ...shop.groups].map((one) => [one.arn, one.attributes])),
  };
}

function rules(shop: Shop, balancer: Balancer): Rule[] {
  const base = balancer.listener.replace(':listener/', ':listener-rule/');
  return [
    ...shop.routes
      .filter((route) => route.balancer === balancer && route.priority > 0)
      .toSorted((a, b) => a.priority - b.priority)
      .map((route) => ({
        RuleArn: `${base}/${hex(`${balancer.path}/rule/${route.priority}`, 16)}`,
        Priority: String(route.priority),
        Conditions: [{ Field: 'host-header', Values: [route.host], HostHeaderConfig: { Values: [route.host] } }],
        Actions: actions(route),
        IsDefault: false,
        Transforms: [],
      })),
    {
      RuleArn: `${base}/${hex(`${balancer.path}/rule/default`, 16)}`,
      Priority: 'default',
      Conditions: [],
      Actions: defaultActions(shop, balancer),
      IsDefault: true,
      Transforms: [],
    },
  ];
}

function defaultActions({ routes }: Shop, balancer: Balancer): Action[] {
  const route = routes.find((one) => one.balancer === balancer && one.priority === 0);
  if (route) return actions(route);
  return [
    {
      Type: 'fixed-response',
      Order: 1,
      FixedResponseConfig: { StatusCode: '404', ContentType: 'text/plain', MessageBody: 'Not found' },
    },
  ];
}

/** What the rule says now; a fixed response that was taken back is no longer there. */
function actions({ fixed, forwards }: Route): Action[] {
  if (fixed && fixed.until <= 0)
    return [
      {
        Type: 'fixed-response',
        Order: 1,
        FixedResponseConfig: {
          StatusCode: String(fixed.status),
          ContentType: 'text/html',
          MessageBody: '<h1>We will be back shortly</h1>',
        },
      },
    ];
  const [first] = forwards;
  return [
    {
      Type: 'forward',
      Order: 1,
      ...(forwards.length === 1 && first ? { TargetGroupArn: first.group.arn } : {}),
      ForwardConfig: {
        TargetGroups: forwards.map(({ group, weight }) => ({ TargetGroupArn: group.arn, Weight: weight })),
        TargetGroupStickinessConfig: { Enabled: false },
      },
    },
  ];
}

function healthOf({ raw, targets }: Group): TargetHealthDescription[] {
  return targets.flatMap((target) =>
    target.health ? [describe(raw.HealthCheckPort ?? 'traffic-port', target, target.health)] : [],
  );
}

function describe(
  checkPort: string,
  { id, port, zone }: Target,
  health: TargetHealthDescription['TargetHealth'],
): TargetHealthDescription {
  if (port === undefined) return { Target: { Id: id, AvailabilityZone: 'all' }, TargetHealth: health };
  return {
    Target: { Id: id, Port: port, AvailabilityZone: zone },
    HealthCheckPort: checkPort === 'traffic-port' ? String(port) : checkPort,
    TargetHealth: health,
  };
}
