import { CannotChange, remediation } from '#playbook';
import type { LookContext, Preview } from '#playbook';
import { metrics } from '#aws/cloudwatch';
import { loadBalancerAttributes, loadBalancers } from '#aws/elbv2';
import { balancingTags } from '#aws/elbv2-tags';
import { setLoadBalancerAttributes } from '#aws/elbv2-writes';
import { count } from '#facts/words';
import { awsCli } from '../aws-cli.ts';
import { compared } from '../compare.ts';
import { form, wholeNumber } from '../form.ts';
import { ownersOf } from '../managed-by.ts';
import { balancerName, balancerField, balancerOf, errorsOf, nameOf } from './balancer.ts';

interface Params {
  readonly [member: string]: string | number;
  readonly loadBalancer: string;
  readonly seconds: number;
}

const KEY = 'idle_timeout.timeout_seconds';
const hour = 3_600_000;

/** Limits of the attribute: LoadBalancerAttribute, Elastic Load Balancing API reference. */
const [least, most] = [1, 4_000];

export const idleTimeout = remediation<Params>({
  id: 'alb.idle-timeout',
  title: 'Change how long a load balancer waits on a silent connection',
  summary:
    'Longer: slow targets get time to answer. Shorter than what targets keep open: no more 502 by closed connections.',
  parameters: [balancerField, { name: 'seconds', label: 'Idle timeout in seconds', kind: 'number' }],
  parse: (given) =>
    form({ loadBalancer: balancerName(given['loadBalancer']), seconds: wholeNumber(given['seconds'], least, most) }),
  risk: () => 'medium',
  lasts: { usualMs: 4 * hour, mostMs: 72 * hour },
  ends: 'undone',
  repeats: 'sets',
  reads: [loadBalancers, loadBalancerAttributes, balancingTags, metrics],
  writes: [setLoadBalancerAttributes],

  preview: async ({ loadBalancer, seconds }, _until, context) => {
    const { arn, name } = await balancerOf(loadBalancer, context);
    const [before, managedBy] = await Promise.all([
      timeoutOf(arn, context),
      ownersOf([context.read(balancingTags, { arn })]),
    ]);
    if (before === null) throw new CannotChange(`AWS does not tell the idle timeout of ${name}.`);
    if (before === seconds) throw new CannotChange(`The idle timeout of ${name} is ${seconds} s already.`);
    return {
      changes: [{ resource: arn, field: KEY, before, after: seconds }],
      found: { arn, seconds: before },
      resources: [arn],
      call: awsCli(
        'elbv2 modify-load-balancer-attributes',
        { 'load-balancer-arn': arn, attributes: [`Key=${KEY},Value=${seconds}`] },
        context.place,
      ),
      undo: `The idle timeout is set back to ${count(before, 'second')}.`,
      blastRadius:
        seconds < before
          ? `Everything behind ${name}: what is silent for ${seconds} s is cut off, such as long polls, WebSockets, slow answers and uploads.`
          : `Everything behind ${name}: clients wait up to ${seconds} s for a silent target, and connections stay open for longer.`,
      managedBy,
    };
  },

  apply: ({ seconds }, preview, { write }) =>
    write(setLoadBalancerAttributes, { arn: arnOf(preview), attributes: { [KEY]: String(seconds) } }),

  readBack: async ({ seconds }, preview, context) => {
    const present = await timeoutOf(arnOf(preview), context);
    const says = `The idle timeout is ${said(present)}.`;
    if (present === seconds) return { outcome: 'took-effect', says };
    return { outcome: present === beforeOf(preview) ? 'did-not' : 'cannot-tell', says };
  },

  verify: (_params, preview, since, context) => compared({ what: '5xx', ...errorsOf(arnOf(preview)) }, since, context),

  undo: (_params, preview, { write }) =>
    write(setLoadBalancerAttributes, { arn: arnOf(preview), attributes: { [KEY]: String(beforeOf(preview)) } }),

  undone: async ({ seconds }, preview, context) => {
    const present = await timeoutOf(arnOf(preview), context);
    const says = `The idle timeout of ${nameOf(arnOf(preview))} is ${said(present)}.`;
    if (present === beforeOf(preview)) return { outcome: 'took-effect', says, othersValue: false };
    return { outcome: 'did-not', says, othersValue: present !== seconds };
  },
});

async function timeoutOf(arn: string, { read }: LookContext): Promise<number | null> {
  const { idleTimeoutSeconds } = await read(loadBalancerAttributes, { loadBalancer: arn });
  return idleTimeoutSeconds;
}

function said(seconds: number | null): string {
  return seconds === null ? 'not set' : count(seconds, 'second');
}

function arnOf({ resources: [arn = ''] }: Preview): string {
  return arn;
}

function beforeOf({ changes: [first] }: Preview): number {
  if (typeof first?.before !== 'number') throw new CannotChange('The preview does not say what the idle timeout was.');
  return first.before;
}
