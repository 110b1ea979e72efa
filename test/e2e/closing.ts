import type { TestContext } from 'vitest';

interface Closable {
  readonly close: () => Promise<void>;
}

/** Remembers what a test opens, and closes it when the test is over, the last first, whatever became of it. */
export function closing({
  onTestFinished,
}: Pick<TestContext, 'onTestFinished'>): <T extends Closable>(opened: Promise<T>) => Promise<T> {
  const open: Closable[] = [];
  onTestFinished(async () => {
    for (const one of open.toReversed()) await one.close();
  });
  return async (opened) => {
    const one = await opened;
    open.push(one);
    return one;
  };
}
