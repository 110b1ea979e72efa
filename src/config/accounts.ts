import * as z from 'zod';
import { accountId, externalId, line, region, roleArn } from './scalars.ts';

/** One AWS account that OpsMedic may look at. */
export const account = z.strictObject({
  id: accountId.meta({ description: "The account's 12 digits, in quotes." }),
  name: line.meta({ description: 'What people call it, and what cards say: prod, staging.' }),
  regions: z
    .array(region)
    .default([])
    .meta({ description: 'The regions to look in; the first is the usual one. None: the region of the environment.' }),
  readRole: z.exactOptional(
    roleArn.meta({ description: 'The role assumed for reading. None: the credentials of the environment are used.' }),
  ),
  changeRole: z.exactOptional(
    roleArn.meta({ description: 'The role for approved changes. None: nothing is changed in this account.' }),
  ),
  externalId: z.exactOptional(
    externalId.meta({ description: "The external id that the roles' trust policies ask for." }),
  ),
  tags: z
    .record(line, line)
    .default({})
    .meta({ description: 'Your own labels, which approvals may refer to: env: prod.' }),
});

/** One AWS account that OpsMedic may look at, as configured. */
export type AccountConfig = z.output<typeof account>;
