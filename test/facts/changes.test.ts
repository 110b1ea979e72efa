import { describe, expect, test } from 'vitest';
import { given } from '#playbook';
import { changeOf, mentions, trailAround, trailOfResources } from '#facts/changes';
import type { TrailEvent } from '#facts/changes';
import { learn, refused } from './learning.ts';

const event: TrailEvent = {
  id: '1',
  at: new Date('2026-11-22T14:00:00Z'),
  name: 'UpdateFunctionCode20150331v2',
  source: 'lambda.amazonaws.com',
  user: 'ci',
  resources: ['arn:aws:lambda:eu-west-1:123456789012:function:resize'],
  requestParameters: { functionName: 'resize', publish: true, tags: ['a', { b: 'checkout-api' }] },
  errorCode: null,
  readOnly: false,
};

describe('a change', () => {
  test('is said by the plain name of the call and what it was about', () => {
    expect(changeOf(event)).toMatchObject({
      what: 'UpdateFunctionCode arn:aws:lambda:eu-west-1:123456789012:function:resize',
      event: 'UpdateFunctionCode',
      who: 'ci',
    });
  });

  test('touches what CloudTrail lists and what the call named', () => {
    expect(changeOf(event).resources).toEqual([...event.resources, 'resize', 'a', 'checkout-api']);
  });

  test('that AWS refused says so', () => {
    const refused = changeOf({ ...event, errorCode: 'AccessDenied' }, 'UpdateFunctionCode resize');
    expect(refused).toMatchObject({ what: 'UpdateFunctionCode resize (refused: AccessDenied)', refused: true });
    expect(changeOf(event)).not.toHaveProperty('refused');
  });
});

const scaling = { cluster: 'production', service: 'checkout', desiredCount: 4 };

test.each<[string, object, string, boolean]>([
  ['UpdateService', scaling, 'more or fewer tasks', true],
  ['UpdateService', { ...scaling, desiredCount: 0 }, 'no task at all', false],
  ['UpdateService', { ...scaling, taskDefinition: 'checkout:7' }, 'another revision', false],
  ['SetDesiredCapacity', { autoScalingGroupName: 'hosts', desiredCapacity: 3 }, 'more or fewer hosts', true],
  ['RunTask', scaling, 'a task', false],
])('%s of %o, %s: it only scales: %s', (name, requestParameters, _, scales) => {
  expect(changeOf({ ...event, name, requestParameters }).scales ?? false).toBe(scales);
});

describe('an event', () => {
  test.each(['resize', 'checkout-api', 'arn:aws:lambda:eu-west-1:123456789012:function:resize'])(
    'mentions %s',
    (name) => {
      expect(mentions(event, [name])).toBe(true);
    },
  );

  test.each(['checkout', 'api', 'size', ''])('does not mention %s, which is a part of a name at most', (name) => {
    expect(mentions(event, [name])).toBe(false);
  });
});

const onset = given<{ readonly since: Date; readonly onsets: readonly Date[] }>('test.onset', 'Onset');
const since = new Date('2026-11-22T14:02:00Z');
const window = { from: new Date('2026-11-22T14:00:30Z'), to: new Date('2026-11-22T15:00:30Z') };
const known = { onset: { known: true, value: { since, onsets: [since] } }, window };

/** Answers lookups by the value that is looked for. */
function trail(found: Readonly<Record<string, readonly TrailEvent[] | Error>>, cut = false) {
  return {
    'cloudtrail.LookupEvents': ({ lookup }: { lookup: Readonly<Record<string, string>> }) => {
      const [value = ''] = Object.values(lookup);
      const events = found[value] ?? [];
      return events instanceof Error ? events : { events, cut: cut && 'ReadOnly' in lookup };
    },
  };
}

describe('the changes around an onset', () => {
  const fact = trailAround(onset, ['RevokeSecurityGroupIngress', 'UpdateService']);

  test('are asked for in whole minutes, from a while before to a little after', async () => {
    const { asked } = await learn(fact, known, trail({}));
    expect(asked.map(({ input }) => input)).toEqual([
      {
        lookup: { ReadOnly: 'false' },
        from: new Date('2026-11-22T13:17:00Z'),
        to: new Date('2026-11-22T14:07:00Z'),
        maxPages: 2,
      },
    ]);
  });

  test('are looked for by name, each once, where there are too many to read', async () => {
    const revoked = { ...event, id: '2', name: 'RevokeSecurityGroupIngress', source: 'ec2.amazonaws.com' };
    const { value, asked } = await learn(
      fact,
      known,
      trail({ false: [event], RevokeSecurityGroupIngress: [revoked, event] }, true),
    );
    expect(asked).toHaveLength(3);
    expect(value.map(({ id }) => id)).toEqual(['1', '2']);
  });

  test('keep what was read when a lookup by name fails', async () => {
    const failure = refused('cloudtrail:LookupEvents');
    const answers = trail({ false: [event], UpdateService: failure, RevokeSecurityGroupIngress: failure }, true);
    const { value, unseen } = await learn(fact, known, answers);
    expect(value).toEqual([event]);
    expect(unseen).toEqual([failure]);
  });

  test('leave out what only looks, and what AWS does all day', async () => {
    const others = [
      { ...event, id: '2', name: 'DescribeServices' },
      { ...event, id: '3', name: 'CreateLogStream', source: 'logs.amazonaws.com' },
      { ...event, id: '4', name: 'StartPipelineExecution', source: 'codepipeline.amazonaws.com' },
    ];
    expect((await learn(fact, known, trail({ false: [event, ...others] }))).value).toEqual([event]);
  });
});

describe('the changes to single resources', () => {
  const fact = trailOfResources({ onset, resources: given<readonly string[]>('test.names', 'Names'), hours: 12 });
  const rotated = { ...event, id: '9', name: 'RotateSecret', source: 'secretsmanager.amazonaws.com' };

  test('are looked up by name, far back, and each once', async () => {
    const { value, asked } = await learn(
      fact,
      { ...known, resources: ['db', 'app', 'db', ''] },
      trail({ db: [rotated], app: [rotated] }),
    );
    expect(asked.map(({ input }) => input)).toMatchObject([
      { lookup: { ResourceName: 'db' }, from: new Date('2026-11-22T02:02:00Z') },
      { lookup: { ResourceName: 'app' } },
    ]);
    expect(value).toEqual([rotated]);
  });

  test('are looked up for a few resources only: CloudTrail lets two calls through a second', async () => {
    const resources = Array.from({ length: 50 }, (_, index) => `sg-${index}`);
    expect((await learn(fact, { ...known, resources }, trail({}))).asked).toHaveLength(6);
  });

  test('are not none when every lookup was refused', async () => {
    const answers = trail({ db: refused('cloudtrail:LookupEvents') });
    await expect(learn(fact, { ...known, resources: ['db'] }, answers)).rejects.toMatchObject({ why: 'denied' });
  });
});
