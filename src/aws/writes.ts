import type { IamAction } from '#playbook';
import type { ServiceName } from './reads.ts';

/** IAM actions and what each may be narrowed to. */
export type Needs = { readonly [action: IamAction]: readonly ArnTemplate[] };

/**
 * A resource as the Service Authorization Reference writes it; `*` for actions that AWS cannot narrow. `PARTITION`,
 * `REGION` and `ACCOUNT` are filled in; `*` stands for what is not known before. An attempt is granted those of its own
 * resources that fit, and what begins with `+` as it stands: for what AWS asks of a call without naming it.
 */
export type ArnTemplate = '*' | `${'' | '+'}arn:PARTITION:${string}`;

const alarm = 'arn:PARTITION:cloudwatch:REGION:ACCOUNT:alarm:*';
const muteRule = 'arn:PARTITION:cloudwatch:REGION:ACCOUNT:alarm-mute-rule:opsmedic-*';
const dbCluster = 'arn:PARTITION:rds:REGION:ACCOUNT:cluster:*';
const ecsService = 'arn:PARTITION:ecs:REGION:ACCOUNT:service/*';
const lambdaFunction = 'arn:PARTITION:lambda:REGION:ACCOUNT:function:*';
const balancing = 'arn:PARTITION:elasticloadbalancing:REGION:ACCOUNT:';

/**
 * Every operation that may ever leave a change client, by service, with the IAM actions that it needs, its own first,
 * and the resources each is granted on. Narrowed once more for each attempt: see change-credentials.ts. The read role
 * needs none of them.
 * https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html
 */
export const writes = {
  // Asked for the load balancer.
  'arc-zonal-shift': {
    CancelZonalShift: { 'arc-zonal-shift:CancelZonalShift': [`${balancing}loadbalancer/app/*`] },
    StartZonalShift: { 'arc-zonal-shift:StartZonalShift': [`${balancing}loadbalancer/app/*`] },
    UpdateZonalShift: { 'arc-zonal-shift:UpdateZonalShift': [`${balancing}loadbalancer/app/*`] },
  },
  elbv2: {
    DeregisterTargets: { 'elasticloadbalancing:DeregisterTargets': [`${balancing}targetgroup/*`] },
    ModifyListener: { 'elasticloadbalancing:ModifyListener': [`${balancing}listener/app/*`] },
    ModifyLoadBalancerAttributes: {
      'elasticloadbalancing:ModifyLoadBalancerAttributes': [`${balancing}loadbalancer/app/*`],
    },
    ModifyRule: { 'elasticloadbalancing:ModifyRule': [`${balancing}listener-rule/app/*`] },
    ModifyTargetGroup: { 'elasticloadbalancing:ModifyTargetGroup': [`${balancing}targetgroup/*`] },
    RegisterTargets: { 'elasticloadbalancing:RegisterTargets': [`${balancing}targetgroup/*`] },
  },
  cloudwatch: {
    DeleteAlarmMuteRule: { 'cloudwatch:DeleteAlarmMuteRule': [muteRule] },
    DisableAlarmActions: { 'cloudwatch:DisableAlarmActions': [alarm] },
    EnableAlarmActions: { 'cloudwatch:EnableAlarmActions': [alarm] },
    // Asked for the rule and for every alarm that it names.
    PutAlarmMuteRule: { 'cloudwatch:PutAlarmMuteRule': [muteRule, alarm] },
  },
  ec2: {
    ModifyVpcEndpoint: {
      'ec2:ModifyVpcEndpoint': [
        'arn:PARTITION:ec2:REGION:ACCOUNT:vpc-endpoint/*',
        'arn:PARTITION:ec2:REGION:ACCOUNT:route-table/*',
      ],
    },
  },
  ecs: {
    // Asked for the service and for its deployment.
    StopServiceDeployment: {
      'ecs:StopServiceDeployment': [ecsService, 'arn:PARTITION:ecs:REGION:ACCOUNT:service-deployment/*'],
    },
    StopTask: { 'ecs:StopTask': ['arn:PARTITION:ecs:REGION:ACCOUNT:task/*'] },
    UpdateService: { 'ecs:UpdateService': [ecsService] },
  },
  lambda: {
    DeleteFunctionConcurrency: { 'lambda:DeleteFunctionConcurrency': [lambdaFunction] },
    PutFunctionConcurrency: { 'lambda:PutFunctionConcurrency': [lambdaFunction] },
    UpdateAlias: { 'lambda:UpdateAlias': [lambdaFunction] },
    UpdateEventSourceMapping: {
      'lambda:UpdateEventSourceMapping': ['arn:PARTITION:lambda:REGION:ACCOUNT:event-source-mapping:*'],
    },
  },
  rds: {
    ModifyDBCluster: { 'rds:ModifyDBCluster': [dbCluster] },
    StartDBCluster: { 'rds:StartDBCluster': [dbCluster] },
    StopDBCluster: { 'rds:StopDBCluster': [dbCluster] },
  },
  wafv2: {
    UpdateIPSet: { 'wafv2:UpdateIPSet': ['arn:PARTITION:wafv2:REGION:ACCOUNT:*/ipset/*'] },
    // Asked for what the web ACL uses, too: groups and sets that other accounts share, and those of vendors.
    UpdateWebACL: {
      'wafv2:UpdateWebACL': [
        'arn:PARTITION:wafv2:REGION:ACCOUNT:*/webacl/*',
        '+arn:PARTITION:wafv2:REGION:ACCOUNT:*/managedruleset/*',
        '+arn:PARTITION:wafv2:REGION:*:*/rulegroup/*',
        '+arn:PARTITION:wafv2:REGION:*:*/ipset/*',
        '+arn:PARTITION:wafv2:REGION:*:*/regexpatternset/*',
      ],
    },
  },
} as const satisfies { readonly [S in ServiceName]?: { readonly [operation: string]: Needs } };

/** A service in which something may be changed. */
export type WritingService = keyof typeof writes;
