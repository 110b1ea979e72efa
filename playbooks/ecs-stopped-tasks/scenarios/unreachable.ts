import { denied } from '#simulation/incidents/limits';
import type { Scenario } from '#simulation/scenario';
import { shop } from '#simulation/shop';
import { hex } from '#simulation/shop/dice';
import {
  defaultRouteDeleted,
  dnsOff,
  endpoints,
  inPublicSubnets,
  natDeleted,
  noNat,
  s3Gateway,
} from '#simulation/tasks/network';
import { badRelease, replacementsFail } from '#simulation/tasks/starts';
import { arcade, bank, endpointAddress, press, rail, registry, space, tea } from './accounts.ts';
import { noAnswer, pullFailed, secretsFailed } from './wording.ts';

const routeless = press('no-egress');
const closed = bank('endpoint-closed');
const layers = space('layers');
const nameless = tea('dns-off');
const blindly = rail('no-egress-unseen');
const addressless = arcade('no-public-ip');
const slow = press('init-network');

function image({ seed, ...options }: ReturnType<typeof press>, service: string, revision: number): string {
  return `${registry({ seed, ...options })}/${service}:${hex(`${seed}/${service}/${revision}`, 7)}`;
}

/** The first manifest was asked for, and no connection came about. */
function dialTimeout(options: ReturnType<typeof press>, service: string, revision: number, address: string): string {
  const host = registry(options);
  const name = image(options, service, revision);
  return pullFailed(
    name,
    `failed to do request: Head "https://${host}/v2/${service}/manifests/${name.split(':').at(-1)}": dial tcp ${address}:443: i/o timeout`,
  );
}

export const unreachable: readonly Scenario[] = [
  {
    id: 'image-pull-network-no-egress/route-deleted',
    title: 'The way out was deleted',
    story:
      'Maria deleted the default route of the private subnets 31 minutes ago, in the belief that the table was unused. Running tasks need nothing from outside. The three that autoscaling asked for cannot reach ECR’s public address. The image is there.',
    ask: 'articles',
    account: (now) =>
      shop(
        now,
        routeless,
        defaultRouteDeleted(31, 'maria.keller'),
        replacementsFail({
          service: 'articles',
          since: 26,
          more: 3,
          every: 4,
          refusal: { after: 190, reason: dialTimeout(routeless, 'articles', 63, '52.51.14.93') },
        }),
      ),
    truth: {
      kind: 'diagnosed',
      rootCause: ['image-pull-network-no-egress'],
      resource: 'rtb-',
      quotes: 'dial tcp 52.51.14.93:443: i/o timeout',
      mustNotClaim: [
        'image-tag-missing',
        'image-pull-iam',
        'image-pull-network-endpoint',
        'image-layer-s3-unreachable',
      ],
    },
  },
  {
    id: 'image-pull-network-no-egress/no-public-address',
    title: 'A public subnet without public addresses',
    story:
      'The match maker was moved to public subnets with release 502, and assigns no public addresses. An internet gateway is no use to a task that has none.',
    ask: 'matchmaker',
    account: (now) =>
      shop(
        now,
        addressless,
        badRelease({
          service: 'matchmaker',
          minutesAgo: 33,
          every: 4,
          refusal: { after: 190, reason: dialTimeout(addressless, 'matchmaker', 502, '54.238.7.61') },
        }),
        inPublicSubnets('matchmaker', false),
      ),
    truth: {
      kind: 'diagnosed',
      rootCause: ['image-pull-network-no-egress'],
      resource: 'matchmaker',
      mustNotClaim: ['image-pull-network-endpoint', 'image-tag-missing', 'image-pull-dns'],
    },
  },
  {
    id: 'image-pull-network-no-egress/routes-denied',
    title: 'No connection, and the network may not be described',
    story:
      'The way out of the private subnets is gone; route tables may not be described. A public address was tried and never answered: that much is certain.',
    ask: 'verbindungen',
    account: (now) =>
      shop(
        now,
        blindly,
        defaultRouteDeleted(31, 'maria.keller'),
        replacementsFail({
          service: 'verbindungen',
          since: 26,
          more: 1,
          every: 4,
          refusal: { after: 190, reason: dialTimeout(blindly, 'verbindungen', 12, '3.121.5.18') },
        }),
        denied('ec2:DescribeRouteTables'),
      ),
    truth: {
      kind: 'diagnosed',
      rootCause: ['image-pull-network-no-egress'],
      resource: 'verbindungen',
      atMost: 'likely',
      gaps: ['ec2:DescribeRouteTables'],
      mustNotClaim: ['image-pull-network-endpoint'],
    },
  },
  {
    id: 'image-pull-network-endpoint/closed-group',
    title: 'Endpoints that let nobody in',
    story:
      'Interface endpoints for ECR were put into the VPC 25 minutes ago, with private DNS, behind a security group that lets in port 80 only. ECR’s names lead to private addresses since then, and nothing answers there. The NAT gateway is fine and does not matter any more.',
    ask: 'transfers',
    account: (now) =>
      shop(
        now,
        closed,
        endpoints({ services: ['ecr.api', 'ecr.dkr'], port: 80 }),
        replacementsFail({
          service: 'transfers',
          since: 21,
          more: 2,
          every: 4,
          refusal: { after: 190, reason: dialTimeout(closed, 'transfers', 208, endpointAddress(closed)) },
        }),
      ),
    truth: {
      kind: 'diagnosed',
      rootCause: ['image-pull-network-endpoint'],
      resource: 'sg-',
      mustNotClaim: ['image-pull-network-no-egress', 'image-tag-missing', 'image-pull-iam'],
    },
  },
  {
    id: 'image-layer-s3-unreachable/no-gateway',
    title: 'The layers come from S3',
    story:
      'There is no NAT gateway here; ECR and the logs are reached through interface endpoints. The route table of the private subnets lost its S3 gateway endpoint when somebody tidied up: it is attached to the public table only. Manifests come, layers do not.',
    ask: 'telemetry',
    account: (now) =>
      shop(
        now,
        layers,
        noNat,
        endpoints({ services: ['ecr.api', 'ecr.dkr', 'logs', 'secretsmanager'] }),
        s3Gateway(['public']),
        badRelease({
          service: 'telemetry',
          minutesAgo: 30,
          every: 4,
          refusal: {
            after: 200,
            reason:
              'CannotPullContainerError: ref pull has been retried 5 time(s): failed to copy: httpReadSeeker: failed open: failed to do request: Get "https://prod-us-gov-west-1-starport-layer-bucket.s3.us-gov-west-1.amazonaws.com/2c1f-77/layer": dial tcp 52.92.16.34:443: i/o timeout',
          },
        }),
      ),
    truth: {
      kind: 'diagnosed',
      rootCause: ['image-layer-s3-unreachable'],
      resource: 'rtb-',
      quotes: 'starport-layer-bucket',
      mustNotClaim: ['image-pull-network-endpoint', 'image-tag-missing', 'image-pull-403', 'image-pull-iam'],
    },
  },
  {
    id: 'image-pull-dns/resolver-off',
    title: 'Names are not resolved',
    story:
      'DNS support of the VPC was switched off. Tasks that run had their addresses; new ones cannot find the registry’s name.',
    ask: 'dingdan',
    account: (now) =>
      shop(
        now,
        nameless,
        dnsOff,
        replacementsFail({
          service: 'dingdan',
          since: 22,
          more: 1,
          refusal: {
            after: 60,
            reason: pullFailed(
              image(nameless, 'dingdan', 29),
              `failed to do request: Head "https://${registry(nameless)}/v2/dingdan/manifests/29": dial tcp: lookup ${registry(nameless)} on 169.254.169.253:53: no such host`,
            ),
          },
        }),
      ),
    truth: {
      kind: 'diagnosed',
      rootCause: ['image-pull-dns'],
      resource: 'dingdan',
      quotes: 'no such host',
      mustNotClaim: ['image-tag-missing', 'image-pull-network-no-egress', 'image-repo-missing'],
    },
  },
  {
    id: 'init-network/secrets-manager',
    title: 'Pending for five minutes, every time',
    story:
      'The NAT gateway was deleted 37 minutes ago. Tasks that need a secret wait for Secrets Manager until they are given up. The message of ECS says “connection issue”; IAM has nothing to do with it.',
    ask: 'articles',
    account: (now) =>
      shop(
        now,
        slow,
        natDeleted(37, 'cleanup-job'),
        replacementsFail({
          service: 'articles',
          since: 34,
          more: 2,
          every: 6,
          refusal: {
            after: 300,
            reason: secretsFailed(
              `unable to retrieve secret from asm: There is a connection issue between the task and AWS Secrets Manager. Check your task network configuration. failed to fetch secret arn:aws:secretsmanager:eu-west-1:${slow.account}:secret:articles/db-Qm2fXw from secrets manager: operation error Secrets Manager: GetSecretValue, https response error StatusCode: 0, RequestID: , canceled, context deadline exceeded.`,
            ),
          },
        }),
      ),
    truth: {
      kind: 'diagnosed',
      rootCause: ['init-network'],
      resource: 'nat-',
      quotes: 'There is a connection issue between the task and AWS Secrets Manager',
      mustNotClaim: ['secret-not-found', 'exec-role-denied', 'image-pull-iam', 'image-pull-network-no-egress'],
    },
  },
  {
    id: 'init-network/registry-auth',
    title: 'ECR’s API does not answer',
    story:
      'The default route of the private subnets is gone. The very first call, for a login at ECR, gets no answer. Many write-ups take such a text for missing permissions.',
    ask: 'archive',
    account: (now) => {
      const world = space('init-registry');
      return shop(
        now,
        world,
        defaultRouteDeleted(29, 'k.osei'),
        replacementsFail({
          service: 'archive',
          since: 25,
          more: 1,
          every: 5,
          refusal: {
            after: 240,
            reason: secretsFailed(
              `The task cannot pull registry auth from Amazon ECR: There is a connection issue between the task and Amazon ECR. Check your task network configuration. ${noAnswer('ECR', 'GetAuthorizationToken', 'https://api.ecr.us-gov-west-1.amazonaws.com/', '52.222.13.180')}.`,
            ),
          },
        }),
      );
    },
    truth: {
      kind: 'diagnosed',
      rootCause: ['init-network'],
      resource: 'rtb-',
      quotes: 'StatusCode: 0',
      mustNotClaim: ['exec-role-denied', 'image-pull-iam', 'image-tag-missing', 'exec-role-missing'],
    },
  },
];
