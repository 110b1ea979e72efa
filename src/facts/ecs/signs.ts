import { classifyError } from '../../error-texts/index.ts';
import type { ErrorText } from '../../error-texts/index.ts';
import { imageIn, isEcr } from './images.ts';

/**
 * What a text of ECS says went wrong, before anything else is asked. A sign is a wording, not yet a cause: "image not
 * found" in a text may be a tag that never was, or one that a policy has deleted.
 */
export type Sign =
  | 'rate-limited'
  | 'platform'
  | 'pull-denied'
  | 'pull-forbidden'
  | 'image-not-found'
  | 'repository-not-found'
  | 'registry-auth'
  | 'pull-timeout'
  | 'layer-timeout'
  | 'pull-dns'
  | 'pull-tls'
  | 'disk-full'
  | 'invalid-reference'
  | 'pull-other'
  | 'json-key'
  | 'parameter-missing'
  | 'secret-not-found'
  | 'secret-deleted'
  | 'init-denied'
  | 'role-missing'
  | 'role-not-assumable'
  | 'init-timeout'
  | 'log-timeout'
  | 'log-group-missing'
  | 'env-file'
  | 'efs'
  | 'eni-setup'
  | 'no-addresses'
  | 'eni-timeout'
  | 'eni-throttled'
  | 'eni-limit'
  | 'network-config'
  | 'capacity'
  | 'quota'
  | 'storage-timeout'
  | 'placement'
  | 'provisioning-queue'
  | 'deployment-bounds'
  | 'protected'
  | 'start-throttled'
  | 'api-throttled'
  | 'iam-misconfigured'
  | 'target-group-missing'
  | 'dependency'
  | 'cannot-start'
  | 'out-of-memory'
  | 'exit'
  | 'exit-zero'
  | 'elb-health'
  | 'container-health'
  | 'agent'
  | 'unknown';

interface Wording {
  readonly sign: Sign;
  readonly is: RegExp | ((text: string, error: ErrorText | null) => boolean);
}

const unanswered = (error: ErrorText | null): boolean =>
  error?.kind === 'timeout' || error?.kind === 'no-answer' || error?.kind === 'unreachable';

/** Of pulling an image, in this order: a text may hint at several. */
const pulling: readonly Wording[] = [
  { sign: 'rate-limited', is: /toomanyrequests|pull rate limit|429 Too Many/i },
  {
    sign: 'platform',
    is: /does not contain descriptor matching platform|no matching manifest for|no match for platform|exec format error/i,
  },
  { sign: 'invalid-reference', is: /invalid reference format/i },
  { sign: 'disk-full', is: /no space left on device/i },
  { sign: 'pull-denied', is: (_, error) => error?.kind === 'denied' },
  { sign: 'pull-tls', is: /x509:|certificate (?:signed by unknown|has expired|is not valid)/i },
  {
    sign: 'pull-dns',
    is: (text, error) => error?.kind === 'dns' || /lookup \S+.*(?:no such host|server misbehaving)/i.test(text),
  },
  {
    sign: 'layer-timeout',
    is: (text, error) =>
      /httpReade?r?Seeker: failed open|starport-layer-bucket/i.test(text) && (unanswered(error) || timedOut.test(text)),
  },
  { sign: 'pull-timeout', is: (text, error) => unanswered(error) || timedOut.test(text) },
  { sign: 'pull-forbidden', is: /403 Forbidden|httpReade?r?Seeker: failed open: unexpected status/i },
  {
    sign: 'registry-auth',
    is: (text) =>
      /pull access denied|requested access to the resource is denied|401 Unauthorized|no basic auth|unauthorized: /i.test(
        text,
      ) && !isEcr(imageIn(text) ?? text),
  },
  {
    sign: 'repository-not-found',
    is: /name unknown|repository .{0,300}?(?:does not exist|not found)|RepositoryNotFound/i,
  },
  { sign: 'image-not-found', is: /manifest unknown|: not found|ImageNotFound|manifest for \S+ not found/i },
];

const timedOut =
  /i\/o timeout|request canceled while waiting for connection|context deadline exceeded|Client\.Timeout/i;
const logging = /failed to validate logger args|create stream has been retried|failed to initialize logging driver/i;
const secretsOrAuth = /unable to pull secrets or registry auth/i;

/** Of what comes before and beside the image: secrets, roles, logs, volumes, placement. The first that fits decides. */
const wordings: readonly Wording[] = [
  {
    sign: 'dependency',
    is: /dependency graph:|as dependency did not exit|dependency .{0,200}?(?:did not|failed|unhealthy|never)|Task dependencies cannot be resolved/i,
  },
  { sign: 'out-of-memory', is: /OutOfMemory|killed due to memory usage/i },
  { sign: 'json-key', is: /did not contain json key/i },
  { sign: 'parameter-missing', is: /invalid (?:ssm )?parameters: ?\[?\S/i },
  { sign: 'secret-deleted', is: /marked for deletion|scheduled for deletion/i },
  {
    sign: 'role-missing',
    is: /unable to find execution role credentials|execution role credentials (?:not found|missing)/i,
  },
  {
    sign: 'role-not-assumable',
    is: /unable to assume the (?:service linked )?role|not authorized to perform: sts:AssumeRole/i,
  },
  {
    sign: 'iam-misconfigured',
    is: /IAM permissions policies have been misconfigured|trust relationship has been misconfigured/i,
  },
  {
    sign: 'log-group-missing',
    is: (text) => logging.test(text) && /log group does not exist|ResourceNotFoundException/i.test(text),
  },
  { sign: 'env-file', is: /env(?:ironment)? ?files?.{0,200}?(?:download|s3)|failed to download env/is },
  { sign: 'init-denied', is: (_, error) => error?.kind === 'denied' },
  {
    sign: 'secret-not-found',
    is: /can't find the specified secret|secretsmanager.{0,400}?ResourceNotFoundException|Secrets Manager.{0,400}?ResourceNotFoundException/is,
  },
  {
    sign: 'log-timeout',
    is: (text, error) =>
      logging.test(text) && (unanswered(error) || /signal: killed|connection issue/i.test(text) || timedOut.test(text)),
  },
  {
    sign: 'init-timeout',
    is: (text, error) =>
      secretsOrAuth.test(text) &&
      (unanswered(error) || error?.kind === 'dns' || timedOut.test(text) || /connection issue/i.test(text)),
  },
  // A secret may be named after a file system.
  { sign: 'efs', is: (text) => /\bEFS\b|mount\.nfs4|efs[- ]utils/i.test(text) && !secretsOrAuth.test(text) },
  {
    sign: 'no-addresses',
    is: /insufficient free addresses|InsufficientFreeAddressesInSubnet|not enough free (?:ip )?address/i,
  },
  { sign: 'eni-throttled', is: /Rate limit exceeded while preparing network interface/i },
  {
    sign: 'eni-timeout',
    is: /Timeout waiting for network interface provisioning|Network interface provision complete error/i,
  },
  { sign: 'eni-limit', is: /RESOURCE:ENI|ENI attachment points|network interfaces?.{0,60}?limit|ENI limit/i },
  {
    sign: 'network-config',
    is: /InvalidSubnet|InvalidGroup|security group .{0,80}?does not exist|subnet .{0,80}?does not exist/i,
  },
  { sign: 'eni-setup', is: /failed to configure ENI|setup .{0,60}?\bENI\b/i },
  { sign: 'capacity', is: /Capacity is unavailable at this time/i },
  { sign: 'quota', is: /reached the limit on the number of (?:vCPUs|tasks)|configuration is above your limit/i },
  { sign: 'storage-timeout', is: /Timeout waiting for EphemeralStorage provisioning/i },
  { sign: 'provisioning-queue', is: /tasks provisioning capacity limit (?:was )?exceeded/i },
  {
    sign: 'placement',
    is: /no container instance met all of its requirements|No Container Instances were found|RESOURCE:(?:CPU|MEMORY|PORTS|GPU)|insufficient (?:CPU|memory)|already using a port|missing an attribute|encountered error "AGENT"/i,
  },
  { sign: 'deployment-bounds', is: /because of the service deployment configuration/i },
  { sign: 'protected', is: /number of protected tasks are more than the desired/i },
  { sign: 'start-throttled', is: /unable to consistently start tasks successfully/i },
  { sign: 'api-throttled', is: /operations are being throttled/i },
  {
    sign: 'target-group-missing',
    is: /TARGET GROUP IS NOT FOUND|TARGET IS NOT FOUND|target group .{0,200}?(?:does not exist|not found)/i,
  },
  { sign: 'elb-health', is: /failed ELB health checks|is unhealthy in .{0,300}? due to/i },
  { sign: 'container-health', is: /failed container health checks/i },
  { sign: 'agent', is: /agent (?:was|is) disconnected|AgentDisconnected/i },
  {
    sign: 'cannot-start',
    is: /CannotStartContainerError|CannotCreateContainerError|CannotInspectContainerError|ContainerRuntime(?:Timeout)?Error|DockerTimeoutError|Could not transition to/i,
  },
];

const pullError =
  /CannotPull\w*Error|can't pull the image|pull image manifest has been retried|ref pull has been retried/i;

/** What a text says, apostrophes straightened; `unknown` when it says nothing that is known here. */
export function signOf(text: string): { readonly sign: Sign; readonly error: ErrorText | null } {
  const error = classifyError(text);
  const fits = ({ is }: Wording) => (typeof is === 'function' ? is(text, error) : is.test(text));
  if (pullError.test(text)) return { sign: pulling.find(fits)?.sign ?? 'pull-other', error };
  return { sign: wordings.find(fits)?.sign ?? 'unknown', error };
}
