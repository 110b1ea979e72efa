import { expect, test } from 'vitest';
import { functionClient, functionClients, taskClient } from '../../src/aws/rds-clients.ts';
import { hostsIn } from '../../src/aws/rds-hosts.ts';
import { describeCall } from './wire.ts';

const writer = 'orders.cluster-c1.eu-west-1.rds.amazonaws.com';
const secret = 'arn:aws:secretsmanager:eu-west-1:123456789012:secret:prod/orders-AbCdEf';

describeCall('how tasks find databases, without the rest of their environment', {
  call: taskClient,
  input: { arn: 'checkout:7', part: 'databases' },
  exchanges: [
    {
      asks: { taskDefinition: 'checkout:7' },
      answer: JSON.stringify({
        taskDefinition: {
          taskDefinitionArn: 'arn:aws:ecs:eu-west-1:123456789012:task-definition/checkout:7',
          taskRoleArn: 'arn:aws:iam::123456789012:role/checkout',
          containerDefinitions: [
            {
              name: 'app',
              environment: [
                { name: 'DB_HOST', value: writer },
                { name: 'DB_PORT', value: '5432' },
                { name: 'API_TOKEN', value: 'hush' },
                { name: 'DB_PASSWORD', value: 'hush' },
              ],
              secrets: [{ name: 'DB_CREDENTIALS', valueFrom: secret }],
              logConfiguration: { logDriver: 'awslogs', options: { 'awslogs-group': '/ecs/checkout' } },
            },
            { name: 'proxy', logConfiguration: { logDriver: 'awsfirelens' } },
          ],
        },
      }),
    },
  ],
  gives: {
    arn: 'arn:aws:ecs:eu-west-1:123456789012:task-definition/checkout:7',
    taskRole: 'arn:aws:iam::123456789012:role/checkout',
    containers: [
      {
        name: 'app',
        hosts: [{ variable: 'DB_HOST', host: writer, port: 5432, database: null }],
        secrets: [{ variable: 'DB_CREDENTIALS', from: secret }],
        logGroup: '/ecs/checkout',
      },
      { name: 'proxy', hosts: [], secrets: [], logGroup: null },
    ],
  },
});

const wireFunction = {
  FunctionName: 'sync',
  FunctionArn: 'arn:aws:lambda:eu-west-1:123456789012:function:sync',
  Role: 'arn:aws:iam::123456789012:role/sync',
  Timeout: 10,
  LastModified: '2026-11-22T10:00:00.000+0000',
  VpcConfig: { VpcId: 'vpc-1', SubnetIds: ['subnet-0a'], SecurityGroupIds: ['sg-0fn'] },
  Environment: {
    Variables: {
      DATABASE_URL: `postgres://orders:hush@${writer}:5433/orders?sslmode=require`,
      SECRET_ARN: secret,
      T: 'x',
    },
  },
};
const sync = {
  arn: 'arn:aws:lambda:eu-west-1:123456789012:function:sync',
  name: 'sync',
  role: 'arn:aws:iam::123456789012:role/sync',
  timeoutSeconds: 10,
  changedAt: new Date('2026-11-22T10:00:00Z'),
  network: { vpc: 'vpc-1', subnets: ['subnet-0a'], securityGroups: ['sg-0fn'] },
  hosts: [{ variable: 'DATABASE_URL', host: writer, port: 5433, database: 'orders' }],
  secrets: [{ variable: 'SECRET_ARN', from: secret }],
  logGroup: '/aws/lambda/sync',
};

describeCall('how functions find databases', {
  call: functionClients,
  input: { part: 'databases' },
  exchanges: [
    {
      asks: { path: '/2015-03-31/functions', MaxItems: '50', Marker: undefined },
      answer: JSON.stringify({ Functions: [wireFunction], NextMarker: 'm' }),
    },
    {
      asks: { path: '/2015-03-31/functions', Marker: 'm' },
      answer: JSON.stringify({
        Functions: [
          { FunctionName: 'bare', VpcConfig: { VpcId: '' }, LoggingConfig: { LogGroup: '/shared' }, LastModified: '?' },
        ],
      }),
    },
  ],
  gives: [
    sync,
    {
      arn: '',
      name: 'bare',
      role: null,
      timeoutSeconds: null,
      changedAt: null,
      network: null,
      hosts: [],
      secrets: [],
      logGroup: '/shared',
    },
  ],
});

describeCall('how one function finds databases', {
  call: functionClient,
  input: { name: 'sync', part: 'databases' },
  exchanges: [{ asks: { path: '/2015-03-31/functions/sync/configuration' }, answer: JSON.stringify(wireFunction) }],
  gives: sync,
});

test.each([
  ['JDBC_URL', `jdbc:postgresql://${writer}:5432/orders`, [writer, 5432, 'orders']],
  ['DSN', `host=${writer} port=6432 dbname=orders user=app password=hush`, [writer, 6432, 'orders']],
  ['ConnectionStrings__Main', `Server=${writer},3307;Database=orders;User=app;Password=hush`, [writer, 3307, 'orders']],
  ['DB_ENDPOINT', 'orders-db.internal.example.com', ['orders-db.internal.example.com', null, null]],
  ['PGHOST', 'db.internal', ['db.internal', null, null]],
])('the address of a database is found in %s, and nothing else', (variable, value, expected) => {
  const found = hostsIn([[variable, value]]);
  expect(found.map(({ host, port, database }) => [host, port, database])).toEqual([expected]);
  expect(JSON.stringify(found)).not.toContain('hush');
});

test.each([
  ['DB_PASSWORD', 'correct.horse.battery'],
  ['REDIS_HOST', 'cache.internal'],
  ['DB_NAME', 'orders'],
  ['DB_HOST', 'localhost'],
  ['API_URL', 'https://api.example.com'],
])('%s=%s tells no address of a database', (variable, value) => {
  expect(hostsIn([[variable, value]])).toEqual([]);
});
