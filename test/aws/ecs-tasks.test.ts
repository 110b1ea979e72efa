import { expect, test } from 'vitest';
import { taskDefinition, tasks } from '../../src/aws/ecs.ts';
import { answerOnce, ask, describeCall } from './wire.ts';

const arn = (what: string) => `arn:aws:ecs:eu-west-1:123456789012:${what}`;
const cluster = arn('cluster/production');
const seconds = (iso: string) => Date.parse(iso) / 1000;

describeCall('tasks', {
  call: tasks,
  input: { cluster, arns: [arn('task/production/1'), arn('task/production/2')] },
  exchanges: [
    {
      asks: { cluster, tasks: [arn('task/production/1'), arn('task/production/2')] },
      answer: JSON.stringify({
        tasks: [
          {
            taskArn: arn('task/production/1'),
            clusterArn: cluster,
            group: 'service:checkout',
            taskDefinitionArn: arn('task-definition/checkout:42'),
            lastStatus: 'STOPPED',
            desiredStatus: 'STOPPED',
            healthStatus: 'UNKNOWN',
            availabilityZone: 'eu-west-1a',
            launchType: 'FARGATE',
            capacityProviderName: 'FARGATE_SPOT',
            startedBy: 'ecs-svc/2',
            cpu: '256',
            memory: '512',
            createdAt: seconds('2026-11-22T10:00:00Z'),
            pullStartedAt: seconds('2026-11-22T10:00:10Z'),
            pullStoppedAt: seconds('2026-11-22T10:00:20Z'),
            startedAt: seconds('2026-11-22T10:00:21Z'),
            stoppingAt: seconds('2026-11-22T10:05:00Z'),
            executionStoppedAt: seconds('2026-11-22T10:05:01Z'),
            stoppedAt: seconds('2026-11-22T10:05:20.5Z'),
            stopCode: 'EssentialContainerExited',
            stoppedReason: 'Essential container in task exited',
            containers: [
              {
                name: 'app',
                image: 'shop/checkout:1.42',
                imageDigest: 'sha256:abc',
                lastStatus: 'STOPPED',
                exitCode: 137,
                reason: 'OutOfMemoryError: Container killed due to memory usage',
                healthStatus: 'UNKNOWN',
                memory: '512',
                networkBindings: [{ bindIP: '0.0.0.0', containerPort: 8080, hostPort: 32768, protocol: 'tcp' }],
              },
              { name: 'sidecar', exitCode: 0, reason: '' },
            ],
            attachments: [
              { type: 'ServiceConnect', status: 'ATTACHED', details: [] },
              {
                id: '0d1c',
                type: 'ElasticNetworkInterface',
                status: 'DELETED',
                details: [
                  { name: 'subnetId', value: 'subnet-0aaa' },
                  { name: 'networkInterfaceId', value: 'eni-0task' },
                  { name: 'privateIPv4Address', value: '10.0.1.10' },
                ],
              },
            ],
            overrides: { containerOverrides: [{ name: 'app', environment: [{ name: 'TOKEN', value: 'hush' }] }] },
          },
          { taskArn: arn('task/production/2') },
        ],
        failures: [{ arn: arn('task/production/3'), reason: 'MISSING' }],
      }),
    },
  ],
  gives: [
    {
      arn: arn('task/production/1'),
      cluster,
      group: 'service:checkout',
      taskDefinition: arn('task-definition/checkout:42'),
      lastStatus: 'STOPPED',
      desiredStatus: 'STOPPED',
      healthStatus: 'UNKNOWN',
      zone: 'eu-west-1a',
      launchType: 'FARGATE',
      capacityProvider: 'FARGATE_SPOT',
      startedBy: 'ecs-svc/2',
      cpu: '256',
      memory: '512',
      createdAt: new Date('2026-11-22T10:00:00Z'),
      pullStartedAt: new Date('2026-11-22T10:00:10Z'),
      pullStoppedAt: new Date('2026-11-22T10:00:20Z'),
      startedAt: new Date('2026-11-22T10:00:21Z'),
      stoppingAt: new Date('2026-11-22T10:05:00Z'),
      executionStoppedAt: new Date('2026-11-22T10:05:01Z'),
      stoppedAt: new Date('2026-11-22T10:05:20.5Z'),
      stopCode: 'EssentialContainerExited',
      stoppedReason: 'Essential container in task exited',
      containers: [
        {
          name: 'app',
          image: 'shop/checkout:1.42',
          imageDigest: 'sha256:abc',
          lastStatus: 'STOPPED',
          exitCode: 137,
          reason: 'OutOfMemoryError: Container killed due to memory usage',
          healthStatus: 'UNKNOWN',
          memory: '512',
          bindings: [{ hostPort: 32768, containerPort: 8080 }],
        },
        {
          name: 'sidecar',
          image: null,
          imageDigest: null,
          lastStatus: null,
          exitCode: 0,
          reason: null,
          healthStatus: null,
          memory: null,
          bindings: [],
        },
      ],
      interface: { id: 'eni-0task', subnet: 'subnet-0aaa', privateIp: '10.0.1.10', status: 'DELETED' },
    },
    {
      arn: arn('task/production/2'),
      cluster: '',
      group: null,
      taskDefinition: '',
      lastStatus: 'UNKNOWN',
      desiredStatus: 'UNKNOWN',
      healthStatus: null,
      zone: null,
      launchType: null,
      capacityProvider: null,
      startedBy: null,
      cpu: null,
      memory: null,
      createdAt: null,
      pullStartedAt: null,
      pullStoppedAt: null,
      startedAt: null,
      stoppingAt: null,
      executionStoppedAt: null,
      stoppedAt: null,
      stopCode: null,
      stoppedReason: null,
      containers: [],
      interface: null,
    },
  ],
});

const spec = {
  image: 'shop/checkout:1.42',
  memory: 512,
  memoryReservation: 256,
  cpu: 128,
  portMappings: [{ containerPort: 8080, hostPort: 8080, protocol: 'tcp' }],
  stopTimeout: 30,
  startTimeout: 60,
  healthCheck: { command: ['CMD-SHELL', 'curl -f localhost:8080/health'], interval: 30, timeout: 5, retries: 3 },
  environment: [{ name: 'DATABASE_URL', value: 'postgres://shop:hush@db/shop' }],
  secrets: [{ name: 'API_KEY', valueFrom: 'arn:aws:secretsmanager:eu-west-1:123456789012:secret:key' }],
  dependsOn: [{ containerName: 'sidecar', condition: 'HEALTHY' }],
};

describeCall('a task definition, without environment and secrets', {
  call: taskDefinition,
  input: { arn: arn('task-definition/checkout:42') },
  exchanges: [
    {
      asks: { taskDefinition: arn('task-definition/checkout:42') },
      answer: JSON.stringify({
        taskDefinition: {
          taskDefinitionArn: arn('task-definition/checkout:42'),
          family: 'checkout',
          revision: 42,
          networkMode: 'awsvpc',
          cpu: '256',
          memory: '512',
          taskRoleArn: 'arn:aws:iam::123456789012:role/checkout',
          executionRoleArn: 'arn:aws:iam::123456789012:role/execution',
          registeredAt: seconds('2026-11-22T09:58:00Z'),
          containerDefinitions: [
            {
              ...spec,
              name: 'app',
              essential: true,
              logConfiguration: {
                logDriver: 'awslogs',
                options: {
                  'awslogs-group': '/ecs/checkout',
                  'awslogs-region': 'eu-west-1',
                  'awslogs-stream-prefix': 'app',
                },
              },
            },
            { name: 'sidecar', essential: false, logConfiguration: { logDriver: 'awsfirelens' } },
          ],
        },
        tags: [],
      }),
    },
  ],
  gives: {
    arn: arn('task-definition/checkout:42'),
    family: 'checkout',
    revision: 42,
    networkMode: 'awsvpc',
    cpu: '256',
    memory: '512',
    taskRole: 'arn:aws:iam::123456789012:role/checkout',
    executionRole: 'arn:aws:iam::123456789012:role/execution',
    registeredAt: new Date('2026-11-22T09:58:00Z'),
    containers: [
      {
        name: 'app',
        image: 'shop/checkout:1.42',
        essential: true,
        memory: 512,
        memoryReservation: 256,
        cpu: 128,
        ports: [{ containerPort: 8080, hostPort: 8080, protocol: 'tcp' }],
        stopTimeoutSeconds: 30,
        startTimeoutSeconds: 60,
        healthCheck: {
          command: ['CMD-SHELL', 'curl -f localhost:8080/health'],
          intervalSeconds: 30,
          timeoutSeconds: 5,
          retries: 3,
          startPeriodSeconds: null,
        },
        logs: { group: '/ecs/checkout', region: 'eu-west-1', streamPrefix: 'app' },
        logDriver: 'awslogs',
        dependsOn: [{ container: 'sidecar', condition: 'HEALTHY' }],
      },
      {
        name: 'sidecar',
        image: '',
        essential: false,
        memory: null,
        memoryReservation: null,
        cpu: null,
        ports: [],
        stopTimeoutSeconds: null,
        startTimeoutSeconds: null,
        healthCheck: null,
        logs: null,
        logDriver: 'awsfirelens',
        dependsOn: [],
      },
    ],
  },
});

test('tasks are described a hundred at a time', async () => {
  const arns = Array.from({ length: 101 }, (_, index) => arn(`task/production/${index}`));
  answerOnce(
    'ecs',
    [arns.slice(0, 100), arns.slice(100)].map((batch) => ({
      asks: { operation: 'DescribeTasks', cluster, tasks: batch },
      answer: JSON.stringify({ tasks: batch.map((taskArn) => ({ taskArn })) }),
    })),
  );
  const { value, attempts } = await ask(tasks, { cluster, arns });
  expect(value.map((task) => task.arn)).toEqual(arns);
  expect(attempts).toBe(2);
});
