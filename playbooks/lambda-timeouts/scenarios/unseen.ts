import type { Scenario, Truth } from '#simulation/scenario';

/** An incident that is told elsewhere, seen by a role that may not use some actions. */
interface Unseen {
  /** Of the incident. */
  readonly of: string;
  readonly id: string;
  readonly title: string;
  readonly denies: readonly string[];
  readonly truth: Truth;
}

const LOGS = ['logs:StartQuery', 'logs:FilterLogEvents', 'logs:GetLogEvents'];

/** Nothing of it can be told. */
const dark = (gap: string, ...mustNotClaim: readonly string[]): Truth => ({
  kind: 'blind',
  rootCause: null,
  gaps: [gap],
  mustNotClaim,
});

/** Something of it is there to be seen, and not what it is. */
const half = (gap: string, ...mustNotClaim: readonly string[]): Truth => ({
  ...dark(gap, ...mustNotClaim),
  kind: 'undecided',
});

/** It can be told without. */
const told = (gap: string, cause: string, ...mustNotClaim: readonly string[]): Truth => ({
  kind: 'diagnosed',
  rootCause: [cause],
  gaps: [gap],
  mustNotClaim,
});

const all: readonly Unseen[] = [
  {
    of: 'reserved-zero/kill-switch',
    id: 'reserved-zero/concurrency-denied',
    title: 'Everything is refused, and the reserved concurrency may not be read',
    denies: ['lambda:GetFunctionConcurrency'],
    truth: dark('lambda:GetFunctionConcurrency', 'throttled-reserved', 'throttled-account', 'throttled-scaling'),
  },
  {
    of: 'recursion/writes-to-its-own-bucket',
    id: 'recursion/log-denied',
    title: 'It feeds itself, and the log may not be read',
    denies: LOGS,
    truth: told('logs:StartQuery', 'recursion', 'bad-release', 'timeout-too-low'),
  },
  {
    of: 'heap-oom/node',
    id: 'heap-oom/log-denied',
    title: 'A full heap, and the log may not be read',
    denies: LOGS,
    truth: dark('logs:StartQuery', 'heap-oom', 'memory-exhausted'),
  },
  {
    of: 'init-timeout/tariffs-at-start',
    id: 'init-timeout/log-denied',
    title: 'It starts too slowly, and the log may not be read',
    denies: LOGS,
    truth: dark('logs:StartQuery', 'init-timeout', 'cold-start-heavy', 'downstream-3rd-party'),
  },
  {
    of: 'nat-gone/deleted',
    id: 'nat-gone/routes-denied',
    title: 'The NAT gateway is gone, and routes may not be read',
    denies: ['ec2:DescribeRouteTables'],
    truth: half('ec2:DescribeRouteTables', 'net-no-egress', 'nat-port-exhaustion', 'endpoint-missing'),
  },
  {
    of: 'endpoint-table-not-attached/dynamodb',
    id: 'endpoint-table-not-attached/endpoints-denied',
    title: 'An endpoint in another table, and endpoints may not be read',
    denies: ['ec2:DescribeVpcEndpoints'],
    truth: half('ec2:DescribeVpcEndpoints', 'endpoint-missing', 'endpoint-table-not-attached', 'net-no-egress'),
  },
  {
    of: 'endpoint-policy-denies/read-only',
    id: 'endpoint-policy-denies/endpoints-denied',
    title: 'The exception names the endpoint policy, which may not be read',
    denies: ['ec2:DescribeVpcEndpoints'],
    truth: told('ec2:DescribeVpcEndpoints', 'endpoint-policy-denies', 'role-denied', 'endpoint-missing'),
  },
  {
    of: 'net-subnet-asymmetry/two-of-four',
    id: 'net-subnet-asymmetry/routes-denied',
    title: 'Half of the charges fail, and routes may not be read',
    denies: ['ec2:DescribeRouteTables'],
    truth: half('ec2:DescribeRouteTables', 'net-subnet-asymmetry', 'net-no-egress', 'timeout-too-low'),
  },
  {
    of: 'nat-port-exhaustion/one-destination',
    id: 'nat-port-exhaustion/metrics-denied',
    title: 'No ports left, and metrics may not be read',
    denies: ['cloudwatch:GetMetricData'],
    truth: half('cloudwatch:GetMetricData', 'nat-port-exhaustion', 'net-no-egress', 'nat-gone'),
  },
  {
    of: 'nat-drops/packets-lost',
    id: 'nat-drops/metrics-denied',
    title: 'Packets are lost, and metrics may not be read',
    denies: ['cloudwatch:GetMetricData'],
    truth: half('cloudwatch:GetMetricData', 'nat-drops', 'nat-port-exhaustion', 'net-no-egress'),
  },
  {
    of: 'nat-attempt-gap/allow-list',
    id: 'nat-attempt-gap/metrics-denied',
    title: 'Attempts come to nothing, and metrics may not be read',
    denies: ['cloudwatch:GetMetricData'],
    truth: half('cloudwatch:GetMetricData', 'nat-attempt-gap', 'nat-port-exhaustion', 'net-no-egress'),
  },
  {
    of: 'nat-idle-reset/reused-after-six-minutes',
    id: 'nat-idle-reset/metrics-denied',
    title: 'Connections are reset, and metrics may not be read',
    denies: ['cloudwatch:GetMetricData'],
    truth: dark('cloudwatch:GetMetricData', 'nat-port-exhaustion', 'net-no-egress'),
  },
  {
    of: 'role-denied/policy-detached',
    id: 'role-denied/log-denied',
    title: 'A role without its policy, and the log may not be read',
    denies: LOGS,
    truth: dark('logs:StartQuery', 'role-denied', 'bad-release'),
  },
  {
    of: 'throttled-scaling/sudden-crowd',
    id: 'throttled-scaling/limit-denied',
    title: 'A crowd, and the limit of the account may not be read',
    denies: ['lambda:GetAccountSettings'],
    truth: dark('lambda:GetAccountSettings', 'throttled-account', 'throttled-scaling', 'throttled-reserved'),
  },
  {
    of: 'esm-error/sasl',
    id: 'esm-error/mappings-denied',
    title: 'Kafka refuses, and event sources may not be read',
    denies: ['lambda:ListEventSourceMappings'],
    truth: dark('lambda:ListEventSourceMappings', 'esm-error', 'esm-disabled', 'reserved-zero'),
  },
  {
    of: 'poison-batch/one-record',
    id: 'poison-batch/mappings-denied',
    title: 'The same batch again and again, and event sources may not be read',
    denies: ['lambda:ListEventSourceMappings'],
    truth: {
      ...half('lambda:ListEventSourceMappings', 'poison-batch', 'esm-error', 'bad-release'),
      contributing: ['iterator-lag'],
    },
  },
  {
    of: 'iterator-lag/not-enough-shards',
    id: 'iterator-lag/mappings-denied',
    title: 'It falls behind, and event sources may not be read',
    denies: ['lambda:ListEventSourceMappings'],
    truth: { ...half('lambda:ListEventSourceMappings', 'poison-batch', 'esm-error'), contributing: ['iterator-lag'] },
  },
  {
    of: 'dns-fail/name-removed',
    id: 'dns-fail/log-denied',
    title: 'A name that leads nowhere, and the log may not be read',
    denies: LOGS,
    truth: dark('logs:StartQuery', 'dns-fail', 'downstream-3rd-party', 'net-no-egress'),
  },
  {
    of: 'downstream-slow-aws/dynamodb',
    id: 'downstream-slow-aws/log-denied',
    title: 'DynamoDB is slow, and the log may not be read',
    denies: LOGS,
    truth: dark('logs:StartQuery', 'downstream-slow-aws', 'downstream-3rd-party', 'timeout-too-low'),
  },
  {
    of: 'deterministic-burst-split/first-five-of-ten',
    id: 'deterministic-burst-split/log-denied',
    title: 'Five of ten get through, and the log may not be read',
    denies: LOGS,
    truth: dark('logs:StartQuery', 'deterministic-burst-split', 'nat-port-exhaustion', 'net-subnet-asymmetry'),
  },
  {
    of: 'memory-pressure/close-to-the-limit',
    id: 'memory-pressure/log-denied',
    title: 'Slower and slower, and the log may not be read',
    denies: LOGS,
    truth: dark('logs:StartQuery', 'memory-pressure', 'memory-exhausted', 'downstream-3rd-party'),
  },
  {
    of: 'cold-start-heavy/slow-java',
    id: 'cold-start-heavy/log-denied',
    title: 'Many cold starts, and the log may not be read',
    denies: LOGS,
    truth: dark('logs:StartQuery', 'cold-start-heavy', 'cpu-starved', 'downstream-3rd-party'),
  },
  {
    of: 'cpu-starved/memory-lowered',
    id: 'cpu-starved/log-denied',
    title: 'A quarter of the CPU, and the log may not be read',
    denies: LOGS,
    truth: dark('logs:StartQuery', 'memory-exhausted', 'downstream-3rd-party', 'bad-release'),
  },
  {
    of: 'sync-in-loop/one-after-the-other',
    id: 'sync-in-loop/log-denied',
    title: 'One call after the other, and the log may not be read',
    denies: LOGS,
    truth: dark('logs:StartQuery', 'sync-in-loop', 'downstream-3rd-party', 'bad-release'),
  },
  {
    of: 'dlq-failing/key-not-allowed',
    id: 'dlq-failing/queue-denied',
    title: 'The dead-letter queue fails, and may not be read',
    denies: ['sqs:GetQueueAttributes'],
    truth: told('sqs:GetQueueAttributes', 'dlq-failing', 'bad-release', 'poison-batch'),
  },
  {
    of: 'api-29s/slow-behind-an-api',
    id: 'api-29s/policy-denied',
    title: 'More than half a minute, and who calls may not be read',
    denies: ['lambda:GetPolicy'],
    truth: dark('lambda:GetPolicy', 'api-29s', 'timeout-too-low', 'bad-release'),
  },
  {
    of: 'state-failed/image-deleted',
    id: 'state-failed/settings-denied',
    title: 'The image is gone, and settings may not be read',
    denies: ['lambda:GetFunctionConfiguration'],
    truth: dark('lambda:GetFunctionConfiguration', 'state-failed', 'bad-release', 'esm-disabled'),
  },
];

/** The incidents of the others, each without the read that tells it. */
export function unseen(incidents: readonly Scenario[]): readonly Scenario[] {
  return all.map(({ of, id, title, denies, truth }): Scenario => {
    const incident = incidents.find((one) => one.id === of);
    if (!incident) throw new RangeError(`There is no incident ${of}`);
    return {
      id,
      title,
      story: `What happened is told at ${of}. It is seen by a role that may not use ${denies.join(', ')}.`,
      ask: incident.ask,
      account: (now) => {
        const account = incident.account(now);
        return { ...account, denies: [...(account.denies ?? []), ...denies] };
      },
      truth,
    };
  });
}
