import type * as sdk from '@aws-sdk/client-elastic-load-balancing-v2';
import type { Listener, Rule, TargetHealthDescription } from '@aws-sdk/client-elastic-load-balancing-v2';
import type { Account } from '../account.ts';
import { AwsError } from '../aws-error.ts';
import type { Answers } from './answers.ts';
import { loadBalancerDefaults, targetGroupDefaults } from './elbv2-defaults.ts';
import { page } from './page.ts';

export const elbv2: Answers<typeof sdk> = {
  DescribeLoadBalancers(account, input) {
    const { LoadBalancerArns: arns = [], Names: names = [] } = input;
    atMost20('load balancers', arns, names);
    const all = account.elbv2?.loadBalancers ?? [];
    const unknown = names.filter((name) => !all.some((lb) => lb.LoadBalancerName === name));
    if (unknown.length > 0) throw notFound('LoadBalancer', `Load balancers '[${unknown.join(', ')}]' not found`);
    for (const arn of arns) loadBalancer(account, arn);
    const wanted = all.filter((lb) => fits(arns, lb.LoadBalancerArn) && fits(names, lb.LoadBalancerName));
    const { items, next } = paged(account, wanted, input);
    return { LoadBalancers: items, NextMarker: next };
  },

  DescribeTargetGroups(account, input) {
    const { LoadBalancerArn: of, TargetGroupArns: arns = [], Names: names = [] } = input;
    atMost20('target groups', arns, names);
    const all = account.elbv2?.targetGroups ?? [];
    if (of !== undefined) loadBalancer(account, of);
    if (names.some((name) => !all.some((group) => group.TargetGroupName === name))) throw notFound('TargetGroup');
    for (const arn of arns) targetGroup(account, arn);
    const wanted = all.filter(
      (group) =>
        (of === undefined || group.LoadBalancerArns?.includes(of)) &&
        fits(arns, group.TargetGroupArn) &&
        fits(names, group.TargetGroupName),
    );
    const { items, next } = paged(account, wanted, input);
    return { TargetGroups: items, NextMarker: next };
  },

  DescribeListeners(account, input) {
    const { LoadBalancerArn: of, ListenerArns: arns = [] } = input;
    if (of === undefined && arns.length === 0) {
      throw new AwsError('ValidationError', 'You must specify either listener ARNs or a load balancer ARN');
    }
    if (of !== undefined) loadBalancer(account, of);
    for (const arn of arns) listener(account, arn);
    const wanted = (account.elbv2?.listeners ?? []).filter(
      (each) => (of === undefined || each.LoadBalancerArn === of) && fits(arns, each.ListenerArn),
    );
    const { items, next } = paged(account, wanted, input);
    return { Listeners: items, NextMarker: next };
  },

  DescribeRules(account, input) {
    const { ListenerArn: of, RuleArns: arns = [] } = input;
    if (of === undefined && arns.length === 0) {
      throw new AwsError('ValidationError', 'You must specify either listener rule ARNs or a listener ARN');
    }
    const listeners = of === undefined ? (account.elbv2?.listeners ?? []) : [listener(account, of)];
    const rules = listeners.flatMap((each) => rulesOf(account, each));
    if (arns.some((arn) => !rules.some((rule) => rule.RuleArn === arn))) throw notFound('Rule');
    const { items, next } = paged(
      account,
      rules.filter((rule) => fits(arns, rule.RuleArn)),
      input,
    );
    return { Rules: items, NextMarker: next };
  },

  DescribeTargetHealth(account, { TargetGroupArn: arn, Targets: asked = [] }) {
    targetGroup(account, arn);
    const known = account.elbv2?.targetHealth?.[arn ?? ''] ?? [];
    if (asked.length === 0) return { TargetHealthDescriptions: [...known] };
    const health = asked.flatMap(({ Id, Port }) => {
      const found = known.filter(({ Target }) => Target?.Id === Id && (Port === undefined || Target?.Port === Port));
      return found.length > 0 ? found : [notRegistered(Id, Port)];
    });
    return { TargetHealthDescriptions: health };
  },

  DescribeLoadBalancerAttributes(account, { LoadBalancerArn: arn }) {
    const defaults = loadBalancerDefaults(loadBalancer(account, arn).Type ?? 'application');
    return { Attributes: attributes(account, arn, defaults) };
  },

  DescribeTargetGroupAttributes(account, { TargetGroupArn: arn }) {
    const defaults = targetGroupDefaults(targetGroup(account, arn));
    return { Attributes: attributes(account, arn, defaults) };
  },

  DescribeTags(account, { ResourceArns: arns = [] }) {
    atMost20('resources', arns);
    const { loadBalancers = [], targetGroups = [], listeners = [], tags = {} } = account.elbv2 ?? {};
    for (const arn of arns) {
      if (arn.includes(':loadbalancer/') && !loadBalancers.some((each) => each.LoadBalancerArn === arn)) {
        throw notFound('LoadBalancer');
      }
      if (arn.includes(':targetgroup/') && !targetGroups.some((each) => each.TargetGroupArn === arn)) {
        throw notFound('TargetGroup');
      }
      if (arn.includes(':listener/') && !listeners.some((each) => each.ListenerArn === arn)) throw notFound('Listener');
    }
    return {
      TagDescriptions: arns.map((ResourceArn) => ({
        ResourceArn,
        Tags: Object.entries(tags[ResourceArn] ?? {}).map(([Key, Value]) => ({ Key, Value })),
      })),
    };
  },
};

function atMost20(what: string, ...asked: readonly (readonly string[])[]): void {
  if (asked.every((list) => list.length <= 20)) return;
  throw new AwsError('ValidationError', `You cannot describe more than '20' ${what} at a time`);
}

/** No ids asked for means all of them. */
function fits(asked: readonly string[], id: string | undefined): boolean {
  return asked.length === 0 || (id !== undefined && asked.includes(id));
}

const nouns = { LoadBalancer: 'load balancers', TargetGroup: 'target groups', Listener: 'listeners', Rule: 'rules' };

export function notFound(what: keyof typeof nouns, message = `One or more ${nouns[what]} not found`): AwsError {
  return new AwsError(`${what}NotFound`, message);
}

export function loadBalancer(account: Account, arn: string | undefined) {
  const found = account.elbv2?.loadBalancers.find((each) => each.LoadBalancerArn === arn);
  if (!found) throw notFound('LoadBalancer');
  return found;
}

export function targetGroup(account: Account, arn: string | undefined) {
  const found = account.elbv2?.targetGroups?.find((each) => each.TargetGroupArn === arn);
  if (!found) throw notFound('TargetGroup');
  return found;
}

export function listener(account: Account, arn: string): Listener {
  const found = account.elbv2?.listeners?.find((each) => each.ListenerArn === arn);
  if (!found) throw notFound('Listener');
  return found;
}

/** Every listener has a default rule, which AWS lists last. */
export function rulesOf(account: Account, { ListenerArn: arn = '', DefaultActions }: Listener): readonly Rule[] {
  const rules = account.elbv2?.rules?.[arn] ?? [];
  if (rules.some((rule) => rule.IsDefault)) return rules;
  const RuleArn = `${arn.replace(':listener/', ':listener-rule/')}/0000000000000000`;
  return [...rules, { RuleArn, Priority: 'default', Conditions: [], Actions: DefaultActions, IsDefault: true }];
}

function notRegistered(Id: string | undefined, Port: number | undefined): TargetHealthDescription {
  return {
    Target: { Id, Port },
    TargetHealth: {
      State: 'unused',
      Reason: 'Target.NotRegistered',
      Description: 'Target is not registered to the target group',
    },
  };
}

function attributes(account: Account, arn: string | undefined, defaults: Readonly<Record<string, string>>) {
  const all = { ...defaults, ...account.elbv2?.attributes?.[arn ?? ''] };
  return Object.entries(all).map(([Key, Value]) => ({ Key, Value }));
}

function paged<T>(
  account: Account,
  list: readonly T[],
  input: { Marker?: string | undefined; PageSize?: number | undefined },
) {
  return page(account, list, {
    token: input.Marker,
    asked: input.PageSize,
    usual: 400,
    badToken: () => new AwsError('ValidationError', 'The marker is not valid'),
  });
}
