import { Counter, Histogram } from 'prom-client';
import type { Registry } from 'prom-client';
import type { BlindReason } from '#playbook';

/** `unusable`: no credentials, or AWS out of reach altogether; the rest as blind spots name it. */
export type AwsOutcome = 'ok' | 'unusable' | BlindReason;

/** What the program counts, for whoever watches it. Labels come from short, fixed lists: never a name of a resource. */
export interface Metrics {
  /** An investigation ended: with the kind of its diagnosis, or with `failed` or `interrupted`. */
  readonly investigated: (playbook: string, kind: string, seconds: number) => void;
  /** AWS answered a call of a service, or did not. */
  readonly awsCalled: (service: string, outcome: AwsOutcome) => void;
  /** Slack answered a call of its Web API, or did not. */
  readonly slackCalled: (outcome: 'ok' | 'refused' | 'rate-limited' | 'failed') => void;
}

/** Counts in a registry of one's own, so that two bots in one process, or two tests, do not add up. */
export function createMetrics(registry: Registry): Metrics {
  const registers = [registry];
  const investigations = new Counter({
    name: 'opsmedic_investigations_total',
    help: 'Investigations that ended, by playbook and kind of diagnosis.',
    labelNames: ['playbook', 'kind'],
    registers,
  });
  const durations = new Histogram({
    name: 'opsmedic_investigation_seconds',
    help: 'How long investigations took, by playbook.',
    labelNames: ['playbook'],
    buckets: [0.5, 1, 2, 5, 10, 20, 30, 60, 120],
    registers,
  });
  const awsCalls = new Counter({
    name: 'opsmedic_aws_calls_total',
    help: 'Calls to AWS, by service and outcome.',
    labelNames: ['service', 'outcome'],
    registers,
  });
  const slackCalls = new Counter({
    name: 'opsmedic_slack_calls_total',
    help: "Calls to Slack's Web API, by outcome.",
    labelNames: ['outcome'],
    registers,
  });
  return {
    investigated: (playbook, kind, seconds) => {
      investigations.inc({ playbook, kind });
      durations.observe({ playbook }, seconds);
    },
    awsCalled: (service, outcome) => awsCalls.inc({ service, outcome }),
    slackCalled: (outcome) => slackCalls.inc({ outcome }),
  };
}
