import { fitsGlob } from '../globs.ts';

/** A policy under the name that AWS gives it in results. */
export interface NamedPolicy {
  readonly name: string;
  /** JSON text. */
  readonly document: string;
}

export interface Decision {
  readonly decision: 'allowed' | 'explicitDeny' | 'implicitDeny';
  /** Names of policies of which a statement matched. */
  readonly matched: readonly string[];
  /** Keys of conditions that nobody gave: their statements match nothing. */
  readonly missingContext: readonly string[];
}

/** Policies of AWS itself that scenarios attach, cut to what is asked about here. */
export const managedPolicies: { readonly [arn: string]: string } = Object.fromEntries(
  Object.entries({
    'service-role/AmazonECSTaskExecutionRolePolicy': [
      'ecr:GetAuthorizationToken',
      'ecr:BatchCheckLayerAvailability',
      'ecr:GetDownloadUrlForLayer',
      'ecr:BatchGetImage',
      'logs:CreateLogStream',
      'logs:PutLogEvents',
    ],
    'service-role/AWSLambdaBasicExecutionRole': ['logs:CreateLogGroup', 'logs:CreateLogStream', 'logs:PutLogEvents'],
    'service-role/AWSLambdaVPCAccessExecutionRole': [
      'logs:CreateLogGroup',
      'logs:CreateLogStream',
      'logs:PutLogEvents',
      'ec2:CreateNetworkInterface',
      'ec2:DescribeNetworkInterfaces',
      'ec2:DescribeSubnets',
      'ec2:DeleteNetworkInterface',
      'ec2:AssignPrivateIpAddresses',
      'ec2:UnassignPrivateIpAddresses',
    ],
    'service-role/AWSLambdaSQSQueueExecutionRole': [
      'sqs:ReceiveMessage',
      'sqs:DeleteMessage',
      'sqs:GetQueueAttributes',
      'logs:CreateLogGroup',
      'logs:CreateLogStream',
      'logs:PutLogEvents',
    ],
    AdministratorAccess: ['*'],
    SecretsManagerReadWrite: ['secretsmanager:*', 'kms:DescribeKey', 'kms:ListAliases', 'kms:ListKeys'],
    AmazonSSMReadOnlyAccess: ['ssm:Describe*', 'ssm:Get*', 'ssm:List*'],
  }).map(([name, Action]) => [
    `arn:aws:iam::aws:policy/${name}`,
    JSON.stringify({ Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action, Resource: '*' }] }),
  ]),
);

/** What policies say together: an explicit deny wins, and what nobody allows is denied. */
export function decide(policies: readonly NamedPolicy[], action: string, resource: string): Decision {
  const all = policies.flatMap(({ name, document }) =>
    statementsOf(document)
      .filter((statement) => isAbout(statement, action, resource))
      .map((statement) => ({ name, denies: statement['Effect'] === 'Deny', keys: conditionKeys(statement) })),
  );
  const sure = all.filter(({ keys }) => keys.length === 0);
  const denying = sure.filter(({ denies }) => denies);
  const deciding = denying.length > 0 ? denying : sure;
  return {
    decision: denying.length > 0 ? 'explicitDeny' : sure.length > 0 ? 'allowed' : 'implicitDeny',
    matched: [...new Set(deciding.map(({ name }) => name))],
    missingContext: [...new Set(all.flatMap(({ keys }) => keys))],
  };
}

interface Statement {
  readonly [member: string]: unknown;
}

function statementsOf(document: string): readonly Statement[] {
  const { Statement: statements } = JSON.parse(document) as { Statement?: Statement | readonly Statement[] };
  return [statements ?? []].flat();
}

function isAbout(statement: Statement, action: string, resource: string): boolean {
  return fits(statement, 'Action', action) && fits(statement, 'Resource', resource);
}

/** Everything is asked about with `*`: then a statement of single resources does not do. */
function fits(statement: Statement, member: 'Action' | 'Resource', asked: string): boolean {
  const listed = textsOf(statement[member]);
  const excluded = textsOf(statement[`Not${member}`]);
  if (listed.length > 0) return listed.some((glob) => fitsGlob(glob, asked));
  if (excluded.length > 0) return !excluded.some((glob) => fitsGlob(glob, asked));
  return member === 'Resource';
}

function conditionKeys(statement: Statement): readonly string[] {
  return Object.values(Object(statement['Condition'])).flatMap((keys) => Object.keys(Object(keys)));
}

function textsOf(value: unknown): readonly string[] {
  return [value ?? []].flat().filter((one) => typeof one === 'string');
}
