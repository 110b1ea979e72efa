import type {
  InternetGateway as WireInternetGateway,
  NatGateway as WireNatGateway,
  VpcEndpoint as WireVpcEndpoint,
} from '@aws-sdk/client-ec2';

export interface NatGateway {
  readonly id: string;
  readonly vpc: string;
  /** Null for a regional gateway, which has no subnet of its own. */
  readonly subnet: string | null;
  /** `pending`, `available`, `failed`, `deleting` or `deleted`. */
  readonly state: string;
  readonly failureCode: string | null;
  readonly failureMessage: string | null;
  /** `public` or `private`. */
  readonly connectivity: string;
  /** `zonal` or `regional`. */
  readonly availabilityMode: string;
  readonly createdAt: Date | null;
  readonly deletedAt: Date | null;
}

export interface InternetGateway {
  readonly id: string;
  /** Where it is attached, with `available` for an attachment that works. */
  readonly attachments: readonly { readonly vpc: string; readonly state: string }[];
}

export interface VpcEndpoint {
  readonly id: string;
  readonly vpc: string;
  /** `com.amazonaws.eu-west-1.s3`. */
  readonly service: string;
  /** `Gateway`, `Interface`, `GatewayLoadBalancer`, … */
  readonly type: string;
  /** Compare without case: the model says `Available`, the wire `available`. */
  readonly state: string;
  readonly routeTables: readonly string[];
  readonly subnets: readonly string[];
  /** Security group ids. */
  readonly groups: readonly string[];
  readonly privateDns: boolean;
  readonly networkInterfaces: readonly string[];
  /** JSON text. */
  readonly policy: string | null;
}

export function natGatewayOf(wire: WireNatGateway): NatGateway {
  return {
    id: wire.NatGatewayId ?? '',
    vpc: wire.VpcId ?? '',
    subnet: wire.SubnetId ?? null,
    state: wire.State ?? 'unknown',
    failureCode: wire.FailureCode ?? null,
    failureMessage: wire.FailureMessage ?? null,
    connectivity: wire.ConnectivityType ?? 'public',
    availabilityMode: wire.AvailabilityMode ?? 'zonal',
    createdAt: wire.CreateTime ?? null,
    deletedAt: wire.DeleteTime ?? null,
  };
}

export function internetGatewayOf(wire: WireInternetGateway): InternetGateway {
  return {
    id: wire.InternetGatewayId ?? '',
    attachments: (wire.Attachments ?? []).map(({ VpcId, State }) => ({ vpc: VpcId ?? '', state: State ?? 'unknown' })),
  };
}

export function vpcEndpointOf(wire: WireVpcEndpoint): VpcEndpoint {
  return {
    id: wire.VpcEndpointId ?? '',
    vpc: wire.VpcId ?? '',
    service: wire.ServiceName ?? '',
    type: wire.VpcEndpointType ?? 'Gateway',
    state: wire.State ?? 'unknown',
    routeTables: wire.RouteTableIds ?? [],
    subnets: wire.SubnetIds ?? [],
    groups: (wire.Groups ?? []).flatMap(({ GroupId }) => GroupId ?? []),
    privateDns: wire.PrivateDnsEnabled ?? false,
    networkInterfaces: wire.NetworkInterfaceIds ?? [],
    policy: wire.PolicyDocument ?? null,
  };
}
