import type { Scenario } from '#simulation/scenario';
import { access } from './access.ts';
import { applications } from './application.ts';
import { blocked } from './blocked.ts';
import { blueGreen } from './blue-green.ts';
import { capacity } from './capacity.ts';
import { checks } from './checks.ts';
import { unstartable } from './commands.ts';
import { databases } from './databases.ts';
import { deployments } from './deployments.ts';
import { draining } from './draining.ts';
import { emptyGroups } from './empty-groups.ts';
import { endings } from './exits.ts';
import { functions } from './functions.ts';
import { gatekeepers } from './gatekeepers.ts';
import { handshakes } from './handshake.ts';
import { healthy } from './healthy.ts';
import { instances } from './instances.ts';
import { ipv6 } from './ipv6.ts';
import { keepAlives } from './keep-alive.ts';
import { lambdaService } from './lambda-service.ts';
import { oddData } from './odd-data.ts';
import { oddLogs } from './odd-logs.ts';
import { onePlace } from './one-place.ts';
import { prefixLists } from './prefix-lists.ts';
import { refusals } from './refused.ts';
import { responses } from './responses.ts';
import { rules } from './rules.ts';
import { several } from './several.ts';
import { slowTargets } from './slow.ts';
import { tasks } from './tasks.ts';
import { turnover } from './turnover.ts';
import { unusedTargets } from './unused.ts';

/** Every incident this playbook is tested with, by family. */
export const scenarios: readonly Scenario[] = [
  ...refusals,
  ...handshakes,
  ...keepAlives,
  ...draining,
  ...responses,
  ...functions,
  ...lambdaService,
  ...applications,
  ...databases,
  ...gatekeepers,
  ...onePlace,
  ...emptyGroups,
  ...unusedTargets,
  ...turnover,
  ...rules,
  ...checks,
  ...capacity,
  ...blocked,
  ...prefixLists,
  ...ipv6,
  ...instances,
  ...slowTargets,
  ...tasks,
  ...endings,
  ...unstartable,
  ...deployments,
  ...blueGreen,
  ...several,
  ...healthy,
  ...access,
  ...oddLogs,
  ...oddData,
];
