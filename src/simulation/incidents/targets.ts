import type { TargetHealthReasonEnum } from '@aws-sdk/client-elastic-load-balancing-v2';
import type { Happening } from '../shop.ts';
import type { Group, Hit, Target } from '../shop/model.ts';
import type { Outcome } from '../shop/outcome.ts';
import { groupNamed, of } from './find.ts';

/** Failing checks take three intervals to show. */
const NOTICED = 0.75;

/** What health checks find, in the words of DescribeTargetHealth. */
export interface Sickness {
  readonly reason: TargetHealthReasonEnum;
  readonly description: string;
}

export const timedOut: Sickness = { reason: 'Target.Timeout', description: 'Request timed out' };
export const refusedChecks: Sickness = { reason: 'Target.FailedHealthChecks', description: 'Health checks failed' };
export function wrongCode(code: number): Sickness {
  return { reason: 'Target.ResponseCodeMismatch', description: `Health checks failed with these codes: [${code}]` };
}

export interface Trouble {
  readonly group: string;
  /** Minutes before now. */
  readonly since: number;
  /** 0, and therefore still going on, unless said. */
  readonly until?: number;
  /** Part of its requests, default all. */
  readonly share?: number;
  readonly outcome: (chance: () => number) => Outcome;
  /** Only these targets, by index. */
  readonly targets?: readonly number[];
  readonly zone?: string;
  readonly path?: string;
}

/** Requests of a target group end badly. Health checks see nothing of it. */
export function requestsFail(spec: Trouble): Happening {
  return (shop) => {
    const group = groupNamed(shop, spec.group);
    const chosen = spec.targets?.flatMap((index) => group.targets[index] ?? []);
    const mine = of(group, chosen);
    const fits = (hit: Hit) =>
      mine(hit) &&
      (spec.zone === undefined || hit.zone === spec.zone) &&
      (spec.path === undefined || hit.page.path === spec.path);
    shop.troubles.push({
      from: spec.since,
      until: spec.until ?? 0,
      share: spec.share ?? 1,
      outcome: spec.outcome,
      hits: fits,
    });
  };
}

/** Targets fail their health checks from then on; all of the group unless some are named by index. */
export function checksFail(group: string, since: number, sickness: Sickness, targets?: readonly number[]): Happening {
  return (shop) => {
    const found = groupNamed(shop, group);
    for (const [index, target] of found.targets.entries())
      if (!targets || targets.includes(index)) sicken(target, since, sickness);
  };
}

export function sicken(target: Target, since: number, { reason, description }: Sickness): void {
  // One that was registered later never was healthy at all.
  target.sick.push({ from: target.since < since ? target.since + 1 : since - NOTICED, until: -1 });
  if (target.health?.State === 'healthy')
    target.health = { State: 'unhealthy', Reason: reason, Description: description };
}

/** The checks failed for a time, and the targets are healthy again. */
export function checksFailed(group: string, from: number, until: number): Happening {
  return (shop) => {
    for (const target of groupNamed(shop, group).targets)
      target.sick.push({ from: from - NOTICED, until: until - 0.5 });
  };
}

/** Takes a target out: still listed as draining while the deregistration delay lasts. */
export function deregister(group: Group, target: Target, minutesAgo: number): void {
  if (target.until !== undefined) return;
  target.until = minutesAgo;
  const delay = Number(group.attributes['deregistration_delay.timeout_seconds'] ?? 300) / 60;
  target.health =
    minutesAgo < delay
      ? {
          State: 'draining',
          Reason: 'Target.DeregistrationInProgress',
          Description: 'Target deregistration is in progress',
        }
      : undefined;
}

/** A target that was registered so lately that its first checks are not through. */
export function settle(target: Target): void {
  if (target.since > 0) return;
  target.health = {
    State: 'initial',
    Reason: 'Elb.RegistrationInProgress',
    Description: 'Target registration is in progress',
  };
}
