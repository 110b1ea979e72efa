import { describe, expect, test } from 'vitest';
import { changeOf, mentions } from '#facts/changes';
import type { TrailEvent } from '#facts/changes';

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
