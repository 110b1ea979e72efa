import { commandsFor } from '../../commands/index.ts';
import { UsageError } from '../../src/app/index.ts';
import { CannotInvestigate } from '../../src/playbook/index.ts';
import type { Program } from '../../src/terminal/program.ts';
import { account, app, at, balancer, broken, denied, healthy, scripted } from '../app/small-account.ts';
import type { AppParts } from '../app/small-account.ts';

export const hostile = '\u001B[2J\u001B]0;owned\u0007\u009B31m\u202Etxt\r\nnext\u0000 <b>😀</b>';

const accounts: Readonly<Record<string, AppParts>> = {
  broken: { answers: broken },
  healthy: { answers: healthy },
  several: {
    answers: { ...broken, 'elbv2.DescribeLoadBalancers': [balancer('checkout-prod'), balancer('checkout-dev')] },
  },
  denied: { answers: { ...broken, 'cloudtrail.LookupEvents': denied('cloudtrail:LookupEvents') } },
  expired: { openAccount: () => Promise.reject(new CannotInvestigate('The session has expired: run aws sso login.')) },
  cursed: { openAccount: () => Promise.reject(new CannotInvestigate(`No: ${hostile}`)) },
  bug: { openAccount: () => Promise.reject(new TypeError('oops')) },
  stopped: {
    openAccount: (which) => {
      process.kill(process.pid, 'SIGINT');
      const never = new Promise<never>(() => {});
      const { read } = scripted({ ...broken, 'elbv2.DescribeTargetHealth': never });
      return Promise.resolve(account(read, which));
    },
  },
  hostile: {
    answers: {
      ...broken,
      'elbv2.DescribeTargetHealth': [{ id: hostile, healthy: false, reason: hostile }],
      'cloudtrail.LookupEvents': [{ at: at('10:20'), name: 'UpdateService', who: hostile }],
    },
  },
  huge: {
    answers: {
      ...broken,
      'elbv2.DescribeTargetHealth': Array.from({ length: 2_000 }, (_, index) => ({
        id: `i-${index}`,
        healthy: false,
        reason: `${index} ${'x'.repeat(200)}`,
      })),
    },
  },
};

/** The command line's program over a small account; `chosen` says what that answers. */
export function smallProgram(chosen: string, signal = new AbortController().signal): Program {
  const commands = commandsFor({
    env: {},
    nodeVersion: process.version,
    slackScopes: [],
    fetch: () => Promise.reject(new Error('offline')),
  });
  return {
    version: '0.0.0',
    commands,
    open: () => {
      if (chosen === 'misconfigured')
        return Promise.reject(new UsageError('opsmedic.yaml, line 3: a\nPORT must be b.'));
      const parts = accounts[chosen];
      if (!parts) throw new TypeError(`no account is called ${chosen}`);
      return Promise.resolve({
        app: { ...app(parts), commands, now: () => new Date() },
        close: () => Promise.resolve(),
      });
    },
    serve: () => Promise.resolve(0),
    signal,
    by: 'ana',
  };
}
