import type { NetworkInterface } from '@aws-sdk/client-ec2';
import type { LogGroup } from '@aws-sdk/client-cloudwatch-logs';
import type { Account } from '../account.ts';
import type { SimulatedRole } from '../account/iam.ts';
import type { LogLines } from '../account/logs.ts';
import { hex } from '../shop/dice.ts';
import { arn } from '../shop/place.ts';
import { runsOf } from './invocations.ts';
import { streamsOf } from './lines.ts';
import { metricsOf } from './metrics.ts';
import type { Fleet, Func } from './model.ts';

/** All that AWS would answer about the fleet. */
export function answers(fleet: Fleet): Account {
  const { place, network, functions, history } = fleet;
  const ran = functions.map((func) => ({ func, runs: runsOf(fleet, func) }));
  return {
    id: place.account,
    region: place.region,
    partition: place.partition,
    ec2: {
      ...network.ec2,
      networkInterfaces: [...network.ec2.networkInterfaces, ...interfaces(fleet)],
      prefixLists: fleet.prefixLists,
    },
    lambda: {
      functions: functions.flatMap(({ configuration, versions }) => [configuration, ...versions]),
      reservedConcurrency: fleet.reserved,
      policies: fleet.policies,
      aliases: fleet.aliases,
      eventSources: fleet.sources,
      invokeConfigs: fleet.invokeConfigs,
      provisioned: fleet.provisioned,
      concurrencyLimit: fleet.concurrencyLimit,
    },
    logs: {
      groups: groups(fleet),
      streams: [
        ...ran.flatMap(({ func, runs }) =>
          isLogged(fleet, func)
            ? [...streamsOf(fleet.seed, func, runs)].map(([stream, lines]): LogLines => ({
                group: groupOf(func),
                stream,
                lines,
              }))
            : [],
        ),
        ...fleet.streams,
      ],
      sealed: fleet.sealed,
      insights: fleet.insights,
    },
    sqs: { queues: fleet.queues },
    iam: { roles: roles(fleet) },
    metrics: metricsOf(fleet, ran),
    cloudtrail: {
      events: fleet.trail.toSorted((a, b) => (b.EventTime?.getTime() ?? 0) - (a.EventTime?.getTime() ?? 0)),
    },
    denies: fleet.denies,
    faults: fleet.faults,
    ...(history.pageSize === undefined ? {} : { pageSize: history.pageSize }),
  };
}

export function groupOf({ name, configuration }: Func): string {
  return configuration.LoggingConfig?.LogGroup ?? `/aws/lambda/${name}`;
}

function isLogged({ withoutGroup }: Fleet, func: Func): boolean {
  return !withoutGroup.includes(groupOf(func));
}

/** A group is made when its function is first invoked, and may be shared. */
function groups(fleet: Fleet): LogGroup[] {
  const own = fleet.functions.filter((func) => isLogged(fleet, func)).map(groupOf);
  const given = new Set(fleet.groups.map(({ logGroupName }) => logGroupName));
  const made = [...new Set(own)].filter((name) => !given.has(name));
  return [
    ...made.map((logGroupName) => ({
      logGroupName,
      creationTime: Date.parse('2024-02-12T08:31:05.211Z'),
      retentionInDays: 30,
      storedBytes: 48_120_553,
    })),
    ...fleet.groups,
  ];
}

/** One network interface for each subnet and set of security groups, shared by the functions that have them in common. */
function interfaces({ functions, network, place, seed }: Fleet): NetworkInterface[] {
  const found = new Map<string, NetworkInterface>();
  for (const { name, configuration } of functions) {
    const { SubnetIds = [], SecurityGroupIds = [], VpcId } = configuration.VpcConfig ?? {};
    for (const SubnetId of SubnetIds) {
      const key = [SubnetId, ...SecurityGroupIds.toSorted()].join(' ');
      const subnet = network.ec2.subnets.find((one) => one.SubnetId === SubnetId);
      if (found.has(key) || !subnet) continue;
      const PrivateIpAddress = (subnet.CidrBlock ?? '').replace(/\.\d+\/\d+$/, `.${40 + found.size}`);
      found.set(key, {
        NetworkInterfaceId: `eni-0${hex(`${seed}/${key}`, 16)}`,
        Description: `AWS Lambda VPC ENI-${name}-${hex(key, 8)}`,
        InterfaceType: 'lambda',
        RequesterId: `AROA${hex(key, 16).toUpperCase()}:${name}`,
        RequesterManaged: true,
        OwnerId: place.account,
        AvailabilityZone: subnet.AvailabilityZone,
        SubnetId,
        VpcId,
        PrivateIpAddress,
        PrivateIpAddresses: [{ Primary: true, PrivateIpAddress }],
        Groups: SecurityGroupIds.map((GroupId) => ({ GroupId })),
        SourceDestCheck: true,
        Status: 'in-use',
      });
    }
  }
  return [...found.values()];
}

/** The ARN of a queue of this account. */
export function queueArn({ place }: Fleet, name: string): string {
  return arn(place, 'sqs', name);
}

/** The role of each function, which may write logs, and have interfaces in the VPC. */
function roles({ functions, unpermitted }: Fleet): SimulatedRole[] {
  return functions.map(({ name, configuration }) => ({
    RoleName: `${name}-role`,
    Path: '/',
    RoleId: `AROA${hex(name, 17).toUpperCase()}`,
    Arn: configuration.Role,
    CreateDate: new Date('2024-02-12T08:31:05Z'),
    MaxSessionDuration: 3_600,
    AssumeRolePolicyDocument: JSON.stringify({
      Version: '2012-10-17',
      Statement: [{ Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' }],
    }),
    inline: {
      logs: allows(['logs:CreateLogGroup', 'logs:CreateLogStream', 'logs:PutLogEvents', 'ec2:*NetworkInterface*']),
      ...(unpermitted.includes(name)
        ? {}
        : { work: allows(['dynamodb:*', 'secretsmanager:Get*', 'sqs:*', 'kinesis:*', 's3:*']) }),
    },
  }));
}

function allows(Action: readonly string[]): string {
  return JSON.stringify({ Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action, Resource: '*' }] });
}
