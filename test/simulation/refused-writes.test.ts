import {
  CloudWatchClient,
  DeleteAlarmMuteRuleCommand,
  DisableAlarmActionsCommand,
  GetAlarmMuteRuleCommand,
  PutAlarmMuteRuleCommand,
} from '@aws-sdk/client-cloudwatch';
import type { PutAlarmMuteRuleCommandInput } from '@aws-sdk/client-cloudwatch';
import {
  DescribeServicesCommand,
  ECSClient,
  StopServiceDeploymentCommand,
  StopTaskCommand,
  UpdateServiceCommand,
} from '@aws-sdk/client-ecs';
import type { UpdateServiceCommandInput } from '@aws-sdk/client-ecs';
import { ModifyDBClusterCommand, RDSClient, StartDBClusterCommand, StopDBClusterCommand } from '@aws-sdk/client-rds';
import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts';
import { describe, expect, onTestFinished, test } from 'vitest';
import type { Account } from '../../src/simulation/account.ts';
import { startSimulation } from '../../src/simulation/simulation.ts';
import { shop as shopAlarms } from '../remediations/alarms/shop-alarms.ts';
import { cluster, shop as shopCluster } from '../remediations/aurora/shop-cluster.ts';
import { definitionArn, deploymentArn, shop as shopService, taskArn } from '../remediations/ecs/shop-service.ts';
import { now, region } from './small-account.ts';

/** Clients of the change role, which may do anything in this account. */
async function changing(account: Account) {
  const simulation = await startSimulation({ accounts: { [account.id]: account }, clock: () => now });
  onTestFinished(() => simulation.close());
  const config = { endpoint: simulation.url, region, maxAttempts: 1 };
  const sts = new STSClient({ ...config, credentials: { accessKeyId: 'AKIAAMBIENT', secretAccessKey: 'anything' } });
  const { Credentials: own } = await sts.send(
    new AssumeRoleCommand({
      RoleArn: `arn:aws:iam::${account.id}:role/OpsMedicChange`,
      RoleSessionName: 'opsmedic-1',
      SourceIdentity: 'T0SHOP.U0LAST',
      Tags: [
        { Key: 'opsmedic:approval', Value: '1' },
        { Key: 'opsmedic:plan', Value: 'abc' },
      ],
    }),
  );
  const credentials = {
    accessKeyId: own?.AccessKeyId ?? '',
    secretAccessKey: own?.SecretAccessKey ?? '',
    sessionToken: own?.SessionToken ?? '',
  };
  return {
    simulation,
    cloudwatch: new CloudWatchClient({ ...config, credentials }),
    ecs: new ECSClient({ ...config, credentials }),
    rds: new RDSClient({ ...config, credentials }),
  };
}

/** The error of a call that must fail, as `name: message`. */
async function refusal(call: Promise<unknown>): Promise<string> {
  return call.then(
    () => 'carried out',
    (error: unknown) => (error instanceof Error ? `${error.name}: ${error.message}` : 'no error'),
  );
}

describe('mute rules', () => {
  const rule: PutAlarmMuteRuleCommandInput = {
    Name: 'one',
    Rule: { Schedule: { Expression: 'at(2026-11-22T10:00)', Duration: 'PT2H' } },
    MuteTargets: { AlarmNames: ['checkout'] },
  };
  const schedule = (Expression: string, Duration: string) => ({
    ...rule,
    Rule: { Schedule: { Expression, Duration } },
  });

  test.each([
    [schedule('at(2026-11-22T10:00)', '2h'), 'The Duration provided is not valid.'],
    [schedule('at(2026-11-22T10:00)', 'PT0M'), 'The Duration provided is not valid.'],
    [schedule('at(2026-11-22T10:00)', 'P15DT1M'), 'The Duration provided is not valid.'],
    [schedule('at(2026-11-22T10:00:00)', 'PT2H'), 'The Expression provided is not valid.'],
    [schedule('cron(0 2 ? * SUN *)', 'PT2H'), 'The Expression provided is not valid.'],
    [{ ...rule, MuteTargets: { AlarmNames: ['gone'] } }, /do not exist: gone/],
    [schedule('cron(0 2 * * SUN)', 'PT2H'), 'carried out'],
    [schedule('at(2026-11-22T10:00)', 'P15D'), 'carried out'],
  ])('%j', async (input, says) => {
    const { cloudwatch } = await changing(shopAlarms());
    expect(await refusal(cloudwatch.send(new PutAlarmMuteRuleCommand(input)))).toMatch(says);
  });

  test('a name that is taken is overwritten, and deleting what is not there is no error', async () => {
    const { cloudwatch, simulation } = await changing(shopAlarms());
    await cloudwatch.send(new PutAlarmMuteRuleCommand(rule));
    await cloudwatch.send(new PutAlarmMuteRuleCommand({ ...rule, MuteTargets: { AlarmNames: ['checkout-5xx'] } }));
    const { muteRules } = simulation.account('123456789012').cloudwatch ?? {};
    expect(muteRules).toMatchObject([{ Name: 'one', MuteTargets: { AlarmNames: ['checkout-5xx'] } }]);
    await cloudwatch.send(new DeleteAlarmMuteRuleCommand({ AlarmMuteRuleName: 'one' }));
    await cloudwatch.send(new DeleteAlarmMuteRuleCommand({ AlarmMuteRuleName: 'one' }));
    const gone = cloudwatch.send(new GetAlarmMuteRuleCommand({ AlarmMuteRuleName: 'one' }));
    expect(await refusal(gone)).toMatch(/^ResourceNotFoundException/);
  });

  test('alarms that do not exist are passed over when actions are disabled', async () => {
    const { cloudwatch, simulation } = await changing(shopAlarms());
    await cloudwatch.send(new DisableAlarmActionsCommand({ AlarmNames: ['checkout', 'gone'] }));
    const { compositeAlarms, metricAlarms = [] } = simulation.account('123456789012').cloudwatch ?? {};
    expect(compositeAlarms).toMatchObject([{ ActionsEnabled: false }]);
    expect(metricAlarms[0]).toMatchObject({ ActionsEnabled: true });
  });
});

describe('ECS', () => {
  const own = { cluster: 'shop', service: 'checkout' };

  test.each<[string, Parameters<typeof shopService>[0], Partial<UpdateServiceCommandInput>, RegExp]>([
    ['a service that is not there', {}, { service: 'gone', desiredCount: 1 }, /^ServiceNotFoundException/],
    ['a cluster that is not there', {}, { cluster: 'gone', desiredCount: 1 }, /^ClusterNotFoundException/],
    ['one that drains', { service: { status: 'DRAINING' } }, { desiredCount: 1 }, /^ServiceNotActiveException/],
    [
      'a daemon',
      { service: { schedulingStrategy: 'DAEMON' } },
      { desiredCount: 1 },
      /^InvalidParameterException: .*daemon/,
    ],
    [
      'CodeDeploy',
      { service: { deploymentController: { type: 'CODE_DEPLOY' } } },
      { forceNewDeployment: true },
      /Use AWS CodeDeploy to trigger a new deployment\.$/,
    ],
    ['a deregistered definition', { inactive: [42] }, { taskDefinition: 'checkout:42' }, /TaskDefinition is inactive/],
    ['no such definition', {}, { taskDefinition: 'checkout:99' }, /Unable to describe task definition/],
  ])('UpdateService of %s', async (_title, options, input, says) => {
    const { ecs } = await changing(shopService(options));
    expect(await refusal(ecs.send(new UpdateServiceCommand({ ...own, ...input })))).toMatch(says);
  });

  test('the same task definition again begins no deployment, another does, and takes the place of one under way', async () => {
    const { ecs } = await changing(shopService({ status: 'IN_PROGRESS' }));
    const deployments = async () =>
      (
        await ecs.send(new DescribeServicesCommand({ cluster: 'shop', services: ['checkout'] }))
      ).services?.[0]?.deployments?.map(({ status, taskDefinition }) => [status, taskDefinition]);
    await ecs.send(new UpdateServiceCommand({ ...own, taskDefinition: 'checkout:43' }));
    expect(await deployments()).toEqual([['PRIMARY', definitionArn(43)]]);
    await ecs.send(new UpdateServiceCommand({ ...own, taskDefinition: 'checkout:42' }));
    expect(await deployments()).toEqual([
      ['PRIMARY', definitionArn(42)],
      ['ACTIVE', definitionArn(43)],
    ]);
  });

  test('a deployment that is complete cannot be stopped', async () => {
    const { ecs } = await changing(shopService());
    const stop = (serviceDeploymentArn: string) =>
      refusal(ecs.send(new StopServiceDeploymentCommand({ serviceDeploymentArn, stopType: 'ROLLBACK' })));
    expect(await stop(deploymentArn(43))).toMatch(/^ConflictException: .*SUCCESSFUL/);
    expect(await stop(deploymentArn(99))).toMatch(/^ServiceDeploymentNotFoundException/);
  });

  test('a task that is not there cannot be stopped, and one of a service is replaced', async () => {
    const { ecs, simulation } = await changing(shopService());
    expect(await refusal(ecs.send(new StopTaskCommand({ cluster: 'shop', task: taskArn(9) })))).toMatch(/not found/);
    await ecs.send(new StopTaskCommand({ cluster: 'shop', task: taskArn(1), reason: 'test' }));
    const tasks = simulation.account('123456789012').ecs?.tasks ?? [];
    expect(tasks.map(({ desiredStatus }) => desiredStatus)).toEqual(['STOPPED', 'RUNNING', 'RUNNING']);
    expect(new Set(tasks.map((task) => task.taskArn)).size).toBe(3);
  });
});

describe('Aurora', () => {
  const id = { DBClusterIdentifier: 'orders' };
  const limits = (MinCapacity: number, MaxCapacity: number, SecondsUntilAutoPause?: number) =>
    new ModifyDBClusterCommand({
      ...id,
      ServerlessV2ScalingConfiguration: { MinCapacity, MaxCapacity, SecondsUntilAutoPause },
      ApplyImmediately: true,
    });

  test('is started when it is stopped, and stopped when it is available', async () => {
    const { rds } = await changing(shopCluster());
    expect(await refusal(rds.send(new StartDBClusterCommand(id)))).toMatch(
      /^InvalidDBClusterStateFault: .*in available state/,
    );
    expect((await rds.send(new StopDBClusterCommand(id))).DBCluster?.Status).toBe('stopping');
    expect(await refusal(rds.send(new StopDBClusterCommand(id)))).toMatch(/^InvalidDBClusterStateFault/);
    expect((await rds.send(new StartDBClusterCommand(id))).DBCluster?.Status).toBe('starting');
    expect(await refusal(rds.send(new StartDBClusterCommand({ DBClusterIdentifier: 'gone' })))).toMatch(
      /^DBClusterNotFoundFault/,
    );
  });

  test('of a global database is not stopped', async () => {
    const { rds } = await changing(cluster({ GlobalClusterIdentifier: 'world' })(shopCluster()));
    expect(await refusal(rds.send(new StopDBClusterCommand(id)))).toMatch(/global cluster/);
  });

  test.each([
    [limits(9, 8), /not below the minimum/],
    [limits(0.5, 257), /between 1\.0 and 256\.0/],
    [limits(0.5, 8.2), /increments of 0\.5/],
    [limits(0.5, 8, 300), /only be specified when minimum capacity is 0/],
    [limits(0, 8, 300), /carried out/],
  ])('takes limits that make sense: %#', async (command, says) => {
    const { rds } = await changing(shopCluster());
    expect(await refusal(rds.send(command))).toMatch(says);
  });
});
