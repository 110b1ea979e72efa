import { cannotConnect, wasReset } from '#simulation/functions/exceptions';
import { fleet } from '#simulation/functions/fleet';
import { bursts, like, onwards, suffers } from '#simulation/functions/incidents/invocations';
import { natFigures } from '#simulation/functions/incidents/network';
import { hangs, takes, throws } from '#simulation/functions/outcomes';
import type { Scenario } from '#simulation/scenario';
import { hex } from '#simulation/shop/dice';
import { payments } from './fleets.ts';

const cardGate = { host: 'api.cardgate.example', ip: '203.0.113.41' };
const cannot = throws(() => cannotConnect('node', cardGate), 3.1);
const natOf = (seed: string) => `nat-0${hex(`${seed}/nat/main`, 16)}`;
export const nat: readonly Scenario[] = [
  {
    id: 'nat-port-exhaustion/one-destination',
    title: 'Fifty-five thousand connections to one address',
    symptom: 'Charges fail now and then',
    story:
      'A crawler that was started 26 minutes ago holds all ports that the NAT gateway has for the address of the card gate. A third of the charges cannot connect. The gateway counts it: ErrorPortAllocation.',
    ask: 'charge-card',
    account: (now) =>
      fleet(
        now,
        payments('nat-ports'),
        natFigures({
          ErrorPortAllocation: onwards(26, 41),
          ActiveConnectionCount: onwards(26, 55_010, 60),
          ConnectionAttemptCount: onwards(26, 9_400, 130),
          ConnectionEstablishedCount: onwards(26, 9_350, 129),
        }),
        suffers({ name: 'charge-card', since: 26, share: 0.35, outcome: cannot }),
      ),
    truth: {
      kind: 'diagnosed',
      rootCause: ['nat-port-exhaustion'],
      resource: natOf('nat-ports'),
      mustNotClaim: ['net-no-egress', 'downstream-3rd-party', 'nat-gone', 'net-subnet-asymmetry', 'timeout-too-low'],
    },
  },
  {
    id: 'nat-port-exhaustion/busy-not-full',
    title: 'A busy NAT gateway that refuses nobody',
    story:
      'The NAT gateway has ten times the connections of other days, of a backup. It never lacked a port. The card gate itself answers a third of the charges not at all.',
    ask: 'charge-card',
    account: (now) =>
      fleet(
        now,
        payments('nat-busy'),
        natFigures({
          ActiveConnectionCount: onwards(40, 6_200, 60),
          ConnectionAttemptCount: onwards(40, 2_400, 130),
          ConnectionEstablishedCount: onwards(40, 2_396, 129),
        }),
        suffers({
          name: 'charge-card',
          since: 25,
          share: 0.33,
          outcome: hangs('POST https://api.cardgate.example/v1/charges'),
        }),
      ),
    truth: {
      kind: 'diagnosed',
      rootCause: ['downstream-3rd-party'],
      resource: 'charge-card',
      mustNotClaim: ['nat-port-exhaustion', 'nat-drops', 'net-no-egress', 'net-subnet-asymmetry', 'timeout-too-low'],
    },
  },
  {
    id: 'nat-drops/packets-lost',
    title: 'The NAT gateway drops packets',
    story:
      'The NAT gateway loses one packet in two hundred since 22 minutes, by a fault on the side of AWS. One charge in eight cannot connect. Ports are plenty.',
    ask: 'charge-card',
    account: (now) =>
      fleet(
        now,
        payments('nat-drops'),
        natFigures({ PacketsDropCount: onwards(22, 45) }),
        suffers({ name: 'charge-card', since: 22, share: 0.13, outcome: cannot }),
      ),
    truth: {
      kind: 'diagnosed',
      rootCause: ['nat-drops'],
      resource: natOf('nat-drops'),
      atMost: 'likely',
      mustNotClaim: ['nat-port-exhaustion', 'net-no-egress', 'nat-gone'],
    },
  },
  {
    id: 'nat-attempt-gap/allow-list',
    title: 'Half of the attempts come to nothing',
    story:
      'The card gate lets in only addresses that it knows, and drops some of the connections from the NAT gateway since half an hour. What the gateway shows is that four attempts in ten were never answered; what is on the other side it cannot tell.',
    ask: 'charge-card',
    account: (now) =>
      fleet(
        now,
        payments('nat-gap'),
        natFigures({
          ConnectionAttemptCount: onwards(30, 210, 130),
          ConnectionEstablishedCount: onwards(30, 126, 129),
        }),
        suffers({ name: 'charge-card', since: 30, share: 0.4, outcome: cannot }),
      ),
    truth: {
      kind: 'diagnosed',
      rootCause: ['downstream-3rd-party'],
      possible: ['nat-attempt-gap'],
      atMost: 'likely',
      mustNotClaim: ['nat-port-exhaustion', 'net-no-egress', 'net-subnet-asymmetry', 'nat-gone'],
    },
  },
  {
    id: 'nat-idle-reset/reused-after-six-minutes',
    title: 'Connections that were kept too long',
    story:
      'Since a change of its client library charge-card keeps connections open between invocations. The NAT gateway forgets them after 350 seconds of silence, and whoever uses one then is reset.',
    ask: 'charge-card',
    account: (now) =>
      fleet(
        now,
        payments('nat-idle'),
        natFigures({ IdleTimeoutCount: onwards(34, 38, 3) }),
        like('charge-card', (func) => {
          func.perMinute = 6;
        }),
        suffers({ name: 'charge-card', since: 34, share: 0.2, outcome: throws(() => wasReset('node'), 0.03) }),
      ),
    truth: {
      kind: 'diagnosed',
      rootCause: ['nat-idle-reset'],
      quotes: 'ECONNRESET',
      atMost: 'likely',
      mustNotClaim: ['nat-port-exhaustion', 'net-no-egress', 'nat-gone', 'timeout-too-low'],
    },
  },
  {
    id: 'nat-idle-reset/idle-as-ever',
    title: 'Idle timeouts as on every day, and slow charges',
    story:
      'The NAT gateway counts idle timeouts, as every healthy one does. Nobody was reset. Charges hang at the card gate.',
    ask: 'charge-card',
    account: (now) =>
      fleet(
        now,
        payments('nat-idle-ever'),
        natFigures({ IdleTimeoutCount: () => 44 }),
        suffers({
          name: 'charge-card',
          since: 25,
          share: 0.5,
          outcome: hangs('POST https://api.cardgate.example/v1/charges'),
        }),
      ),
    truth: {
      kind: 'diagnosed',
      rootCause: ['downstream-3rd-party'],
      mustNotClaim: ['nat-idle-reset', 'nat-port-exhaustion', 'net-no-egress', 'timeout-too-low'],
    },
  },
  {
    id: 'deterministic-burst-split/first-five-of-ten',
    title: 'Of ten at once, five get through',
    story:
      'Every four minutes ten charges begin within a second. The first five take a second, the others wait for a connection until their time is up. All subnets have a way out, and the NAT gateway lacks nothing. Something that they share lets in five: which it is, nothing shows.',
    ask: 'charge-card',
    account: (now) =>
      fleet(
        now,
        payments('burst-split'),
        like('charge-card', (func) => {
          func.perMinute = 0;
          func.seconds = 0.9;
          func.says = [
            { at: 0.02, level: 'INFO', text: 'charging order' },
            { at: 0.95, level: 'INFO', text: 'charged' },
          ];
        }),
        bursts('charge-card', 4, 10),
        suffers({ name: 'charge-card', since: 60, outcome: takes(0.9, 0.2) }),
        suffers({
          name: 'charge-card',
          since: 60,
          hits: ({ place }) => place >= 5,
          outcome: hangs('acquiring connection'),
        }),
      ),
    truth: {
      kind: 'undecided',
      rootCause: null,
      possible: ['deterministic-burst-split'],
      mustNotClaim: [
        'nat-port-exhaustion',
        'net-subnet-asymmetry',
        'net-no-egress',
        'timeout-too-low',
        'downstream-3rd-party',
      ],
    },
  },
];
