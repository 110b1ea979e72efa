import type { Account } from '#simulation/account';
import type { Scenario } from '#simulation/scenario';

/** What makes a scenario hard, told from its data and its truth, not from labels. One may be of several classes. */
export const classes = [
  'healthy',
  'several faults',
  'partial permissions',
  'throttling',
  'very large',
  'misleading',
] as const;

export type Class = (typeof classes)[number];

/** The classes of a scenario, given the account as it was made for the run. */
export function classesOf({ truth }: Scenario, account: Account): readonly Class[] {
  const faults = account.faults ?? [];
  return classes.filter((one) => {
    switch (one) {
      case 'healthy':
        return truth.kind === 'not-happening';
      case 'several faults':
        return (truth.contributing ?? []).length > 0;
      case 'partial permissions':
        return (account.denies ?? []).length > 0 || faults.some(({ kind }) => kind === 'denied');
      case 'throttling':
        return faults.some(({ kind, delayMs }) => kind === 'throttling' && delayMs === undefined);
      case 'very large':
        return isLarge(account);
      case 'misleading':
        return truth.kind === 'diagnosed' && (truth.mustNotClaim ?? []).length > 0;
    }
  });
}

/** From so many of one kind on, an account is very large. */
const MANY = { tasks: 500, targetGroups: 80, services: 1_000, logLines: 1_000_000, functions: 1_000, instances: 200 };
const MANY_RULES = 100;
const MANY_SAMPLES = 5_000;

function isLarge({ ecs, elbv2, logs, lambda, rds, wafv2 }: Account): boolean {
  const samples = Object.values(wafv2?.requests ?? {}).flatMap((byMetric) => Object.values(byMetric));
  return (
    (ecs?.tasks ?? []).length >= MANY.tasks ||
    (ecs?.services ?? []).length >= MANY.services ||
    (elbv2?.targetGroups ?? []).length >= MANY.targetGroups ||
    (lambda?.functions ?? []).length >= MANY.functions ||
    (rds?.instances ?? []).length >= MANY.instances ||
    (logs?.streams ?? []).some(({ span }) => (span?.count ?? 0) >= MANY.logLines) ||
    (wafv2?.webAcls ?? []).some(({ Rules }) => (Rules ?? []).length >= MANY_RULES) ||
    samples.some((all) => all.length >= MANY_SAMPLES)
  );
}
