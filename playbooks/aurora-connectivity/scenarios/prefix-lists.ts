import type { Account } from '#simulation/account';
import { estate } from '#simulation/aurora/estate';
import { ledger } from './estates.ts';
import type { Scenario } from '#simulation/scenario';

const OFFICES = 'pl-0b1d5c2e9f7a48630';

/** Every security group lets the offices in as well, whose networks stand in a managed prefix list. */
function admittingOffices(account: Account): Account {
  const arn = `arn:${account.partition ?? 'aws'}:ec2:${account.region}:${account.id}:prefix-list/${OFFICES}`;
  const list = {
    PrefixListId: OFFICES,
    PrefixListName: 'offices',
    PrefixListArn: arn,
    AddressFamily: 'IPv4' as const,
    MaxEntries: 10,
    Version: 3,
    OwnerId: account.id,
    State: 'modify-complete' as const,
    entries: [{ Cidr: '10.210.0.0/16', Description: 'Zürich' }],
  };
  const rule = {
    IpProtocol: 'tcp',
    FromPort: 443,
    ToPort: 443,
    PrefixListIds: [{ PrefixListId: OFFICES, Description: 'offices' }],
  };
  const securityGroups = (account.ec2?.securityGroups ?? []).map((group) => ({
    ...group,
    IpPermissions: [...(group.IpPermissions ?? []), rule],
  }));
  return { ...account, ec2: { ...account.ec2, securityGroups, prefixLists: [list] } };
}

export const prefixLists: readonly Scenario[] = [
  {
    id: 'healthy/offices-in-a-prefix-list',
    title: 'Security groups with a prefix list, and nothing wrong',
    story:
      'All security groups let the offices in by a managed prefix list, which has nothing to do with the database. The ledger database and its clients are well.',
    ask: 'ledger-cluster',
    account: (now) => admittingOffices(estate(now, ledger('healthy-offices'))),
    truth: { kind: 'not-happening', rootCause: null, mustNotClaim: ['sg-missing-ingress', 'nacl-blocks'] },
  },
];
