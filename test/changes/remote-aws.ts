import { WriteFailure } from '#playbook';
import type { Reader, Write } from '#playbook';
import type { AwsAccess } from '../../src/changes/aws-access.ts';
import type { RaceOrder, Said } from './races.ts';

/** What is asked of the AWS that all racing processes share. */
export type AwsQuestion =
  | { readonly ask: 'get'; readonly resource: string }
  | {
      readonly ask: 'set';
      readonly resource: string;
      readonly value: string | null;
      readonly change: string;
      readonly deadline: number;
    };

/** The AWS of the process that started this one, asked line by line. */
export class RemoteAws {
  readonly #say: (said: Said) => void;
  readonly #waiting = new Map<number, (answer: string | null) => void>();
  #asked = 0;

  constructor(say: (said: Said) => void) {
    this.#say = say;
  }

  answered({ n, value }: Extract<RaceOrder, { kind: 'answer' }>): void {
    this.#waiting.get(n)?.(value);
    this.#waiting.delete(n);
  }

  readonly access: AwsAccess = {
    mayChange: () => null,
    trial: async () => null,
    partition: async () => 'aws',
    time: async () => new Date(),
    reader: async () => this.#reader,
    writer: async (_, { change }) => {
      const deadline = new Date(Date.now() + 25_000);
      const write = async (call: { readonly action: `${string}:${string}` }, input: SetInput) => {
        const answer = await this.#ask({ ask: 'set', ...input, change, deadline: deadline.getTime() });
        if (answer === 'too late') throw new WriteFailure('refused', 'the deadline is over', call.action);
      };
      return { write: write as unknown as Write, deadline, skewMs: 0, requestId: () => null };
    },
  };

  readonly #reader: Reader = async (_, input) => {
    const value = await this.#ask({ ask: 'get', resource: String(input) });
    return { value: value as never, at: new Date(), ms: 1, attempts: 1 };
  };

  #ask(question: AwsQuestion): Promise<string | null> {
    const n = this.#asked++;
    const { promise, resolve } = Promise.withResolvers<string | null>();
    this.#waiting.set(n, resolve);
    this.#say({ kind: 'aws', n, question });
    return promise;
  }
}

interface SetInput {
  readonly resource: string;
  readonly value: string | null;
}
