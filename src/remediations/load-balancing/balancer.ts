import { CannotChange } from '#playbook';
import type { LookContext } from '#playbook';
import type { MetricQuery } from '#aws/cloudwatch';
import { loadBalancers } from '#aws/elbv2';
import type { LoadBalancer } from '#aws/elbv2';
import { text } from '../form.ts';
import type { Field } from '../form.ts';
import { existing, refuseElsewhere } from '../here.ts';

const BALANCER =
  /^(?:arn:[\w-]+:elasticloadbalancing:[\w-]+:\d{12}:loadbalancer\/app\/[\w-]+\/[\w-]+|[A-Za-z\d-]{1,32})$/;

/** The field in which a load balancer is named. */
export const balancerField = {
  name: 'loadBalancer',
  label: 'Load balancer',
  kind: 'text',
  hint: 'Name or ARN of an Application Load Balancer',
} as const;

/** A load balancer by its name or ARN. */
export function balancerName(given: string | undefined): Field<string> {
  return text(given, BALANCER, 'Say the name or the ARN of an Application Load Balancer.');
}

/** An Application Load Balancer of this account and region. Throws `CannotChange` when there is none. */
export async function balancerOf(named: string, { read, place }: LookContext): Promise<LoadBalancer> {
  const isArn = named.startsWith('arn:');
  if (isArn) refuseElsewhere(named, place);
  const which = isArn ? { arns: [named] } : { names: [named] };
  const [found] = await existing(read(loadBalancers, which), `load balancer ${nameOf(named)}`, place);
  if (found?.type !== 'application') throw new CannotChange(`${nameOf(named)} is not an Application Load Balancer.`);
  return found;
}

/** `…:loadbalancer/app/checkout/50dc` → `checkout`; of a target group likewise. */
export function nameOf(arn: string): string {
  if (!arn.startsWith('arn:')) return arn;
  return arn.includes(':loadbalancer/') ? (arn.split('/')[2] ?? arn) : (arn.split('/')[1] ?? arn);
}

/** Errors that clients of a load balancer saw, made by itself or by its targets, and all requests. */
export function errorsOf(balancer: string): {
  readonly bad: readonly MetricQuery[];
  readonly all: readonly MetricQuery[];
} {
  const dimensions = { LoadBalancer: balancer.split(':loadbalancer/')[1] ?? '' };
  const of = (metric: string) => ({ namespace: 'AWS/ApplicationELB', metric, dimensions, stat: 'Sum' });
  // `RequestCount` has only those for which a target was found.
  return {
    bad: [of('HTTPCode_ELB_5XX_Count'), of('HTTPCode_Target_5XX_Count')],
    all: [of('RequestCount'), of('HTTPCode_ELB_5XX_Count')],
  };
}
