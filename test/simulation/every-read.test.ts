import { ConfiguredRetryStrategy } from '@smithy/util-retry';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { reads } from '../../src/aws/reads.ts';
import type { ServiceName } from '../../src/aws/reads.ts';
import { sdks } from '../../src/aws/sdks.ts';
import type { Fault } from '../../src/simulation/account.ts';
import { startSimulation } from '../../src/simulation/simulation.ts';
import type { Simulation } from '../../src/simulation/simulation.ts';
import type { Case, CasesOf } from './reads/case.ts';
import { rds } from './reads/rds.ts';
import { wafv2 } from './reads/wafv2.ts';
import { lambda } from './reads/lambda.ts';
import { logs } from './reads/logs.ts';
import { ecr } from './reads/ecr.ts';
import { iam } from './reads/iam.ts';
import { secretsmanager } from './reads/secretsmanager.ts';
import { ssm } from './reads/ssm.ts';
import { sqs } from './reads/sqs.ts';
import { kms } from './reads/kms.ts';
import { cloudfront } from './reads/cloudfront.ts';
import { applicationAutoscaling } from './reads/application-autoscaling.ts';
import { arcZonalShift } from './reads/arc-zonal-shift.ts';
import { cloudwatchAlarms } from './reads/cloudwatch-alarms.ts';
import { cloudwatchHistory } from './reads/cloudwatch-history.ts';
import { taskArns } from './small-account-tasks.ts';
import { accountId, arns, minutesAgo, now, region, simulateSmall } from './small-account.ts';

type Cases = { readonly [S in ServiceName]: CasesOf<S> };

/** Every operation of the allowlist: a missing one does not compile. */
const cases: Cases = {
  sts: {
    GetCallerIdentity: { input: {}, found: { Account: accountId }, nothing: { Account: accountId } },
  },
  elbv2: {
    DescribeListeners: {
      input: { LoadBalancerArn: arns.loadBalancer },
      found: { Listeners: [{ ListenerArn: arns.listener }] },
      nothing: { name: 'LoadBalancerNotFoundException' },
    },
    DescribeLoadBalancerAttributes: {
      input: { LoadBalancerArn: arns.loadBalancer },
      found: { Attributes: expect.arrayContaining([{ Key: 'idle_timeout.timeout_seconds', Value: '120' }]) },
      nothing: { name: 'LoadBalancerNotFoundException' },
    },
    DescribeLoadBalancers: {
      input: {},
      found: { LoadBalancers: [{ LoadBalancerName: 'checkout' }] },
      nothing: { LoadBalancers: [] },
    },
    DescribeRules: {
      input: { ListenerArn: arns.listener },
      found: { Rules: [{ IsDefault: true }] },
      nothing: { name: 'ListenerNotFoundException' },
    },
    DescribeTags: {
      input: { ResourceArns: [arns.loadBalancer] },
      found: { TagDescriptions: [{ Tags: [{ Key: 'team', Value: 'shop' }] }] },
      nothing: { name: 'LoadBalancerNotFoundException' },
    },
    DescribeTargetGroupAttributes: {
      input: { TargetGroupArn: arns.targetGroup },
      found: { Attributes: expect.arrayContaining([{ Key: 'slow_start.duration_seconds', Value: '0' }]) },
      nothing: { name: 'TargetGroupNotFoundException' },
    },
    DescribeTargetGroups: {
      input: {},
      found: { TargetGroups: [{ TargetGroupName: 'checkout-api' }] },
      nothing: { TargetGroups: [] },
    },
    DescribeTargetHealth: {
      input: { TargetGroupArn: arns.targetGroup },
      found: { TargetHealthDescriptions: [{ TargetHealth: { State: 'healthy' } }] },
      nothing: { name: 'TargetGroupNotFoundException' },
    },
  },
  cloudwatch: {
    ...cloudwatchAlarms,
    ...cloudwatchHistory,
    GetMetricData: {
      input: {
        StartTime: minutesAgo(60),
        EndTime: now,
        MetricDataQueries: [
          {
            Id: 'orders',
            MetricStat: {
              Metric: { Namespace: 'Shop', MetricName: 'Orders', Dimensions: [{ Name: 'Shop', Value: 'main' }] },
              Period: 60,
              Stat: 'Sum',
            },
          },
        ],
      },
      found: { MetricDataResults: [{ Id: 'orders', Values: [3, 2, 1] }] },
      nothing: { MetricDataResults: [{ Id: 'orders', Values: [], StatusCode: 'Complete' }] },
    },
  },
  ec2: {
    DescribeInstances: {
      input: {},
      found: { Reservations: [{ Instances: [{ InstanceId: 'i-1' }] }] },
      nothing: { Reservations: [] },
    },
    DescribeInternetGateways: {
      input: {},
      found: { InternetGateways: [{ InternetGatewayId: 'igw-1' }] },
      nothing: { InternetGateways: [] },
    },
    DescribeNatGateways: {
      input: {},
      found: { NatGateways: [{ NatGatewayId: 'nat-1' }] },
      nothing: { NatGateways: [] },
    },
    DescribeNetworkAcls: {
      input: {},
      found: { NetworkAcls: [{ NetworkAclId: 'acl-1' }] },
      nothing: { NetworkAcls: [] },
    },
    DescribeNetworkInterfaces: {
      input: {},
      found: { NetworkInterfaces: [{ NetworkInterfaceId: 'eni-1' }] },
      nothing: { NetworkInterfaces: [] },
    },
    DescribeRouteTables: {
      input: {},
      found: { RouteTables: [{ RouteTableId: 'rtb-1' }] },
      nothing: { RouteTables: [] },
    },
    DescribeSecurityGroups: {
      input: {},
      found: { SecurityGroups: [{ GroupId: 'sg-1' }] },
      nothing: { SecurityGroups: [] },
    },
    DescribeSubnets: { input: {}, found: { Subnets: [{ SubnetId: 'subnet-1' }] }, nothing: { Subnets: [] } },
    DescribeVpcAttribute: {
      input: { VpcId: 'vpc-1', Attribute: 'enableDnsSupport' },
      found: { VpcId: 'vpc-1', EnableDnsSupport: { Value: true } },
      nothing: { name: 'InvalidVpcID.NotFound' },
    },
    DescribeVpcEndpoints: {
      input: {},
      found: { VpcEndpoints: [{ VpcEndpointId: 'vpce-1' }] },
      nothing: { VpcEndpoints: [] },
    },
    GetManagedPrefixListEntries: {
      input: { PrefixListId: 'pl-1' },
      found: { Entries: [{ Cidr: '10.1.0.0/16' }] },
      nothing: { name: 'InvalidPrefixListID.NotFound' },
    },
  },
  ecs: {
    DescribeContainerInstances: {
      input: { cluster: 'production', containerInstances: [taskArns.instance] },
      found: { containerInstances: [{ agentConnected: true }], failures: [] },
      nothing: { name: 'ClusterNotFoundException' },
    },
    DescribeServiceDeployments: {
      input: { serviceDeploymentArns: [taskArns.deployment] },
      found: { serviceDeployments: [{ status: 'SUCCESSFUL' }], failures: [] },
      nothing: { serviceDeployments: [], failures: [{ arn: taskArns.deployment, reason: 'MISSING' }] },
    },
    DescribeServiceRevisions: {
      input: { serviceRevisionArns: [taskArns.revision] },
      found: { serviceRevisions: [{ serviceRevisionArn: taskArns.revision }], failures: [] },
      nothing: { serviceRevisions: [], failures: [{ arn: taskArns.revision, reason: 'MISSING' }] },
    },
    DescribeServices: {
      input: { cluster: 'production', services: ['checkout'] },
      found: { services: [{ serviceName: 'checkout' }], failures: [] },
      nothing: { name: 'ClusterNotFoundException' },
    },
    DescribeTaskDefinition: {
      input: { taskDefinition: 'checkout' },
      found: { taskDefinition: { revision: 7 } },
      nothing: { name: 'ClientException' },
    },
    DescribeTasks: {
      input: { cluster: 'production', tasks: [arns.task] },
      found: { tasks: [{ taskArn: arns.task }], failures: [] },
      nothing: { name: 'ClusterNotFoundException' },
    },
    ListClusters: { input: {}, found: { clusterArns: [arns.cluster] }, nothing: { clusterArns: [] } },
    ListContainerInstances: {
      input: { cluster: 'production' },
      found: { containerInstanceArns: [taskArns.instance] },
      nothing: { name: 'ClusterNotFoundException' },
    },
    ListServiceDeployments: {
      input: { cluster: 'production', service: 'checkout' },
      found: { serviceDeployments: [{ targetServiceRevisionArn: taskArns.revision }] },
      nothing: { name: 'ClusterNotFoundException' },
    },
    ListServices: {
      input: { cluster: 'production' },
      found: { serviceArns: [arns.service] },
      nothing: { name: 'ClusterNotFoundException' },
    },
    ListTagsForResource: {
      input: { resourceArn: arns.service },
      found: { tags: [{ key: 'Team', value: 'checkout' }] },
      nothing: { name: 'InvalidParameterException' },
    },
    ListTasks: {
      input: { cluster: 'production' },
      found: { taskArns: [arns.task] },
      nothing: { name: 'ClusterNotFoundException' },
    },
  },
  lambda,
  cloudtrail: {
    LookupEvents: { input: {}, found: { Events: [{ EventName: 'UpdateService' }] }, nothing: { Events: [] } },
  },
  s3: {
    GetObject: {
      input: { Bucket: 'logs', Key: 'alb/one.log' },
      found: { ContentLength: 9 },
      nothing: { name: 'NoSuchBucket' },
    },
    ListObjectsV2: {
      input: { Bucket: 'logs' },
      found: { Contents: [{ Key: 'alb/one.log', Size: 9 }], KeyCount: 1 },
      nothing: { name: 'NoSuchBucket' },
    },
  },
  rds,
  wafv2,
  logs,
  ecr,
  iam,
  secretsmanager,
  ssm,
  sqs,
  kms,
  cloudfront,
  'application-autoscaling': applicationAutoscaling,
  'arc-zonal-shift': arcZonalShift,
};

/** How each service says no, slow down, and that the token is too old: the name and the HTTP status the SDK shows. */
const words = {
  sts: { denied: ['AccessDenied', 403], throttled: ['Throttling', 400], expired: ['ExpiredTokenException', 403] },
  elbv2: { denied: ['AccessDenied', 403], throttled: ['Throttling', 400], expired: ['ExpiredToken', 403] },
  cloudwatch: {
    denied: ['AccessDeniedException', 400],
    throttled: ['ThrottlingException', 400],
    expired: ['ExpiredTokenException', 400],
  },
  ec2: {
    denied: ['UnauthorizedOperation', 403],
    throttled: ['RequestLimitExceeded', 503],
    expired: ['RequestExpired', 400],
  },
  ecs: {
    denied: ['AccessDeniedException', 400],
    throttled: ['ThrottlingException', 400],
    expired: ['ExpiredTokenException', 400],
  },
  lambda: {
    denied: ['AccessDeniedException', 403],
    throttled: ['TooManyRequestsException', 429],
    expired: ['ExpiredTokenException', 403],
  },
  cloudtrail: {
    denied: ['AccessDeniedException', 400],
    throttled: ['ThrottlingException', 400],
    expired: ['ExpiredTokenException', 400],
  },
  s3: { denied: ['AccessDenied', 403], throttled: ['SlowDown', 503], expired: ['ExpiredToken', 400] },
  rds: { denied: ['AccessDenied', 403], throttled: ['Throttling', 400], expired: ['ExpiredToken', 403] },
  wafv2: {
    denied: ['AccessDeniedException', 400],
    throttled: ['ThrottlingException', 400],
    expired: ['ExpiredTokenException', 400],
  },
  logs: {
    denied: ['AccessDeniedException', 400],
    throttled: ['ThrottlingException', 400],
    expired: ['ExpiredTokenException', 400],
  },
  ecr: {
    denied: ['AccessDeniedException', 400],
    throttled: ['ThrottlingException', 400],
    expired: ['ExpiredTokenException', 400],
  },
  iam: { denied: ['AccessDenied', 403], throttled: ['Throttling', 400], expired: ['ExpiredToken', 403] },
  secretsmanager: {
    denied: ['AccessDeniedException', 400],
    throttled: ['ThrottlingException', 400],
    expired: ['ExpiredTokenException', 400],
  },
  ssm: {
    denied: ['AccessDeniedException', 400],
    throttled: ['ThrottlingException', 400],
    expired: ['ExpiredTokenException', 400],
  },
  sqs: {
    denied: ['AccessDeniedException', 400],
    throttled: ['ThrottlingException', 400],
    expired: ['ExpiredTokenException', 400],
  },
  kms: {
    denied: ['AccessDeniedException', 400],
    throttled: ['ThrottlingException', 400],
    expired: ['ExpiredTokenException', 400],
  },
  cloudfront: { denied: ['AccessDenied', 403], throttled: ['Throttling', 400], expired: ['ExpiredToken', 403] },
  'arc-zonal-shift': {
    denied: ['AccessDeniedException', 403],
    throttled: ['ThrottlingException', 429],
    expired: ['ExpiredTokenException', 403],
  },
  'application-autoscaling': {
    denied: ['AccessDeniedException', 400],
    throttled: ['ThrottlingException', 400],
    expired: ['ExpiredTokenException', 400],
  },
} as const satisfies Record<ServiceName, Record<string, readonly [name: string, status: number]>>;

const all = (Object.keys(cases) as ServiceName[]).flatMap((service) =>
  Object.entries<Case>(cases[service]).map(([operation, each]) => ({ service, operation, ...each })),
);

/** What belongs to no region looks the same from all of them. */
const regionless: ReadonlySet<ServiceName> = new Set(['cloudfront', 'iam']);

interface Sdk {
  readonly [name: string]: new (input: object) => { send: (command: object) => Promise<object> };
}

async function send(config: object, service: ServiceName, operation: string, input: object): Promise<object> {
  const sdk = (await sdks[service]()) as unknown as Sdk;
  const Client = sdk[Object.keys(sdk).find((name) => /[^_]Client$/.test(name)) ?? ''];
  const Command = sdk[`${operation}Command`];
  if (!Client || !Command) throw new Error(`the SDK has no ${service}.${operation}`);
  return new Client(config).send(new Command(input));
}

describe('every read of the allowlist', () => {
  let running: Awaited<ReturnType<typeof simulateSmall>>;
  beforeAll(async () => {
    running = await simulateSmall();
  });
  afterAll(() => running.simulation.close());

  test.each(all)('$service.$operation shows what the account has', async ({ service, operation, input, found }) => {
    expect(await send(running.config, service, operation, input)).toMatchObject(found);
  });

  test.each(all)(
    '$service.$operation in another region shows nothing, unless it is in none',
    async ({ service, operation, input, nothing, found }) => {
      const sent = send({ ...running.config, region: 'us-west-2' }, service, operation, input);
      const elsewhere = service === 's3' ? { name: 'PermanentRedirect' } : regionless.has(service) ? found : nothing;
      expect(await sent.catch((error: unknown) => error)).toMatchObject(elsewhere);
    },
  );
});

describe('in an empty account', () => {
  let empty: Simulation;
  beforeAll(async () => {
    empty = await startSimulation({ accounts: { [accountId]: { id: accountId, region } } });
  });
  afterAll(() => empty.close());

  test.each(all)(
    '$service.$operation finds nothing, as AWS says it',
    async ({ service, operation, input, nothing }) => {
      const config = { endpoint: empty.url, region, credentials: empty.credentialsFor(accountId), maxAttempts: 1 };
      const sent = send(config, service, operation, input);
      expect(await sent.catch((error: unknown) => error)).toMatchObject(nothing);
    },
  );
});

describe('a role without permissions', () => {
  let denying: Awaited<ReturnType<typeof simulateSmall>>;
  beforeAll(async () => {
    denying = await simulateSmall({ denies: ['*'] });
  });
  afterAll(() => denying.simulation.close());

  const deniable = all.filter(({ operation }) => operation !== 'GetCallerIdentity');

  test.each(deniable)('is told so by $service.$operation', async ({ service, operation, input }) => {
    const [name, status] = words[service].denied;
    const action = Object.entries<string>(reads[service]).find(([each]) => each === operation)?.[1] ?? '';
    const message = service === 's3' ? /^Access Denied$/ : new RegExp(`not authorized to perform: ${action} .*because`);
    const sent = send(denying.config, service, operation, input);
    await expect(sent).rejects.toThrow(message);
    await expect(sent).rejects.toMatchObject({ name, $metadata: { httpStatusCode: status } });
  });

  test('still learns who it is: GetCallerIdentity needs no permission', async () => {
    expect(await send(denying.config, 'sts', 'GetCallerIdentity', {})).toMatchObject({ Account: accountId });
  });
});

describe.each([
  ['throttling', 'throttled'],
  ['expired-token', 'expired'],
] as const)('%s', (kind, word) => {
  let failing: Awaited<ReturnType<typeof simulateSmall>>;
  beforeAll(async () => {
    failing = await simulateSmall({ faults: [{ kind }] satisfies Fault[] });
  });
  afterAll(() => failing.simulation.close());

  test.each(all)('is told by $service.$operation in its own words', async ({ service, operation, input }) => {
    const [name, status] = words[service][word];
    const sent = send(failing.config, service, operation, input);
    await expect(sent).rejects.toMatchObject({ name, $metadata: { httpStatusCode: status } });
  });
});

test.each(all)(
  '$service.$operation throttled twice answers the third time',
  async ({ service, operation, input, found }) => {
    await using running = await simulateSmall({ faults: [{ service, operation, kind: 'throttling', first: 2 }] });
    const answer = await send(
      { ...running.config, retryStrategy: new ConfiguredRetryStrategy(3, 0) },
      service,
      operation,
      input,
    );
    expect(answer).toMatchObject({ ...found, $metadata: { attempts: 3 } });
  },
);
