import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import type { SimulationRecord } from '../src/simulation/record.ts';

/** What there is in the simulated account. */
export type World =
  | { readonly kind: 'scenario'; readonly id: string }
  /** A bucket with so many access-log files of so many lines. */
  | { readonly kind: 'access log'; readonly files: number; readonly lines: number };

/** What the worker is started with. */
export interface WorkerOrder {
  readonly world: World;
  readonly latencyMs: number;
}

export type WorkerRequest = 'record' | 'reset';

/** What the worker says first. */
export interface Place {
  readonly url: string;
  readonly region: string;
  /** What a person would type after the playbook's id. */
  readonly ask: string;
  readonly credentials: {
    readonly accessKeyId: string;
    readonly secretAccessKey: string;
    readonly sessionToken: string;
  };
}

/** AWS as the simulation answers it, on a thread of its own. */
export interface SimulatedAws {
  readonly env: Readonly<Record<string, string>>;
  readonly ask: string;
  /** What was called since the last reset. */
  readonly record: () => Promise<SimulationRecord>;
  readonly reset: () => Promise<void>;
  readonly close: () => Promise<void>;
}

/** Every answer takes at least `latencyMs`: within it the simulation finds the answer, so that its own work is hidden. */
export async function startSimulatedAws(world: World, latencyMs = 0): Promise<SimulatedAws> {
  const order: WorkerOrder = { world, latencyMs };
  const worker = new Worker(new URL('aws-worker.ts', import.meta.url), { workerData: order });
  const answer = async <T>(): Promise<T> => {
    const [message]: T[] = await once(worker, 'message');
    if (message === undefined) throw new Error('the simulation said nothing');
    return message;
  };
  const request = <T>(what: WorkerRequest): Promise<T> => {
    const answered = answer<T>();
    worker.postMessage(what);
    return answered;
  };
  const { url, region, ask, credentials } = await answer<Place>();
  return {
    ask,
    env: {
      AWS_ENDPOINT_URL: url,
      AWS_REGION: region,
      AWS_ACCESS_KEY_ID: credentials.accessKeyId,
      AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
      AWS_SESSION_TOKEN: credentials.sessionToken,
      AWS_EC2_METADATA_DISABLED: 'true',
    },
    record: () => request<SimulationRecord>('record'),
    reset: async () => void (await request('reset')),
    close: async () => void (await worker.terminate()),
  };
}
