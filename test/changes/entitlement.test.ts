import { expect, test } from 'vitest';
import { idleActions } from '#changes';
import { configOf } from '../app/small-config.ts';
import { emergencies, rule } from './office.ts';

test('a rule about a change that there is not is noticed', () => {
  const approvals = [...rule({ actions: ['*'] }), ...rule({ actions: ['test.*', 'tset.*', 'test'] })];
  const config = configOf({ approvals, breakGlass: emergencies });
  expect(idleActions(config, ['test.set', 'other.set'])).toEqual([
    'approvals[1].actions: no change is called “tset.*”.',
    'approvals[1].actions: no change is called “test”.',
  ]);
  expect(idleActions(config, ['test.stop'])).toContain('breakGlass[0].actions: no change is called “test.set”.');
});
