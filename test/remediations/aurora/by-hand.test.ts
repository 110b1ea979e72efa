import { expect, test } from 'vitest';
import type { ByHand } from '#playbook';
import { auroraRemedies } from '#remediations/aurora/index';

const byHand = new Map(
  auroraRemedies.flatMap((remedy): [string, ByHand<never>][] =>
    remedy.kind === 'by-hand' ? [[remedy.id, remedy]] : [],
  ),
);
const place = { account: '123456789012', region: 'eu-west-1', partition: 'aws' };

test.each([
  [
    'aurora.fail-over',
    { cluster: 'orders', to: 'orders-2' },
    'aws rds failover-db-cluster --db-cluster-identifier orders --target-db-instance-identifier orders-2 --region eu-west-1',
  ],
  [
    'aurora.fail-over',
    { cluster: 'arn:aws:rds:eu-west-1:123456789012:cluster:orders' },
    'aws rds failover-db-cluster --db-cluster-identifier orders --region eu-west-1',
  ],
  [
    'aurora.reboot-instance',
    { instance: 'orders-1' },
    'aws rds reboot-db-instance --db-instance-identifier orders-1 --region eu-west-1',
  ],
  [
    'secrets.restore',
    { secret: 'orders/db' },
    'aws secretsmanager restore-secret --secret-id orders/db --region eu-west-1',
  ],
])('%s is a command to copy: %j', (id, given, command) => {
  const remedy = byHand.get(id);
  const parsed = remedy?.parse(given);
  expect(parsed?.ok && remedy?.command(parsed.params, place)).toBe(command);
  expect(remedy?.why).toMatch(/\.$/);
});

test.each([
  ['aurora.fail-over', { cluster: 'orders; rm -rf /' }],
  ['aurora.fail-over', { cluster: 'orders', to: '$(id)' }],
  ['aurora.reboot-instance', {}],
  ['secrets.restore', { secret: '`id`' }],
])('%s takes only names: %j', (id, given) => {
  expect(byHand.get(id)?.parse(given).ok).toBe(false);
});
