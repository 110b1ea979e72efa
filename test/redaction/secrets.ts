/** A planted secret: the text it stands in, and the parts of it that must not be seen afterwards. */
export interface Planted {
  readonly kind: string;
  readonly text: string;
  readonly secret: string;
}

/** Joined at run time, so that no scanner takes this file for a leak. */
function j(...parts: readonly string[]): string {
  return parts.join('');
}

const jwt = j(
  'eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9',
  '.eyJzdWIiOiIxMjM0NTY3ODkwIn0',
  '.dozjgNryP4J3jVmNHl0w5N_XgL0n3I9PlFUP0THsR8U',
);
const awsSecret = j('wJalrXUtnFEMI/K7MDENG/', 'bPxRfiCY3x9pQ2ZLk1');
const github = j('ghp_', '16C7e42F292c6912E7710c838347Ae178B4a');
const keyBody = 'MIIEpAIBAAKCAQEAx7vq3fY2Zq0k\nq8W9T0bVb1mYc1sGQ3vJ6n5w\n';

function planted(kind: string, secret: string, around: (secret: string) => string): Planted {
  return { kind, secret, text: around(secret) };
}

export const secrets: readonly Planted[] = [
  planted('AWS access key id', j('AKIA', 'Z7QXW3MPL5RTYV2K'), (s) => `using key ${s} in eu-west-1`),
  planted('AWS temporary key id', j('ASIA', 'Z7QXW3MPL5RTYV2K'), (s) => `creds ${s};`),
  planted('AWS secret access key by name', awsSecret, (s) => `aws_secret_access_key = ${s}`),
  planted('AWS secret access key by camel case', awsSecret, (s) => `{"SecretAccessKey": "${s}", "Expiration": "2026-01-01"}`),
  planted('AWS secret access key by its looks', awsSecret, (s) => `signing with ${s} now`),
  planted('AWS session token', j('IQoJb3JpZ2lu', 'X2VjEOv//////////wEaCXVzLWVhc3QtMSJHMEUCIQ=='), (s) => `token was ${s}`),
  planted('AWS session token by name', 'FakeSessionTokenValue1234567890', (s) => `AWS_SESSION_TOKEN=${s}`),
  planted('JWT', jwt, (s) => `user signed in with ${s} ok`),
  planted('Bearer header', 'mF_9.B5f-4.1JqM', (s) => `Authorization: Bearer ${s}`),
  planted('Bearer in a sentence', 'mF_9.B5f-4.1JqM', (s) => `sent Bearer ${s} upstream`),
  planted('Basic header', 'QWxhZGRpbjpvcGVuIHNlc2FtZQ==', (s) => `> authorization: Basic ${s}`),
  planted('Basic header in curl', 'QWxhZGRpbjpvcGVuIHNlc2FtZQ==', (s) => `curl -H 'Authorization: Basic ${s}' https://x.example.com`),
  planted('header in JSON', 'Token abc123def', (s) => `{"headers":{"Authorization":"${s}","host":"x"}}`),
  planted('header in escaped JSON', 'Bearer zzz999yyy888', (s) => String.raw`{\"headers\":{\"authorization\":\"${s}\",\"host\":\"x\"}}`),
  planted('header in a Go map', 'abc-1234-xyz', (s) => `map[Authorization:[Bearer ${s}] Host:[x]]`),
  planted('AWS signature', 'fe5f80f77d5fa3beca038a248ff027d0445342fe2855ddc963176630326f1024', (s) => `Authorization: AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/iam/aws4_request, SignedHeaders=host, Signature=${s}`),
  planted('Cookie header', 'session=9f8e7d6c5b4a; theme=dark', (s) => `Cookie: ${s}`),
  planted('Set-Cookie header', 'sid=s%3AaBcDeF.123; Path=/; HttpOnly', (s) => `set-cookie: ${s}`),
  planted('X-Api-Key header', 'k3y-value-77', (s) => `X-Api-Key: ${s}`),
  planted('password in a URL', 'hunter2', (s) => `connecting to postgres://app:${s}@db.internal:5432/shop`),
  planted('password in a Redis URL without a user', 'hunter2', (s) => `REDIS=redis://:${s}@cache:6379/0`),
  planted('password with an at sign in a URL', 'p@ss/w0rd!', (s) => `mysql://root:${s}@10.0.0.5/shop`),
  planted('token as the user of a URL', '4f1c9a7e0b2d4c6e8f0a', (s) => `https://${s}@o42.ingest.sentry.io/7`),
  planted('query string values', 'a1b2c3', (s) => `GET /reset?code=${s}&user=9 HTTP/1.1`),
  planted('query string of a presigned URL', 'deadbeefcafe', (s) => `https://b.s3.amazonaws.com/k?X-Amz-Expires=300&X-Amz-Signature=${s}`),
  planted('query string without a name', '7d9f3c1e5a2b8064', (s) => `GET https://shop.example.com/magic?${s} HTTP/2`),
  planted('environment variable', 'hunter2', (s) => `DB_PASSWORD=${s} node server.js`),
  planted('environment entry as name and value', 'hunter2', (s) => `{"name":"DB_PASSWORD","value":"${s}"}`),
  planted('password in JSON', 'correct horse battery', (s) => `{"user":"app","password":"${s}"}`),
  planted('password in JSON with an escaped quote', 'cor\\"rect', (s) => `{"password":"${s}","x":1}`),
  planted('password in YAML', 'hunter2', (s) => `password: ${s}\nuser: app`),
  planted('password in XML', 'hunter2', (s) => `<db><password>${s}</password></db>`),
  planted('password in Ruby', 'hunter2', (s) => `{:user=>"app", "password"=>"${s}"}`),
  planted('password in a connection string', 'Hunter2x', (s) => `Server=db;Database=shop;User Id=app;Password=${s};Encrypt=true`),
  planted('password as a flag', 'hunter2', (s) => `mysqldump --user app --password ${s} shop`),
  planted('storage account key', 'Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq', (s) => `AccountName=dev;AccountKey=${s}==`),
  planted('client secret', '8f3b-11ee-secret', (s) => `client_id=web&client_secret=${s}`),
  planted('Slack bot token', j('xoxb-', '123456789012-1234567890123-AbCdEfGhIjKlMnOpQrStUvWx'), (s) => `slack: ${s}`),
  planted('Slack app token', j('xapp-', '1-A0123456789-1234567890123-abcdef0123456789'), (s) => `(${s})`),
  planted('Slack webhook', j('T00000000/B00000000/', 'XXXXXXXXXXXXXXXXXXXXXXXX'), (s) => `post https://hooks.slack.com/services/${s} failed`),
  planted('Slack response address', 'T1/2/AbCdEf123', (s) => `to https://hooks.slack.com/commands/${s}`),
  planted('GitHub token', github, (s) => `remote: https://${s}@github.com/o/r.git`),
  planted('GitHub fine-grained token', j('github_pat_', '11ABCDEFG0aBcDeFgHiJkL_mNoPqRsTuVwXyZ'), (s) => `using ${s}`),
  planted('GitLab token', j('glpat-', 'aBcDeFgHiJkLmNoPqRsT'), (s) => `clone with ${s}`),
  planted('npm token', j('npm_', 'aBcDeFgHiJkLmNoPqRsTuVwXyZ0123456789'), (s) => `//registry/:_authToken=${s}`),
  planted('Stripe key', j('sk_live_', '4eC39HqLyjWDarjtT1zdp7dc'), (s) => `stripe ${s}`),
  planted('OpenAI key', j('sk-proj-', 'AbC123dEf456GhI789jKl012MnO345'), (s) => `key ${s}`),
  planted('Google API key', j('AIza', 'SyA1234567890abcdefghijklmnopqrstuv'), (s) => `maps ${s}`),
  planted('SendGrid key', j('SG.', 'ngeVfQFYQlKU0ufo8x5d1A', '.TwL2iGABf9DHoTf-09kqeF8tAmbihYzrnopKc-1s5cr'), (s) => `mail ${s}`),
  planted('private key', keyBody, (s) => `-----BEGIN RSA PRIVATE KEY-----\n${s}-----END RSA PRIVATE KEY-----\nnext line`),
  planted('private key cut off', keyBody, (s) => `loaded key=-----BEGIN PRIVATE KEY-----\n${s}`),
  planted('private key in JSON', 'MIIEvQIBADANBgkqhkiG9w0BAQEFAASC', (s) => String.raw`{"private_key":"-----BEGIN PRIVATE KEY-----\n${s}\n-----END PRIVATE KEY-----\n"}`),
  planted('password hash', '$2b$12$EixZaYVK1fsbw1ZfbX3OXePaWxn96p36WQoeG6Lruj3vjPGga31lW', (s) => `stored ${s} for app`),
  planted('card number', '4111 1111 1111 1111', (s) => `paid with ${s} today`),
  planted('card number without spaces', '5555555555554444', (s) => `card ${s}, ok`),
  planted('American Express card', '3782-822463-10005', (s) => `card ${s}`),
]; // prettier-ignore

/** What an engineer needs to read, and what patterns like to take for a secret. */
export const harmless: readonly string[] = [
  'arn:aws:secretsmanager:eu-west-1:123456789012:secret:prod/db-password-AbCdEf',
  'valueFrom: arn:aws:ssm:eu-west-1:123456789012:parameter/prod/db/password',
  'arn:aws:elasticloadbalancing:us-east-2:123456789012:targetgroup/my-targets/73e2d6bc24d8a067',
  'arn:aws:iam::123456789012:role/ecsTaskExecutionRole',
  'request id 3f2504e0-4f89-41d3-9a0c-0305e82c3301 took 12 ms',
  'RequestId: 8f5b1d2e-6c1a-4e53-9f2a-0b1c2d3e4f50 Duration: 3000.00 ms',
  '2026-03-04T05:06:07.890123Z',
  '1772600767890',
  'task 0a1b2c3d4e5f60718293a4b5c6d7e8f9 of service shop',
  'sg-0123456789abcdef0 subnet-0a1b2c3d4e5f6a7b8 eni-0f1e2d3c4b5a69788 i-0abcd1234efgh5678',
  '123456789012.dkr.ecr.eu-west-1.amazonaws.com/shop@sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08',
  'commit 2fd4e1c67a2d28fced849ee1bb76e7391b93eb12',
  'Root=1-58337262-36d228ad5d99923122bbe354',
  'TID_a1b2c3d4e5f67890abcdef1234567890',
  'app/my-loadbalancer/50dc6c495c0c9188',
  'FATAL:  password authentication failed for user "shop"',
  "Access denied for user 'shop'@'10.0.1.5' (using password: YES)",
  'invalid token: unexpected end of JSON input',
  'SyntaxError: Unexpected token < in JSON at position 0',
  'tokens: 512, max_tokens=4096',
  'secretName=prod/db passwordPolicy=strict tokenType=bearer',
  'the Authorization header is missing',
  'password: null, token=none, secret: ${DB_SECRET}',
  'Basic authentication is required; Bearer authentication is not',
  'GET https://shop.example.com:443/orders/42/items HTTP/1.1',
  'https://eu-west-1.console.aws.amazon.com/ec2/home?region=eu-west-1#SecurityGroup:groupId=sg-0123456789abcdef0',
  'http://10.0.3.7:8080/health@ready',
  'user@example.com wrote to ops@example.com',
  'pull access denied, repository does not exist or may require authorization: server message: insufficient_scope: authorization failed',
  'CannotPullContainerError: Error response from daemon: pull access denied for shop, repository does not exist or may require authorization',
  'Authorization: required',
  'inaccessible-encryption-credentials: KMS key disabled',
  'connect ETIMEDOUT 10.0.3.7:5432',
  'dial tcp 10.0.3.7:443: i/o timeout',
  'card 4111 1111 1111 1112 has no valid check digit',
  'order 1234567890123456 of account 123456789012',
  'nextToken: eyJ2IjoiMiIsImMiOiJhYmMifQ',
  '/aws/lambda/checkout-handler 2026/03/04/[$LATEST]4f1c9a7e0b2d4c6e8f0a1b2c3d4e5f60',
  'public.ecr.aws/docker/library/node:24.15-slim',
  'MyVeryLongStackName-ApplicationLoadBalancer-1A2B3C4D5E6F7',
  'stack ApplicationLoadBalancerTargetGroupV2Prod is ready',
  'h2 2023-01-07T09:22:52.872365Z app/k8s/0123456789abcdef 202.102.17.226:24502 10.0.2.61:1325 -1 -1 -1 504 - 49 202',
  'ResourceInitializationError: unable to pull secrets or registry auth: execution resource retrieval failed',
  'AccessDeniedException: User: arn:aws:sts::123456789012:assumed-role/app/i-0abc is not authorized to perform: kms:Decrypt',
];
