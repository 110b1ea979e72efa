import type { Scenario } from '#simulation/scenario';
import { bystanders } from './bystanders.ts';
import { limits } from './limits.ts';
import { managedRules } from './managed.ts';
import { misleading } from './misleading.ts';
import { others } from './others.ts';
import { ownRules } from './own.ts';
import { quiet } from './quiet.ts';
import { rateLimits } from './rates.ts';
import { unreadable } from './unread.ts';

/** Every incident this playbook is tested with, by family. */
export const scenarios: readonly Scenario[] = [
  ...managedRules,
  ...ownRules,
  ...rateLimits,
  ...others,
  ...quiet,
  ...limits,
  ...bystanders,
  ...unreadable,
  ...misleading,
];
