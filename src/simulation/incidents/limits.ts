import type { Fault } from '../account.ts';
import type { Happening } from '../shop.ts';
import { record } from '../shop/trail.ts';
import { balancerNamed } from './find.ts';

/** The role may not use these actions. */
export function denied(...actions: readonly string[]): Happening {
  return (shop) => {
    shop.denies.push(...actions);
  };
}

/** AWS answers as said. */
export function faulty(...faults: readonly Fault[]): Happening {
  return (shop) => {
    shop.faults.push(...faults);
  };
}

/** An attribute of the load balancer is, and always was, so. */
export function attribute(key: string, value: string): Happening {
  return (shop) => {
    balancerNamed(shop).attributes[key] = value;
  };
}

/** Somebody changed it. */
export function attributeChanged(key: string, value: string, minutesAgo: number, by: string): Happening {
  return (shop) => {
    const balancer = balancerNamed(shop);
    balancer.attributes[key] = value;
    record(shop, {
      name: 'ModifyLoadBalancerAttributes',
      source: 'elasticloadbalancing',
      by,
      minutesAgo,
      parameters: { loadBalancerArn: balancer.arn, attributes: [{ key, value }] },
      resources: [{ type: 'AWS::ElasticLoadBalancingV2::LoadBalancer', name: balancer.arn }],
    });
  };
}
