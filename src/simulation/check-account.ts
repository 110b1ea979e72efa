import type { NormalizedSchema } from '@smithy/core/schema';
import type { Account } from './account.ts';
import type { LoadService, ServiceName } from './services.ts';
import type { ServiceModel } from './wire/service-model.ts';

/** Where the shape of a part of the account stands: an operation, and the way through its output. */
type ShapeAt = readonly [operation: string, ...members: string[]];

/** Parts without a shape are our own: null. */
const shapes: { readonly [S in ServiceName]?: { readonly [part: string]: ShapeAt | null } } = {
  elbv2: {
    loadBalancers: ['DescribeLoadBalancers', 'LoadBalancers'],
    targetGroups: ['DescribeTargetGroups', 'TargetGroups'],
    listeners: ['DescribeListeners', 'Listeners'],
    rules: ['DescribeRules', 'Rules'],
    targetHealth: ['DescribeTargetHealth', 'TargetHealthDescriptions'],
    attributes: null,
    tags: null,
  },
  ec2: {
    vpcs: ['DescribeVpcs', 'Vpcs'],
    vpcAttributes: null,
    subnets: ['DescribeSubnets', 'Subnets'],
    routeTables: ['DescribeRouteTables', 'RouteTables'],
    networkAcls: ['DescribeNetworkAcls', 'NetworkAcls'],
    securityGroups: ['DescribeSecurityGroups', 'SecurityGroups'],
    networkInterfaces: ['DescribeNetworkInterfaces', 'NetworkInterfaces'],
    instances: ['DescribeInstances', 'Reservations', 'Instances'],
    natGateways: ['DescribeNatGateways', 'NatGateways'],
    internetGateways: ['DescribeInternetGateways', 'InternetGateways'],
    vpcEndpoints: ['DescribeVpcEndpoints', 'VpcEndpoints'],
    prefixLists: ['DescribeManagedPrefixLists', 'PrefixLists'],
  },
  ecs: {
    clusters: ['DescribeClusters', 'clusters'],
    services: ['DescribeServices', 'services'],
    tasks: ['DescribeTasks', 'tasks'],
    taskDefinitions: ['DescribeTaskDefinition', 'taskDefinition'],
    serviceDeployments: ['DescribeServiceDeployments', 'serviceDeployments'],
    serviceRevisions: ['DescribeServiceRevisions', 'serviceRevisions'],
    containerInstances: ['DescribeContainerInstances', 'containerInstances'],
    capacityProviders: ['DescribeCapacityProviders', 'capacityProviders'],
    protectedTasks: ['GetTaskProtection', 'protectedTasks'],
  },
  ecr: {
    repositories: ['DescribeRepositories', 'repositories'],
    images: ['DescribeImages', 'imageDetails'],
    policies: null,
  },
  secretsmanager: { secrets: ['DescribeSecret'], values: null },
  ssm: { parameters: ['DescribeParameters', 'Parameters'] },
  'application-autoscaling': {
    scalableTargets: ['DescribeScalableTargets', 'ScalableTargets'],
    scalingActivities: ['DescribeScalingActivities', 'ScalingActivities'],
  },
  'arc-zonal-shift': { shifts: ['ListZonalShifts', 'items'] },
  iam: { roles: ['GetRole', 'Role'], policies: null, serviceControlPolicies: null },
  kms: { keys: ['DescribeKey', 'KeyMetadata'], aliases: null },
  logs: { groups: ['DescribeLogGroups', 'logGroups'], streams: null, sealed: null, insights: null },
  rds: {
    clusters: ['DescribeDBClusters', 'DBClusters'],
    instances: ['DescribeDBInstances', 'DBInstances'],
    clusterEndpoints: ['DescribeDBClusterEndpoints', 'DBClusterEndpoints'],
    globalClusters: ['DescribeGlobalClusters', 'GlobalClusters'],
    subnetGroups: ['DescribeDBSubnetGroups', 'DBSubnetGroups'],
    clusterParameters: ['DescribeDBClusterParameters', 'Parameters'],
    parameters: ['DescribeDBParameters', 'Parameters'],
    proxies: ['DescribeDBProxies', 'DBProxies'],
    proxyTargetGroups: ['DescribeDBProxyTargetGroups', 'TargetGroups'],
    proxyTargets: ['DescribeDBProxyTargets', 'Targets'],
    events: ['DescribeEvents', 'Events'],
    pendingMaintenance: ['DescribePendingMaintenanceActions', 'PendingMaintenanceActions'],
  },
  wafv2: {
    webAcls: ['GetWebACL', 'WebACL'],
    protects: null,
    requests: ['GetSampledRequests', 'SampledRequests'],
    logging: ['GetLoggingConfiguration', 'LoggingConfiguration'],
    rateKeys: null,
    ruleGroups: ['GetRuleGroup', 'RuleGroup'],
    ipSets: ['GetIPSet', 'IPSet'],
    managedRuleGroups: null,
    tags: null,
  },
  cloudfront: { distributions: ['ListDistributions', 'DistributionList', 'Items'], configs: null },
  lambda: {
    functions: ['GetFunctionConfiguration'],
    policies: null,
    reservedConcurrency: null,
    aliases: ['ListAliases', 'Aliases'],
    eventSources: ['ListEventSourceMappings', 'EventSourceMappings'],
    invokeConfigs: ['GetFunctionEventInvokeConfig'],
    provisioned: ['ListProvisionedConcurrencyConfigs', 'ProvisionedConcurrencyConfigs'],
    tags: null,
    concurrencyLimit: null,
  },
  sqs: { queues: null },
  cloudwatch: {
    metricAlarms: ['DescribeAlarms', 'MetricAlarms'],
    compositeAlarms: ['DescribeAlarms', 'CompositeAlarms'],
    logAlarms: ['DescribeAlarms', 'LogAlarms'],
    muteRules: ['GetAlarmMuteRule'],
    alarmHistory: ['DescribeAlarmHistory', 'AlarmHistoryItems'],
    tags: null,
  },
  cloudtrail: { events: ['LookupEvents', 'Events'] },
};

/** Parts of an account that AWS has no shape for. */
const ours = [
  'id',
  'region',
  'partition',
  'metrics',
  's3',
  'denies',
  'faults',
  'pageSize',
  'externalId',
  'changeRole',
  'elsewhere',
];

/** Members of ours beside AWS's own. */
const extras: { readonly [path: string]: readonly string[] } = {
  'ec2.prefixLists': ['entries'],
  'iam.roles': ['inline', 'attached'],
  'cloudwatch.muteRules': ['updatedAt', 'status'],
  'cloudtrail.events': ['requestParameters', 'errorCode', 'callerArn'],
};

/**
 * Names every place where an account does not fit the AWS schemas: members no such resource has, texts where numbers
 * belong. Types catch most of it at compile time; data from elsewhere and casts they do not.
 */
export async function checkAccount(account: Account, load: LoadService): Promise<readonly string[]> {
  const problems: string[] = /^\d{12}$/.test(account.id) ? [] : [`id: twelve digits expected, found ${account.id}`];
  for (const [region, there] of Object.entries(account.elsewhere ?? {})) {
    const others = await checkAccount({ id: account.id, region, ...there }, load);
    problems.push(...others.map((problem) => `elsewhere.${region}.${problem}`));
  }
  const unknown = Object.keys(account).filter((name) => !ours.includes(name) && !Object.hasOwn(shapes, name));
  problems.push(...unknown.map((name) => `${name}: no such part of an account`));
  for (const [name, parts] of entriesOf(shapes)) {
    const data = name in account ? Object.entries(Object(account[name as keyof Account])) : [];
    for (const [part, value] of data) {
      const at = parts?.[part];
      if (at === undefined) problems.push(`${name}.${part}: no such part of an account`);
      else if (at !== null) problems.push(...checkPart(`${name}.${part}`, value, shapeAt(await load(name), at)));
    }
  }
  return problems;
}

function entriesOf<K extends string, V>(object: { readonly [key in K]?: V }): readonly (readonly [K, V | undefined])[] {
  return Object.entries(object) as [K, V][];
}

function shapeAt(service: ServiceModel, [operation, ...members]: ShapeAt): NormalizedSchema {
  const output = service.operations.get(operation)?.output;
  if (!output) throw new TypeError(`the SDK has no ${service.name}.${operation}`);
  return members.reduce((schema, member) => element(schema.getMemberSchema(member)), output);
}

function element(schema: NormalizedSchema): NormalizedSchema {
  return schema.isListSchema() ? schema.getValueSchema() : schema;
}

/** A part is a list, or lists by some ARN. */
function checkPart(path: string, value: unknown, schema: NormalizedSchema): readonly string[] {
  if (Array.isArray(value)) {
    return value.flatMap((item: unknown, index) =>
      check(without(item, extras[path] ?? []), schema, `${path}[${index}]`),
    );
  }
  return Object.entries(Object(value)).flatMap(([key, list]) => checkPart(`${path}['${key}']`, list, schema));
}

function without(item: unknown, members: readonly string[]): unknown {
  return Object.fromEntries(Object.entries(Object(item)).filter(([name]) => !members.includes(name)));
}

function check(value: unknown, schema: NormalizedSchema, path: string): readonly string[] {
  if (value === undefined || value === null) return [];
  const expected = (what: string) => [`${path}: ${what} expected, found ${JSON.stringify(value)?.slice(0, 60)}`];
  if (schema.isStructSchema()) {
    if (typeof value !== 'object' || Array.isArray(value)) return expected('an object');
    const members = new Map(schema.structIterator());
    return Object.entries(value).flatMap(([name, part]) => {
      const member = members.get(name);
      return member
        ? check(part, member, `${path}.${name}`)
        : [`${path}.${name}: no such member of ${schema.getName()}`];
    });
  }
  if (schema.isListSchema()) {
    if (!Array.isArray(value)) return expected('a list');
    return value.flatMap((item: unknown, index) => check(item, schema.getValueSchema(), `${path}[${index}]`));
  }
  if (schema.isMapSchema()) {
    const entries = Object.entries(Object(value));
    return entries.flatMap(([key, item]) => check(item, schema.getValueSchema(), `${path}['${key}']`));
  }
  if (schema.isTimestampSchema()) {
    return value instanceof Date && !Number.isNaN(value.getTime()) ? [] : expected('a valid Date');
  }
  if (schema.isNumericSchema()) return typeof value === 'number' ? [] : expected('a number');
  if (schema.isBooleanSchema()) return typeof value === 'boolean' ? [] : expected('true or false');
  if (schema.isStringSchema()) return typeof value === 'string' ? [] : expected('a text');
  return [];
}
