import * as z from 'zod';
import { duration, groupId, line, userId } from './scalars.ts';

/** Who may make a change without approval, in an emergency. */
export const breakGlass = z
  .strictObject({
    actions: z.array(line).min(1).meta({
      description: "The changes this is about: 'alarms.mute', 'alarms.*' or '*'. The first that fits decides.",
    }),
    risks: z
      .array(z.enum(['low', 'medium', 'high']))
      .default(['low', 'medium'])
      .meta({ description: 'Only changes of these risks.' }),
    accounts: z.exactOptional(
      z.array(line).min(1).meta({ description: 'Only in these accounts, by id or name. None: in every account.' }),
    ),
    accountTags: z
      .record(line, line)
      .default({})
      .meta({ description: 'Only in accounts that carry all of these tags. None: in every account.' }),
    users: z.array(userId).default([]).meta({ description: 'Slack user ids.' }),
    groups: z.array(groupId).default([]).meta({ description: 'Slack user group ids.' }),
    onCall: z.boolean().default(false).meta({ description: 'Whoever is on call may do it as well.' }),
    lastsAtMost: duration.default('30m').meta({ description: 'How long such a change may last.' }),
    duringFreezes: z.boolean().default(false).meta({ description: 'Also while nothing is to be changed.' }),
  })
  .refine((rule) => rule.users.length + rule.groups.length > 0 || rule.onCall, {
    message: 'must name at least one user or group, or who is on call',
  });

/** Who may make a change without approval, as configured. */
export type BreakGlassConfig = z.output<typeof breakGlass>;
