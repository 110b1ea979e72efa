import { describe, expect, test } from 'vitest';
import { classifyError } from '../../src/error-texts/index.ts';

/** What AWS and clients really say: the numbers are those of the collection of authentic strings. */
const wordings: readonly (readonly [text: string, meaning: object | null])[] = [
  // Reasons of stopped tasks
  [
    'CannotPullContainerError: API error (500): Get https://111122223333.dkr.ecr.us-east-1.amazonaws.com/v2/: net/http: request canceled while waiting for connection',
    {
      kind: 'timeout',
      phase: 'connect',
      peer: { host: '111122223333.dkr.ecr.us-east-1.amazonaws.com', service: 'ecr.dkr' },
    },
  ],
  [
    'CannotPullContainerError: pull image manifest has been retried 1 time(s): failed to resolve ref 181905276501.dkr.ecr.us-east-1.amazonaws.com/backend-flask:latest: pulling from host 181905276501.dkr.ecr.us-east-1.amazonaws.com failed with status code [manifests latest]: 403 Forbidden',
    { kind: 'http-status', status: 403 },
  ],
  [
    'CannotPullContainerError: inspect image has been retried 1 time(s): failed to resolve ref "docker.io/library/ngin:latest": pull access denied, repository does not exist or may require authorization: server message: insufficient_scope: authorization failed',
    null,
  ],
  ['CannotPullContainerError: write /var/lib/docker/tmp/GetImageBlob111111111: no space left on device', null],
  ['ERROR: toomanyrequests: Too Many Requests.', { kind: 'throttled' }],
  [
    "Error response from daemon: pull access denied for 123123123123.dkr.ecr.us-east-1.amazonaws.com/my_image, repository does not exist or may require 'docker login': denied: User: arn:aws:sts::123123123123:assumed-role/MyBrokenRole/xyz is not authorized to perform: ecr:BatchGetImage on resource: arn:aws:ecr:us-east-1:123123123123:repository/test_image because no identity-based policy allows the ecr:BatchGetImage action",
    {
      kind: 'denied',
      action: 'ecr:BatchGetImage',
      principal: 'arn:aws:sts::123123123123:assumed-role/MyBrokenRole/xyz',
      role: 'MyBrokenRole',
      resource: 'arn:aws:ecr:us-east-1:123123123123:repository/test_image',
      why: { effect: 'not-allowed', policy: 'identity' },
    },
  ],
  ['The task can’t pull the image. Check your network configuration. ', null],
  [
    'ResourceInitializationError: unable to pull secrets or registry auth: The task cannot pull registry auth from Amazon ECR: There is a connection issue between the task and Amazon ECR. Check your task network configuration. operation error ECR: GetAuthorizationToken, exceeded maximum number of attempts, 3, https response error StatusCode: 0, RequestID: , request send failed, Post "https://api.ecr.eu-north-1.amazonaws.com/": dial tcp 13.53.180.123:443: i/o timeout.',
    {
      kind: 'timeout',
      phase: 'connect',
      peer: {
        host: 'api.ecr.eu-north-1.amazonaws.com',
        ip: '13.53.180.123',
        port: 443,
        address: 'public',
        service: 'ecr.api',
      },
    },
  ],
  [
    'ResourceInitializationError: unable to pull secrets or registry auth: unable to retrieve secret from asm: There is a connection issue between the task and AWS Secrets Manager. Check your task network configuration. failed to fetch secret arn:aws:secretsmanager:us-east-1:913524921896:secret:rds!db-a57bd929-5fa6-42c0-8024-fe8c94e49451 from secrets manager: operation error Secrets Manager: GetSecretValue, https response error StatusCode: 0, RequestID: , canceled, context deadline exceeded.',
    { kind: 'timeout', phase: 'unknown', peer: { host: null, service: 'secretsmanager' } },
  ],
  [
    'ResourceInitializationError: unable to pull secrets or registry auth: unable to retrieve secrets from ssm: The task cannot pull secrets from AWS Systems Manager. There is a connection issue between the task and AWS Systems Manager Parameter Store. Check your task network configuration. RequestCanceled: request context canceled caused by: context deadline exceeded',
    { kind: 'timeout', peer: { service: 'ssm' } },
  ],
  [
    'ResourceInitializationError: unable to pull secrets or registry auth: execution resource retrieval failed: unable to retrieve secrets from ssm: service call has been retried 5 time(s): RequestCanceled: request context canceled caused by: context deadli...',
    { kind: 'timeout', peer: { service: 'ssm' } },
  ],
  [
    'ResourceInitializationError: failed to validate logger args: The task cannot find the Amazon CloudWatch log group defined in the task definition. There is a connection issue between the task and Amazon CloudWatch. Check your network configuration. signal: killed',
    { kind: 'no-answer', peer: { service: 'logs' } },
  ],
  [
    "service backend-flask failed to launch a task with (error ECS was unable to assume the role 'arn:aws:iam::444282218245:role/CruddurTaskRole' that was provided for this task. Please verify that the role being passed has the proper trust relationship and permissions and that your IAM user has permissions to pass this role.)",
    { kind: 'denied', action: 'sts:AssumeRole', role: 'CruddurTaskRole' },
  ],
  ['Timeout waiting for network interface provisioning to complete.', null],
  ['Could not transition to started; timed out after waiting 3m0s', null],
  ['OutOfMemoryError: Container killed due to memory usage', null],
  // Refusals
  [
    'api error AccessDeniedException: User: arn:aws:sts::127679825789:assumed-role/ecsTaskExecutionRole/[task-id]',
    { kind: 'denied', action: null, role: 'ecsTaskExecutionRole', why: null },
  ],
  [
    'because no VPC endpoint policy allows the ssm:GetParameters action status code: 400, request id: xx-214b-4704-ad1e-xx',
    { kind: 'denied', action: 'ssm:GetParameters', why: { effect: 'not-allowed', policy: 'endpoint' } },
  ],
  [
    'User: arn:aws:sts::123456789012:assumed-role/app/s is not authorized to perform: secretsmanager:GetSec...',
    { kind: 'denied', action: null, role: 'app' },
  ],
  [
    'User: arn:aws:sts::123456789012:assumed-role/app/s is not authorized to perform: s3:GetObject on resource: "arn:aws:s3:::uploads/a.txt" with an explicit deny in a VPC endpoint policy',
    {
      kind: 'denied',
      action: 's3:GetObject',
      resource: 'arn:aws:s3:::uploads/a.txt',
      why: { effect: 'explicit-deny', policy: 'endpoint' },
    },
  ],
  [
    'An error occurred (UnauthorizedOperation) when calling the DescribeImages operation: \n  You are not authorized to perform this operation. \n  User: arn:aws:iam::142600000000:user/<USERNAME> is not authorized to perform: \n    ec2:DescribeImages because no identity-based policy allows the ec2:DescribeImages action',
    { kind: 'denied', action: 'ec2:DescribeImages', operation: 'DescribeImages' },
  ],
  [
    'DescribeLoadBalancers with an explicit deny in an identity-based policy, status code: 403',
    { kind: 'denied', why: { effect: 'explicit-deny', policy: 'identity' } },
  ],
  [
    'because no resource-based policy allows the lambda:GetLayerVersion action',
    { kind: 'denied', action: 'lambda:GetLayerVersion', why: { effect: 'not-allowed', policy: 'resource' } },
  ],
  [
    'because no permissions boundary allows the s3:PutObject action',
    { kind: 'denied', why: { effect: 'not-allowed', policy: 'boundary' } },
  ],
  [
    'with an explicit deny in a service control policy',
    { kind: 'denied', why: { effect: 'explicit-deny', policy: 'service-control' } },
  ],
  [
    'because no session policy allows the s3:PutObject action',
    { kind: 'denied', why: { effect: 'not-allowed', policy: 'session' } },
  ],
  [
    'with an explicit deny in a resource control policy',
    { kind: 'denied', why: { effect: 'explicit-deny', policy: 'resource-control' } },
  ],
  [
    'AccessDeniedException: Access to KMS is not allowed status code: 400, request id: 3b9d',
    { kind: 'denied', action: 'kms:Decrypt', why: null },
  ],
  [
    'The provided execution role does not have permissions to call CreateNetworkInterface on EC2',
    { kind: 'denied', action: 'ec2:CreateNetworkInterface' },
  ],
  [
    'An error occurred (AccessDenied) when calling the GetObject operation: Access Denied',
    { kind: 'denied', action: null, operation: 'GetObject' },
  ],
  [
    'operation error SQS: SendMessage, StatusCode: 400, api error AccessDenied',
    { kind: 'denied', operation: 'SendMessage' },
  ],
  // Databases
  [
    'FATAL: remaining connection slots are reserved for non-replication superuser connections',
    { kind: 'too-many-connections', engine: 'postgresql' },
  ],
  [
    'remaining connection slots are reserved for roles with the SUPERUSER attribute',
    { kind: 'too-many-connections', engine: 'postgresql' },
  ],
  [
    'remaining connection slots are reserved for roles with privileges of the "rds_reserved" role',
    { kind: 'too-many-connections', engine: 'postgresql' },
  ],
  ['ERROR 1040 (HY000): Too many connections', { kind: 'too-many-connections', engine: 'mysql', limit: 'connections' }],
  [
    'ERROR 1040 (HY000): Connections rate limit exceeded (limit_value)',
    { kind: 'too-many-connections', limit: 'rate' },
  ],
  ['error: sorry, too many clients already', { kind: 'too-many-connections', engine: 'postgresql' }],
  [
    '2026-07-30 18:01:01 UTC:10.1.1.175(53456):palateful@palateful:[17132]:FATAL:  password authentication failed for user "palateful"',
    { kind: 'bad-credentials', engine: 'postgresql', user: 'palateful', peer: { ip: null } },
  ],
  [
    "ERROR 1045 (28000): Access denied for user 'DB_USER'@'%' (using password: YES)",
    { kind: 'bad-credentials', engine: 'mysql', by: 'database', user: 'DB_USER' },
  ],
  [
    'The password that was provided for the role role_name is wrong.',
    { kind: 'bad-credentials', by: 'proxy', problem: 'wrong' },
  ],
  [
    'This RDS proxy has no credentials for the role role_name. Check the credentials for this role and try again.',
    { kind: 'bad-credentials', by: 'proxy', problem: 'unknown-user', user: 'role_name' },
  ],
  ['Proxy does not have any registered credentials', { kind: 'bad-credentials', problem: 'unknown-user' }],
  ['FATAL: no pg_hba.conf entry for host', { kind: 'not-admitted', engine: 'postgresql' }],
  [
    'connection to server at "shop.cluster-abc.eu-west-1.rds.amazonaws.com" (10.0.3.7), port 5432 failed: FATAL:  no pg_hba.conf entry for host "10.0.1.9", user "app", database "shop", no encryption',
    { kind: 'tls', problem: 'required', by: 'database', peer: { ip: '10.0.3.7', port: 5432 } },
  ],
  [
    'no pg_hba.conf entry for host "10.0.1.9", user "app", database "shop", SSL off',
    { kind: 'tls', problem: 'required', peer: { host: null, ip: null } },
  ],
  [
    'Connections using insecure transport are prohibited while --require_secure_transport=ON.',
    { kind: 'tls', problem: 'required', by: 'database' },
  ],
  ['This RDS Proxy requires TLS connections.', { kind: 'tls', problem: 'required', by: 'proxy' }],
  ['FATAL: PAM authentication failed for user "iam_app"', { kind: 'iam-authentication', user: 'iam_app' }],
  ["Access denied for user 'app'@'10.0.1.9' to database 'shop'", { kind: 'not-admitted', engine: 'mysql' }],
  ['cannot execute INSERT in a read-only transaction', { kind: 'read-only', engine: 'postgresql' }],
  [
    'ERROR 1290 (HY000): The MySQL server is running with the --read-only option so it cannot execute this statement',
    { kind: 'read-only', engine: 'mysql' },
  ],
  ['FATAL: database "shpo" does not exist', { kind: 'no-such-database', engine: 'postgresql' }],
  ['FATAL:  the database system is starting up', { kind: 'not-ready' }],
  [
    'FATAL: terminating connection due to idle in transaction timeout',
    { kind: 'terminated', why: 'idle-in-transaction' },
  ],
  ['terminating connection due to administrator command', { kind: 'terminated', why: 'administrator' }],
  ['ERROR 9501 (HY000): Timed-out waiting to acquire database connection', { kind: 'pool-exhausted', pool: 'proxy' }],
  [
    'HikariPool-1 - Connection is not available, request timed out after 30000ms.',
    { kind: 'pool-exhausted', pool: 'client' },
  ],
  ['ERROR:  canceling statement due to statement timeout', { kind: 'statement-timeout' }],
  // Networks
  [
    'Error: connect ETIMEDOUT 176.32.98.189:443',
    { kind: 'timeout', phase: 'connect', peer: { ip: '176.32.98.189', port: 443, address: 'public' } },
  ],
  ['ReadTimeoutError: Read timed out. (read timeout=15)', { kind: 'timeout', phase: 'answer' }],
  [
    'botocore.exceptions.ConnectTimeoutError: Connect timeout on endpoint URL: "https://secretsmanager.eu-west-1.amazonaws.com/"',
    { kind: 'timeout', phase: 'connect', peer: { service: 'secretsmanager' } },
  ],
  [
    'Could not connect to the endpoint URL: "https://logs.eu-west-1.amazonaws.com/"',
    { kind: 'no-answer', peer: { service: 'logs' } },
  ],
  ['Connection was closed before we received a valid response from endpoint URL: "https://x".', { kind: 'reset' }],
  ['dial tcp 10.0.1.5:443: i/o timeout', { kind: 'timeout', peer: { address: 'private' } }],
  ['dial tcp 100.64.1.2:443: i/o timeout', { kind: 'timeout', peer: { address: 'private' } }],
  ['dial tcp [fd00:ec2::1]:443: i/o timeout', { kind: 'timeout', peer: { ip: 'fd00:ec2::1', address: 'private' } }],
  ['dial tcp 169.254.170.2:80: i/o timeout', { kind: 'timeout', peer: { address: 'link-local' } }],
  [
    'connect ECONNREFUSED 127.0.0.1:5432',
    { kind: 'refused', peer: { ip: '127.0.0.1', port: 5432, address: 'loopback' } },
  ],
  [
    'read tcp 10.0.1.5:43210->10.0.2.7:5432: read: connection reset by peer',
    { kind: 'reset', peer: { ip: '10.0.2.7', port: 5432 } },
  ],
  [
    'read tcp 10.0.1.5:43210->10.0.2.7:5432: i/o timeout',
    { kind: 'timeout', phase: 'answer', peer: { ip: '10.0.2.7', port: 5432 } },
  ],
  ['SSL connection has been closed unexpectedly', { kind: 'reset' }],
  [
    'could not connect to server: Connection timed out\n\tIs the server running on host "db.cluster-abc.eu-west-1.rds.amazonaws.com" (10.0.3.7) and accepting\n\tTCP/IP connections on port 5432?',
    { kind: 'timeout', phase: 'connect', peer: { ip: '10.0.3.7', port: 5432, service: null } },
  ],
  [
    "(2003, \"Can't connect to MySQL server on 'shop.cluster-abc.eu-west-1.rds.amazonaws.com' (timed out)\")",
    { kind: 'timeout', phase: 'connect', peer: { host: 'shop.cluster-abc.eu-west-1.rds.amazonaws.com' } },
  ],
  [
    "ERROR 2003 (HY000): Can't connect to MySQL server on 'db:3306' (111)",
    { kind: 'refused', peer: { host: 'db', port: 3306 } },
  ],
  [
    'Connect to sqs.us-east-1.amazonaws.com:443 [sqs.us-east-1.amazonaws.com/52.94.1.2] failed: connect timed out',
    { kind: 'timeout', phase: 'connect', peer: { ip: '52.94.1.2', port: 443, service: 'sqs' } },
  ],
  ['connect EHOSTUNREACH 10.0.9.9:6379', { kind: 'unreachable', peer: { ip: '10.0.9.9' } }],
  [
    'Error: getaddrinfo ENOTFOUND shop.cluster-abc.eu-west-1.rds.amazonaws.com',
    { kind: 'dns', problem: 'not-found', peer: { host: 'shop.cluster-abc.eu-west-1.rds.amazonaws.com' } },
  ],
  ['getaddrinfo EAI_AGAIN api.example.com', { kind: 'dns', problem: 'resolver', peer: { host: 'api.example.com' } }],
  [
    'dial tcp: lookup api.ecr.eu-west-1.amazonaws.com on 10.0.0.2:53: read udp 10.0.1.9:33444->10.0.0.2:53: i/o timeout',
    { kind: 'dns', problem: 'resolver', peer: { ip: null, service: 'ecr.api' } },
  ],
  [
    'tls: failed to verify certificate: x509: certificate signed by unknown authority',
    { kind: 'tls', problem: 'certificate' },
  ],
  ['error:0A00010B:SSL routines::wrong version number', { kind: 'tls', problem: 'handshake' }],
  ['Waiter TasksStopped failed: An error occurred (ThrottlingException): Rate exceeded', { kind: 'throttled' }],
  ['{"message": "Endpoint request timed out"}', { kind: 'timeout', phase: 'unknown' }],
  [
    '[ERROR] ConnectTimeoutError: Connect timeout on endpoint URL: "https://secretsmanager.us-gov-west-1.amazonaws.com/"',
    { kind: 'timeout', phase: 'connect', peer: { service: 'secretsmanager' } },
  ],
  [
    'Read timed out calling rates.sealine.example: java.net.SocketTimeoutException',
    { kind: 'timeout', phase: 'answer', peer: { host: 'rates.sealine.example' } },
  ],
  ['AxiosError: timeout of 8000ms exceeded, code ECONNABORTED', { kind: 'timeout', phase: 'unknown' }],
  [
    'Npgsql.NpgsqlException (0x80004005): Failed to connect to 10.50.64.11:5432',
    { kind: 'no-answer', peer: { ip: '10.50.64.11', port: 5432 } },
  ],
  [
    'System.Net.Sockets.SocketException (00000001, 11): Resource temporarily unavailable',
    { kind: 'dns', problem: 'resolver' },
  ],
  ['org.postgresql.util.PSQLException: An I/O error occurred while sending to the backend.', { kind: 'reset' }],
  // What is not an error of a connection
  ['    at GetAddrInfoReqWrap.onlookupall [as oncomplete] (node:dns:122:26)', null],
  ['ResourceNotFoundException: The specified log group does not exist.', null],
  ['2026-06-23T14:08:22.417Z 5f3c1a9e-1 Task timed out after 3.01 seconds', null],
  ['GET /orders/53300 took 1040 ms from 10.0.0.9:25006', null],
  ['server listening on 0.0.0.0:8080', null],
];

const told = wordings.flatMap(([text, meaning]) => (meaning === null ? [] : [[text, meaning] as const]));
const untold = wordings.filter(([, meaning]) => meaning === null).map(([text]) => text);

describe('An error text', () => {
  test.each(told)('is told by its wording: %s', (text, meaning) => {
    expect(classifyError(text)).toMatchObject(meaning);
  });

  test.each(told)('is quoted as it stands: %s', (text) => {
    expect(text).toContain(classifyError(text)?.quote);
  });

  test.each(untold)('is not made of what tells of none known here: %s', (text) => {
    expect(classifyError(text)).toBeNull();
  });

  test.each(wordings)('means the same in a log line of JSON: %s', (text) => {
    const line = JSON.stringify({ level: 'error', time: '2026-07-30T18:01:01Z', message: text, attempt: 3 });
    const [plain, wrapped] = [classifyError(text), classifyError(line)];
    expect({ ...wrapped, quote: '' }).toEqual({ ...plain, quote: '' });
    expect(line).toContain(wrapped?.quote ?? line);
  });

  test.each(wordings)('means the same with curly quotes: %s', (text) => {
    const curly = text.replaceAll("'", '’').replaceAll('"', '”');
    expect(classifyError(curly)?.kind).toBe(classifyError(text)?.kind);
  });

  test.each(wordings)('means the same in capitals: %s', (text) => {
    expect(classifyError(text.toUpperCase())?.kind).toBe(classifyError(text)?.kind);
  });

  test('is found in the middle of a long line, of which only what is around it is quoted', () => {
    const line = `${'x '.repeat(400)}connect ECONNREFUSED 10.0.0.9:5432 ${'y '.repeat(400)}`;
    const quote = classifyError(line)?.quote ?? '';
    expect(quote).toContain('connect ECONNREFUSED 10.0.0.9:5432');
    expect(quote.length).toBeLessThanOrEqual(300);
    expect(line).toContain(quote);
  });

  test('is quoted without the other lines of its stack trace', () => {
    const trace =
      'Traceback (most recent call last):\n  File "/var/task/app.py", line 9\nOSError: [Errno 111] Connection refused\n';
    expect(classifyError(trace)).toMatchObject({ kind: 'refused', quote: 'OSError: [Errno 111] Connection refused' });
  });

  test('in a log line of JSON is quoted without the rest of the line', () => {
    const line = '{"level":"error","message":"connect ECONNREFUSED 10.0.0.9:5432","user":"ana"}';
    expect(classifyError(line)?.quote).toBe('connect ECONNREFUSED 10.0.0.9:5432');
  });

  test('behind the columns of a runtime of Lambda is quoted from its JSON', () => {
    const line =
      '2026-11-22T09:33:26.330Z\tb1a78504\tERROR\tInvoke Error \t{"errorType":"Error","errorMessage":"connect ETIMEDOUT 203.0.113.41:443","code":"ETIMEDOUT"}\n';
    expect(classifyError(line)).toMatchObject({ kind: 'timeout', quote: 'connect ETIMEDOUT 203.0.113.41:443' });
  });

  test('takes the address from the members of an error that was logged as an object', () => {
    const line = '{"errorType":"Error","code":"ETIMEDOUT","syscall":"connect","address":"10.0.1.2","port":5432}';
    expect(classifyError(line)).toMatchObject({ kind: 'timeout', peer: { ip: '10.0.1.2', port: 5432 } });
  });
});
