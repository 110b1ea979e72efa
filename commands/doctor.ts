import type { Command } from '#app';
import { redactText } from '#redaction';
import { checkAws } from './doctor/aws.ts';
import { checkChanges } from './doctor/changes.ts';
import type { Check, Examined, Finding } from './doctor/check.ts';
import { checkClock } from './doctor/clock.ts';
import { checkOnCall } from './doctor/on-call.ts';
import { checkProgram } from './doctor/program.ts';
import { checkSlack } from './doctor/slack.ts';

const checks: readonly Check[] = [checkProgram, checkClock, checkAws, checkChanges, checkOnCall, checkSlack];

/** Milliseconds after which a part that does not answer counts as wrong. */
const patience = 15_000;

/** The world outside the program, as far as the doctor looks at it. */
export type World = Omit<Examined, 'app' | 'signal'>;

/** Looks at the setup from outside, as far as that is possible without changing anything. */
export function doctorCommand(world: World): Command {
  return {
    name: 'doctor',
    usage: 'doctor',
    summary: 'Find out what is set up wrongly, with the fix to paste.',
    run: async ({ signal }, app) => {
      const timeUp = AbortSignal.timeout(patience);
      const examined = { ...world, app, signal: signal ? AbortSignal.any([signal, timeUp]) : timeUp };
      const found = (await Promise.all(checks.map((check) => check(examined)))).flat();
      const findings = found.map((finding) => ({ ...finding, says: redactText(finding.says) }));
      return {
        kind: 'text',
        markdown: textOf(findings),
        data: { right: findings.every(({ state }) => state !== 'wrong'), findings },
        problem: findings.some(({ state }) => state === 'wrong'),
      };
    },
  };
}

function textOf(findings: readonly Finding[]): string {
  const signs = { right: '✓', unset: '–', wrong: '✗' };
  return findings
    .flatMap((finding) => {
      const line = `- ${signs[finding.state]} **${finding.title}**: ${finding.says}`;
      return finding.state === 'wrong' ? [line, '```', finding.fix, '```'] : [line];
    })
    .join('\n');
}
