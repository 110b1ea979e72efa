import type { Scenario } from '#simulation/scenario';
import { shop } from '#simulation/shop';
import { onInstances } from '#simulation/tasks/instances';
import { badRelease, replacementsFail } from '#simulation/tasks/starts';
import { bank, press, rail } from './accounts.ts';
import { pullFailed } from './wording.ts';

const mistyped = press('registry-auth');
const proxied = bank('pull-tls');
const full = rail('disk-full');

export const registries: readonly Scenario[] = [
  {
    id: 'image-registry-auth/mistyped',
    title: 'ngin instead of nginx',
    story:
      'Somebody wrote docker.io/library/ngin into the task definition. Docker Hub does not say whether such an image exists; it asks for a login. It is not ECR at all.',
    ask: 'comments',
    account: (now) =>
      shop(
        now,
        mistyped,
        badRelease({
          service: 'comments',
          minutesAgo: 15,
          image: 'docker.io/library/ngin:latest',
          refusal: {
            reason:
              'CannotPullContainerError: inspect image has been retried 1 time(s): failed to resolve ref "docker.io/library/ngin:latest": pull access denied, repository does not exist or may require authorization: server message: insufficient_scope: authorization failed',
          },
        }),
      ),
    truth: {
      kind: 'diagnosed',
      rootCause: ['image-registry-auth'],
      resource: 'comments',
      quotes: 'pull access denied, repository does not exist or may require authorization',
      mustNotClaim: ['image-repo-missing', 'image-pull-iam', 'image-tag-missing', 'image-rate-limited'],
    },
  },
  {
    id: 'image-pull-tls/private-registry',
    title: 'The registry’s certificate',
    story:
      'The bank’s own registry got a certificate of an authority that the hosts do not know. Pulls fail since release 209, the first after the change.',
    ask: 'core-prod/transfers',
    account: (now) =>
      shop(
        now,
        proxied,
        badRelease({
          service: 'transfers',
          minutesAgo: 20,
          image: 'registry.bank.example.net/transfers:209',
          refusal: {
            reason: pullFailed(
              'registry.bank.example.net/transfers:209',
              'failed to do request: Head "https://registry.bank.example.net/v2/transfers/manifests/209": tls: failed to verify certificate: x509: certificate signed by unknown authority',
            ),
          },
        }),
      ),
    truth: {
      kind: 'diagnosed',
      rootCause: ['image-pull-tls'],
      resource: 'transfers',
      quotes: 'x509: certificate signed by unknown authority',
      mustNotClaim: ['image-registry-auth', 'image-pull-network-no-egress', 'image-pull-other'],
    },
  },
  {
    id: 'image-disk-full/host',
    title: 'The disk of one host is full',
    story:
      'Old images fill the disk of an EC2 host. New tasks that are placed there cannot unpack their image; those on the other host can.',
    ask: 'verbindungen',
    account: (now) =>
      shop(
        now,
        full,
        onInstances('verbindungen', [
          { cpu: 1_536, memory: 6_144 },
          { cpu: 512, memory: 2_048 },
        ]),
        replacementsFail({
          service: 'verbindungen',
          since: 30,
          more: 1,
          refusal: {
            reason: 'Task failed to start',
            raw: { launchType: 'EC2' },
            containers: {
              app: {
                reason:
                  'CannotPullContainerError: write /var/lib/docker/tmp/GetImageBlob111111111: no space left on device',
              },
            },
          },
        }),
      ),
    truth: {
      kind: 'diagnosed',
      rootCause: ['image-disk-full'],
      resource: 'verbindungen',
      quotes: 'no space left on device',
      mustNotClaim: ['image-pull-other', 'placement-resources', 'ephemeral-storage-timeout'],
    },
  },
];
