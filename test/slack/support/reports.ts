import type { Finding, Report, ReportEvidence } from '#engine';

/** A report of a diagnosed incident; each part can be replaced. */
export function reportOf(parts: Partial<Report> = {}): Report {
  return {
    schema: 1,
    id: 'inv_01TEST',
    playbook: 'alb-502',
    playbookVersion: '3',
    subject: { name: 'checkout', arn: loadBalancer('checkout'), from: 'typed' },
    account: '123456789012',
    accountName: 'prod',
    region: 'eu-west-1',
    window: { from: '2026-11-22T01:30:00.000Z', to: '2026-11-22T02:30:00.000Z' },
    startedAt: '2026-11-22T02:30:00.000Z',
    finishedAt: '2026-11-22T02:30:02.140Z',
    durationMs: 2140,
    diagnosis: { kind: 'diagnosed', rootCause: 'oom-container', says: 'Tasks run out of memory. Four were killed.' },
    symptom: {
      known: true,
      seen: true,
      says: '412 of 5,310 requests got a 502',
      since: '2026-11-22T02:14:00.000Z',
      until: null,
    },
    findings: [finding()],
    noticed: [],
    ruledOut: [
      { cause: 'sg-blocks', title: 'A security group blocks the targets', evidence: [proof('Port 8080 is open')] },
    ],
    unanswered: [],
    blindSpots: [],
    changes: [
      {
        at: '2026-11-22T02:10:00.000Z',
        what: 'RegisterTaskDefinition checkout',
        who: 'ana',
        event: 'RegisterTaskDefinition',
      },
      {
        at: '2026-11-22T02:11:00.000Z',
        what: 'checkout was deployed',
        who: 'ana',
        event: 'UpdateService',
        trigger: true,
      },
    ],
    next: [],
    facts: [
      {
        id: 'ecs.tasks',
        title: 'Stopped tasks',
        ms: 120,
        known: true,
        sources: [
          {
            action: 'ecs:DescribeTasks',
            call: 'ecs.DescribeTasks',
            at: '2026-11-22T02:30:00.500Z',
            ms: 61,
            attempts: 1,
          },
        ],
      },
    ],
    ...parts,
  };
}

export function finding(parts: Partial<Finding> = {}): Finding {
  return {
    cause: 'oom-container',
    title: 'Tasks run out of memory',
    says: '4 of 6 tasks were killed while they answered',
    confidence: 'confirmed',
    role: 'root-cause',
    share: 0.83,
    since: '2026-11-22T02:14:00.000Z',
    resources: [],
    evidence: [
      {
        ...proof('4 tasks stopped with exit code 137'),
        quotes: ['OutOfMemoryError: Container killed due to memory usage'],
        link: 'https://eu-west-1.console.aws.amazon.com/ecs/v2/clusters/shop',
      },
    ],
    fix: 'Raise the memory of the task definition above 512 MiB, or find the leak',
    wouldSettle: [],
    offers: [],
    ...parts,
  };
}

export function proof(says: string): ReportEvidence {
  return { fact: 'ecs.tasks', says, quotes: [], action: 'ecs:DescribeTasks', link: null };
}

export function loadBalancer(name: string): string {
  return `arn:aws:elasticloadbalancing:eu-west-1:123456789012:loadbalancer/app/${name}/50dc6c495c0c9188`;
}
