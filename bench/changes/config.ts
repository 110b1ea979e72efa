import type { Config } from '#config';
import { configOf } from '../../test/app/small-config.ts';
import { accountId, region } from './order.ts';

/** Two of three people have to approve, and changes are not limited: there are many in a short time. */
export const changesConfig: Config = configOf({
  accounts: [
    {
      id: accountId,
      name: 'prod',
      regions: [region],
      tags: {},
      readRole: `arn:aws:iam::${accountId}:role/OpsMedicRead`,
      changeRole: `arn:aws:iam::${accountId}:role/OpsMedicChange`,
    },
  ],
  approvals: [
    {
      actions: ['*'],
      risks: [],
      accountTags: {},
      users: ['U0ANA', 'U0BEN', 'U0CEM'],
      groups: [],
      onCall: false,
      differentGroups: false,
      requesterMayApprove: false,
      needed: 2,
      expiresAfter: '15m',
      startWithin: '5m',
    },
  ],
  limits: { total: 1_000_000, account: 1_000_000, action: 1_000_000, resource: 1_000_000, pending: 1_000 },
});
