import * as z from 'zod';
import { duration, groupId, line, moment, userId } from './scalars.ts';

/** Who may approve which changes. */
export const approval = z
  .strictObject({
    actions: z
      .array(line)
      .min(1)
      .meta({ description: "The changes this is about: 'lambda.lower-concurrency', 'lambda.*' or '*'." }),
    accountTags: z
      .record(line, line)
      .default({})
      .meta({ description: 'Only in accounts that carry all of these tags. None: in every account.' }),
    users: z.array(userId).default([]).meta({ description: 'Slack user ids.' }),
    groups: z.array(groupId).default([]).meta({ description: 'Slack user group ids (a paid Slack plan has them).' }),
    needed: z.int().min(1).max(10).default(1).meta({ description: 'How many people must approve.' }),
    expiresAfter: duration.default('15m').meta({ description: 'How long a proposal waits for them.' }),
  })
  .refine((rule) => rule.users.length + rule.groups.length > 0, {
    message: 'must name at least one user or group: nobody could approve',
  })
  .refine((rule) => rule.groups.length > 0 || rule.users.length === 0 || new Set(rule.users).size >= rule.needed, {
    path: ['needed'],
    message: 'asks for more people than are listed: nothing could ever be approved',
  });

/** Resources that are never changed, by name or ARN; `*` stands for anything. */
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
