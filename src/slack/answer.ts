import { quoteWord, unknownCommand, UsageError } from '#app';
import type { Command, Decides, Place, Reply } from '#app';
import { CannotInvestigate } from '#playbook';
import type { Asked, Bot } from './bot.ts';
import { markdownCards } from './cards/markdown.ts';
import { choice, help, invite, said } from './cards/private.ts';
import { showForm } from './changes/form.ts';
import { againstDeciding } from './changes/shared-channel.ts';
import { showInvestigation } from './live-card.ts';
import { patiently } from './patience.ts';
import { isUninvited, SlackRefused, troubleOf } from './trouble.ts';

/**
 * Answers what was typed: `words` begin with the command's name, or with a playbook's. Never rejects; what goes wrong
 * is told to the person in one sentence, and logged when it is our own fault.
 */
export async function answer(words: readonly string[], asked: Asked, bot: Bot): Promise<void> {
  const [name = 'help', ...rest] = startsWithPlaybook(words, bot) ? ['diagnose', ...words] : words;
  const offered = offeredBy(bot);
  if (name === 'help' && rest.length === 0) return asked.tell(help(offered, bot.identity.name));
  const command = offered.find((each) => each.name === name);
  if (!command) return asked.tell(said(unknownCommand(name, offered).message));
  const { by, place } = asked;
  return answerWith(
    async () => {
      await refuseAmongStrangers(command.decides?.(rest) ?? null, place, bot);
      return command.run({ words: rest, by, place, signal: bot.background.signal }, bot.app);
    },
    [name, ...rest].map(quoteWord).join(' '),
    asked,
    bot,
  );
}

/** Rejects with a `UsageError` where people of another organisation would read along what is decided. */
async function refuseAmongStrangers(decides: Decides | null, { channel }: Place, bot: Bot): Promise<void> {
  if (decides === null) return;
  const change = decides.change === null ? null : ((await bot.app.changes?.find(decides.change)) ?? null);
  const against = await againstDeciding(channel, change, bot);
  if (against !== null) throw new UsageError(against);
}

/** Shows whatever a command replies. `typed` is what to press again when the answer could not be shown. */
export async function answerWith(
  reply: () => Promise<Reply>,
  typed: string | null,
  asked: Asked,
  bot: Bot,
): Promise<void> {
  try {
    await show(await patiently('Finding out what to look at …', reply, asked, bot), asked, bot);
  } catch (error) {
    await asked.tell(apology(error, typed, asked, bot));
  }
}

async function show(reply: Reply, asked: Asked, bot: Bot): Promise<void> {
  switch (reply.kind) {
    case 'investigation':
      return showInvestigation(reply, asked, bot);
    case 'choice':
      return asked.tell(choice(reply.question, reply.options, asked.place.thread));
    case 'text':
      for (const card of markdownCards(reply.markdown, reply.people)) await asked.tell(card);
      return;
    case 'form':
      return showForm(reply, asked, bot);
    case 'lines':
      return asked.tell(said('That is for the command line: it may be very long.'));
  }
}

function apology(error: unknown, typed: string | null, { place }: Asked, bot: Bot): ReturnType<typeof said> {
  if (error instanceof UsageError || error instanceof CannotInvestigate) return said(error.message);
  if (isUninvited(troubleOf(error))) return invite(bot.identity.name, typed, place.thread);
  if (error instanceof SlackRefused) return said(error.message);
  const at = bot.clock.now().toISOString();
  bot.log.error({ err: error, at }, 'a command broke');
  return said(`Something broke in OpsMedic itself. It was logged at ${at}`);
}

/** `@opsmedic alb-502 checkout` means what `diagnose alb-502 checkout` means. */
function startsWithPlaybook([first]: readonly string[], { app }: Bot): boolean {
  return first !== undefined && !app.commands.has(first) && app.playbooks.has(first);
}

function offeredBy({ app }: Bot): readonly Command[] {
  return [...app.commands.values()].filter(({ only }) => only !== 'terminal');
}
