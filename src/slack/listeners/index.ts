import type { App as Bolt } from '@slack/bolt';
import type { Bot } from '../bot.ts';
import { onHandoffView } from '../handoff/pressed.ts';
import { commands, events, shortcuts } from '../surface.ts';
import { onCommand } from './commands.ts';
import { onEvent } from './events.ts';
import { onPress } from './presses.ts';
import { onShortcut } from './shortcuts.ts';
import { onView } from './views.ts';

/**
 * Listens to everything in `surface.ts`, and to nothing else. Each listener acknowledges first and leaves the work to
 * the background; each delivery is carried out once, however often Slack repeats it.
 */
export function listen(bolt: Bolt, bot: Bot): void {
  for (const command of commands) onCommand(bolt, command, bot);
  for (const { callback } of shortcuts) onShortcut[callback](bolt, bot);
  for (const event of events) onEvent[event](bolt, bot);
  onPress(bolt, bot);
  onView(bolt, bot);
  onHandoffView(bolt, bot);
}
