import { cause } from '#playbook';
import { failures } from '#facts/lambda/failures';
import { natTraffic } from '#facts/lambda/nat';
import { percent } from '#facts/words';
import { downstream3rdParty, downstreamSlowAws } from './downstream.ts';
import { ended, networkGroups } from '../reading.ts';

const GAP = 0.05;

export const natAttemptGap = cause({
  id: 'nat-attempt-gap',
  title: 'Connections through NAT are not answered',
  recognised:
    'More than one in twenty connections through the NAT gateway is not established, although it has ports left.',
  fix: 'Ask the other side whether it drops packets from the address of the NAT gateway: a firewall or an allow list, mostly.',
  layer: 'dependency',
  leadsTo: [downstreamSlowAws, downstream3rdParty],
  from: { natTraffic, failures },
  judge: ({ natTraffic, failures }, say) => {
    if (!failures || (networkGroups(failures).length === 0 && ended(failures, 'timeout').length === 0))
      return say.ruledOut({ failures: 'no failure is of the network' });
    const gaps = natTraffic.flatMap(({ id, attempts, established, portAllocationErrors }) =>
      attempts !== null && attempts > 0 && established !== null && portAllocationErrors === 0
        ? [{ id, attempts, missing: Math.max(0, attempts - established) }]
        : [],
    );
    const [worst] = gaps.toSorted((a, b) => b.missing / b.attempts - a.missing / a.attempts);
    if (!worst || worst.missing <= GAP * worst.attempts)
      return say.ruledOut({ natTraffic: 'connections through NAT are established' });
    return say.possible(
      `${percent(worst.missing, worst.attempts)} of the connections through ${worst.id} were not established.`,
      {
        natTraffic: `${Math.round(worst.missing)} of ${Math.round(worst.attempts)} connections, and ErrorPortAllocation is 0`,
      },
      { resources: [worst.id] },
    );
  },
});
