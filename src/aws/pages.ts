import { ReadFailure } from '#playbook';

/**
 * Follows page tokens to the end and gives all items in order.
 * Our own because the SDK's paginators insist on a whole client, and a call is handed only `send`.
 */
export async function pages<Page, Item>(
  turn: (token: string | undefined) => Promise<Page>,
  token: (page: Page) => string | undefined,
  items: (page: Page) => readonly Item[] | undefined,
  most = Infinity,
): Promise<Item[]> {
  const all: Item[] = [];
  let next: string | undefined;
  do {
    const page = await turn(next);
    all.push(...(items(page) ?? []));
    const before: string | undefined = next;
    // An empty token ends a listing, as an absent one does.
    next = token(page) || undefined;
    if (next !== undefined && next === before) {
      throw new ReadFailure('failed', 'AWS answered with the same page token twice, so the list has no end');
    }
  } while (next !== undefined && all.length < most);
  return all.length > most ? all.slice(0, most) : all;
}

/** Cuts a list into batches, for operations that take only so many ids. An empty list has no batches. */
export function batches<T>(all: readonly T[], size: number): T[][] {
  const cut: T[][] = [];
  for (let from = 0; from < all.length; from += size) cut.push(all.slice(from, from + size));
  return cut;
}

/** Asks for every batch at once and gives the answers in the order of the list. Equal ids are asked once. */
export async function inBatches<T, R>(
  all: readonly T[],
  size: number,
  ask: (batch: T[]) => Promise<readonly R[]>,
): Promise<R[]> {
  const answers = await Promise.all(batches([...new Set(all)], size).map(ask));
  return answers.flat();
}
