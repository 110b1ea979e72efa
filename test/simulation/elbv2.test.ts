import {
  DescribeListenersCommand,
  DescribeLoadBalancerAttributesCommand,
  DescribeLoadBalancersCommand,
  DescribeRulesCommand,
  DescribeTargetGroupAttributesCommand,
  DescribeTargetGroupsCommand,
  DescribeTargetHealthCommand,
  ElasticLoadBalancingV2Client,
  paginateDescribeTargetGroups,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import type { Elbv2 } from '../../src/simulation/account.ts';
import { expect, test } from 'vitest';
import { arns, simulateSmall, smallAccount } from './small-account.ts';

async function elbv2With(more: Partial<Elbv2> = {}, pageSize?: number) {
  const elbv2 = { loadBalancers: [], ...smallAccount.elbv2, ...more };
  const running = await simulateSmall({ elbv2, ...(pageSize && { pageSize }) });
  return { ...running, client: new ElasticLoadBalancingV2Client(running.config) };
}

test('load balancers are found by name and by ARN, and a name that is not there is named', async () => {
  const other = { LoadBalancerArn: `${arns.loadBalancer}0`, LoadBalancerName: 'other' };
  await using running = await elbv2With({ loadBalancers: [...(smallAccount.elbv2?.loadBalancers ?? []), other] });
  const named = await running.client.send(new DescribeLoadBalancersCommand({ Names: ['other'] }));
  expect(named.LoadBalancers?.map((each) => each.LoadBalancerArn)).toEqual([other.LoadBalancerArn]);
  const byArn = await running.client.send(new DescribeLoadBalancersCommand({ LoadBalancerArns: [arns.loadBalancer] }));
  expect(byArn.LoadBalancers?.map((each) => each.LoadBalancerName)).toEqual(['checkout']);
  const absent = running.client.send(new DescribeLoadBalancersCommand({ Names: ['other', 'chekout'] }));
  await expect(absent).rejects.toMatchObject({
    name: 'LoadBalancerNotFoundException',
    message: "Load balancers '[chekout]' not found",
  });
});

test('target groups are those of a load balancer, or those asked for by name or ARN', async () => {
  const loose = { TargetGroupArn: `${arns.targetGroup}0`, TargetGroupName: 'loose', LoadBalancerArns: [] };
  await using running = await elbv2With({ targetGroups: [...(smallAccount.elbv2?.targetGroups ?? []), loose] });
  const namesOf = async (input: object) => {
    const answer = await running.client.send(new DescribeTargetGroupsCommand(input));
    return answer.TargetGroups?.map((each) => each.TargetGroupName);
  };
  expect(await namesOf({})).toEqual(['checkout-api', 'loose']);
  expect(await namesOf({ LoadBalancerArn: arns.loadBalancer })).toEqual(['checkout-api']);
  expect(await namesOf({ Names: ['loose'] })).toEqual(['loose']);
  expect(await namesOf({ TargetGroupArns: [arns.targetGroup] })).toEqual(['checkout-api']);
  await expect(namesOf({ Names: ['nope'] })).rejects.toMatchObject({ name: 'TargetGroupNotFoundException' });
});

test('no more than twenty target groups may be asked for by name', async () => {
  await using running = await elbv2With();
  const Names = Array.from({ length: 21 }, (_, index) => `group-${index}`);
  await expect(running.client.send(new DescribeTargetGroupsCommand({ Names }))).rejects.toMatchObject({
    name: 'ValidationError',
    message: "You cannot describe more than '20' target groups at a time",
  });
});

test('listeners need to be told of what', async () => {
  await using running = await elbv2With();
  await expect(running.client.send(new DescribeListenersCommand({}))).rejects.toMatchObject({
    name: 'ValidationError',
  });
  const answer = await running.client.send(new DescribeListenersCommand({ ListenerArns: [arns.listener] }));
  expect(answer.Listeners?.map((each) => each.LoadBalancerArn)).toEqual([arns.loadBalancer]);
});

test("a listener's default action is its last rule, after those it has", async () => {
  const own = { RuleArn: 'arn:own', Priority: '1', IsDefault: false, Actions: [{ Type: 'fixed-response' as const }] };
  await using running = await elbv2With({ rules: { [arns.listener]: [own] } });
  const { Rules = [] } = await running.client.send(new DescribeRulesCommand({ ListenerArn: arns.listener }));
  expect(Rules.map((rule) => [rule.Priority, rule.IsDefault])).toEqual([
    ['1', false],
    ['default', true],
  ]);
  expect(Rules[1]?.Actions?.[0]?.TargetGroupArn).toBe(arns.targetGroup);
  const one = await running.client.send(new DescribeRulesCommand({ RuleArns: ['arn:own'] }));
  expect(one.Rules?.map((rule) => rule.RuleArn)).toEqual(['arn:own']);
  const absent = running.client.send(new DescribeRulesCommand({ RuleArns: ['arn:nope'] }));
  await expect(absent).rejects.toMatchObject({ name: 'RuleNotFoundException' });
});

test('a target that nobody registered is said to be unused', async () => {
  await using running = await elbv2With();
  const asked = { TargetGroupArn: arns.targetGroup, Targets: [{ Id: '10.0.1.10' }, { Id: '10.0.9.9', Port: 80 }] };
  const { TargetHealthDescriptions: health } = await running.client.send(new DescribeTargetHealthCommand(asked));
  expect(health?.map(({ TargetHealth }) => TargetHealth?.State)).toEqual(['healthy', 'unused']);
  expect(health?.[1]?.TargetHealth?.Reason).toBe('Target.NotRegistered');
});

test('attributes are the defaults with what the account sets over them', async () => {
  await using running = await elbv2With({
    targetGroups: [
      { TargetGroupArn: 'arn:fn', TargetType: 'lambda' },
      { TargetGroupArn: 'arn:tcp', TargetType: 'ip', Protocol: 'TCP' },
      { TargetGroupArn: arns.targetGroup, TargetType: 'ip', Protocol: 'HTTP' },
    ],
  });
  const ofBalancer = await running.client.send(
    new DescribeLoadBalancerAttributesCommand({ LoadBalancerArn: arns.loadBalancer }),
  );
  const settings = new Map(ofBalancer.Attributes?.map(({ Key, Value }) => [Key, Value]));
  expect(settings.get('idle_timeout.timeout_seconds')).toBe('120');
  expect(settings.get('access_logs.s3.enabled')).toBe('false');
  const keysOf = async (TargetGroupArn: string) => {
    const answer = await running.client.send(new DescribeTargetGroupAttributesCommand({ TargetGroupArn }));
    return answer.Attributes?.map(({ Key }) => Key);
  };
  expect(await keysOf('arn:fn')).toContain('lambda.multi_value_headers.enabled');
  expect(await keysOf('arn:tcp')).toContain('proxy_protocol_v2.enabled');
  expect(await keysOf(arns.targetGroup)).toContain('load_balancing.algorithm.type');
});

test('eighty target groups come on pages, each once', async () => {
  const targetGroups = Array.from({ length: 80 }, (_, index) => ({
    TargetGroupArn: `arn:${index}`,
    TargetGroupName: `group-${index}`,
  }));
  await using running = await elbv2With({ targetGroups }, 25);
  const sizes = [];
  const names = new Set<string | undefined>();
  for await (const page of paginateDescribeTargetGroups({ client: running.client }, {})) {
    sizes.push(page.TargetGroups?.length);
    for (const group of page.TargetGroups ?? []) names.add(group.TargetGroupName);
  }
  expect(sizes).toEqual([25, 25, 25, 5]);
  expect(names.size).toBe(80);
});

test('a marker that nobody gave is refused', async () => {
  await using running = await elbv2With();
  const sent = running.client.send(new DescribeLoadBalancersCommand({ Marker: 'made-up' }));
  await expect(sent).rejects.toMatchObject({ name: 'ValidationError' });
});
