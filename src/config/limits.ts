import * as z from 'zod';
import { line, moment } from './scalars.ts';

/** What is never changed, by name or ARN; `*` stands for anything. */
export const protectedResource = line;

/** A time in which nothing is changed. */
export const freeze = z
  .strictObject({
    from: moment,
    to: moment,
    accounts: z.array(line).default([]).meta({ description: 'Ids or names of accounts. None: all of them.' }),
    why: z.exactOptional(line.meta({ description: 'Shown to whoever asks for a change.' })),
  })
  .refine(({ from, to }) => Date.parse(from) < Date.parse(to), { path: ['to'], message: 'must be later than "from"' });

const most = z.int().min(1).max(1000);

/** How many changes may begin within an hour, and how many of one person may wait for approval. */
export const limits = z.strictObject({
  total: most.default(20).meta({ description: 'Of all changes.' }),
  account: most.default(10).meta({ description: 'In one account.' }),
  action: most.default(6).meta({ description: 'Of one kind: muting alarms, say.' }),
  resource: most.default(3).meta({ description: 'Of one resource.' }),
  pending: most
    .default(5)
    .meta({ description: 'Not of an hour: of one person, waiting for approval at the same time.' }),
});
