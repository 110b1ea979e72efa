import type { Iam, SimulatedRole } from '../account/iam.ts';
import { hex } from './dice.ts';
import type { Shop } from './model.ts';

/** What is not as usual about a role. */
export type RoleChange = Pick<SimulatedRole, 'inline' | 'attached' | 'AssumeRolePolicyDocument'>;

/**
 * The roles that task definitions name: those of the tasks themselves, which may use S3, and those with which ECS
 * starts them, which may pull images, write logs and read secrets.
 */
export function rolesOf({ place, services, supplies }: Shop): Iam {
  const definitions = services.flatMap(({ taskDefinitions }) => taskDefinitions);
  const starting = new Set(definitions.map(({ executionRoleArn }) => executionRoleArn));
  const arns = new Set(definitions.flatMap(({ executionRoleArn, taskRoleArn }) => [executionRoleArn, taskRoleArn]));
  const roles = [...arns].flatMap((Arn): SimulatedRole[] => {
    const RoleName = Arn?.split('/').at(-1);
    if (Arn === undefined || RoleName === undefined || supplies.missing.has(RoleName)) return [];
    const usual: RoleChange = starting.has(Arn)
      ? {
          attached: [`arn:${place.partition}:iam::aws:policy/service-role/AmazonECSTaskExecutionRolePolicy`],
          inline: { secrets: allowing('secretsmanager:GetSecretValue', 'ssm:GetParameters', 'kms:Decrypt') },
        }
      : { inline: { application: allowing('s3:*', 'secretsmanager:GetSecretValue', 'ecr:*') } };
    return [
      {
        Path: '/',
        RoleName,
        RoleId: `AROA${hex(Arn, 17).toUpperCase()}`,
        Arn,
        CreateDate: new Date('2024-02-12T08:00:00Z'),
        AssumeRolePolicyDocument: trusting('ecs-tasks.amazonaws.com'),
        ...usual,
        ...supplies.roles[RoleName],
      },
    ];
  });
  return { roles };
}

/** A policy that allows these actions everywhere. */
export function allowing(...actions: readonly string[]): string {
  return JSON.stringify({
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Action: actions, Resource: '*' }],
  });
}

/** A trust policy for one service of AWS. */
export function trusting(service: string): string {
  return JSON.stringify({
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Principal: { Service: service }, Action: 'sts:AssumeRole' }],
  });
}
