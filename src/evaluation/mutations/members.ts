import type { Account } from '#simulation/account';
import { rewritten } from './rewritten.ts';

/** Members that AWS may leave out, and that no diagnosis may need: another member or another call says the same. */
const OPTIONAL: Readonly<Record<string, string>> = {
  'Elastic Load Balancing':
    'AdministrativeOverride AnomalyDetection Transforms CanonicalHostedZoneId LoadBalancerAddresses ' +
    'SslPolicy Certificates TargetGroupStickinessConfig Order HostHeaderConfig CreatedTime Scheme ' +
    'HealthCheckEnabled HealthCheckIntervalSeconds HealthCheckTimeoutSeconds HealthyThresholdCount ' +
    'UnhealthyThresholdCount HealthCheckPath Matcher ProtocolVersion',
  EC2:
    'Tags TagSet OwnerId MacAddress PrivateDnsName RequesterId RequesterManaged Attachment ' +
    'SourceDestCheck Association InterfaceType GroupName LaunchTime ImageId InstanceType',
  ECS:
    'tags attributes healthStatus connectivity connectivityAt platformVersion platformFamily ' +
    'serviceRegistries placementConstraints placementStrategy propagateTags enableECSManagedTags ' +
    'enableExecuteCommand version overrides statistics settings createdBy imageDigest image runtimeId ' +
    'startedBy pullStartedAt pullStoppedAt executionStoppedAt stopCode launchType schedulingStrategy ' +
    'availabilityZoneRebalancing networkInterfaces networkBindings attachments',
  CloudTrail: 'Username AccessKeyId',
  Lambda: 'CodeSha256 CodeSize Architectures Environment PackageType LastUpdateStatus Role Handler',
};

const optional = new Set(Object.values(OPTIONAL).flatMap((names) => names.split(' ')));

function isOptional(name: string): boolean {
  return optional.has(name);
}

/** What may be absent is absent, and so is every empty list. */
export function withoutOptional(account: Account): Account {
  return rewritten(account, (value, name, holder) => {
    if (isEmptyList(value) && !isOfAccount(name, holder)) return undefined;
    return isOptional(name) && !isOfAccount(name, holder) ? undefined : value;
  });
}

/** What may be absent is there, and empty. */
export function withEmptyOptional(account: Account): Account {
  return rewritten(account, (value, name, holder) => {
    if (!isOptional(name) || isOfAccount(name, holder)) return value;
    return typeof value === 'string' ? '' : Array.isArray(value) ? [] : value;
  });
}

function isEmptyList(value: unknown): boolean {
  return Array.isArray(value) && value.length === 0;
}

/** Parts of the account itself are ours, not members of what AWS answers. */
function isOfAccount(name: string, holder: object): boolean {
  return (
    ('id' in holder && 'region' in holder) ||
    (name === 'networkInterfaces' && 'subnets' in holder) ||
    (name === 'attributes' && 'loadBalancers' in holder)
  );
}
