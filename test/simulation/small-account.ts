import type { Account } from '../../src/simulation/account.ts';
import { startSimulation } from '../../src/simulation/simulation.ts';
import type { Simulation, SimulationOptions } from '../../src/simulation/simulation.ts';
import { smallWaf } from './small-account-waf.ts';
import { smallAlarms } from './small-account-alarms.ts';
import { smallEcs, smallSupplies } from './small-account-tasks.ts';
import { smallFunctions } from './small-account-functions.ts';
import { smallIam } from './small-account-iam.ts';
import { smallLogs } from './small-account-logs.ts';
import { smallRds } from './small-account-rds.ts';

export const now = new Date('2026-11-22T10:00:30Z');
export const accountId = '123456789012';
export const region = 'eu-west-1';

const elb = `arn:aws:elasticloadbalancing:${region}:${accountId}`;
const ecs = `arn:aws:ecs:${region}:${accountId}`;

export const arns = {
  loadBalancer: `${elb}:loadbalancer/app/checkout/50dc6c495c0c9188`,
  targetGroup: `${elb}:targetgroup/checkout-api/73e2d6bc24d8a067`,
  listener: `${elb}:listener/app/checkout/50dc6c495c0c9188/f2f7dc8efc522ab2`,
  cluster: `${ecs}:cluster/production`,
  service: `${ecs}:service/production/checkout`,
  task: `${ecs}:task/production/0123456789abcdef0123456789abcdef`,
  taskDefinition: `${ecs}:task-definition/checkout:7`,
};

export function minutesAgo(minutes: number): Date {
  return new Date(now.getTime() - minutes * 60_000);
}

/** One of everything, so that every read finds something. */
export const smallAccount: Account = {
  id: accountId,
  region,
  elbv2: {
    loadBalancers: [
      {
        LoadBalancerArn: arns.loadBalancer,
        LoadBalancerName: 'checkout',
        Type: 'application',
        AvailabilityZones: [{ ZoneName: 'eu-west-1a', SubnetId: 'subnet-1' }],
      },
    ],
    targetGroups: [
      {
        TargetGroupArn: arns.targetGroup,
        TargetGroupName: 'checkout-api',
        LoadBalancerArns: [arns.loadBalancer],
        TargetType: 'ip',
        Protocol: 'HTTP',
      },
    ],
    listeners: [
      {
        ListenerArn: arns.listener,
        LoadBalancerArn: arns.loadBalancer,
        DefaultActions: [{ Type: 'forward', TargetGroupArn: arns.targetGroup }],
      },
    ],
    targetHealth: {
      [arns.targetGroup]: [{ Target: { Id: '10.0.1.10', Port: 8080 }, TargetHealth: { State: 'healthy' } }],
    },
    attributes: {
      [arns.loadBalancer]: { 'idle_timeout.timeout_seconds': '120', 'zonal_shift.config.enabled': 'true' },
    },
    tags: { [arns.loadBalancer]: { team: 'shop' } },
  },
  ec2: {
    vpcs: [{ VpcId: 'vpc-1' }],
    subnets: [{ SubnetId: 'subnet-1', VpcId: 'vpc-1', AvailabilityZone: 'eu-west-1a', AvailabilityZoneId: 'euw1-az1' }],
    routeTables: [{ RouteTableId: 'rtb-1', VpcId: 'vpc-1' }],
    networkAcls: [{ NetworkAclId: 'acl-1', VpcId: 'vpc-1' }],
    securityGroups: [{ GroupId: 'sg-1', GroupName: 'checkout', VpcId: 'vpc-1' }],
    networkInterfaces: [{ NetworkInterfaceId: 'eni-1', VpcId: 'vpc-1' }],
    instances: [{ InstanceId: 'i-1', VpcId: 'vpc-1' }],
    natGateways: [{ NatGatewayId: 'nat-1', VpcId: 'vpc-1' }],
    internetGateways: [{ InternetGatewayId: 'igw-1' }],
    vpcEndpoints: [{ VpcEndpointId: 'vpce-1', VpcId: 'vpc-1' }],
    prefixLists: [{ PrefixListId: 'pl-1', entries: [{ Cidr: '10.1.0.0/16' }] }],
  },
  ecs: {
    clusters: [{ clusterArn: arns.cluster, clusterName: 'production' }],
    services: [
      {
        serviceArn: arns.service,
        serviceName: 'checkout',
        clusterArn: arns.cluster,
        tags: [{ key: 'Team', value: 'checkout' }],
      },
    ],
    tasks: [
      {
        taskArn: arns.task,
        clusterArn: arns.cluster,
        desiredStatus: 'RUNNING',
        group: 'service:checkout',
        taskDefinitionArn: arns.taskDefinition,
      },
    ],
    ...smallEcs,
    taskDefinitions: [{ taskDefinitionArn: arns.taskDefinition, family: 'checkout', revision: 7, status: 'ACTIVE' }],
  },
  'arc-zonal-shift': {
    shifts: [
      {
        zonalShiftId: '9f0a0c5e-1',
        resourceIdentifier: arns.loadBalancer,
        awayFrom: 'euw1-az1',
        startTime: minutesAgo(5),
        expiryTime: minutesAgo(-55),
        status: 'ACTIVE',
        comment: 'by hand',
      },
    ],
  },
  ...smallSupplies,
  ...smallAlarms,
  ...smallFunctions(region, accountId),
  ...smallWaf(now),
  ...smallIam,
  ...smallRds(now),
  logs: smallLogs(minutesAgo(4).getTime()),
  metrics: [{ namespace: 'Shop', metric: 'Orders', dimensions: { Shop: 'main' }, values: [1, 2, 3] }],
  cloudtrail: { events: [{ EventName: 'UpdateService', EventTime: minutesAgo(3), EventSource: 'ecs.amazonaws.com' }] },
  s3: { logs: [{ key: 'alb/one.log', lastModified: minutesAgo(5), body: 'one line\n' }] },
};

/** A simulation of the small account and what a client needs to reach it. */
export async function simulateSmall(more: Partial<Account> = {}, options: Partial<SimulationOptions> = {}) {
  const accounts = { [accountId]: { ...smallAccount, ...more } };
  return reachable(await startSimulation({ accounts, clock: () => now, ...options }));
}

export function reachable(simulation: Simulation) {
  const config = {
    endpoint: simulation.url,
    region,
    credentials: simulation.credentialsFor(accountId),
    maxAttempts: 1,
  };
  return { simulation, config, [Symbol.asyncDispose]: () => simulation.close() };
}
