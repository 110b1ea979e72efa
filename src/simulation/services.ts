import { rds } from './answers/rds.ts';
import { wafv2 } from './answers/wafv2.ts';
import { logs } from './answers/logs.ts';
import { ecr } from './answers/ecr.ts';
import { iam } from './answers/iam.ts';
import { secretsmanager } from './answers/secretsmanager.ts';
import { ssm } from './answers/ssm.ts';
import { sqs } from './answers/sqs.ts';
import { kms } from './answers/kms.ts';
import { cloudfront } from './answers/cloudfront.ts';
import { applicationAutoscaling } from './answers/application-autoscaling.ts';
import { arcZonalShift } from './answers/arc-zonal-shift.ts';
import { cloudtrail } from './answers/cloudtrail.ts';
import { cloudwatch } from './answers/cloudwatch.ts';
import { ec2 } from './answers/ec2.ts';
import { ecs } from './answers/ecs.ts';
import { elbv2 } from './answers/elbv2.ts';
import { lambda } from './answers/lambda.ts';
import { s3 } from './answers/s3.ts';
import { sts } from './answers/sts.ts';
import { arcZonalShiftWrites } from './writes/arc-zonal-shift.ts';
import { ec2Writes } from './writes/ec2.ts';
import { elbv2Writes } from './writes/elbv2.ts';
import { cloudwatchWrites } from './writes/cloudwatch.ts';
import { ecsWrites } from './writes/ecs.ts';
import { lambdaWrites } from './writes/lambda.ts';
import { rdsWrites } from './writes/rds.ts';
import { wafv2Writes } from './writes/wafv2.ts';
import type { WriteAnswer } from './writes/writes.ts';
import type { AnswerContext } from './answers/answers.ts';
import type { Account } from './account.ts';
import { describeService } from './wire/service-model.ts';
import type { ServiceModel } from './wire/service-model.ts';
import type { Input } from './wire/decode.ts';
import type { Output } from './wire/encode.ts';

interface SimulatedService {
  /** What SigV4 calls it. */
  readonly signingName: string;
  /** What IAM policies call it, where that is something else. */
  readonly iamName?: string;
  readonly sdk: () => Promise<object>;
  readonly answers: object;
  /** Operations by which the account is changed. */
  readonly writes?: object;
}

/** Every simulated service, named as in the AWS CLI. */
const services = {
  sts: { signingName: 'sts', sdk: () => import('@aws-sdk/client-sts'), answers: sts },
  elbv2: {
    signingName: 'elasticloadbalancing',
    sdk: () => import('@aws-sdk/client-elastic-load-balancing-v2'),
    answers: elbv2,
    writes: elbv2Writes,
  },
  cloudwatch: {
    signingName: 'monitoring',
    iamName: 'cloudwatch',
    sdk: () => import('@aws-sdk/client-cloudwatch'),
    answers: cloudwatch,
    writes: cloudwatchWrites,
  },
  ec2: { signingName: 'ec2', sdk: () => import('@aws-sdk/client-ec2'), answers: ec2, writes: ec2Writes },
  ecs: { signingName: 'ecs', sdk: () => import('@aws-sdk/client-ecs'), answers: ecs, writes: ecsWrites },
  lambda: {
    signingName: 'lambda',
    sdk: () => import('@aws-sdk/client-lambda'),
    answers: lambda,
    writes: lambdaWrites,
  },
  cloudtrail: { signingName: 'cloudtrail', sdk: () => import('@aws-sdk/client-cloudtrail'), answers: cloudtrail },
  s3: { signingName: 's3', sdk: () => import('@aws-sdk/client-s3'), answers: s3 },
  rds: { signingName: 'rds', sdk: () => import('@aws-sdk/client-rds'), answers: rds, writes: rdsWrites },
  wafv2: { signingName: 'wafv2', sdk: () => import('@aws-sdk/client-wafv2'), answers: wafv2, writes: wafv2Writes },
  logs: { signingName: 'logs', sdk: () => import('@aws-sdk/client-cloudwatch-logs'), answers: logs },
  ecr: { signingName: 'ecr', sdk: () => import('@aws-sdk/client-ecr'), answers: ecr },
  iam: { signingName: 'iam', sdk: () => import('@aws-sdk/client-iam'), answers: iam },
  secretsmanager: {
    signingName: 'secretsmanager',
    sdk: () => import('@aws-sdk/client-secrets-manager'),
    answers: secretsmanager,
  },
  ssm: { signingName: 'ssm', sdk: () => import('@aws-sdk/client-ssm'), answers: ssm },
  sqs: { signingName: 'sqs', sdk: () => import('@aws-sdk/client-sqs'), answers: sqs },
  kms: { signingName: 'kms', sdk: () => import('@aws-sdk/client-kms'), answers: kms },
  cloudfront: { signingName: 'cloudfront', sdk: () => import('@aws-sdk/client-cloudfront'), answers: cloudfront },
  'application-autoscaling': {
    signingName: 'application-autoscaling',
    sdk: () => import('@aws-sdk/client-application-auto-scaling'),
    answers: applicationAutoscaling,
  },
  'arc-zonal-shift': {
    signingName: 'arc-zonal-shift',
    sdk: () => import('../arc-zonal-shift/index.ts'),
    answers: arcZonalShift,
    writes: arcZonalShiftWrites,
  },
} as const satisfies Record<string, SimulatedService>;

export type ServiceName = keyof typeof services;

/** An answerer as the wire sees it: the codec has made the input after the very schema it is typed by. */
export type AnyAnswerer = (account: Account, input: Input, context: AnswerContext) => Output | Promise<Output>;

export function serviceSigning(signingName: string): ServiceName | undefined {
  const names = Object.keys(services) as ServiceName[];
  return names.find((name) => services[name].signingName === signingName);
}

export function answererOf(service: ServiceName, operation: string): AnyAnswerer | undefined {
  const answers = services[service].answers as Readonly<Record<string, AnyAnswerer>>;
  return Object.hasOwn(answers, operation) ? answers[operation] : undefined;
}

/** A write as the wire sees it. */
export type AnyWriteAnswer = WriteAnswer<Input, Output>;

export function writerOf(service: ServiceName, operation: string): AnyWriteAnswer | undefined {
  const { writes = {} }: SimulatedService = services[service];
  const known = writes as Readonly<Record<string, AnyWriteAnswer>>;
  return Object.hasOwn(known, operation) ? known[operation] : undefined;
}

/** Loads the schemas of a service when they are first needed: EC2's alone take some 200 ms. */
export type LoadService = (name: ServiceName) => Promise<ServiceModel>;

export function serviceLoader(): LoadService {
  const loading = new Map<ServiceName, Promise<ServiceModel>>();
  return (name) => {
    const known = loading.get(name) ?? services[name].sdk().then((sdk) => describeService(name, sdk));
    loading.set(name, known);
    return known;
  };
}

/** Actions that are not named after their operation. Source: Service Authorization Reference. */
const actions: { readonly [operation: string]: string } = {
  's3:ListObjectsV2': 's3:ListBucket',
};

/** The IAM action an operation needs. */
export function actionOf(service: ServiceName, operation: string): string {
  const { signingName, iamName = signingName }: SimulatedService = services[service];
  const action = `${iamName}:${operation}`;
  return actions[action] ?? action;
}
