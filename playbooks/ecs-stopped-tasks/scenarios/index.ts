import type { Scenario } from '#simulation/scenario';
import { access } from './access.ts';
import { checks } from './checks.ts';
import { commands } from './commands.ts';
import { containers } from './containers.ts';
import { databases } from './database.ts';
import { denied } from './denied.ts';
import { deniedEnds } from './denied-ends.ts';
import { deniedServices } from './denied-services.ts';
import { deniedStarts } from './denied-starts.ts';
import { deployments } from './deployments.ts';
import { exiting } from './exits.ts';
import { hosts } from './hosts.ts';
import { imageKinds } from './image-kinds.ts';
import { images } from './images.ts';
import { initialising } from './initialising.ts';
import { interfaces } from './interfaces.ts';
import { large } from './large.ts';
import { logDrivers } from './log-drivers.ts';
import { lookalikes } from './lookalikes.ts';
import { misleading } from './misleading.ts';
import { asking } from './asking.ts';
import { latent } from './latent.ts';
import { odd } from './odd.ts';
import { variants } from './variants.ts';
import { placement } from './placement.ts';
import { pulls } from './pulls.ts';
import { quiet } from './healthy.ts';
import { registries } from './registries.ts';
import { secrets } from './secrets.ts';
import { several } from './several.ts';
import { unread } from './unread.ts';
import { unreachable } from './unreachable.ts';

const incidents: readonly Scenario[] = [
  ...images,
  ...imageKinds,
  ...pulls,
  ...registries,
  ...unreachable,
  ...secrets,
  ...initialising,
  ...logDrivers,
  ...interfaces,
  ...placement,
  ...deployments,
  ...exiting,
  ...commands,
  ...containers,
  ...checks,
  ...databases,
  ...hosts,
  ...quiet,
  ...several,
  ...access,
  ...misleading,
  ...lookalikes,
  ...asking,
  ...variants,
  ...unread,
  ...latent,
  ...large,
  ...odd,
];

/** Every incident this playbook is tested with, by family. */
export const scenarios: readonly Scenario[] = [
  ...incidents,
  ...denied(incidents, [...deniedStarts, ...deniedServices, ...deniedEnds]),
];
