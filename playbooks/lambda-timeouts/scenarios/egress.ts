import { cannotConnect, ownFault } from '#simulation/functions/exceptions';
import { fleet } from '#simulation/functions/fleet';
import { inSubnets } from '#simulation/functions/incidents/find';
import { denied, like, suffers } from '#simulation/functions/incidents/invocations';
import { isolated, movedToPublicSubnets, natDeleted } from '#simulation/functions/incidents/network';
import { released } from '#simulation/functions/incidents/settings';
import type { Happening } from '#simulation/functions/model';
import { hangs, throws } from '#simulation/functions/outcomes';
import type { Scenario } from '#simulation/scenario';
import { hex } from '#simulation/shop/dice';
import { clinic, freight, payments } from './fleets.ts';

const cardGate = { host: 'api.cardgate.example', ip: '203.0.113.41' };
const noWayOut = throws(() => cannotConnect('node', cardGate), 3.1);
const waits = hangs('POST https://api.cardgate.example/v1/charges');

/** Calls from these of the private subnets are lost. */
function lostIn(zones: readonly number[], since: number, outcome = waits): Happening {
  return (made) => {
    const subnets = zones.map((index) => made.network.zones[index]?.private.id ?? '');
    suffers({ name: 'charge-card', since, hits: inSubnets(subnets), outcome })(made);
  };
}

export const waysOut: readonly Scenario[] = [
  {
    id: 'net-no-egress/public-subnets',
    title: 'Put into public subnets “so that it has internet”',
    symptom: 'No card can be charged',
    story:
      'Maria moved charge-card into the public subnets 27 minutes ago. Functions get no public address there, so nothing comes back through the internet gateway. Every charge fails to connect to the card gate. The NAT gateway is well, and nobody uses it.',
    ask: 'charge-card',
    account: (now) =>
      fleet(
        now,
        payments('egress-public'),
        movedToPublicSubnets('charge-card', 27, 'maria.keller'),
        suffers({ name: 'charge-card', since: 26.8, outcome: noWayOut }),
      ),
    truth: {
      kind: 'diagnosed',
      rootCause: ['net-no-egress'],
      quotes: 'ETIMEDOUT',
      mustNotClaim: [
        'downstream-3rd-party',
        'nat-port-exhaustion',
        'nat-gone',
        'timeout-too-low',
        'net-subnet-asymmetry',
      ],
    },
    sample: true,
  },
  {
    id: 'net-no-egress/isolated-subnets',
    title: 'The subnets lost their way out',
    story:
      'All private subnets were given a route table without a default route half an hour ago. Charges hang until the timeout of 20 seconds; their last line names the card gate.',
    ask: 'charge-card',
    account: (now) =>
      fleet(
        now,
        payments('egress-isolated'),
        isolated([0, 1, 2, 3], { minutesAgo: 30, by: 'jon.abara' }),
        lostIn([0, 1, 2, 3], 30),
      ),
    truth: {
      kind: 'diagnosed',
      rootCause: ['net-no-egress'],
      mustNotClaim: ['downstream-3rd-party', 'timeout-too-low', 'nat-port-exhaustion', 'net-subnet-asymmetry'],
    },
  },
  {
    id: 'net-no-egress/provider-is-down',
    title: 'The way is open; nobody is at home',
    story:
      'The card gate does not accept connections since 25 minutes. The route through the NAT gateway is as it should be, and its figures are those of every day.',
    ask: 'charge-card',
    account: (now) =>
      fleet(now, payments('egress-provider'), suffers({ name: 'charge-card', since: 25, outcome: noWayOut })),
    truth: {
      kind: 'diagnosed',
      rootCause: ['downstream-3rd-party'],
      resource: 'charge-card',
      atMost: 'likely',
      mustNotClaim: [
        'net-no-egress',
        'nat-attempt-gap',
        'nat-drops',
        'nat-gone',
        'nat-port-exhaustion',
        'timeout-too-low',
      ],
    },
  },
  {
    id: 'net-no-egress/routes-denied',
    title: 'Nothing gets out, and routes may not be read',
    story: 'The subnets without a way out, seen by a role that may not read route tables.',
    ask: 'charge-card',
    account: (now) =>
      fleet(
        now,
        payments('egress-denied'),
        isolated([0, 1, 2, 3], { minutesAgo: 30, by: 'jon.abara' }),
        lostIn([0, 1, 2, 3], 30, noWayOut),
        denied('ec2:DescribeRouteTables'),
      ),
    truth: {
      kind: 'undecided',
      rootCause: null,
      gaps: ['ec2:DescribeRouteTables'],
      mustNotClaim: ['net-no-egress', 'nat-gone', 'timeout-too-low'],
    },
  },
  {
    id: 'net-subnet-asymmetry/two-of-four',
    title: 'Exactly half of the charges fail',
    symptom: 'Every second payment fails',
    story:
      'Two of the four private subnets were given a route table without a default route 29 minutes ago. Whatever runs there cannot reach the card gate and hangs until its time is up; whatever runs in the others is as quick as ever. It is not a limit of the NAT gateway.',
    ask: 'charge-card',
    account: (now) =>
      fleet(now, payments('asymmetry-half'), isolated([1, 3], { minutesAgo: 29, by: 'jon.abara' }), lostIn([1, 3], 29)),
    truth: {
      kind: 'diagnosed',
      rootCause: ['net-subnet-asymmetry'],
      mustNotClaim: [
        'net-no-egress',
        'nat-port-exhaustion',
        'downstream-3rd-party',
        'deterministic-burst-split',
        'timeout-too-low',
      ],
    },
  },
  {
    id: 'net-subnet-asymmetry/one-of-three',
    title: 'One zone of three, with an exception that says so',
    story:
      'A subnet of the clinic was moved to the isolated route table 33 minutes ago. A third of the lab results cannot connect to the laboratory.',
    ask: 'lab-results',
    account: (now) =>
      fleet(now, clinic('asymmetry-third'), isolated([2], { minutesAgo: 33, by: 'maria.keller' }), (made) => {
        const subnet = made.network.zones[2]?.private.id ?? '';
        suffers({
          name: 'lab-results',
          since: 33,
          hits: inSubnets([subnet]),
          outcome: throws(() => cannotConnect('python', { host: 'api.labor.example', ip: '198.51.100.7' }), 3.05),
        })(made);
      }),
    truth: {
      kind: 'diagnosed',
      rootCause: ['net-subnet-asymmetry'],
      mustNotClaim: ['net-no-egress', 'nat-port-exhaustion', 'downstream-3rd-party'],
    },
  },
  {
    id: 'net-subnet-asymmetry/old-and-harmless',
    title: 'Two subnets without a way out, since always',
    story:
      'Two of the four subnets never had a way out; charge-card asks a provider inside the VPC these days and does not need one. A release 21 minutes ago fails on orders without a currency, in all subnets alike.',
    ask: 'charge-card',
    account: (now) =>
      fleet(
        now,
        payments('asymmetry-harmless'),
        isolated([1, 3]),
        like('charge-card', (func) => {
          func.says = [
            { at: 0.05, level: 'INFO', text: 'charging order' },
            { at: 0.95, level: 'INFO', text: 'charged' },
          ];
        }),
        released('charge-card', 21),
        suffers({ name: 'charge-card', since: 20.9, share: 0.5, outcome: throws(() => ownFault('node'), 0.2) }),
      ),
    truth: {
      kind: 'diagnosed',
      rootCause: ['bad-release'],
      resource: 'charge-card',
      mustNotClaim: ['net-subnet-asymmetry', 'net-no-egress', 'nat-port-exhaustion'],
    },
  },
  {
    id: 'nat-gone/deleted',
    title: 'The NAT gateway was cleaned up',
    story:
      'Jon deleted the NAT gateway 24 minutes ago; the route to it is a black hole now. Every charge hangs or cannot connect.',
    ask: 'charge-card',
    account: (now) =>
      fleet(now, payments('nat-deleted'), natDeleted(24, 'jon.abara'), lostIn([0, 1, 2, 3], 24, noWayOut)),
    truth: {
      kind: 'diagnosed',
      rootCause: ['nat-gone'],
      resource: `nat-0${hex('nat-deleted/nat/main', 16)}`,
      mustNotClaim: ['nat-port-exhaustion', 'downstream-3rd-party', 'timeout-too-low'],
    },
  },
  {
    id: 'nat-gone/not-in-the-vpc',
    title: 'A NAT gateway was deleted, for others',
    story:
      'The NAT gateway of the VPC was deleted 40 minutes ago. quote-freight is not in the VPC and does not use it: it waits for a carrier that is slow since 28 minutes.',
    ask: 'quote-freight',
    account: (now) =>
      fleet(
        now,
        freight('nat-elsewhere'),
        natDeleted(40, 'jon.abara'),
        suffers({
          name: 'quote-freight',
          since: 28,
          share: 0.5,
          outcome: hangs('GET https://rates.sealine.example/v2/quotes'),
        }),
      ),
    truth: {
      kind: 'diagnosed',
      rootCause: ['downstream-3rd-party'],
      resource: 'quote-freight',
      mustNotClaim: ['nat-gone', 'net-no-egress', 'timeout-too-low'],
    },
  },
];
