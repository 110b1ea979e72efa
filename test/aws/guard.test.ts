import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import * as ecs from '@aws-sdk/client-ecs';
import * as elbv2 from '@aws-sdk/client-elastic-load-balancing-v2';
import * as lambda from '@aws-sdk/client-lambda';
import * as s3 from '@aws-sdk/client-s3';
import { reads } from '../../src/aws/reads.ts';
import type { ServiceName } from '../../src/aws/reads.ts';
import { sdks } from '../../src/aws/sdks.ts';
import { clientsOf, loopback, sendJson } from './loopback.ts';

const notSent = /not on the read allowlist and was not sent/;

/** The client of a service, with the type that the SDK's own functions insist on. */
async function clientOf<C>(url: string, service: ServiceName): Promise<C> {
  return (await clientsOf(url).client(service)) as unknown as C;
}

test('a write sent through a diagnostic client never leaves the process', async () => {
  const { url, hits } = await loopback((_hit, response) => sendJson(response, {}));
  const client = await clientOf<elbv2.ElasticLoadBalancingV2Client>(url, 'elbv2');
  const write = new elbv2.ModifyTargetGroupCommand({ TargetGroupArn: 'arn', HealthCheckPath: '/' });
  await expect(client.send(write)).rejects.toThrow(notSent);
  expect(hits).toEqual([]);
});

test('a write cannot pass by callback, by an aggregated client, or under the name of a read', async () => {
  const { url, hits } = await loopback((_hit, response) => sendJson(response, {}));
  const client = await clientOf<ecs.ECSClient>(url, 'ecs');
  const write = () => new ecs.UpdateServiceCommand({ service: 'checkout', desiredCount: 0 });
  const called = new Promise((_, reject) => {
    client.send(write(), (error: unknown) => reject(error));
  });
  await expect(called).rejects.toThrow(notSent);

  const aggregated = ecs.ECS.prototype.updateService.bind(client as ecs.ECS);
  await expect(aggregated({ service: 'checkout', desiredCount: 0 })).rejects.toThrow(notSent);

  const disguised = write();
  const resolve = disguised.resolveMiddlewareWithContext.bind(disguised);
  disguised.resolveMiddlewareWithContext = (stack, configuration, options, own) =>
    resolve(stack, configuration, options, { ...own, commandName: 'ListServicesCommand' });
  await expect(client.send(disguised)).rejects.toThrow(notSent);
  expect(hits).toEqual([]);
});

test('paginators and waiters are held to the same list', async () => {
  const { url, hits } = await loopback((_hit, response) => sendJson(response, {}));
  const elb = await clientOf<elbv2.ElasticLoadBalancingV2Client>(url, 'elbv2');
  const pages = elbv2.paginateDescribeAccountLimits({ client: elb }, {});
  await expect(pages.next()).rejects.toThrow(notSent);

  // It would hand out a signed address of the function's code.
  const fn = await clientOf<lambda.LambdaClient>(url, 'lambda');
  const waited = lambda.waitUntilFunctionExists(
    { client: fn, maxWaitTime: 2, minDelay: 1 },
    { FunctionName: 'checkout' },
  );
  await expect(waited).rejects.toThrow(notSent);
  expect(hits).toEqual([]);
});

test('an address for a write is not even signed', async () => {
  const { url, hits } = await loopback((_hit, response) => sendJson(response, {}));
  const client = await clientOf<s3.S3Client>(url, 's3');
  const write = new s3.PutObjectCommand({ Bucket: 'logs', Key: 'a', Body: 'b' });
  // What presigning does: run the client's middleware over a copy and stop before the network.
  const stack = client.middlewareStack.clone();
  const signed: unknown[] = [];
  stack.add(
    (next) => async (args) => {
      signed.push(args.request);
      return next(args);
    },
    { step: 'finalizeRequest', priority: 'low', name: 'presign' },
  );
  const handler = write.resolveMiddleware(stack, client.config, {});
  await expect(handler(write)).rejects.toThrow(notSent);
  expect(signed).toEqual([]);
  expect(hits).toEqual([]);
});

test('the guard cannot be taken off', async () => {
  const { url } = await loopback((_hit, response) => sendJson(response, {}));
  const { middlewareStack } = await clientsOf(url).client('ecs');
  expect(() => middlewareStack.remove('opsmedicReadsOnly')).toThrow(TypeError);
  expect(() => middlewareStack.removeByTag('x')).toThrow(TypeError);
  expect(() => middlewareStack.use({ applyToStack: () => {} })).toThrow(TypeError);
  expect(() => middlewareStack.add((next) => next, { step: 'initialize', priority: 'high' })).toThrow(TypeError);
  expect(() => Object.assign(middlewareStack, { add: () => {} })).toThrow(TypeError);
  expect(middlewareStack.identify()[0]).toMatch('opsmedicAllows');
});

test.each(Object.keys(reads) as ServiceName[])(
  '%s: of all its operations only those on the list are sent',
  async (service) => {
    const { url, hits } = await loopback((_hit, response) => response.destroy());
    const clients = clientsOf(url, { AWS_MAX_ATTEMPTS: '1' });
    const operations = Object.keys(await sdks[service]()).flatMap((name) => /^(\w+)Command$/.exec(name)?.[1] ?? []);
    const sent: string[] = [];
    for (const operation of operations) {
      try {
        await clients.send(service, operation, {}, AbortSignal.timeout(20_000), () => sent.push(operation));
      } catch (error) {
        if (error instanceof TypeError && notSent.test(error.message)) continue;
        // A read got as far as its own input being incomplete, or to the server, which hangs up.
        if (!sent.includes(operation)) sent.push(operation);
      }
    }
    expect(operations.length).toBeGreaterThan(4);
    expect(sent.toSorted()).toEqual(Object.keys(reads[service]).toSorted());
    expect(hits.length).toBeLessThanOrEqual(sent.length);
  },
);

test('of environments, secrets and user data only addresses are left before anything of ours sees an answer', async () => {
  const host = 'orders.cluster-c1.eu-west-1.rds.amazonaws.com';
  const { url } = await loopback((_hit, response) =>
    sendJson(response, {
      taskDefinition: {
        family: 'checkout',
        containerDefinitions: [
          {
            name: 'app',
            environment: [
              { name: 'A', value: 'hush' },
              { name: 'DATABASE_URL', value: `postgres://hush:hush@${host}:5432/orders?password=hush` },
            ],
            secrets: [{ name: 'B', valueFrom: '/shop/b', value: 'hush' }],
            userData: { UserData: 'hush', SecretString: '{"password":"hush"}' },
          },
        ],
      },
    }),
  );
  const answer = await clientsOf(url).send(
    'ecs',
    'DescribeTaskDefinition',
    { taskDefinition: 'checkout' },
    new AbortController().signal,
    () => {},
  );
  expect(answer).toMatchObject({
    taskDefinition: {
      family: 'checkout',
      containerDefinitions: [
        {
          name: 'app',
          environment: [{ name: 'DATABASE_URL', value: `${host}:5432/orders` }],
          secrets: [{ name: 'B', valueFrom: '/shop/b' }],
        },
      ],
    },
  });
  expect(JSON.stringify(answer)).not.toContain('hush');
});

test('clients of AWS are made in three places, which guard them', () => {
  const folder = join(import.meta.dirname, '../../src/aws');
  const makes = readdirSync(folder).filter((name) => {
    const text = readFileSync(join(folder, name), 'utf8');
    return /\bunguardedClient\(|new \(await sdks|new [A-Za-z0-9]+Client\(/.test(text);
  });
  expect(makes).toEqual(['change-credentials.ts', 'clients.ts', 'writer.ts']);
  for (const name of makes) expect(readFileSync(join(folder, name), 'utf8')).toMatch(/\bguard(Attempt)?\(stack, /);
});
