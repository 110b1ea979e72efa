import { DescribeSubnetsCommand, EC2Client } from '@aws-sdk/client-ec2';
import type { EC2ClientConfig } from '@aws-sdk/client-ec2';
import { AssumeRoleCommand, GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { fromTemporaryCredentials } from '@aws-sdk/credential-providers';
import { expect, test } from 'vitest';
import type { Account } from '../../src/simulation/account.ts';
import { startSimulation } from '../../src/simulation/simulation.ts';
import { now, region } from './small-account.ts';

const shop = '111111111111';
const bank = '222222222222';
const ambient = { accessKeyId: 'AKIAAMBIENT', secretAccessKey: 'anything' };

function account(id: string, more: Partial<Account> = {}): Account {
  return { id, region, ec2: { subnets: [{ SubnetId: `subnet-of-${id}` }] }, ...more };
}

async function twoAccounts(ofBank: Partial<Account> = {}, ofShop: Partial<Account> = {}) {
  const accounts = { [shop]: account(shop, ofShop), [bank]: account(bank, ofBank) };
  const simulation = await startSimulation({ accounts, clock: () => now });
  const config = { endpoint: simulation.url, region, credentials: ambient, maxAttempts: 1 };
  const subnets = async (credentials: EC2ClientConfig['credentials'] = ambient) => {
    const client = new EC2Client({ ...config, credentials });
    const { Subnets = [] } = await client.send(new DescribeSubnetsCommand({}));
    return Subnets.map((subnet) => subnet.SubnetId);
  };
  const assume = (input: { RoleArn: string; ExternalId?: string }) =>
    new STSClient(config).send(new AssumeRoleCommand({ RoleSessionName: 'investigation', ...input }));
  return { simulation, config, subnets, assume, [Symbol.asyncDispose]: () => simulation.close() };
}

test("a machine's own credentials lead to the first account, made ones to their own", async () => {
  await using running = await twoAccounts();
  expect(await running.subnets()).toEqual([`subnet-of-${shop}`]);
  expect(await running.subnets(running.simulation.credentialsFor(bank))).toEqual([`subnet-of-${bank}`]);
});

test('data that have grown old are made anew, but not while somebody looks', async () => {
  let time = now.getTime();
  const simulation = await startSimulation({
    accounts: {
      [shop]: (at: Date) => account(shop, { ec2: { subnets: [{ SubnetId: `subnet-${at.toISOString()}` }] } }),
    },
    clock: () => new Date(time),
    renewAfterMs: 900_000,
  });
  const ec2 = new EC2Client({ endpoint: simulation.url, region, credentials: ambient, maxAttempts: 1 });
  const seenAfter = async (ms: number) => {
    time += ms;
    const { Subnets = [] } = await ec2.send(new DescribeSubnetsCommand({}));
    return Subnets[0]?.SubnetId;
  };
  const first = `subnet-${now.toISOString()}`;
  expect(await seenAfter(880_000)).toBe(first);
  expect(await seenAfter(30_000)).toBe(first);
  expect(await seenAfter(60_000)).toBe(`subnet-${new Date(time).toISOString()}`);
  await simulation.close();
});

test('the default account can be another than the first', async () => {
  const accounts = { [shop]: account(shop), [bank]: account(bank) };
  const simulation = await startSimulation({ accounts, defaultAccount: bank });
  const sts = new STSClient({ endpoint: simulation.url, region, credentials: ambient });
  expect((await sts.send(new GetCallerIdentityCommand({}))).Account).toBe(bank);
  await simulation.close();
});

test('a role that is assumed leads to its account, under its own name', async () => {
  await using running = await twoAccounts();
  const { Credentials: issued, AssumedRoleUser: user } = await running.assume({
    RoleArn: `arn:aws:iam::${bank}:role/ops/OpsRead`,
  });
  expect(issued?.Expiration).toEqual(new Date(now.getTime() + 3_600_000));
  const credentials = {
    accessKeyId: issued?.AccessKeyId ?? '',
    secretAccessKey: issued?.SecretAccessKey ?? '',
    sessionToken: issued?.SessionToken ?? '',
  };
  expect(await running.subnets(credentials)).toEqual([`subnet-of-${bank}`]);
  const identity = await new STSClient({ ...running.config, credentials }).send(new GetCallerIdentityCommand({}));
  expect(identity.Arn).toBe(`arn:aws:sts::${bank}:assumed-role/OpsRead/investigation`);
  expect(user?.Arn).toBe(identity.Arn);
});

test("the SDK's own provider of assumed roles works against it", async () => {
  await using running = await twoAccounts({ externalId: 'opsmedic-1' });
  const credentials = fromTemporaryCredentials({
    params: { RoleArn: `arn:aws:iam::${bank}:role/OpsRead`, ExternalId: 'opsmedic-1' },
    masterCredentials: ambient,
    clientConfig: { endpoint: running.config.endpoint, region },
  });
  expect(await running.subnets(credentials)).toEqual([`subnet-of-${bank}`]);
});

test.each([
  ['no external id', { RoleArn: `arn:aws:iam::${bank}:role/OpsRead` }],
  ['a wrong external id', { RoleArn: `arn:aws:iam::${bank}:role/OpsRead`, ExternalId: 'guess' }],
  ['an account that is not there', { RoleArn: 'arn:aws:iam::333333333333:role/OpsRead' }],
  ['no role', { RoleArn: `arn:aws:iam::${shop}:user/anna` }],
])('with %s nobody is let in', async (_, input) => {
  await using running = await twoAccounts({ externalId: 'opsmedic-1' });
  await expect(running.assume(input)).rejects.toMatchObject({
    name: 'AccessDenied',
    message: expect.stringContaining(
      `is not authorized to perform: sts:AssumeRole on resource: ${input.RoleArn}`,
    ) as string,
    $metadata: { httpStatusCode: 403 },
  });
});

test('who may not assume roles at all is told so', async () => {
  await using running = await twoAccounts({}, { denies: ['sts:*'] });
  const sent = running.assume({ RoleArn: `arn:aws:iam::${bank}:role/OpsRead` });
  await expect(sent).rejects.toMatchObject({ name: 'AccessDenied' });
});

test('denials and faults of one account leave the other alone', async () => {
  await using running = await twoAccounts({ denies: ['ec2:Describe*'], faults: [{ kind: 'server-error' }] });
  const credentials = running.simulation.credentialsFor(bank);
  await expect(running.subnets(credentials)).rejects.toMatchObject({ name: 'InternalError' });
  expect(await running.subnets()).toEqual([`subnet-of-${shop}`]);
});

test('an unsigned request is refused', async () => {
  await using running = await twoAccounts();
  const answer = await fetch(running.simulation.url);
  expect([answer.status, await answer.text()]).toEqual([403, expect.stringContaining('Missing Authentication Token')]);
});

test('an account can be replaced, and data made for the present are made anew at a reset', async () => {
  let present = now;
  const tagged = (at: Date): Account => account(shop, { ec2: { subnets: [{ SubnetId: at.toISOString() }] } });
  const simulation = await startSimulation({ accounts: { [shop]: tagged }, clock: () => present });
  const client = new EC2Client({ endpoint: simulation.url, region, credentials: ambient });
  const first = async () => (await client.send(new DescribeSubnetsCommand({}))).Subnets?.[0]?.SubnetId;
  expect(await first()).toBe(now.toISOString());
  present = new Date('2026-11-23T10:00:00Z');
  expect(await first()).toBe(now.toISOString());
  simulation.reset();
  expect(await first()).toBe(present.toISOString());
  await simulation.set(shop, account(shop));
  expect(await first()).toBe(`subnet-of-${shop}`);
  await simulation.set(bank, account(bank));
  expect(simulation.credentialsFor(bank).accessKeyId).toContain(bank);
  await simulation.close();
});

test.each([
  ['no account', {}, undefined, 'a simulation needs at least one account'],
  ['an account under a wrong id', { [bank]: account(shop) }, undefined, `listed as ${bank} says that it is ${shop}`],
  ['a default that is not there', { [shop]: account(shop) }, bank, `no account ${bank} in this simulation`],
])('%s cannot be simulated', async (_, accounts, defaultAccount, message) => {
  await expect(startSimulation({ accounts, ...(defaultAccount && { defaultAccount }) })).rejects.toThrow(message);
});
