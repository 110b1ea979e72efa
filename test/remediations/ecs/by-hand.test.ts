import { expect, test } from 'vitest';
import { createLogGroup } from '#remediations/ecs/by-hand';

const place = { account: '123456789012', region: 'eu-west-1', partition: 'aws' };

test('a log group is created by a command to copy', () => {
  const parsed = createLogGroup.parse({ group: '/ecs/shop/checkout' });
  expect(parsed.ok && createLogGroup.command(parsed.params, place)).toBe(
    'aws logs create-log-group --log-group-name /ecs/shop/checkout --region eu-west-1',
  );
});

test.each([{}, { group: '/ecs/$(id)' }, { group: 'a b' }])('%j names no log group', (given) => {
  expect(createLogGroup.parse(given).ok).toBe(false);
});
