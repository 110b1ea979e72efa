import type { TargetGroup } from '@aws-sdk/client-elastic-load-balancing-v2';
import { digits, hex, uuid } from './dice.ts';
import type { Balancer, Group, Page, Route, Shop, Target } from './model.ts';
import { addSecurityGroup, takeAddress } from './network.ts';
import { arn, domain } from './place.ts';

export interface BalancerOptions {
  readonly internal?: boolean;
  /** Files every five minutes in a bucket of its own; off unless said. */
  readonly logs?: boolean;
}

/** An active load balancer with an HTTPS listener, a node in every zone, and no rules yet. */
export function addBalancer(
  shop: Shop,
  name: string,
  { internal = false, logs = true }: BalancerOptions = {},
): Balancer {
  const { place, seed, network } = shop;
  const id = hex(`${seed}/alb/${name}`, 16);
  const path = `app/${name}/${id}`;
  const group = addSecurityGroup(network, place, seed, `${name}-alb`, `Load balancer ${name}`);
  const world = { IpRanges: [{ CidrIp: internal ? network.cidr : '0.0.0.0/0' }], Ipv6Ranges: [], PrefixListIds: [] };
  group.IpPermissions?.push(
    { IpProtocol: 'tcp', FromPort: 443, ToPort: 443, UserIdGroupPairs: [], ...world },
    { IpProtocol: 'tcp', FromPort: 80, ToPort: 80, UserIdGroupPairs: [], ...world },
  );
  const host = `${internal ? 'internal-' : ''}${name}-${digits(`${seed}/dns/${name}`, 10)}`;
  const nodes = network.zones.map((zone) => {
    const ip = takeAddress(network, internal ? zone.private : zone.public);
    const publicIp = `${Number.parseInt(hex(path, 2), 16) % 2 ? 3 : 18}.${[1, 2, 3].map((part) => digits(`${path}/${zone.name}/${part}`, 2)).join('.')}`;
    return { zone: zone.name, ip, publicIp: internal ? ip : publicIp, until: undefined };
  });
  for (const [index, node] of nodes.entries()) {
    const zone = network.zones[index];
    if (!zone) continue;
    network.ec2.networkInterfaces.push({
      NetworkInterfaceId: `eni-0${hex(`${path}/${node.zone}`, 16)}`,
      Description: `ELB ${path}`,
      InterfaceType: 'interface',
      RequesterId: 'amazon-elb',
      RequesterManaged: true,
      OwnerId: place.account,
      AvailabilityZone: zone.name,
      SubnetId: internal ? zone.private.id : zone.public.id,
      VpcId: network.vpcId,
      PrivateIpAddress: node.ip,
      PrivateIpAddresses: [{ Primary: true, PrivateIpAddress: node.ip }],
      Groups: [{ GroupId: group.GroupId, GroupName: `${name}-alb` }],
      Status: 'in-use',
      SourceDestCheck: true,
      ...(internal ? {} : { Association: { IpOwnerId: 'amazon-elb', PublicIp: node.publicIp } }),
      Attachment: {
        AttachmentId: `ela-attach-0${hex(`${path}/attach/${node.zone}`, 16)}`,
        DeleteOnTermination: false,
        DeviceIndex: 1,
        InstanceOwnerId: 'amazon-elb',
        Status: 'attached',
      },
      TagSet: [],
    });
  }
  const logging = {
    enabled: logs,
    bucket: `${name}-access-logs-${place.account}`,
    prefix: 'alb',
    fields: 30,
    lag: 5,
  } as const;
  const balancer: Balancer = {
    name,
    path,
    arn: arn(place, 'elasticloadbalancing', `loadbalancer/${path}`),
    listener: arn(place, 'elasticloadbalancing', `listener/${path}/${hex(`${path}/443`, 16)}`),
    certificate: arn(place, 'acm', `certificate/${uuid(`${path}/certificate`)}`),
    securityGroup: group.GroupId,
    nodes,
    logs: { ...logging, rewrite: undefined },
    attributes: {
      'deletion_protection.enabled': 'true',
      'idle_timeout.timeout_seconds': '60',
      'access_logs.s3.enabled': String(logs),
      'access_logs.s3.bucket': logs ? logging.bucket : '',
      'access_logs.s3.prefix': logs ? logging.prefix : '',
      'connection_logs.s3.enabled': 'false',
      'load_balancing.cross_zone.enabled': 'true',
      'routing.http2.enabled': 'true',
      'routing.http.desync_mitigation_mode': 'defensive',
      'routing.http.drop_invalid_header_fields.enabled': 'false',
      'client_keep_alive.seconds': '3600',
      'waf.fail_open.enabled': 'false',
      'zonal_shift.config.enabled': 'false',
    },
    raw: {
      LoadBalancerArn: arn(place, 'elasticloadbalancing', `loadbalancer/${path}`),
      LoadBalancerName: name,
      DNSName: `${host}.${place.region}.elb.${domain(place)}`,
      CanonicalHostedZoneId: `Z${hex(place.region, 13).toUpperCase()}`,
      CreatedTime: new Date('2024-02-11T10:02:47.510Z'),
      Scheme: internal ? 'internal' : 'internet-facing',
      State: { Code: 'active' },
      Type: 'application',
      IpAddressType: 'ipv4',
      VpcId: network.vpcId,
      SecurityGroups: [group.GroupId],
      AvailabilityZones: network.zones.map((zone) => ({
        ZoneName: zone.name,
        SubnetId: internal ? zone.private.id : zone.public.id,
        LoadBalancerAddresses: [],
      })),
    },
  };
  shop.balancers.push(balancer);
  return balancer;
}

export interface GroupOptions {
  readonly port?: number;
  readonly type?: 'ip' | 'instance' | 'lambda';
  readonly protocol?: 'HTTP' | 'HTTPS';
  readonly healthPath?: string;
  readonly healthPort?: string;
}

export function addGroup(shop: Shop, balancer: Balancer, name: string, options: GroupOptions = {}): Group {
  const { type = 'ip', port = 80, protocol = 'HTTP', healthPath = '/healthz', healthPort = 'traffic-port' } = options;
  const path = `targetgroup/${name}/${hex(`${shop.seed}/tg/${name}`, 16)}`;
  const checked: TargetGroup =
    type === 'lambda'
      ? {
          TargetType: type,
          HealthCheckEnabled: false,
          HealthCheckIntervalSeconds: 35,
          HealthCheckTimeoutSeconds: 30,
          HealthyThresholdCount: 5,
          UnhealthyThresholdCount: 2,
          HealthCheckPath: '/',
        }
      : {
          TargetType: type,
          Protocol: protocol,
          Port: port,
          ProtocolVersion: 'HTTP1',
          VpcId: shop.network.vpcId,
          HealthCheckEnabled: true,
          HealthCheckProtocol: protocol,
          HealthCheckPort: healthPort,
          HealthCheckPath: healthPath,
          HealthCheckIntervalSeconds: 15,
          HealthCheckTimeoutSeconds: 5,
          HealthyThresholdCount: 2,
          UnhealthyThresholdCount: 3,
        };
  const groupArn = arn(shop.place, 'elasticloadbalancing', path);
  const group: Group = {
    name,
    path,
    arn: groupArn,
    balancer,
    targets: [],
    raw: {
      TargetGroupArn: groupArn,
      TargetGroupName: name,
      ...checked,
      Matcher: { HttpCode: '200' },
      IpAddressType: 'ipv4',
      LoadBalancerArns: [balancer.arn],
    },
    attributes:
      type === 'lambda'
        ? { 'lambda.multi_value_headers.enabled': 'false' }
        : {
            'deregistration_delay.timeout_seconds': '60',
            'slow_start.duration_seconds': '0',
            'stickiness.enabled': 'false',
            'load_balancing.algorithm.type': 'round_robin',
            'load_balancing.cross_zone.enabled': 'use_load_balancer_configuration',
            'target_group_health.unhealthy_state_routing.minimum_healthy_targets.count': '1',
          },
  };
  shop.groups.push(group);
  return group;
}

export interface RouteOptions {
  readonly priority?: number;
  readonly host: string;
  readonly pages: readonly Page[];
  readonly perMinute: number;
  readonly seconds?: number;
}

/** A rule by host name that forwards to groups, with the traffic that it gets. */
export function addRoute(shop: Shop, balancer: Balancer, groups: readonly Group[], options: RouteOptions): Route {
  const route: Route = {
    balancer,
    priority: options.priority ?? 0,
    host: options.host,
    pages: options.pages,
    perMinute: options.perMinute,
    seconds: options.seconds ?? 0.045,
    forwards: groups.map((group) => ({ group, weight: 1, since: Infinity })),
    fixed: undefined,
    waves: [],
    clientErrors: 0.012,
  };
  shop.routes.push(route);
  return route;
}

/** Registers a target that has been healthy for `since` minutes. */
export function addTarget(group: Group, id: string, zone: string, since: number, port?: number): Target {
  const lambda = group.raw.TargetType === 'lambda';
  const target: Target = {
    id,
    port: lambda ? undefined : (port ?? group.raw.Port),
    zone,
    since,
    until: undefined,
    sick: [],
    health: lambda
      ? { State: 'unavailable', Reason: 'Target.HealthCheckDisabled', Description: 'Health checks are disabled' }
      : { State: 'healthy' },
  };
  group.targets.push(target);
  return target;
}

/** One of the group's targets is an instance of its own Auto Scaling group. */
export function addInstanceTarget(shop: Shop, group: Group, index: number, securityGroup: string): Target {
  const { network, place, seed } = shop;
  const zone = network.zones[index % network.zones.length];
  if (!zone) throw new RangeError('No zone');
  const InstanceId = `i-0${hex(`${seed}/${group.name}/instance/${index}`, 16)}`;
  const ip = takeAddress(network, zone.private);
  network.ec2.instances.push({
    InstanceId,
    ImageId: `ami-0${hex(`${seed}/ami`, 16)}`,
    InstanceType: 'm6i.large',
    State: { Code: 16, Name: 'running' },
    LaunchTime: new Date(shop.now.getTime() - 3 * 86_400_000),
    PrivateIpAddress: ip,
    SubnetId: zone.private.id,
    VpcId: network.vpcId,
    Placement: { AvailabilityZone: zone.name, Tenancy: 'default' },
    SecurityGroups: [{ GroupId: securityGroup, GroupName: `${group.name}-hosts` }],
    NetworkInterfaces: [
      {
        NetworkInterfaceId: `eni-0${hex(`${InstanceId}/eni`, 16)}`,
        Attachment: { DeviceIndex: 0, Status: 'attached' },
        SubnetId: zone.private.id,
        VpcId: network.vpcId,
        PrivateIpAddress: ip,
        PrivateIpAddresses: [{ Primary: true, PrivateIpAddress: ip }],
        Groups: [{ GroupId: securityGroup, GroupName: `${group.name}-hosts` }],
        Status: 'in-use',
      },
    ],
    Tags: [{ Key: 'Name', Value: `${group.name}-${index + 1}` }],
  });
  network.ec2.networkInterfaces.push({
    NetworkInterfaceId: `eni-0${hex(`${InstanceId}/eni`, 16)}`,
    Description: '',
    InterfaceType: 'interface',
    OwnerId: place.account,
    AvailabilityZone: zone.name,
    SubnetId: zone.private.id,
    VpcId: network.vpcId,
    PrivateIpAddress: ip,
    PrivateIpAddresses: [{ Primary: true, PrivateIpAddress: ip }],
    Groups: [{ GroupId: securityGroup, GroupName: `${group.name}-hosts` }],
    Status: 'in-use',
    Attachment: {
      AttachmentId: `eni-attach-0${hex(uuid(InstanceId), 16)}`,
      InstanceId,
      DeviceIndex: 0,
      Status: 'attached',
    },
    TagSet: [],
  });
  return addTarget(group, InstanceId, zone.name, 4_320);
}
