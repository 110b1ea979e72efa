import * as z from 'zod';
import { account } from './accounts.ts';
import { approval } from './approvals.ts';
import { breakGlass } from './break-glass.ts';
import { channelEntry } from './channels.ts';
import { freeze, limits, protectedResource } from './limits.ts';
import { handoff, onCall } from './on-call.ts';
import { service } from './services.ts';

/**
 * The configuration file: the one source of its types, its validation and `opsmedic.schema.json`. Everything is
 * optional; an empty file means one account with the credentials of the environment.
 */
export const configSchema = z
  .strictObject({
    accounts: z.array(account).default([]).meta({ description: 'The AWS accounts to look at.' }),
    services: z
      .array(service)
      .default([])
      .meta({ description: 'The names people say, and the AWS resources behind each.' }),
    channels: z.array(channelEntry).default([]).meta({ description: 'What each Slack channel is about.' }),
    approvals: z
      .array(approval)
      .default([])
      .meta({ description: 'Who may approve which changes. None: nothing is ever changed.' }),
    protected: z.array(protectedResource).default([]).meta({
      description: 'Names or ARNs (with *) of what is never changed.',
    }),
    freezes: z.array(freeze).default([]).meta({ description: 'Times in which nothing is changed.' }),
    limits: limits.prefault({}).meta({ description: 'How many changes may begin within an hour, at most.' }),
    breakGlass: z.array(breakGlass).default([]).meta({
      description: 'Who may make which changes without approval, in an emergency. None: nobody.',
    }),
    onCall: z.exactOptional(
      onCall.meta({ description: 'Who is on call: may approve where a rule says so, and is handed the shift.' }),
    ),
    handoff: z.exactOptional(handoff.meta({ description: 'When and where shifts are handed over.' })),
  })
  .meta({ title: 'OpsMedic configuration (opsmedic.yaml)' });

/** The configuration as the program uses it: defaults filled in, references checked. */
export type Config = z.output<typeof configSchema>;

/** The JSON Schema that editors check `opsmedic.yaml` with (draft 7, which the YAML language server reads best). */
export function jsonSchema(): z.core.JSONSchema.BaseSchema {
  return z.toJSONSchema(configSchema, { target: 'draft-7', io: 'input' });
}
