import { fact, given, ReadFailure } from '#playbook';
import type { Subject } from '#playbook';
import * as elbv2 from '#aws/elbv2';

export const subject = given<Subject>('alb.subject', 'Load balancer asked about');

export const loadBalancer = fact({
  id: 'alb.load-balancer',
  title: 'Load balancer',
  step: 'Load balancer',
  from: { subject },
  reads: [elbv2.loadBalancers],
  learn: async ({ subject: { name, arn } }, { read }) => {
    const [found] = await read(elbv2.loadBalancers, arn ? { arns: [arn] } : { names: [name] });
    if (!found) throw new ReadFailure('absent', `there is no load balancer called ${name}`);
    return found;
  },
});

export interface Attributes {
  /** Seconds; AWS's default is 60. */
  readonly idleTimeout: number;
  readonly accessLogs: { readonly bucket: string; readonly prefix: string } | null;
  readonly zonalShift: boolean;
  readonly desyncMode: string | null;
}

export const attributes = fact({
  id: 'alb.attributes',
  title: 'Load balancer attributes',
  step: 'Load balancer',
  from: { loadBalancer },
  reads: [elbv2.loadBalancerAttributes],
  learn: async ({ loadBalancer }, { read }): Promise<Attributes> => {
    const own = await read(elbv2.loadBalancerAttributes, { loadBalancer: loadBalancer.arn });
    return {
      idleTimeout: own.idleTimeoutSeconds ?? 60,
      accessLogs: own.accessLogs,
      zonalShift: own.zonalShiftEnabled ?? false,
      desyncMode: own.desyncMitigationMode,
    };
  },
});
