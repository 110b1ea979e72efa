import { ReadFailure } from '#playbook';
import type { AnyReadCall, Fact, FactContext, IamAction, Read } from '#playbook';

/** Answers by the id of a call: a value, a function of its input, or the action that is refused. */
export type Answers = Readonly<Record<string, unknown>>;

export function refused(action: IamAction): ReadFailure {
  return new ReadFailure('denied', `not authorized to perform: ${action}`, action);
}

/**
 * What a fact makes of its inputs and of these answers, what it noted as unseen, and what it asked.
 *
 * @param unseen Takes the notes also of a fact that then fails.
 */
export async function learn<T>(fact: Fact<T>, known: object, answers: Answers, unseen: ReadFailure[] = []) {
  const asked: { readonly call: string; readonly input: unknown }[] = [];
  const declared = new Set(fact.reads.map(({ id }: AnyReadCall) => id));
  const read: Read = async (call, input) => {
    if (!declared.has(call.id)) throw new TypeError(`${fact.id} does not declare ${call.id}`);
    asked.push({ call: call.id, input });
    const answer = answers[call.id];
    const given: unknown = typeof answer === 'function' ? answer(input) : answer;
    if (given instanceof Error) throw given;
    if (given === undefined) throw new TypeError(`no answer to ${call.id}`);
    return given as never;
  };
  const context: FactContext = {
    read,
    signal: new AbortController().signal,
    now: new Date('2026-11-22T15:00:00Z'),
    place: { account: '123456789012', region: 'eu-west-1', partition: 'aws' },
    unseen: (failure) => unseen.push(failure),
  };
  if (!fact.learn) throw new TypeError(`${fact.id} is given, not learned`);
  const value = await fact.learn(known as never, context);
  return { value, unseen, asked };
}
