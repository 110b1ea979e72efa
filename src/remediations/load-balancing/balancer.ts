import { CannotChange } from '#playbook';
import type { LookContext } from '#playbook';
import type { MetricQuery } from '#aws/cloudwatch';
import { loadBalancers } from '#aws/elbv2';
import type { LoadBalancer } from '#aws/elbv2';
import { text } from '../form.ts';
import type { Field } from '../form.ts';
import { existing, refuseElsewhere } from '../here.ts';

const BALANCER = /^arn:[\w-]+:elasticloadbalancing:[\w-]+:\d{12}:loadbalancer\/app\/[\w-]+\/[\w-]+$/;

/** The field in which a load balancer is named. */
export const balancerField = {
  name: 'loadBalancer',
  label: 'Load balancer',
  kind: 'text',
  hint: 'ARN of an Application Load Balancer',
} as const;

export function balancerArn(given: string | undefined): Field<string> {
  return text(given, BALANCER, 'Say the ARN of an Application Load Balancer.');
}

/** A load balancer of this account and region. Throws `CannotChange` when there is none. */
export async function balancerOf(arn: string, { read, place }: LookContext): Promise<LoadBalancer> {
  refuseElsewhere(arn, place);
  const [found] = await existing(read(loadBalancers, { arns: [arn] }), `load balancer ${nameOf(arn)}`, place);
  if (!found) throw new CannotChange(`There is no load balancer ${nameOf(arn)}.`);
  return found;
}

/** `…:loadbalancer/app/checkout/50dc` → `checkout`; of a target group likewise. */
export function nameOf(arn: string): string {
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
