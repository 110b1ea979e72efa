import { instanceArns, instances } from '../../src/aws/ecs-instances.ts';
import { describeCall } from './wire.ts';

const arn = (what: string) => `arn:aws:ecs:eu-west-1:123456789012:${what}`;
const cluster = arn('cluster/production');

describeCall('all instances of a cluster', {
  call: instanceArns,
  input: { cluster },
  exchanges: [
    {
      asks: { cluster, maxResults: 100, nextToken: undefined },
      answer: JSON.stringify({ containerInstanceArns: [arn('container-instance/production/1')], nextToken: 'more' }),
    },
    {
      asks: { cluster, nextToken: 'more' },
      answer: JSON.stringify({ containerInstanceArns: [arn('container-instance/production/2')] }),
    },
  ],
  gives: [arn('container-instance/production/1'), arn('container-instance/production/2')],
});

describeCall('what instances have left', {
  call: instances,
  input: { cluster, arns: [arn('container-instance/production/1'), arn('container-instance/production/2')] },
  exchanges: [
    {
      asks: {
        cluster,
        containerInstances: [arn('container-instance/production/1'), arn('container-instance/production/2')],
      },
      answer: JSON.stringify({
        containerInstances: [
          {
            containerInstanceArn: arn('container-instance/production/1'),
            ec2InstanceId: 'i-0abc',
            status: 'DRAINING',
            agentConnected: false,
            runningTasksCount: 4,
            remainingResources: [
              { name: 'CPU', type: 'INTEGER', integerValue: 512 },
              { name: 'MEMORY', type: 'INTEGER', integerValue: 1024 },
              { name: 'PORTS', type: 'STRINGSET', stringSetValue: ['22', '8080'] },
            ],
            attributes: [{ name: 'ecs.availability-zone', value: 'eu-west-1a' }, { name: 'ecs.capability.efs' }],
          },
          { containerInstanceArn: arn('container-instance/production/2') },
        ],
      }),
    },
  ],
  gives: [
    {
      arn: arn('container-instance/production/1'),
      ec2Id: 'i-0abc',
      status: 'DRAINING',
      agentConnected: false,
      runningTasks: 4,
      freeCpu: 512,
      freeMemory: 1024,
      ports: ['22', '8080'],
      attributes: { 'ecs.availability-zone': 'eu-west-1a', 'ecs.capability.efs': '' },
    },
    {
      arn: arn('container-instance/production/2'),
      ec2Id: null,
      status: 'ACTIVE',
      agentConnected: true,
      runningTasks: 0,
      freeCpu: null,
      freeMemory: null,
      ports: [],
      attributes: {},
    },
  ],
});
