import type { Happening } from '../shop.ts';
import { trusting } from '../shop/roles.ts';
import type { RoleChange } from '../shop/roles.ts';
import { record } from '../shop/trail.ts';

/** A role is, and always was, so. */
export function roleIs(name: string, change: RoleChange): Happening {
  return ({ supplies }) => {
    supplies.roles[name] = { ...supplies.roles[name], ...change };
  };
}

/** Somebody takes the managed policy away from an execution role. */
export function policyDetached(name: string, minutesAgo: number, by: string): Happening {
  return (shop) => {
    roleIs(name, { attached: [] })(shop);
    record(shop, {
      name: 'DetachRolePolicy',
      source: 'iam',
      by,
      minutesAgo,
      parameters: {
        roleName: name,
        policyArn: `arn:${shop.place.partition}:iam::aws:policy/service-role/AmazonECSTaskExecutionRolePolicy`,
      },
      resources: [{ type: 'AWS::IAM::Role', name }],
    });
  };
}

/** Somebody lets another service take on the role, and nobody else. */
export function trustMoved(name: string, to: string, minutesAgo: number, by: string): Happening {
  return (shop) => {
    roleIs(name, { AssumeRolePolicyDocument: trusting(to) })(shop);
    record(shop, {
      name: 'UpdateAssumeRolePolicy',
      source: 'iam',
      by,
      minutesAgo,
      parameters: { roleName: name, policyDocument: trusting(to) },
      resources: [{ type: 'AWS::IAM::Role', name }],
    });
  };
}
