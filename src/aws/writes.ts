import type { IamAction } from '#playbook';
import type { ServiceName } from './reads.ts';

/** IAM actions and what each may be narrowed to. */
export type Needs = { readonly [action: IamAction]: readonly ArnTemplate[] };

/**
 * A resource as the Service Authorization Reference writes it; `*` for actions that AWS cannot narrow. `PARTITION`,
 * `REGION` and `ACCOUNT` are filled in; `*` stands for what is not known before.
 */
export type ArnTemplate = '*' | `arn:PARTITION:${string}`;

const lambdaFunction = 'arn:PARTITION:lambda:REGION:ACCOUNT:function:*';

/**
 * Every operation that may ever leave a change client, by service, with the IAM actions that it needs, its own first,
 * and the resources each is granted on. Narrowed once more for each attempt: see change-credentials.ts. The read role
 * needs none of them.
 * https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html
 */
export const writes = {
  elbv2: {},
  cloudwatch: {},
  ec2: {},
  ecs: {},
  lambda: {
    DeleteFunctionConcurrency: { 'lambda:DeleteFunctionConcurrency': [lambdaFunction] },
    PutFunctionConcurrency: { 'lambda:PutFunctionConcurrency': [lambdaFunction] },
  },
  rds: {},
  wafv2: {},
} as const satisfies { readonly [S in ServiceName]?: { readonly [operation: string]: Needs } };

/** A service in which something may be changed. */
export type WritingService = keyof typeof writes;
