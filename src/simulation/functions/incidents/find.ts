import type { RouteTable, VpcEndpoint } from '@aws-sdk/client-ec2';
import type { Fleet, Func, Invocation } from '../model.ts';

/** The function of a name; of several the one that was added last. */
export function functionNamed({ functions }: Fleet, name: string): Func {
  return found(
    functions.findLast((one) => one.name === name),
    `function ${name}`,
  );
}

export function found<T>(value: T | undefined, what: string): T {
  if (value === undefined) throw new RangeError(`There is no ${what}`);
  return value;
}

/** Invocations in some subnets. */
export function inSubnets(subnets: readonly string[]): (invocation: Invocation) => boolean {
  return ({ subnet }) => subnet !== undefined && subnets.includes(subnet);
}

export function routeTableOf({ network }: Fleet, kind: 'public' | 'private'): RouteTable {
  return found(
    network.ec2.routeTables.find(({ Tags }) => Tags?.some(({ Value }) => Value === kind)),
    `${kind} route table`,
  );
}

export function endpointOf({ network }: Fleet, service: string): VpcEndpoint {
  return found(
    network.ec2.vpcEndpoints.find(({ ServiceName }) => ServiceName?.endsWith(`.${service}`)),
    `endpoint for ${service}`,
  );
}
