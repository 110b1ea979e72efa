import { describe, expect, test } from 'vitest';
import { signOf } from '../../src/facts/ecs/signs.ts';
import type { Sign } from '../../src/facts/ecs/signs.ts';

const ecr = '123456789012.dkr.ecr.us-east-1.amazonaws.com';
const init = 'ResourceInitializationError: unable to pull secrets or registry auth:';

/** Texts as AWS wrote them, gathered from its guides, the ECS agent's sources and public reports. */
const texts: readonly (readonly [string, Sign])[] = [
  ['CannotPullContainerError: ERROR: toomanyrequests: Too Many Requests.', 'rate-limited'],
  ["CannotPullContainerError: image Manifest does not contain descriptor matching platform 'linux/amd64'", 'platform'],
  ['CannotPullContainerError: write /var/lib/docker/tmp/GetImageBlob111111111: no space left on device', 'disk-full'],
  [
    `CannotPullContainerError: Error response from daemon: pull access denied for ${ecr}/my_image, repository does not exist or may require 'docker login': denied: User: arn:aws:sts::123456789012:assumed-role/MyBrokenRole/xyz is not authorized to perform: ecr:BatchGetImage on resource: arn:aws:ecr:us-east-1:123456789012:repository/my_image because no identity-based policy allows the ecr:BatchGetImage action`,
    'pull-denied',
  ],
  [
    `CannotPullContainerError: pull image manifest has been retried 1 time(s): failed to resolve ref ${ecr}/flask:latest: pulling from host ${ecr} failed with status code [manifests latest]: 403 Forbidden`,
    'pull-forbidden',
  ],
  [
    'CannotPullContainerError: ref pull has been retried 1 time(s): failed to copy: httpReaderSeeker: failed open: unexpected status code',
    'pull-forbidden',
  ],
  [
    `CannotPullContainerError: pull image manifest has been retried 1 time(s): failed to resolve ref ${ecr}/api:v2: ${ecr}/api:v2: not found`,
    'image-not-found',
  ],
  [`CannotPullContainerError: API error (404): repository ${ecr}/api not found`, 'repository-not-found'],
  [
    'CannotPullContainerError: inspect image has been retried 1 time(s): failed to resolve ref "docker.io/library/ngin:latest": pull access denied, repository does not exist or may require authorization: server message: insufficient_scope: authorization failed',
    'registry-auth',
  ],
  [
    `CannotPullContainerError: API error (500): Get https://${ecr}/v2/: net/http: request canceled while waiting for connection`,
    'pull-timeout',
  ],
  ['CannotPullContainerError: something that nobody has seen', 'pull-other'],
  [
    `${init} unable to retrieve secret from asm: There is a connection issue between the task and AWS Secrets Manager. Check your task network configuration. failed to fetch secret arn:aws:secretsmanager:us-east-1:913524921896:secret:db from secrets manager: operation error Secrets Manager: GetSecretValue, https response error StatusCode: 0, RequestID: , canceled, context deadline exceeded.`,
    'init-timeout',
  ],
  [
    `${init} execution resource retrieval failed: unable to retrieve secret from asm: service call has been retried 1 time(s): retrieved secret from Secrets Manager did not contain json key password`,
    'json-key',
  ],
  [`${init} unable to retrieve secrets from ssm: invalid parameters: /shop/db, /shop/key`, 'parameter-missing'],
  [
    `${init} unable to retrieve secret from asm: AccessDeniedException: Access to KMS is not allowed status code: 400, request id: 1`,
    'init-denied',
  ],
  [
    `${init} unable to retrieve secret from asm: ResourceNotFoundException: Secrets Manager can't find the specified secret.`,
    'secret-not-found',
  ],
  [
    'ResourceInitializationError: failed to validate logger args: The task cannot find the Amazon CloudWatch log group defined in the task definition. There is a connection issue between the task and Amazon CloudWatch. Check your network configuration. signal: killed',
    'log-timeout',
  ],
  [
    "(service shop) failed to launch a task with (error ECS was unable to assume the role 'arn:aws:iam::444282218245:role/ShopTaskRole' that was provided for this task. Please verify that the role being passed has the proper trust relationship and permissions and that your IAM user has permissions to pass this role.)",
    'role-not-assumable',
  ],
  [
    `${init} unable to retrieve secret from asm: failed to fetch secret arn:aws:secretsmanager:us-east-1:913524921896:secret:efs/user from secrets manager: RequestCanceled: request context canceled caused by: context deadline exceeded`,
    'init-timeout',
  ],
  [
    'CannotStartContainerError: Error response from daemon: error during container init: failed to setup loop device: opening /dev/loop-control: device or resource busy',
    'cannot-start',
  ],
  ['Timeout waiting for network interface provisioning to complete.', 'eni-timeout'],
  ['Network interface provision complete error timeout wait for network interface provision.', 'eni-timeout'],
  ['Rate limit exceeded while preparing network interface to be attached to instance', 'eni-throttled'],
  ['Timeout waiting for EphemeralStorage provisioning to complete', 'storage-timeout'],
  [
    "service shop was unable to place a task. Reason: You've reached the limit on the number of vCPUs you can run concurrently",
    'quota',
  ],
  [
    '(service shop) was unable to place a task. Reason: Capacity is unavailable at this time. Please try again later or in a different availability zone.',
    'capacity',
  ],
  [
    'service shop was unable to place a task because no container instance met all of its requirements. The closest matching container-instance 1 has insufficient CPU units available.',
    'placement',
  ],
  ['(service shop) is unable to consistently start tasks successfully.', 'start-throttled'],
  ['service shop operations are being throttled. Will try again later.', 'api-throttled'],
  ['OutOfMemoryError: Container killed due to memory usage', 'out-of-memory'],
  [
    'CannotStartContainerError: dependency graph: failed to resolve container ordering dependency [migrate] for target [app] as dependency did not exit successfully.',
    'dependency',
  ],
  ['DockerTimeoutError: Could not transition to created; timed out after waiting 4m0s', 'cannot-start'],
  ['Essential container in task exited', 'unknown'],
  ['service shop was unable to place a task. Reason: Internal error.', 'unknown'],
];

describe('the sign of a text of ECS', () => {
  test.each(texts)('%s', (text, sign) => {
    expect(signOf(text).sign).toBe(sign);
  });
});
