import type { IamAction } from '#playbook';

/**
 * Every operation that may ever leave a diagnostic client, and the IAM action it needs. The guard refuses all others,
 * `opsmedic iam --reads` prints these, and a call can only be declared for one of them.
 * Actions differ from operation names where the Service Authorization Reference says so (S3, above all).
 */
export const reads = {
  sts: { GetCallerIdentity: 'sts:GetCallerIdentity' },
  elbv2: {
    DescribeListeners: 'elasticloadbalancing:DescribeListeners',
    DescribeLoadBalancerAttributes: 'elasticloadbalancing:DescribeLoadBalancerAttributes',
    DescribeLoadBalancers: 'elasticloadbalancing:DescribeLoadBalancers',
    DescribeRules: 'elasticloadbalancing:DescribeRules',
    DescribeTargetGroupAttributes: 'elasticloadbalancing:DescribeTargetGroupAttributes',
    DescribeTargetGroups: 'elasticloadbalancing:DescribeTargetGroups',
    DescribeTargetHealth: 'elasticloadbalancing:DescribeTargetHealth',
  },
  cloudwatch: { GetMetricData: 'cloudwatch:GetMetricData' },
  ec2: {
    DescribeInstances: 'ec2:DescribeInstances',
    DescribeInternetGateways: 'ec2:DescribeInternetGateways',
    DescribeNatGateways: 'ec2:DescribeNatGateways',
    DescribeNetworkAcls: 'ec2:DescribeNetworkAcls',
    DescribeNetworkInterfaces: 'ec2:DescribeNetworkInterfaces',
    DescribeRouteTables: 'ec2:DescribeRouteTables',
    DescribeSecurityGroups: 'ec2:DescribeSecurityGroups',
    DescribeSubnets: 'ec2:DescribeSubnets',
    DescribeVpcAttribute: 'ec2:DescribeVpcAttribute',
    DescribeVpcEndpoints: 'ec2:DescribeVpcEndpoints',
    GetManagedPrefixListEntries: 'ec2:GetManagedPrefixListEntries',
  },
  ecs: {
    DescribeContainerInstances: 'ecs:DescribeContainerInstances',
    DescribeServiceDeployments: 'ecs:DescribeServiceDeployments',
    DescribeServiceRevisions: 'ecs:DescribeServiceRevisions',
    DescribeServices: 'ecs:DescribeServices',
    DescribeTaskDefinition: 'ecs:DescribeTaskDefinition',
    DescribeTasks: 'ecs:DescribeTasks',
    ListClusters: 'ecs:ListClusters',
    ListContainerInstances: 'ecs:ListContainerInstances',
    ListServiceDeployments: 'ecs:ListServiceDeployments',
    ListServices: 'ecs:ListServices',
    ListTasks: 'ecs:ListTasks',
  },
  lambda: {
    GetFunctionConcurrency: 'lambda:GetFunctionConcurrency',
    GetFunctionConfiguration: 'lambda:GetFunctionConfiguration',
    GetPolicy: 'lambda:GetPolicy',
  },
  cloudtrail: { LookupEvents: 'cloudtrail:LookupEvents' },
  s3: { GetObject: 's3:GetObject', ListObjectsV2: 's3:ListBucket' },
  rds: {
    DescribeDBClusterEndpoints: 'rds:DescribeDBClusterEndpoints',
    DescribeDBClusterParameters: 'rds:DescribeDBClusterParameters',
    DescribeDBClusters: 'rds:DescribeDBClusters',
    DescribeDBInstances: 'rds:DescribeDBInstances',
    DescribeDBParameters: 'rds:DescribeDBParameters',
    DescribeDBProxies: 'rds:DescribeDBProxies',
    DescribeDBProxyTargetGroups: 'rds:DescribeDBProxyTargetGroups',
    DescribeDBProxyTargets: 'rds:DescribeDBProxyTargets',
    DescribeDBSubnetGroups: 'rds:DescribeDBSubnetGroups',
    DescribeEvents: 'rds:DescribeEvents',
    DescribeGlobalClusters: 'rds:DescribeGlobalClusters',
    DescribePendingMaintenanceActions: 'rds:DescribePendingMaintenanceActions',
  },
  wafv2: {
    DescribeManagedRuleGroup: 'wafv2:DescribeManagedRuleGroup',
    GetIPSet: 'wafv2:GetIPSet',
    GetLoggingConfiguration: 'wafv2:GetLoggingConfiguration',
    GetRateBasedStatementManagedKeys: 'wafv2:GetRateBasedStatementManagedKeys',
    GetRuleGroup: 'wafv2:GetRuleGroup',
    GetSampledRequests: 'wafv2:GetSampledRequests',
    GetWebACL: 'wafv2:GetWebACL',
    GetWebACLForResource: 'wafv2:GetWebACLForResource',
    ListResourcesForWebACL: 'wafv2:ListResourcesForWebACL',
    ListWebACLs: 'wafv2:ListWebACLs',
  },
  logs: {
    DescribeLogGroups: 'logs:DescribeLogGroups',
    FilterLogEvents: 'logs:FilterLogEvents',
    GetLogEvents: 'logs:GetLogEvents',
    GetQueryResults: 'logs:GetQueryResults',
    // A query changes nothing: it is named for what it does to itself.
    StartQuery: 'logs:StartQuery',
    StopQuery: 'logs:StopQuery',
  },
  ecr: { DescribeImages: 'ecr:DescribeImages' },
  iam: {},
  secretsmanager: { DescribeSecret: 'secretsmanager:DescribeSecret' },
  ssm: { DescribeParameters: 'ssm:DescribeParameters' },
  sqs: {},
  kms: {},
  cloudfront: {
    GetDistributionConfig: 'cloudfront:GetDistributionConfig',
    ListDistributions: 'cloudfront:ListDistributions',
    ListDistributionsByWebACLId: 'cloudfront:ListDistributionsByWebACLId',
  },
  'application-autoscaling': {
    DescribeScalableTargets: 'application-autoscaling:DescribeScalableTargets',
    DescribeScalingActivities: 'application-autoscaling:DescribeScalingActivities',
  },
} as const satisfies Record<string, Record<string, IamAction>>;

/** A service, named as in the AWS CLI. */
export type ServiceName = keyof typeof reads;
