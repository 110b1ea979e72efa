import type { Command } from '#app';
import { approvalsCommand } from './approvals.ts';
import { auditCommand } from './audit.ts';
import { catchupCommand } from './catchup.ts';
import { changesCommand } from './changes.ts';
import { diagnoseCommand } from './diagnose.ts';
import { doctorCommand } from './doctor.ts';
import type { World } from './doctor.ts';
import { exportCommand } from './export.ts';
import { handoffCommand } from './handoff.ts';
import { helpCommand } from './help.ts';
import { iamCommand } from './iam.ts';
import { playbooksCommand } from './playbooks.ts';
import { proposeCommand } from './propose.ts';
import { serveCommand } from './serve.ts';

/** Everything people may type, by name and in the order in which help lists it. */
export function commandsFor(world: World): ReadonlyMap<string, Command> {
  const commands = [
    diagnoseCommand,
    playbooksCommand,
    proposeCommand,
    approvalsCommand,
    changesCommand,
    handoffCommand(world),
    catchupCommand,
    exportCommand,
    iamCommand,
    auditCommand,
    doctorCommand(world),
    serveCommand,
    helpCommand,
  ];
  return new Map(commands.map((command) => [command.name, command]));
}
