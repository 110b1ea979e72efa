import type { Scenario } from '#simulation/scenario';
import { access } from './access.ts';
import { downstream } from './downstream.ts';
import { endpoints } from './endpoints.ts';
import { healthy } from './healthy.ts';
import { large } from './large.ts';
import { logGroups } from './logs.ts';
import { memory } from './memory.ts';
import { nat } from './nat.ts';
import { releases } from './releases.ts';
import { several } from './several.ts';
import { sources } from './sources.ts';
import { starts } from './starts.ts';
import { throttles } from './throttles.ts';
import { tooShort } from './timeouts.ts';
import { waysOut } from './egress.ts';

/** Every incident this playbook is tested with, by family. */
export const scenarios: readonly Scenario[] = [
  ...tooShort,
  ...waysOut,
  ...nat,
  ...endpoints,
  ...downstream,
  ...memory,
  ...starts,
  ...throttles,
  ...sources,
  ...releases,
  ...several,
  ...healthy,
  ...access,
  ...logGroups,
  ...large,
];
