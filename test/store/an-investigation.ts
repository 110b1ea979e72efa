import type { Report } from '#engine';
import type { Investigation } from '../../src/app/investigation.ts';

/** An investigation that has just begun; say only what matters to the test. */
export function anInvestigation(parts: Partial<Investigation> = {}): Investigation {
  return {
    id: 'inv_01',
    ask: {
      playbook: 'alb-502',
      subject: 'checkout',
      account: null,
      region: 'us-east-1',
      profile: null,
      since: '1h',
      from: null,
      to: null,
    },
    place: { team: 'T1', channel: 'C1', thread: null },
    askedBy: 'U1',
    startedAt: '2026-11-22T10:00:00.000Z',
    finishedAt: null,
    state: 'running',
    report: null,
    failure: null,
    repeats: null,
    messageTs: null,
    ...parts,
  };
}

/** How an investigation ended with a report that says `says`. */
export function finishedWith(says: string): Pick<Investigation, 'state' | 'report' | 'failure' | 'finishedAt'> {
  return { state: 'finished', report: aReport(says), failure: null, finishedAt: '2026-11-22T10:00:02.140Z' };
}

function aReport(says: string): Report {
  return {
    schema: 1,
    id: 'inv_01',
    playbook: 'alb-502',
    playbookVersion: '1',
    subject: { name: 'checkout', arn: null, from: 'typed' },
    account: '123456789012',
    accountName: 'prod',
    region: 'us-east-1',
    window: { from: '2026-11-22T09:00:00.000Z', to: '2026-11-22T10:00:00.000Z' },
    startedAt: '2026-11-22T10:00:00.000Z',
    finishedAt: '2026-11-22T10:00:02.140Z',
    durationMs: 2140,
    diagnosis: { kind: 'unexplained', rootCause: null, says },
    symptom: { known: true, seen: true, says, since: null, until: null },
    findings: [],
    noticed: [],
    ruledOut: [],
    unanswered: [],
    blindSpots: [],
    changes: [],
    next: [],
    facts: [],
  };
}
