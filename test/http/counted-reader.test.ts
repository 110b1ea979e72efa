import { Registry } from 'prom-client';
import { expect, test } from 'vitest';
import { CannotInvestigate, ReadFailure } from '#playbook';
import type { Reader } from '#playbook';
import { countedReader } from '../../src/http/counted-reader.ts';
import { createMetrics } from '../../src/http/metrics.ts';

const call = {
  effect: 'read',
  id: 'elbv2.DescribeTargetHealth',
  action: 'elasticloadbalancing:DescribeTargetHealth',
} as const;

test.each<[string, Error]>([
  ['denied', new ReadFailure('denied', 'no')],
  ['throttled', new ReadFailure('throttled', 'slow down')],
  ['unusable', new CannotInvestigate('no credentials')],
  ['failed', new TypeError('oops')],
])('A call that fails is counted as %s and still fails', async (outcome, failure) => {
  const registry = new Registry();
  const read = countedReader(() => Promise.reject(failure), createMetrics(registry));
  await expect(read(call, {}, AbortSignal.timeout(1000))).rejects.toBe(failure);
  expect(await registry.metrics()).toContain(`opsmedic_aws_calls_total{service="elbv2",outcome="${outcome}"} 1`);
});

test('A call that succeeds is counted and answers as before', async () => {
  const registry = new Registry();
  const at = new Date(0);
  const plain: Reader = async (_call, input) => ({ value: JSON.parse(JSON.stringify(input)), at, ms: 1, attempts: 1 });
  const read = countedReader(plain, createMetrics(registry));
  expect(await read(call, { x: 1 }, AbortSignal.timeout(1000))).toEqual({ value: { x: 1 }, at, ms: 1, attempts: 1 });
  expect(await registry.metrics()).toContain('opsmedic_aws_calls_total{service="elbv2",outcome="ok"} 1');
});
