import * as z from 'zod';
import { isProduction } from './production.ts';
import { duration, groupId, line, userId } from './scalars.ts';

/** Who may approve which changes. */
export const approval = z
  .strictObject({
    actions: z.array(line).min(1).meta({
      description:
        "The changes this is about: 'lambda.limit-concurrency', 'lambda.*' or '*'. The first rule that fits decides.",
    }),
    risks: z
      .array(z.enum(['low', 'medium', 'high']))
      .default([])
      .meta({ description: 'Only changes of these risks. None: of every risk.' }),
    accounts: z.exactOptional(
      z.array(line).min(1).meta({ description: 'Only in these accounts, by id or name. None: in every account.' }),
    ),
    accountTags: z
      .record(line, line)
      .default({})
      .meta({ description: 'Only in accounts that carry all of these tags. None: in every account.' }),
    users: z.array(userId).default([]).meta({ description: 'Slack user ids.' }),
    groups: z.array(groupId).default([]).meta({ description: 'Slack user group ids (a paid Slack plan has them).' }),
    onCall: z.boolean().default(false).meta({ description: 'Whoever is on call may approve as well.' }),
    differentGroups: z
      .boolean()
      .default(false)
      .meta({ description: 'Each approval must come from another group (on call counts as one, users as one).' }),
    requesterMayApprove: z.boolean().default(false).meta({
      description:
        'Let people approve what they asked for themselves. Needs risks and accountTags, with another env than prod.',
    }),
    needed: z.int().min(1).max(10).default(1).meta({ description: 'How many people must approve.' }),
    expiresAfter: duration.default('15m').meta({ description: 'How long a proposal waits for them.' }),
    startWithin: duration.default('5m').meta({ description: 'How long an approved change may take to begin.' }),
  })
  .refine((rule) => rule.users.length + rule.groups.length > 0 || rule.onCall, {
    message: 'must name at least one user or group, or who is on call: nobody could approve',
  })
  .refine((rule) => waysOf(rule) !== 1 || rule.users.length === 0 || new Set(rule.users).size >= rule.needed, {
    path: ['needed'],
    message: 'asks for more people than are listed: nothing could ever be approved',
  })
  .refine((rule) => !rule.differentGroups || waysOf(rule) >= rule.needed, {
    path: ['differentGroups'],
    message: 'asks for more groups than are listed: nothing could ever be approved',
  })
  .refine((rule) => !rule.requesterMayApprove || !isProduction(rule.accountTags['env'] ?? 'prod'), {
    path: ['requesterMayApprove'],
    message: 'needs accountTags with another env than prod: nobody approves their own change there',
  })
  .refine((rule) => !rule.requesterMayApprove || rule.risks.length > 0, {
    path: ['requesterMayApprove'],
    message: 'needs risks beside it: say for which of low, medium and high',
  });

/** Who may approve what, as configured. */
export type ApprovalConfig = z.output<typeof approval>;

function waysOf({ users, groups, onCall }: { users: readonly string[]; groups: readonly string[]; onCall: boolean }) {
  return groups.length + (users.length > 0 ? 1 : 0) + (onCall ? 1 : 0);
}
