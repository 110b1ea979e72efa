import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ServerResponse } from 'node:http';
import nock from 'nock';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { CannotInvestigate } from '#playbook';
import { openAccounts } from '../../src/aws/accounts.ts';
import type { AccountSettings, WhichAccount } from '../../src/aws/accounts.ts';
import { clusters } from '../../src/aws/ecs.ts';
import { loopback, sendJson } from './loopback.ts';
import type { Hit } from './loopback.ts';

/** No home directory of anybody's has a say. */
const noFiles = { AWS_SHARED_CREDENTIALS_FILE: '/nonexistent/credentials', AWS_CONFIG_FILE: '/nonexistent/config' };
const keys = { ...noFiles, AWS_ACCESS_KEY_ID: 'AKIDEXAMPLE', AWS_SECRET_ACCESS_KEY: 'hush', AWS_REGION: 'eu-west-1' };
const usual: WhichAccount = { account: null, region: null, profile: null };
const prod: AccountSettings = { id: '111122223333', name: 'prod', regions: ['eu-central-1', 'eu-west-1'] };
const role = 'arn:aws:iam::111122223333:role/OpsMedicRead';
const patient = () => AbortSignal.timeout(20_000);

type Env = Readonly<Record<string, string>>;

function opener(env: Env, accounts: readonly AccountSettings[] = []) {
  const open = openAccounts({ accounts, env, now: () => new Date('2026-11-22T11:00:00Z'), random: () => 0 });
  return (which: Partial<WhichAccount> = {}) => open({ ...usual, ...which }, patient());
}

/** What STS answers, by operation; a text is an error's code. */
interface Sts {
  readonly identity?: string;
  readonly assume?: string;
}

const xml = (response: ServerResponse, body: string, status = 200) => {
  response.writeHead(status, { 'content-type': 'text/xml' });
  response.end(body);
};
const error = (code: string) =>
  `<ErrorResponse><Error><Code>${code}</Code><Message>not for you</Message></Error></ErrorResponse>`;

function stsOf({ identity = '123456789012', assume }: Sts = {}) {
  return (hit: Hit, response: ServerResponse) => {
    if (hit.headers['x-amz-target']) return sendJson(response, { clusterArns: [] });
    const action = new URLSearchParams(hit.body).get('Action');
    const failing = action === 'AssumeRole' ? assume : /^\d+$/.test(identity) ? undefined : identity;
    if (failing !== undefined) return xml(response, error(failing), 403);
    if (action === 'AssumeRole') {
      return xml(
        response,
        `<AssumeRoleResponse><AssumeRoleResult><Credentials><AccessKeyId>ASIAROLE</AccessKeyId><SecretAccessKey>s</SecretAccessKey><SessionToken>t</SessionToken><Expiration>2036-11-22T12:00:00Z</Expiration></Credentials></AssumeRoleResult></AssumeRoleResponse>`,
      );
    }
    const arn = `arn:aws:sts::${identity}:assumed-role/OpsMedicRead/opsmedic`;
    return xml(
      response,
      `<GetCallerIdentityResponse><GetCallerIdentityResult><Arn>${arn}</Arn><Account>${identity}</Account></GetCallerIdentityResult></GetCallerIdentityResponse>`,
    );
  };
}

const actions = (hits: readonly Hit[]) =>
  hits.map(
    ({ body, headers }) => new URLSearchParams(body).get('Action') ?? String(headers['x-amz-target']).split('.')[1],
  );

async function configFile(text: string): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'opsmedic-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  const file = join(folder, 'config');
  await writeFile(file, text);
  return file;
}

describe('the account of the environment', () => {
  test('is the one its credentials are for', async () => {
    const { url, hits } = await loopback(stsOf());
    const open = opener({ ...keys, AWS_ENDPOINT_URL: url });
    const first = await open();
    expect(first).toMatchObject({
      place: { account: '123456789012', region: 'eu-west-1', partition: 'aws' },
      name: null,
    });
    expect((await open()).read).toBe(first.read);
    expect(actions(hits)).toEqual(['GetCallerIdentity']);
  });

  test('is named when the configuration knows it', async () => {
    const { url } = await loopback(stsOf({ identity: prod.id }));
    const open = opener({ ...keys, AWS_ENDPOINT_URL: url }, [prod, { ...prod, id: '999999999999', name: 'dev' }]);
    expect(await open()).toMatchObject({ name: 'prod', place: { account: prod.id, region: 'eu-west-1' } });
  });

  test.each([['AccessDenied'], ['InvalidAction'], ['InternalFailure']])(
    'stays unknown when STS answers %s',
    async (identity) => {
      const { url, hits } = await loopback(stsOf({ identity }));
      const open = opener({ ...keys, AWS_ENDPOINT_URL: url, AWS_REGION: 'cn-north-1', AWS_MAX_ATTEMPTS: '1' });
      expect((await open()).place).toEqual({ account: null, region: 'cn-north-1', partition: 'aws-cn' });
      const { read } = await open();
      expect((await read(clusters, {}, patient())).value).toEqual([]);
      expect(actions(hits)).toEqual(['GetCallerIdentity', 'ListClusters']);
    },
  );

  test('is signed for with the session token where there is one', async () => {
    const { url, hits } = await loopback(stsOf());
    await opener({ ...keys, AWS_SESSION_TOKEN: 'token', AWS_ENDPOINT_URL: url })();
    expect(hits[0]?.headers).toMatchObject({ 'x-amz-security-token': 'token' });
    expect(hits[0]?.headers.authorization).toContain('Credential=AKIDEXAMPLE/');
  });

  test('AWS_ENDPOINT_URL_<SERVICE> sends one service elsewhere', async () => {
    const [everywhere, only] = [await loopback(stsOf()), await loopback(stsOf())];
    const env = { ...keys, AWS_ENDPOINT_URL: everywhere.url, AWS_ENDPOINT_URL_ECS: only.url };
    const { read } = await opener(env)();
    await read(clusters, {}, patient());
    expect(actions(everywhere.hits)).toEqual(['GetCallerIdentity']);
    expect(actions(only.hits)).toEqual(['ListClusters']);
  });
});

describe('a proxy', () => {
  const elsewhere = { ...keys, AWS_ENDPOINT_URL: 'http://aws.example' };

  test('is asked for what lies beyond it', async () => {
    const proxy = await loopback(stsOf());
    nock.enableNetConnect(/^(127\.0\.0\.1:\d+|aws\.example:80)$/);
    const { place } = await opener({ ...elsewhere, HTTP_PROXY: proxy.url })();
    expect(place.account).toBe('123456789012');
    expect(proxy.hits[0]).toMatchObject({ path: 'http://aws.example/', headers: { host: 'aws.example' } });
  });

  test('is passed by for hosts of NO_PROXY', async () => {
    const [proxy, aws] = [await loopback(stsOf()), await loopback(stsOf())];
    await opener({ ...keys, AWS_ENDPOINT_URL: aws.url, HTTP_PROXY: proxy.url, NO_PROXY: '127.0.0.1' })();
    expect(proxy.hits).toEqual([]);
    expect(aws.hits).toHaveLength(1);
  });
});

describe('a configured account', () => {
  const withRole = { ...prod, readRole: role, externalId: 'opsmedic-42' };

  test('is read through its role, assumed once with its external id', async () => {
    const { url, hits } = await loopback(stsOf({ identity: prod.id }));
    const open = opener({ ...keys, AWS_ENDPOINT_URL: url }, [withRole]);
    const here = await open({ account: 'PROD' });
    expect(here).toMatchObject({ name: 'prod', place: { account: prod.id, region: 'eu-central-1' } });
    const there = await open({ account: prod.id, region: 'eu-west-1' });
    expect(there.read).not.toBe(here.read);
    await there.read(clusters, {}, patient());
    expect(actions(hits)).toEqual(['AssumeRole', 'GetCallerIdentity', 'GetCallerIdentity', 'ListClusters']);
    const assumed = Object.fromEntries(new URLSearchParams(hits[0]?.body));
    expect(assumed).toMatchObject({ RoleArn: role, ExternalId: 'opsmedic-42', RoleSessionName: 'opsmedic' });
    expect(hits[3]?.headers.authorization).toContain('Credential=ASIAROLE/');
  });

  test('that is the only one is meant when none is named', async () => {
    const { url } = await loopback(stsOf({ identity: prod.id }));
    expect(await opener({ ...keys, AWS_ENDPOINT_URL: url }, [withRole])()).toMatchObject({ name: 'prod' });
  });

  test('is known by its role when STS will not tell', async () => {
    const { url } = await loopback(stsOf({ identity: 'AccessDenied' }));
    const opened = await opener({ ...keys, AWS_ENDPOINT_URL: url }, [withRole])();
    expect(opened.place.account).toBe(prod.id);
  });

  test('whose role may not be assumed is one sentence about that role', async () => {
    const { url } = await loopback(stsOf({ assume: 'AccessDenied' }));
    const asked = opener({ ...keys, AWS_ENDPOINT_URL: url }, [withRole])();
    await expect(asked).rejects.toThrow(CannotInvestigate);
    await expect(asked).rejects.toThrow(
      `The role ${role} could not be assumed: not for you. Allow sts:AssumeRole on it`,
    );
  });

  test('is not mistaken for the one the credentials are for', async () => {
    const { url } = await loopback(stsOf());
    const open = opener({ ...keys, AWS_ENDPOINT_URL: url }, [prod]);
    await expect(open({ account: 'prod' })).rejects.toThrow(
      'These AWS credentials are for account 123456789012, not for prod (111122223333).',
    );
    await expect(open({ account: '444455556666' })).rejects.toThrow('not for 444455556666');
  });

  test('that nobody configured is one sentence with those that are', async () => {
    const open = opener(keys, [prod]);
    await expect(open({ account: 'pord' })).rejects.toThrow('No account “pord” is configured; configured are: prod.');
  });
});

describe('the region', () => {
  test.each<[string, Env, Partial<WhichAccount>, string]>([
    ['what was asked for', {}, { region: 'us-east-2' }, 'us-east-2'],
    ['AWS_REGION', { AWS_REGION: 'eu-north-1', AWS_DEFAULT_REGION: 'eu-south-1' }, {}, 'eu-north-1'],
    ['AWS_DEFAULT_REGION', { AWS_REGION: '', AWS_DEFAULT_REGION: 'eu-south-1' }, {}, 'eu-south-1'],
  ])('is %s', async (_what, env, which, region) => {
    const { url } = await loopback(stsOf());
    expect((await opener({ ...keys, ...env, AWS_ENDPOINT_URL: url })(which)).place.region).toBe(region);
  });

  test('is that of the profile, whose keys are used too', async () => {
    const { url, hits } = await loopback(stsOf());
    const text = '[profile shop]\nregion = ap-south-1\naws_access_key_id = AKIDSHOP\naws_secret_access_key = hush\n';
    const open = opener({ ...keys, AWS_REGION: '', AWS_CONFIG_FILE: await configFile(text), AWS_ENDPOINT_URL: url });
    expect((await open({ profile: 'shop' })).place.region).toBe('ap-south-1');
    expect(hits[0]?.headers.authorization).toContain('Credential=AKIDSHOP/');
  });

  test.each<[string, Env, string]>([
    ['none', { AWS_REGION: '' }, 'No AWS region is set: set AWS_REGION'],
    ['none at all', { AWS_REGION: 'Ireland' }, '“Ireland” is not the name of an AWS region'],
    ['another host', { AWS_REGION: 'evil.example/#-1' }, 'is not the name of an AWS region'],
  ])('that is %s is one sentence', async (_what, env, says) => {
    await expect(opener({ ...keys, ...env })()).rejects.toThrow(says);
  });
});

describe('what cannot work', () => {
  test.each<[string, Env, Partial<WhichAccount>, string]>([
    ['no credentials', { AWS_ACCESS_KEY_ID: '' }, {}, 'There are no AWS credentials here: set AWS_PROFILE'],
    ['a profile that is not there', {}, { profile: 'shop' }, 'The AWS profile shop has no usable credentials'],
    ['a profile of the environment that is not there', { AWS_PROFILE: 'web' }, {}, 'The AWS profile web has no usable'],
    [
      'an endpoint that is no address',
      { AWS_ENDPOINT_URL_S3: 'minio:9000' },
      {},
      'AWS_ENDPOINT_URL_S3 must be an address',
    ],
    ['a number of attempts that is none', { AWS_MAX_ATTEMPTS: 'many' }, {}, 'AWS_MAX_ATTEMPTS must be a whole number'],
  ])('%s is one sentence', async (_what, env, which, says) => {
    const asked = opener({ ...keys, ...env })(which);
    await expect(asked).rejects.toThrow(CannotInvestigate);
    await expect(asked).rejects.toThrow(says);
    await expect(asked).rejects.not.toThrow('hush');
  });

  test('an expired session is one sentence, as soon as the account is opened', async () => {
    const { url } = await loopback(stsOf({ identity: 'ExpiredToken' }));
    await expect(opener({ ...keys, AWS_ENDPOINT_URL: url })()).rejects.toThrow(
      'The AWS session has expired: sign in again',
    );
  });

  test.each([
    ['sso', 'The AWS session of profile sso has expired: run `aws sso login --profile sso`, then try again.'],
    [
      'signed-in',
      'The AWS session of profile signed-in has expired: run `aws login --profile signed-in`, then try again.',
    ],
    ['program', 'The program that gives the AWS credentials of profile program failed.'],
    ['mfa', 'The AWS credentials of profile mfa ask for a second factor, which cannot be typed here'],
    ['empty', 'The AWS profile empty has no usable credentials: check its name and its entries in ~/.aws.'],
  ])('a profile of the kind %s that gives nothing is one sentence', async (profile, says) => {
    const file = await configFile(`
[profile sso]
sso_start_url = https://shop.awsapps.com/start
sso_region = eu-west-1
sso_account_id = 111122223333
sso_role_name = ReadOnly
[profile signed-in]
login_session = arn:aws:iam::111122223333:user/jane
[profile program]
credential_process = echo hush && exit 1
[profile mfa]
role_arn = ${role}
source_profile = keys
mfa_serial = arn:aws:iam::111122223333:mfa/jane
[profile keys]
aws_access_key_id = AKIDEXAMPLE
aws_secret_access_key = hush
[profile empty]
region = eu-west-1
`);
    // Some of the SDK's providers look nowhere but into the environment of the process.
    vi.stubEnv('AWS_CONFIG_FILE', file);
    onTestFinished(() => void vi.unstubAllEnvs());
    const asked = opener({ ...keys, AWS_CONFIG_FILE: file })({ profile });
    await expect(asked).rejects.toThrow(CannotInvestigate);
    await expect(asked).rejects.toThrow(says);
    await expect(asked).rejects.not.toThrow('hush');
  });

  test('opened afresh shares no answer with those before it, but its own', async () => {
    const { url, hits } = await loopback(stsOf());
    const open = opener({ ...keys, AWS_ENDPOINT_URL: url });
    const listings = () => hits.filter(({ headers }) => headers['x-amz-target']).length;
    const list = async ({ read }: Awaited<ReturnType<typeof open>>) => {
      await read(clusters, {}, patient());
      return listings();
    };
    expect(await list(await open())).toBe(1);
    expect(await list(await open())).toBe(1);
    const afresh = await open({ afresh: true });
    expect(await list(afresh)).toBe(2);
    expect(await list(afresh)).toBe(2);
    expect(await list(await open({ afresh: true }))).toBe(3);
  });

  test('giving up while the account is opened ends the opening', async () => {
    const { url } = await loopback(() => {});
    const open = openAccounts({ accounts: [], env: { ...keys, AWS_ENDPOINT_URL: url }, now: () => new Date() });
    await expect(open(usual, AbortSignal.timeout(50))).rejects.toMatchObject({ name: 'TimeoutError' });
  });
});
