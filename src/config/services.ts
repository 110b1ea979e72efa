import * as z from 'zod';
import { line, region } from './scalars.ts';

/**
 * A name of a resource or its ARN; an ARN must be one of the given AWS service, so that a load balancer's is not
 * mistaken for a target's.
 */
function resource(arnService: string, description: string) {
  const pattern = new RegExp(`^(?!arn:)\\S(?:.*\\S)?$|^arn:aws[a-z-]*:${arnService}:\\S+$`, 'u');
  return z.exactOptional(
    z
      .string()
      .regex(pattern, `must be a name, or an ARN that begins with arn:aws:${arnService}:`)
      .meta({ description }),
  );
}

/** By kind of subject: the ids that playbooks use. */
const resources = z.strictObject({
  'load-balancer': resource('elasticloadbalancing', 'Name or ARN of the load balancer.'),
  'ecs-service': resource('ecs', 'Name or ARN of the ECS service, or cluster/service.'),
  'lambda-function': resource('lambda', 'Name or ARN of the Lambda function.'),
  'db-cluster': resource('rds', 'Name or ARN of the Aurora cluster.'),
  'web-acl': resource('wafv2', 'Name or ARN of the web ACL.'),
});

/** A name people say, and the AWS resources behind it. */
export const service = z.strictObject({
  name: line.meta({ description: 'What people call it: checkout.' }),
  aliases: z.array(line).default([]).meta({ description: 'Other names for it, as typed after /diagnose alb-502.' }),
  account: z.exactOptional(line.meta({ description: 'Id or name of one of the accounts above. None: the usual one.' })),
  region: z.exactOptional(region.meta({ description: "None: the account's usual one." })),
  resources: resources.prefault({}).meta({ description: 'The AWS resource for each kind of playbook.' }),
});

/** A name people say and the AWS resources behind it, as configured. */
export type ServiceConfig = z.output<typeof service>;
