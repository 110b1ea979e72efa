import type { Answer, Reader } from '#playbook';

interface Asked {
  readonly answer: Promise<Answer<unknown>>;
  readonly controller: AbortController;
  waiting: number;
}

/**
 * Makes each distinct read once: the same call with the same input shares one promise, also when it failed. It is only
 * given up when all who asked have given up.
 */
export function once(reader: Reader): Reader {
  const asked = new Map<string, Asked>();
  return (call, input, signal) => {
    const key = `${call.id} ${JSON.stringify(input)}`;
    let read = asked.get(key);
    if (!read || read.controller.signal.aborted) {
      const controller = new AbortController();
      read = { answer: reader(call, input, controller.signal), controller, waiting: 0 };
      asked.set(key, read);
    }
    wait(read, signal);
    return read.answer as ReturnType<typeof reader<typeof input, never>>;
  };
}

function wait(read: Asked, signal: AbortSignal): void {
  read.waiting += 1;
  const leave = () => {
    read.waiting -= 1;
    if (read.waiting === 0) read.controller.abort(signal.reason);
  };
  if (signal.aborted) leave();
  else signal.addEventListener('abort', leave, { once: true });
}
