import type { Event } from '@aws-sdk/client-cloudtrail';
import type {
  Instance,
  InternetGateway,
  ManagedPrefixList,
  NatGateway,
  NetworkAcl,
  NetworkInterface,
  PrefixListEntry,
  RouteTable,
  SecurityGroup,
  Subnet,
  Vpc,
  VpcEndpoint,
} from '@aws-sdk/client-ec2';
import type {
  Listener,
  LoadBalancer,
  Rule,
  TargetGroup,
  TargetHealthDescription,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import type { ApplicationAutoscaling } from './account/application-autoscaling.ts';
import type { ArcZonalShift } from './account/arc-zonal-shift.ts';
import type { CloudFront } from './account/cloudfront.ts';
import type { CloudWatch } from './account/cloudwatch.ts';
import type { Ecr } from './account/ecr.ts';
import type { Ecs } from './account/ecs.ts';
import type { Lambda } from './account/lambda.ts';
import type { Iam } from './account/iam.ts';
import type { Kms } from './account/kms.ts';
import type { Logs } from './account/logs.ts';
import type { Rds } from './account/rds.ts';
import type { SecretsManager } from './account/secretsmanager.ts';
import type { Sqs } from './account/sqs.ts';
import type { Ssm } from './account/ssm.ts';
import type { Wafv2 } from './account/wafv2.ts';

export type { Ecs } from './account/ecs.ts';
export type { Lambda } from './account/lambda.ts';

/**
 * A small AWS account in plain data: the world of a scenario. Resources have the shapes of the AWS API itself, so that
 * a scenario is written from what AWS returns and not from what our code reads. The simulation answers any read call
 * about it, with the filters, ids, paging and errors of the real service.
 */
export interface Account {
  /** Twelve digits. */
  readonly id: string;
  readonly region: string;
  /** Defaults to `aws`. */
  readonly partition?: string;
  readonly elbv2?: Elbv2;
  readonly ec2?: Ec2;
  readonly ecs?: Ecs;
  readonly ecr?: Ecr;
  readonly secretsmanager?: SecretsManager;
  readonly ssm?: Ssm;
  readonly 'application-autoscaling'?: ApplicationAutoscaling;
  readonly 'arc-zonal-shift'?: ArcZonalShift;
  readonly iam?: Iam;
  readonly kms?: Kms;
  readonly rds?: Rds;
  readonly lambda?: Lambda;
  readonly logs?: Logs;
  readonly sqs?: Sqs;
  readonly wafv2?: Wafv2;
  readonly cloudfront?: CloudFront;
  readonly cloudwatch?: CloudWatch;
  readonly metrics?: readonly MetricSeries[];
  readonly cloudtrail?: { readonly events: readonly TrailEvent[] };
  readonly s3?: { readonly [bucket: string]: readonly S3Object[] };
  /** What it has in other regions than its own: the web ACLs, metrics and events of CloudFront are in us-east-1. */
  readonly elsewhere?: { readonly [region: string]: Pick<Account, 'wafv2' | 'metrics' | 'cloudtrail' | 'logs'> };
  /** IAM actions (globs allowed: `s3:*`) that this role may not use: blind spots are part of reality. */
  readonly denies?: readonly string[];
  readonly faults?: readonly Fault[];
  /**
   * Pages are cut to this many items at most, whatever the caller asked for, and the second page of EC2 and CloudTrail
   * is empty but for its token, as may happen there.
   */
  readonly pageSize?: number;
  /** What AssumeRole must state to be let in. */
  readonly externalId?: string;
  /** Name of the role that may change something; default `OpsMedicChange`. No other may. */
  readonly changeRole?: string;
}

export interface Elbv2 {
  readonly loadBalancers: readonly LoadBalancer[];
  readonly targetGroups?: readonly TargetGroup[];
  readonly listeners?: readonly Listener[];
  /** Rules by listener ARN. Where a listener has none here, its default action is returned as its default rule. */
  readonly rules?: { readonly [listenerArn: string]: readonly Rule[] };
  /** Target health by target group ARN. */
  readonly targetHealth?: { readonly [targetGroupArn: string]: readonly TargetHealthDescription[] };
  /** Attributes by ARN of load balancer or target group, over the service's defaults. */
  readonly attributes?: { readonly [arn: string]: { readonly [key: string]: string } };
  /** By ARN of load balancer, listener, rule or target group. */
  readonly tags?: { readonly [arn: string]: { readonly [key: string]: string } };
}

export interface Ec2 {
  readonly vpcs?: readonly Vpc[];
  /** By VPC id. Without it: DNS support on, DNS host names only in a default VPC. */
  readonly vpcAttributes?: {
    readonly [vpcId: string]: { readonly enableDnsSupport?: boolean; readonly enableDnsHostnames?: boolean };
  };
  readonly subnets?: readonly Subnet[];
  readonly routeTables?: readonly RouteTable[];
  readonly networkAcls?: readonly NetworkAcl[];
  readonly securityGroups?: readonly SecurityGroup[];
  readonly networkInterfaces?: readonly NetworkInterface[];
  readonly instances?: readonly Instance[];
  readonly natGateways?: readonly NatGateway[];
  readonly internetGateways?: readonly InternetGateway[];
  readonly vpcEndpoints?: readonly VpcEndpoint[];
  readonly prefixLists?: readonly (ManagedPrefixList & { readonly entries: readonly PrefixListEntry[] })[];
}

/**
 * One CloudWatch metric. CloudWatch leaves out periods in which nothing was published, so does this: `null` is no data
 * point, and a metric that is not listed has none at all.
 */
export interface MetricSeries {
  readonly namespace: string;
  readonly metric: string;
  readonly dimensions: { readonly [name: string]: string };
  /** One value per period, oldest first, the last one for the period that ended at `until`. */
  readonly values: readonly (number | null)[];
  /** For which statistic the values hold; without it they serve Sum, Average, Minimum, Maximum and percentiles alike. */
  readonly stat?: string;
  /** Seconds; default 60. */
  readonly period?: number;
  /** End of the last period; default is the minute for which the account was made. */
  readonly until?: Date;
}

/** A CloudTrail event. `CloudTrailEvent` (a JSON text) is made from the other members where it is not given. */
export interface TrailEvent extends Event {
  /** Parameters of the call, as they stand in `CloudTrailEvent.requestParameters`. */
  readonly requestParameters?: unknown;
  /** Set for calls that AWS refused. */
  readonly errorCode?: string;
  /** ARN of the caller; default an assumed role named after `Username`. */
  readonly callerArn?: string;
}

export interface S3Object {
  readonly key: string;
  readonly lastModified: Date;
  /** Text, lines, or bytes made when they are asked for. */
  readonly body: string | readonly string[] | (() => Uint8Array | AsyncIterable<Uint8Array>);
  /** Compress the body with gzip. */
  readonly gzip?: boolean;
  /**
   * Bytes as they lie in S3, for listings. Without it the body is made once more to be measured: give it to large
   * bodies, which then go out without a Content-Length.
   */
  readonly size?: number;
}

/** What goes wrong on the way to AWS. Without a count it goes wrong always. */
export interface Fault {
  /** `elbv2`, `ec2`, …; every service without it. */
  readonly service?: string;
  /** Operation name, `*` allowed; every operation without it. */
  readonly operation?: string;
  readonly kind:
    | 'throttling'
    | 'denied'
    | 'expired-token'
    | 'server-error'
    | 'malformed'
    | 'html'
    /** The connection breaks before the call was carried out. */
    | 'drop'
    | 'hang'
    /** The call is carried out; the connection breaks before the answer. */
    | 'lost-answer';
  /** Only the first n calls. */
  readonly first?: number;
  /** Only every n-th call. */
  readonly every?: number;
  /** Milliseconds of delay before an otherwise good answer (for `kind` use any; the delay replaces the fault). */
  readonly delayMs?: number;
}
