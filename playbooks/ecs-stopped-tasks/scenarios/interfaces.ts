import { denied } from '#simulation/incidents/limits';
import type { Scenario } from '#simulation/scenario';
import { shop } from '#simulation/shop';
import { hex } from '#simulation/shop/dice';
import { record } from '#simulation/shop/trail';
import { addressesLeft } from '#simulation/tasks/network';
import { badRelease, notPlaced, replacementsFail } from '#simulation/tasks/starts';
import type { Refusal } from '#simulation/tasks/starts';
import { arcade, bank, press, rail, space, tea } from './accounts.ts';
import { GUIDE } from './wording.ts';

const slow: Refusal = {
  reason: 'Timeout waiting for network interface provisioning to complete.',
  after: 180,
};

/** Id of the private subnet of a zone. */
function subnet(seed: string, region: string, letter: string): string {
  return `subnet-0${hex(`${seed}/subnet/private-${region}${letter}`, 16)}`;
}

export const interfaces: readonly Scenario[] = [
  {
    id: 'subnet-ip-exhausted/one-of-three',
    title: 'One subnet is full',
    story:
      'The private subnet of the first zone has no address left: a test cluster took them all. Tasks that ECS puts there wait for an interface until they are given up; in the other two zones they start. The scale-out alarm is only what asked for them.',
    ask: 'transfers',
    account: (now) =>
      shop(
        now,
        bank('subnet-full'),
        addressesLeft(0, 0),
        replacementsFail({ service: 'transfers', since: 32, more: 2, every: 5, refusal: { ...slow, zone: 0 } }),
      ),
    truth: {
      kind: 'diagnosed',
      rootCause: ['subnet-ip-exhausted'],
      resource: subnet('subnet-full', 'us-east-1', 'a'),
      quotes: 'Timeout waiting for network interface provisioning to complete',
      mustNotClaim: ['eni-provisioning-timeout', 'fargate-capacity', 'eni-limit'],
    },
  },
  {
    id: 'subnet-ip-exhausted/said-so',
    title: 'ECS says that there are no addresses',
    story:
      'Both private subnets are small, and a deployment of all services at once filled them. ECS names it in an event of the service.',
    ask: 'dingdan',
    account: (now) =>
      shop(
        now,
        tea('subnet-said'),
        addressesLeft(0, 0),
        addressesLeft(1, 1),
        notPlaced(
          'dingdan',
          26,
          2,
          `was unable to place a task. Reason: subnet ${subnet('subnet-said', 'cn-north-1', 'a')} does not have enough free ip address. ${GUIDE}`,
        ),
        notPlaced(
          'dingdan',
          22,
          0,
          'was unable to place a task. Reason: The requested subnet has insufficient free addresses (InsufficientFreeAddressesInSubnet).',
        ),
      ),
    truth: {
      kind: 'diagnosed',
      rootCause: ['subnet-ip-exhausted'],
      resource: 'subnet-',
      mustNotClaim: ['fargate-capacity', 'eni-limit', 'placement-resources'],
    },
  },
  {
    id: 'subnet-ip-exhausted/subnets-denied',
    title: 'Interfaces take too long, and subnets may not be described',
    story:
      'A subnet is out of addresses, which cannot be seen, since subnets may not be described. Interfaces time out in one zone only.',
    ask: 'articles',
    account: (now) =>
      shop(
        now,
        press('subnet-unseen'),
        addressesLeft(0, 0),
        replacementsFail({ service: 'articles', since: 32, more: 1, every: 6, refusal: { ...slow, zone: 0 } }),
        denied('ec2:DescribeSubnets'),
      ),
    truth: {
      kind: 'undecided',
      rootCause: null,
      gaps: ['ec2:DescribeSubnets'],
      mustNotClaim: ['subnet-ip-exhausted', 'fargate-capacity', 'eni-limit'],
    },
  },
  {
    id: 'eni-provisioning-timeout/transient',
    title: 'Twice an interface was late',
    story:
      'Twice in half an hour an interface took too long, in different zones; all subnets have more than two hundred addresses left. It is the platform, and the tasks after that started.',
    ask: 'telemetry',
    account: (now) =>
      shop(
        now,
        space('eni-slow'),
        replacementsFail({ service: 'telemetry', since: 31, until: 13, every: 8, more: 1, refusal: slow }),
      ),
    truth: {
      kind: 'diagnosed',
      rootCause: ['eni-provisioning-timeout'],
      resource: 'telemetry',
      atMost: 'likely',
      mustNotClaim: ['subnet-ip-exhausted', 'fargate-capacity', 'eni-limit', 'network-config-invalid'],
    },
  },
  {
    id: 'eni-api-throttled/mass-launch',
    title: 'Everybody starts at once',
    story:
      'A load test of another team launched eight hundred tasks. Preparing interfaces is throttled for the whole account, and some of the match maker’s tasks suffer.',
    ask: 'matchmaker',
    account: (now) =>
      shop(
        now,
        arcade('eni-throttled'),
        replacementsFail({
          service: 'matchmaker',
          since: 20,
          more: 3,
          every: 2,
          refusal: { reason: 'Rate limit exceeded while preparing network interface to be attached to instance' },
        }),
      ),
    truth: {
      kind: 'diagnosed',
      rootCause: ['eni-api-throttled'],
      resource: 'matchmaker',
      quotes: 'Rate limit exceeded while preparing network interface',
      mustNotClaim: ['subnet-ip-exhausted', 'eni-limit', 'eni-provisioning-timeout', 'ecs-api-throttled'],
    },
  },
  {
    id: 'eni-limit/account-quota',
    title: 'The account has as many interfaces as it may have',
    story: 'The quota for network interfaces in the region is used up. Subnets have addresses enough.',
    ask: 'preise',
    account: (now) =>
      shop(
        now,
        rail('eni-limit'),
        replacementsFail({
          service: 'preise',
          since: 23,
          more: 2,
          refusal: {
            reason:
              'Unexpected EC2 error while attempting to Create Network Interface in subnet: You have reached the limit on network interfaces (NetworkInterfaceLimitExceeded). Maximum number of network interfaces limit reached.',
          },
        }),
      ),
    truth: {
      kind: 'diagnosed',
      rootCause: ['eni-limit'],
      resource: 'preise',
      mustNotClaim: ['subnet-ip-exhausted', 'eni-api-throttled', 'fargate-quota'],
    },
  },
  {
    id: 'network-config-invalid/group-deleted',
    title: 'The security group is gone',
    story:
      'Release 64 was registered with a security group that the clean-up deleted in the night. Old tasks have theirs.',
    ask: 'articles',
    account: (now) =>
      shop(
        now,
        press('group-gone'),
        (made) =>
          record(made, {
            name: 'DeleteSecurityGroup',
            source: 'ec2',
            by: 'cleanup-job',
            minutesAgo: 44,
            parameters: { groupId: 'sg-0c0ffee0c0ffee000' },
            resources: [{ type: 'AWS::EC2::SecurityGroup', name: 'sg-0c0ffee0c0ffee000' }],
          }),
        badRelease({
          service: 'articles',
          minutesAgo: 22,
          refusal: {
            reason:
              "Unexpected EC2 error while attempting to Create Network Interface with public IP assignment disabled: InvalidGroup.NotFound: The security group 'sg-0c0ffee0c0ffee000' does not exist",
          },
        }),
      ),
    truth: {
      kind: 'diagnosed',
      rootCause: ['network-config-invalid'],
      resource: 'sg-0c0ffee0c0ffee000',
      quotes: 'InvalidGroup.NotFound',
      mustNotClaim: ['eni-provisioning-timeout', 'subnet-ip-exhausted', 'eni-limit'],
    },
  },
];
