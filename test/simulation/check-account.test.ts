import { expect, test } from 'vitest';
import type { Account } from '../../src/simulation/account.ts';
import { checkAccount } from '../../src/simulation/check-account.ts';
import { serviceLoader } from '../../src/simulation/services.ts';
import { startSimulation } from '../../src/simulation/simulation.ts';
import { accountId, region, smallAccount } from './small-account.ts';

/** Data that the types would not let through, as they come from a file or through a cast. */
function loosely(data: object): Account {
  return { id: accountId, region, ...data };
}

test('the small account fits', async () => {
  expect(await checkAccount(smallAccount, serviceLoader())).toEqual([]);
});

test.each([
  [{ elbv2: { loadBalancers: [{ Name: 'checkout' }] } }, 'elbv2.loadBalancers[0].Name: no such member of LoadBalancer'],
  [
    { ec2: { securityGroups: [{ GroupId: 'sg-1', IpPermissions: [{ FromPort: '80' }] }] } },
    'ec2.securityGroups[0].IpPermissions[0].FromPort: a number expected, found "80"',
  ],
  [
    { elbv2: { loadBalancers: [], targetHealth: { 'arn:tg': [{ TargetHealth: { Status: 'healthy' } }] } } },
    "elbv2.targetHealth['arn:tg'][0].TargetHealth.Status: no such member of TargetHealth",
  ],
  [
    { ecs: { clusters: [], services: [{ createdAt: new Date('yesterday') }] } },
    'ecs.services[0].createdAt: a valid Date expected, found null',
  ],
  [{ ecs: { clusters: [{ tags: 'none' }] } }, 'ecs.clusters[0].tags: a list expected, found "none"'],
  [{ ec2: { vpcs: [{ IsDefault: 'yes' }] } }, 'ec2.vpcs[0].IsDefault: true or false expected, found "yes"'],
  [{ lambda: { functions: [{ FunctionName: 7 }] } }, 'lambda.functions[0].FunctionName: a text expected, found 7'],
  [
    { lambda: { functions: [{ VpcConfig: 'none' }] } },
    'lambda.functions[0].VpcConfig: an object expected, found "none"',
  ],
  [{ cloudtrail: { events: [{ User: 'anna' }] } }, 'cloudtrail.events[0].User: no such member of Event'],
  [{ ec2: { securitygroups: [] } }, 'ec2.securitygroups: no such part of an account'],
  [{ elb: {} }, 'elb: no such part of an account'],
  [{ id: '42' }, 'id: twelve digits expected, found 42'],
])('%j is found out', async (data, problem) => {
  expect(await checkAccount(loosely(data), serviceLoader())).toEqual([problem]);
});

test('what is ours may stand beside what is AWS’s', async () => {
  const data = {
    ec2: { prefixLists: [{ PrefixListId: 'pl-1', entries: [] }] },
    cloudtrail: { events: [{ requestParameters: { any: 1 }, errorCode: 'AccessDenied', callerArn: 'arn' }] },
  };
  expect(await checkAccount(loosely(data), serviceLoader())).toEqual([]);
});

test('an account that does not fit is not simulated, and does not replace one that does', async () => {
  const wrong = loosely({ elbv2: { loadBalancers: [{ Name: 'x' }] } });
  await expect(startSimulation({ accounts: { [accountId]: wrong } })).rejects.toThrow(
    `account ${accountId} does not fit the AWS schemas:\n  elbv2.loadBalancers[0].Name`,
  );
  const simulation = await startSimulation({ accounts: { [accountId]: smallAccount } });
  await expect(simulation.set(accountId, wrong)).rejects.toThrow('does not fit');
  await simulation.close();
});
