import type { Answer, AnyReadCall, ReadCall, Reader } from '#playbook';
import { createTurns } from './caps.ts';
import type { Clients } from './clients.ts';
import { failureOf, outOfTime } from './failures.ts';
import { gathered } from './gathering.ts';
import type { AnyAwsRead } from './service.ts';
import { createSharing } from './sharing.ts';

/** What a reader reads through. */
export interface Access {
  readonly region: string;
  readonly clients: Clients;
  readonly now: () => Date;
  /** Milliseconds for which a finished answer serves later askers too; default ten seconds. */
  readonly shareForMs?: number;
}

/**
 * Reads one account and region. Every investigation of it should use the same reader: the rate limits of AWS are
 * shared, and so are reads that several ask for. Rejects with a `ReadFailure`, or with `CannotInvestigate` when no read
 * can work; anything else is a mistake of ours.
 */
export function createReader({ region, clients, now, shareForMs = 10_000 }: Access): Reader {
  const turn = createTurns();
  const share = createSharing<Omit<Answer<unknown>, 'attempts'>>(now, shareForMs);

  const makeCall = gathered((call, input, signal, attempted) => {
    const { service, operation, action } = call;
    const send = async (wireInput: object) => {
      try {
        const sent = () => clients.send(service, operation, wireInput, signal, attempted);
        return await turn(service, sent, signal);
      } catch (error) {
        throw failureOf(error, { action, region });
      }
    };
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
