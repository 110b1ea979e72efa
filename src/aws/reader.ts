import { setTimeout as sleep } from 'node:timers/promises';
import type { Answer, AnyReadCall, ReadCall, Reader } from '#playbook';
import { createJobTurns, createTurns } from './caps.ts';
import type { Turn } from './caps.ts';
import type { Clients } from './clients.ts';
import { failureOf, outOfTime } from './failures.ts';
import { gathered } from './gathering.ts';
import { actionOf } from './service.ts';
import type { AnyAwsRead, Pause } from './service.ts';
import { createSharing } from './sharing.ts';

/** What a reader reads through. */
export interface Access {
  readonly region: string;
  readonly clients: Clients;
  readonly now: () => Date;
  /** Milliseconds for which a finished answer serves later askers too; default ten seconds. */
  readonly shareForMs?: number;
  /** The rate limits of the account, where several readers share them. */
  readonly turns?: Turn;
  /** How jobs wait between two looks; default by the clock. */
  readonly pause?: Pause;
}

const byTheClock: Pause = async (ms, signal) => {
  await sleep(ms, undefined, { signal });
};

/**
 * Reads one account and region. Every investigation of it should use the same reader: the rate limits of AWS are
 * shared, and so are reads that several ask for. Rejects with a `ReadFailure`, or with `CannotInvestigate` when no read
 * can work; anything else is a mistake of ours.
 */
export function createReader(access: Access): Reader {
  const { region, clients, now, shareForMs = 10_000, turns: turn = createTurns(), pause = byTheClock } = access;
  const jobTurn = createJobTurns();
  const share = createSharing<Omit<Answer<unknown>, 'attempts'>>(now, shareForMs);

  const makeCall = gathered((call, input, signal, attempted) => {
    const { service, job } = call;
    const sendTo = async (to: string, operation: string, wireInput: object, until: AbortSignal): Promise<object> => {
      try {
        const sent = () => clients.send(service, operation, wireInput, until, attempted, to);
        return await turn(service, sent, until, operation);
      } catch (error) {
        throw failureOf(error, { action: actionOf(service, operation), region: to });
      }
    };
    const sendAs = (operation: string, wireInput: object, until: AbortSignal) =>
      sendTo(region, operation, wireInput, until);
    if (job) return jobTurn(service, () => job({ send: sendAs, pause }, input as never, signal), signal);
    const send = (wireInput: object, to = region) => sendTo(to, call.operation, wireInput, signal);
    return call.run(send as unknown as Parameters<typeof call.run>[0], input as never, signal);
  });

  return async <I, O>(call: ReadCall<I, O>, input: I, signal: AbortSignal): Promise<Answer<O>> => {
    const known = awsRead(call);
    const work = share(known, input, async (ownSignal, attempted) => {
      const began = now().getTime();
      const value = await makeCall(known, input, ownSignal, attempted);
      const at = now();
      return { value, at, ms: at.getTime() - began };
    });
    try {
      const { value, at, ms } = await work.join(signal);
      return { value: value as O, at, ms, attempts: work.effort.attempts };
    } catch (error) {
      throw signal.aborted ? outOfTime({ action: call.action, region }, work.effort.throttled) : error;
    }
  };
}

function awsRead(call: AnyReadCall): AnyAwsRead {
  if ('run' in call && 'service' in call) return call as AnyAwsRead;
  throw new TypeError(`${call.id} is not a call that AWS can be asked`);
}
