import { ReadFailure } from '#playbook';
import type { Candidate, SubjectKind } from '#playbook';
import * as lambda from '#aws/lambda';
import * as events from '#aws/lambda-events';
import * as versions from '#aws/lambda-versions';

const ARN = /^arn:[^:]+:lambda:[^:]*:\d*:function:[^:]+(?::[^:]+)?$/;
const NAME = /^[\w-]+(?::[\w$-]+)?$/;

/** A Lambda function, known by name or ARN, with or without alias or version, or through a queue or stream. */
export const functionKind: SubjectKind = {
  id: 'function',
  title: 'Lambda function',
  isArn: (arn) => ARN.test(arn),
  nameOf: (arn) => arn.split(':').slice(6).join(':') || arn,
  sources: [
    {
      title: 'functions of this name',
      reads: [lambda.functionConfiguration],
      list: async (typed, { read }): Promise<Candidate[]> => {
        if (!NAME.test(typed)) return [];
        try {
          const { name, arn } = await read(lambda.functionConfiguration, { name: typed });
          const qualifier = typed.slice(name.length);
          const whole = `${arn.split(':').slice(0, 7).join(':')}${qualifier}`;
          return [{ name: `${name}${qualifier}`, arn: whole, knownAs: [typed, name, arn, whole] }];
        } catch (error) {
          if (error instanceof ReadFailure && error.why === 'absent') return [];
          throw error;
        }
      },
    },
    {
      title: 'functions',
      reads: [versions.functions],
      list: async (_typed, { read }) =>
        (await read(versions.functions, {})).map(({ name, arn }) => ({ name, arn, knownAs: [name, arn] })),
    },
    {
      title: 'functions fed by this queue or stream',
      reads: [events.eventSources],
      list: async (typed, { read }) => {
        if (!/^arn:[^:]+:(sqs|kinesis|dynamodb|kafka|mq|rds):/.test(typed)) return [];
        const sources = await read(events.eventSources, { source: typed });
        return sources.map(({ function: arn }) => ({
          name: functionKind.nameOf(arn),
          arn,
          knownAs: [typed],
          via: `event source ${typed.split(':').at(-1) ?? typed}`,
        }));
      },
    },
  ],
};
