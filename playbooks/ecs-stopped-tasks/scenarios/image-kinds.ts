import type { Scenario } from '#simulation/scenario';
import { shop } from '#simulation/shop';
import { badRelease } from '#simulation/tasks/starts';
import { arcade, rail, registry, space } from './accounts.ts';

const arm = space('platform');
const armImage = `${registry(arm)}/telemetry:78`;
const armInLog = arcade('exec-format');
const other = rail('pull-other');
const otherImage = `${registry(other)}/preise:41`;

export const imageKinds: readonly Scenario[] = [
  {
    id: 'image-platform-mismatch/arm-image',
    title: 'Built on a new laptop',
    story:
      'The image of release 78 was built for arm64 on somebody’s new laptop and pushed six minutes before. The task definition asks for X86_64. The tag exists, and the role may pull it.',
    ask: 'telemetry',
    account: (now) =>
      shop(
        now,
        arm,
        badRelease({
          service: 'telemetry',
          minutesAgo: 16,
          image: armImage,
          refusal: {
            reason:
              "CannotPullContainerError: image Manifest does not contain descriptor matching platform 'linux/amd64'",
          },
        }),
      ),
    truth: {
      kind: 'diagnosed',
      rootCause: ['image-platform-mismatch'],
      resource: 'telemetry',
      quotes: 'does not contain descriptor matching platform',
      mustNotClaim: ['image-tag-missing', 'image-pull-other', 'image-repo-missing'],
    },
  },
  {
    id: 'image-platform-mismatch/exec-format-error',
    title: 'It is pulled, and cannot be executed',
    story:
      'The image says that it is for amd64, and its program is for arm64. It is pulled and started, writes one line and ends with code 255. The log alone tells why.',
    ask: 'matchmaker',
    account: (now) =>
      shop(
        now,
        armInLog,
        badRelease({
          service: 'matchmaker',
          minutesAgo: 21,
          refusal: {
            ran: 2,
            exitCode: 255,
            lines: ['exec /usr/local/bin/docker-entrypoint.sh: exec format error'],
          },
        }),
      ),
    truth: {
      kind: 'diagnosed',
      rootCause: ['image-platform-mismatch'],
      resource: 'matchmaker',
      quotes: 'exec format error',
      mustNotClaim: ['oom-container', 'image-tag-missing', 'cmd-not-executable-126'],
    },
  },
  {
    id: 'image-pull-other/unknown-words',
    title: 'A pull error that nobody has met before',
    story:
      'Pulling fails with a message of the registry’s storage that is in no list. It can be quoted, and no more. The image is where it should be.',
    ask: 'preise',
    account: (now) =>
      shop(
        now,
        other,
        badRelease({
          service: 'preise',
          minutesAgo: 18,
          image: otherImage,
          refusal: {
            reason: `CannotPullContainerError: failed to unpack image on snapshotter overlayfs: mismatched image rootfs and manifest layers`,
          },
        }),
      ),
    truth: {
      kind: 'undecided',
      rootCause: null,
      possible: ['image-pull-other'],
      quotes: 'mismatched image rootfs and manifest layers',
      mustNotClaim: ['image-tag-missing', 'image-repo-missing', 'image-platform-mismatch', 'image-disk-full'],
    },
  },
];
