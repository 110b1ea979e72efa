import type { Scenario } from '#simulation/scenario';
import { access } from './access.ts';
import { downstream } from './downstream.ts';
import { endpoints } from './endpoints.ts';
import { healthy } from './healthy.ts';
import { large } from './large.ts';
import { logGroups } from './logs.ts';
import { memory } from './memory.ts';
import { misleadingNetworks } from './misleading-network.ts';
import { misleading } from './misleading.ts';
import { nat } from './nat.ts';
import { rare } from './rare.ts';
import { releases } from './releases.ts';
import { several } from './several.ts';
import { sources } from './sources.ts';
import { starts } from './starts.ts';
import { tempting } from './tempting.ts';
import { throttles } from './throttles.ts';
import { tooShort } from './timeouts.ts';
import { unseen } from './unseen.ts';
import { waysOut } from './egress.ts';

const told: readonly Scenario[] = [
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
  ...misleading,
  ...misleadingNetworks,
  ...tempting,
  ...rare,
  ...healthy,
  ...access,
  ...logGroups,
  ...large,
];

/** Every incident this playbook is tested with, by family. */
export const scenarios: readonly Scenario[] = [...told, ...unseen(told)];
