import pino from 'pino';
import { configOf } from './small-config.ts';
import { noStore } from '../../src/app/no-store.ts';
import type { Account, App, WhichAccount } from '../../src/app/app.ts';
import type { Config } from '../../src/config/index.ts';
import { ReadFailure } from '../../src/playbook/index.ts';
import type { Answer, Reader } from '../../src/playbook/index.ts';
import { small } from './small-playbook.ts';
import type { Balancer, Errors, Group, Target, TrailEvent } from './small-playbook.ts';

export const now = new Date('2026-11-22T11:00:00.000Z');

export function at(time: string): Date {
  return new Date(`2026-11-22T${time}:00.000Z`);
}

export function arnOf(name: string): string {
  return `arn:aws:elasticloadbalancing:eu-west-1:111122223333:loadbalancer/app/${name}/50dc6c495c0c9188`;
}

export function balancer(name: string): Balancer {
  return { name, arn: arnOf(name), dns: `${name}-1234567890.eu-west-1.elb.amazonaws.com` };
}

export function group(name: string, of: string): Group {
  const arn = `arn:aws:elasticloadbalancing:eu-west-1:111122223333:targetgroup/${name}/73e2d6bc24d8a067`;
  return { name, arn, balancer: arnOf(of) };
}

/** What AWS says in a small account, by call; an error is thrown, a promise is waited for. */
export interface Answers {
  readonly 'elbv2.DescribeLoadBalancers': readonly Balancer[] | Error | Promise<never>;
  readonly 'elbv2.DescribeTargetGroups': readonly Group[] | Error | Promise<never>;
  readonly 'cloudwatch.GetMetricData': Errors | Error | Promise<never>;
  readonly 'elbv2.DescribeTargetHealth': readonly Target[] | Error | Promise<never>;
  readonly 'cloudtrail.LookupEvents': readonly TrailEvent[] | Error | Promise<never>;
}

/** A deployment at 10:20 broke all targets of `checkout`. */
export const broken: Answers = {
  'elbv2.DescribeLoadBalancers': [balancer('checkout')],
  'elbv2.DescribeTargetGroups': [group('checkout-api', 'checkout')],
  'cloudwatch.GetMetricData': { failed: 83, of: 100, since: at('10:21'), until: null },
  'elbv2.DescribeTargetHealth': [
    { id: 'i-1', healthy: false, reason: 'Health checks failed with these codes: [502]' },
    { id: 'i-2', healthy: false, reason: 'Health checks failed with these codes: [502]' },
  ],
  'cloudtrail.LookupEvents': [{ at: at('10:20'), name: 'UpdateService', who: 'ana' }],
};

export const healthy: Answers = {
  ...broken,
  'cloudwatch.GetMetricData': { failed: 0, of: 100, since: null, until: null },
  'elbv2.DescribeTargetHealth': [{ id: 'i-1', healthy: true, reason: '' }],
};

export function denied(action: `${string}:${string}`): ReadFailure {
  return new ReadFailure(
    'denied',
    `User: arn:aws:iam::111122223333:user/bot is not authorized to perform: ${action}`,
    action,
  );
}

function aborted(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    signal.addEventListener('abort', () => reject(new ReadFailure('timeout', 'was given up')), { once: true });
  });
}

/** Answers from plain data; `asked` lists the calls that were made. */
export function scripted(answers: Answers): { readonly read: Reader; readonly asked: string[] } {
  const asked: string[] = [];
  const known = new Map<string, unknown>(Object.entries(answers));
  const read = async (call: { readonly id: string }, _: unknown, signal: AbortSignal): Promise<Answer<never>> => {
    asked.push(call.id);
    const given = known.get(call.id);
    if (given instanceof Error) throw given;
    const value: unknown = given instanceof Promise ? await Promise.race([given, aborted(signal)]) : given;
    // Scripts are written to the types of `Answers`, which are those of the calls.
    return { value: value as never, at: now, ms: 7, attempts: 1 };
  };
  return { read, asked };
}

/** An account that answers by script, in eu-west-1 unless asked otherwise. */
export function account(read: Reader, which: Partial<WhichAccount> = {}): Account {
  const id = which.account ?? '111122223333';
  return { place: { account: id, region: which.region ?? 'eu-west-1', partition: 'aws' }, name: null, read };
}

export interface AppParts {
  readonly answers?: Answers;
  readonly config?: Partial<Config>;
  readonly openAccount?: App['openAccount'];
  readonly store?: App['store'];
  readonly log?: App['log'];
  readonly now?: App['now'];
}

export function app({ answers = broken, config = {}, ...parts }: AppParts = {}): App {
  const { read } = scripted(answers);
  return {
    config: configOf(config),
    playbooks: new Map([[small.id, small]]),
    commands: new Map(),
    store: noStore(),
    changes: null,
    openAccount: (which) => Promise.resolve(account(read, which)),
    now: () => now,
    log: pino({ level: 'silent' }),
    ...parts,
  };
}
