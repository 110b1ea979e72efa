import type {
  Instance,
  InternetGateway,
  NatGateway,
  NetworkAcl,
  NetworkInterface,
  RouteTable,
  SecurityGroup,
  Subnet,
  Vpc,
  VpcEndpoint,
} from '@aws-sdk/client-ec2';
import type {
  Container,
  Deployment,
  Service as EcsService,
  ServiceDeployment,
  ServiceEvent,
  Task,
  TaskDefinition,
  TaskStopCode,
} from '@aws-sdk/client-ecs';
import type { LoadBalancer, TargetGroup, TargetHealth } from '@aws-sdk/client-elastic-load-balancing-v2';
import type { FunctionConfiguration } from '@aws-sdk/client-lambda';
import type { Fault, MetricSeries, S3Object, TrailEvent } from '../account.ts';
import type { Outcome } from './outcome.ts';
import type { Place } from './place.ts';
import type { Supplies } from './supplies.ts';

/**
 * A shop: a small business on AWS, as a model of what happens there rather than of what AWS answers about it. Incidents
 * change the model; metrics, access logs, target health, tasks and network interfaces are all derived from it, so that
 * they agree with each other as they would in a real account. Times are in minutes before `now`, so larger is earlier.
 */
export interface Shop {
  readonly now: Date;
  readonly seed: string;
  readonly place: Place;
  readonly network: Network;
  readonly balancers: Balancer[];
  readonly groups: Group[];
  readonly routes: Route[];
  readonly services: Service[];
  readonly functions: { readonly configuration: FunctionConfiguration; policy?: string; reserved?: number }[];
  /** What goes wrong for requests, the latest first to be asked. */
  readonly troubles: Trouble[];
  readonly trail: TrailEvent[];
  /** Series of other namespaces, and such as replace derived ones with the same name and dimensions. */
  readonly series: MetricSeries[];
  readonly objects: { readonly bucket: string; readonly object: S3Object }[];
  readonly denies: string[];
  readonly faults: Fault[];
  readonly supplies: Supplies;
  readonly history: { minutes: number; metricLag: number; pageSize: number | undefined };
}

export interface Network {
  readonly vpcId: string;
  readonly cidr: string;
  readonly zones: readonly Zone[];
  /** The last octet given out, by subnet. */
  readonly taken: Record<string, number>;
  readonly ec2: {
    readonly vpcs: Vpc[];
    readonly vpcAttributes: Record<
      string,
      { readonly enableDnsSupport: boolean; readonly enableDnsHostnames: boolean }
    >;
    readonly subnets: Subnet[];
    readonly routeTables: RouteTable[];
    readonly networkAcls: NetworkAcl[];
    readonly securityGroups: SecurityGroup[];
    readonly networkInterfaces: NetworkInterface[];
    readonly instances: Instance[];
    readonly natGateways: NatGateway[];
    readonly internetGateways: InternetGateway[];
    readonly vpcEndpoints: VpcEndpoint[];
  };
}

export interface Zone {
  readonly name: string;
  readonly id: string;
  readonly public: Segment;
  readonly private: Segment;
}

/** A subnet; `base` is its first three octets (of a /24) with a trailing dot. */
export interface Segment {
  readonly id: string;
  readonly cidr: string;
  readonly base: string;
}

export interface Balancer {
  readonly name: string;
  /** `app/name/0123456789abcdef`: the CloudWatch dimension, and how logs name it. */
  readonly path: string;
  readonly arn: string;
  readonly raw: LoadBalancer;
  readonly attributes: Record<string, string>;
  readonly securityGroup: string;
  readonly listener: string;
  /** ARN of the certificate that the listener presents. */
  readonly certificate: string;
  readonly nodes: readonly Node[];
  readonly logs: Logs;
}

interface Node {
  readonly zone: string;
  /** When it was taken away with its zone. */
  until: number | undefined;
  readonly ip: string;
  readonly publicIp: string;
}

/** How a load balancer writes its access log. */
export interface Logs {
  enabled: boolean;
  readonly bucket: string;
  readonly prefix: string;
  /** Fields a line has; AWS has added to their end over the years. */
  fields: 27 | 29 | 30 | 34 | 36;
  /** Minutes by which delivery of files lags beyond the interval's end. */
  lag: number;
  /** Bytes of padding, odd texts and the like: changes a finished line. */
  rewrite: ((line: string, index: number) => string) | undefined;
}

export interface Group {
  readonly name: string;
  /** `targetgroup/name/0123456789abcdef`. */
  readonly path: string;
  readonly arn: string;
  readonly raw: TargetGroup;
  readonly attributes: Record<string, string>;
  readonly balancer: Balancer;
  readonly targets: Target[];
}

/** A span of minutes before now. */
interface Span {
  readonly from: number;
  readonly until: number;
}

export interface Target {
  /** IP address, instance id or function ARN. */
  readonly id: string;
  readonly port: number | undefined;
  readonly zone: string;
  /** When requests began to be sent to it. */
  readonly since: number;
  /** When it was deregistered: no new requests from then on. */
  until: number | undefined;
  /** When it failed its health checks. */
  readonly sick: Span[];
  /** As DescribeTargetHealth has it now; undefined when it is no longer listed. */
  health: TargetHealth | undefined;
}

/** A listener rule and the requests that match it. */
export interface Route {
  readonly balancer: Balancer;
  /** 0 is the default rule. */
  readonly priority: number;
  readonly host: string;
  readonly pages: readonly Page[];
  perMinute: number;
  /** Typical seconds of a response. */
  seconds: number;
  /** `since`: when the group was put into the rule, minutes before now. */
  readonly forwards: { readonly group: Group; weight: number; readonly since: number }[];
  /** A fixed response in place of forwarding, since so many minutes ago. */
  fixed: { readonly status: number; readonly since: number; readonly until: number } | undefined;
  /** Periods with more or fewer requests. */
  readonly waves: (Span & { readonly factor: number })[];
  /** Share of answers with 404, 401 and the like, as everywhere. */
  clientErrors: number;
}

export interface Page {
  readonly method: string;
  readonly path: string;
}

/** What a trouble may look at to see whether it applies to a request. */
export interface Hit {
  readonly route: Route;
  readonly group: Group | null;
  readonly target: Target | null;
  readonly page: Page;
  /** Zone of the load balancer node that serves it. */
  readonly zone: string;
}

export interface Trouble extends Span {
  /** Part of the requests concerned that suffer, 0 to 1. */
  readonly share: number;
  readonly hits: (hit: Hit) => boolean;
  readonly outcome: (chance: () => number) => Outcome;
}

export interface Service {
  readonly name: string;
  readonly cluster: string;
  readonly group: Group | null;
  /** The group it was first made with, where blue/green deployments have since switched to `group`. */
  alternate?: Group;
  readonly container: string;
  readonly port: number;
  desired: number;
  readonly securityGroup: string;
  readonly taskDefinitions: TaskDefinition[];
  readonly deployments: Deployment[];
  /** What ListServiceDeployments tells of them, the newest last. */
  readonly rollouts: ServiceDeployment[];
  /** ARN of the task definition by ARN of the service revision. */
  readonly revisionOf: Map<string, string>;
  readonly events: ServiceEvent[];
  readonly tasks: ShopTask[];
  deployment: { minimumHealthyPercent: number; maximumPercent: number; breaker: boolean };
  grace: number;
  /** No service at all: tasks of this family are run by hand, or on a schedule. */
  loose?: true;
  /** One of thousands: CloudWatch has nothing of it. */
  light?: true;
  /** Members as ECS gives them, over those made from the rest. */
  raw?: Partial<EcsService>;
  readonly load: {
    memory: number;
    cpu: number;
    readonly surges: (Span & { readonly memory?: number; readonly cpu?: number })[];
  };
}

export interface ShopTask {
  readonly id: string;
  readonly revision: number;
  readonly deployment: string;
  readonly zone: string;
  readonly ip: string;
  readonly createdAgo: number;
  /** Null when it never got to run. */
  readonly startedAgo: number | null;
  readonly target: Target | null;
  stopped: Stop | undefined;
  /** A container of it that is not essential and has ended while the task goes on. */
  halted: { readonly container: string; readonly exitCode: number; readonly reason?: string } | undefined;
  /** What its main container has written so far, where that matters. */
  lines?: readonly string[];
  /** Members as ECS gives them, over those made from the rest. */
  raw?: Partial<Task>;
}

export interface Stop {
  readonly ago: number;
  readonly code: TaskStopCode;
  readonly reason: string;
  readonly exitCode?: number;
  readonly containerReason?: string;
  /** Seconds from the stop signal to the end. */
  readonly took?: number;
  /** Members of its containers, by name, over those made from the rest. */
  readonly containers?: Readonly<Record<string, Partial<Container>>>;
  /** The last words of the main container, and of the others. */
  readonly lines?: readonly string[];
  readonly sidecarLines?: readonly string[];
  /** Members of the task as ECS gives them. */
  readonly raw?: Partial<Task>;
}
