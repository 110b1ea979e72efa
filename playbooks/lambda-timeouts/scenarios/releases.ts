import { ownFault } from '#simulation/functions/exceptions';
import { fleet } from '#simulation/functions/fleet';
import { denied, like, metric, suffers, wave } from '#simulation/functions/incidents/invocations';
import { aliasMoved, configured, released } from '#simulation/functions/incidents/settings';
import type { Happening } from '#simulation/functions/model';
import { throws } from '#simulation/functions/outcomes';
import type { Scenario } from '#simulation/scenario';
import { bank, freight, invoices, maps, media } from './fleets.ts';

const broken = throws(() => ownFault('dotnet'), 0.15);

/** Version 42 fails, whoever gets to it. */
function newVersionFails(since: number): Happening {
  return suffers({
    name: 'book-transfer',
    since,
    hits: ({ version }) => version === '42',
    share: 0.7,
    outcome: broken,
  });
}

export const releases: readonly Scenario[] = [
  {
    id: 'bad-release/canary',
    title: 'A canary of thirty per cent, and it fails',
    symptom: 'One transfer in five fails',
    story:
      'Version 42 gets thirty per cent of the transfers since 24 minutes, by a weight of the alias “live”. Seven in ten of those fail with a NullReferenceException. Version 41 is as good as ever.',
    ask: 'book-transfer:live',
    account: (now) =>
      fleet(
        now,
        bank('release-canary'),
        aliasMoved({ name: 'book-transfer', alias: 'live', old: '41', new: '42', minutesAgo: 24, part: 0.3 }),
        newVersionFails(24),
      ),
    truth: {
      kind: 'diagnosed',
      rootCause: ['bad-release'],
      resource: 'book-transfer',
      mustNotClaim: ['timeout-too-low', 'downstream-3rd-party', 'memory-exhausted', 'throttled-account'],
    },
  },
  {
    id: 'bad-release/all-at-once',
    title: 'All traffic at once to a version that fails',
    story: 'The alias “live” was led to version 42 19 minutes ago, with all traffic. Seven transfers in ten fail.',
    ask: 'book-transfer:live',
    account: (now) =>
      fleet(
        now,
        bank('release-all'),
        aliasMoved({ name: 'book-transfer', alias: 'live', old: '41', new: '42', minutesAgo: 19 }),
        newVersionFails(19),
      ),
    truth: {
      kind: 'diagnosed',
      rootCause: ['bad-release'],
      resource: 'book-transfer',
      mustNotClaim: ['timeout-too-low', 'downstream-3rd-party', 'memory-exhausted'],
    },
  },
  {
    id: 'bad-release/latest',
    title: 'New code, and a NullPointerException',
    story: 'quote-freight was released 23 minutes ago, without versions or aliases. Since then six in ten fail.',
    ask: 'quote-freight',
    account: (now) =>
      fleet(
        now,
        freight('release-latest'),
        released('quote-freight', 23),
        suffers({ name: 'quote-freight', since: 22.8, share: 0.6, outcome: throws(() => ownFault('java'), 0.2) }),
      ),
    truth: {
      kind: 'diagnosed',
      rootCause: ['bad-release'],
      resource: 'quote-freight',
      atMost: 'likely',
      mustNotClaim: ['timeout-too-low', 'downstream-3rd-party', 'cold-start-heavy', 'import-error'],
    },
  },
  {
    id: 'bad-release/errors-came-first',
    title: 'The release was the attempt at a repair',
    story:
      'The geocoder fails since 34 minutes. A release 12 minutes ago was to mend it and did not. It cannot have been the cause.',
    ask: 'geocode',
    account: (now) =>
      fleet(
        now,
        maps('release-later'),
        suffers({ name: 'geocode', since: 34, share: 0.5, outcome: throws(() => ownFault('go'), 0.05) }),
        released('geocode', 12),
      ),
    truth: {
      kind: 'unexplained',
      rootCause: null,
      mustNotClaim: ['bad-release', 'downstream-3rd-party', 'timeout-too-low', 'import-error'],
    },
  },
  {
    id: 'bad-release/aliases-denied',
    title: 'The canary, seen without aliases and without CloudTrail',
    story: 'The canary that fails, seen by a role that may read neither aliases nor versions nor the trail.',
    ask: 'book-transfer',
    account: (now) =>
      fleet(
        now,
        bank('release-denied'),
        aliasMoved({ name: 'book-transfer', alias: 'live', old: '41', new: '42', minutesAgo: 24, part: 0.3 }),
        newVersionFails(24),
        like('book-transfer', ({ configuration }) => {
          // Whoever changed $LATEST since, it was for something else.
          configuration.LastModified = '2026-01-10T08:00:00.000+0000';
        }),
        denied('lambda:ListAliases', 'lambda:ListVersionsByFunction', 'cloudtrail:LookupEvents'),
      ),
    truth: {
      kind: 'undecided',
      rootCause: null,
      gaps: ['lambda:ListAliases'],
      mustNotClaim: ['bad-release', 'downstream-3rd-party', 'timeout-too-low'],
    },
  },
  {
    id: 'state-failed/no-addresses',
    title: 'No address left in the subnet',
    story:
      'captions was idle for two weeks. When it was called 20 minutes ago Lambda could not make it a network interface: the subnet has no address left. It is Inactive, and every call is refused.',
    ask: 'captions',
    account: (now) =>
      fleet(
        now,
        media('state-addresses'),
        like('captions', (func) => {
          func.perMinute = 0;
          Object.assign(func.configuration, {
            State: 'Inactive',
            StateReasonCode: 'SubnetOutOfIPAddresses',
            StateReason:
              'Lambda was not able to set up VPC access for the Lambda function because one or more configured subnets has no available IP addresses.',
          });
        }),
      ),
    truth: {
      kind: 'diagnosed',
      rootCause: ['state-failed'],
      resource: 'captions',
      quotes: 'no available IP addresses',
      mustNotClaim: ['net-no-egress', 'bad-release', 'throttled-account'],
    },
  },
  {
    id: 'state-failed/image-deleted',
    title: 'The image is gone',
    story: 'A lifecycle rule removed the image of captions. The function is Failed since 30 minutes.',
    ask: 'captions',
    account: (now) =>
      fleet(
        now,
        media('state-image'),
        like('captions', (func) => {
          Object.assign(func.configuration, {
            PackageType: 'Image',
            State: 'Failed',
            StateReasonCode: 'ImageDeleted',
            StateReason: 'The container image for the function has been deleted.',
          });
        }),
        wave('captions', 30, 0, 0),
      ),
    truth: {
      kind: 'diagnosed',
      rootCause: ['state-failed'],
      resource: 'captions',
      quotes: 'container image',
      mustNotClaim: ['import-error', 'bad-release', 'role-denied'],
    },
  },
  {
    id: 'state-failed/idle',
    title: 'Inactive because nobody asked',
    story:
      'captions was not called for three weeks and is Inactive with the reason Idle. It wakes up when it is called. Nothing is wrong.',
    ask: 'captions',
    account: (now) =>
      fleet(
        now,
        media('state-idle'),
        like('captions', (func) => {
          func.perMinute = 0;
          Object.assign(func.configuration, {
            State: 'Inactive',
            StateReasonCode: 'Idle',
            StateReason: 'The function is idle and will be reactivated when it is invoked.',
          });
        }),
      ),
    truth: { kind: 'not-happening', rootCause: null, mustNotClaim: ['state-failed'] },
  },
  {
    id: 'recursion/writes-to-its-own-bucket',
    title: 'It feeds itself',
    symptom: 'The bill, and a thousand pictures a minute',
    story:
      'Since a change of its target 14 minutes ago thumbnails writes its pictures to where it is triggered from. Lambda has seen the loop and stops some of it: its log says so.',
    ask: 'thumbnails',
    account: (now) =>
      fleet(
        now,
        media('recursion'),
        configured('thumbnails', { Environment: { Variables: { TARGET: 'hidden' } } }, 14, 'jon.abara'),
        wave('thumbnails', 14, 0, 8),
        suffers({
          name: 'thumbnails',
          since: 14,
          share: 0.2,
          outcome: (chance, invocation) => ({
            ...throws(
              () => ({
                ...ownFault('node'),
                type: 'RecursiveInvocationException',
                message:
                  'Lambda has detected your function being invoked in a recursive loop with other AWS resources and stopped your function’s invocation.',
              }),
              0.2,
            )(chance, invocation),
          }),
        }),
        metric('AWS/Lambda', 'RecursiveInvocationsDropped', { FunctionName: 'thumbnails' }, (minute) =>
          minute <= 14 ? 12 : 0,
        ),
      ),
    truth: {
      kind: 'diagnosed',
      rootCause: ['recursion'],
      resource: 'thumbnails',
      mustNotClaim: ['throttled-account', 'timeout-too-low', 'bad-release', 'poison-batch'],
    },
  },
  {
    id: 'recursion/only-a-crowd',
    title: 'Eight times as many, and no loop',
    story:
      'An advertisement brings eight times the usual invoices since 15 minutes. Each is asked for once, and done as quickly as ever.',
    ask: 'invoice-pdf',
    account: (now) => fleet(now, invoices('recursion-crowd'), wave('invoice-pdf', 15, 0, 4)),
    truth: {
      kind: 'not-happening',
      rootCause: null,
      mustNotClaim: ['recursion', 'throttled-account', 'timeout-too-low'],
    },
  },
];
