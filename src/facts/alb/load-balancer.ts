import { fact, given, ReadFailure } from '#playbook';
import type { Subject } from '#playbook';
import * as elbv2 from '#aws/elbv2';

export const subject = given<Subject>('alb.subject', 'Load balancer asked about');

/** What AWS calls the load balancer: enough to ask for almost everything about it. */
export interface Identity {
  readonly arn: string;
  /** `app/name/id`: its name in CloudWatch dimensions, log files and interface descriptions. */
  readonly id: string;
}

/** Known at once when the name was resolved, so that nothing else has to wait for its description. */
export const identity = fact({
  id: 'alb.identity',
  title: 'Identity of the load balancer',
  step: 'Load balancer',
  from: { subject },
  reads: [elbv2.loadBalancers],
  learn: async ({ subject: { name, arn } }, { read }): Promise<Identity> => {
    const known = arn ?? (await read(elbv2.loadBalancers, { names: [name] }))[0]?.arn;
    if (!known) throw new ReadFailure('absent', `there is no load balancer called ${name}`);
    return { arn: known, id: known.split(':loadbalancer/')[1] ?? name };
  },
});

export const loadBalancer = fact({
  id: 'alb.load-balancer',
  title: 'Load balancer',
  step: 'Load balancer',
  from: { identity },
  reads: [elbv2.loadBalancers],
  learn: async ({ identity: { arn } }, { read }) => {
    const [found] = await read(elbv2.loadBalancers, { arns: [arn] });
    if (!found) throw new ReadFailure('absent', `there is no load balancer ${arn}`);
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
  from: { identity },
  reads: [elbv2.loadBalancerAttributes],
  learn: async ({ identity }, { read }): Promise<Attributes> => {
    const own = await read(elbv2.loadBalancerAttributes, { loadBalancer: identity.arn });
    return {
      idleTimeout: own.idleTimeoutSeconds ?? 60,
      accessLogs: own.accessLogs,
      zonalShift: own.zonalShiftEnabled ?? false,
      desyncMode: own.desyncMitigationMode,
    };
  },
});
