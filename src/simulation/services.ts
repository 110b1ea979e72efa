import type { ServiceName } from '#aws/reads';
import { sdks } from '#aws/sdks';
import { cloudtrail } from './answers/cloudtrail.ts';
import { cloudwatch } from './answers/cloudwatch.ts';
import { ec2 } from './answers/ec2.ts';
import { ecs } from './answers/ecs.ts';
import { elbv2 } from './answers/elbv2.ts';
import { lambda } from './answers/lambda.ts';
import { s3 } from './answers/s3.ts';
import { sts } from './answers/sts.ts';
import type { AnswerContext, Answers } from './answers/answers.ts';
import type { Account } from './account.ts';
import { describeService } from './wire/service-model.ts';
import type { ServiceModel } from './wire/service-model.ts';
import type { Input } from './wire/decode.ts';
import type { Output } from './wire/encode.ts';

/** Every simulated service: what its requests are signed for, and who answers them. */
const services: { readonly [S in ServiceName]: { readonly signingName: string; readonly answers: Answers<S> } } = {
  sts: { signingName: 'sts', answers: sts },
  elbv2: { signingName: 'elasticloadbalancing', answers: elbv2 },
  cloudwatch: { signingName: 'monitoring', answers: cloudwatch },
  ec2: { signingName: 'ec2', answers: ec2 },
  ecs: { signingName: 'ecs', answers: ecs },
  lambda: { signingName: 'lambda', answers: lambda },
  cloudtrail: { signingName: 'cloudtrail', answers: cloudtrail },
  s3: { signingName: 's3', answers: s3 },
};

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

/** Loads the schemas of a service when they are first needed: EC2's alone take some 200 ms. */
export type LoadService = (name: ServiceName) => Promise<ServiceModel>;

export function serviceLoader(): LoadService {
  const loading = new Map<ServiceName, Promise<ServiceModel>>();
  return (name) => {
    const known = loading.get(name) ?? sdks[name]().then((sdk) => describeService(name, sdk));
    loading.set(name, known);
    return known;
  };
}
