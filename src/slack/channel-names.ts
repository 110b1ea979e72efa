import type { WebClient } from '@slack/web-api';
import type { Logger } from 'pino';
import { z } from 'zod';
import type { App } from '#app';

type Config = App['config'];

const page = z.object({
  channels: z.array(z.object({ id: z.string(), name: z.string() })),
  response_metadata: z.object({ next_cursor: z.string().optional() }).optional(),
});

/**
 * The configuration with ids in place of channel names: people write `#incidents`, Slack only ever tells us ids. Asks
 * Slack only when there is a name. A name that Slack does not show us is left as it is and logged: the bot may not be
 * in a private channel, or may lack `channels:read`. Never rejects, since everything but that channel works without.
 */
export async function withChannelIds(config: Config, web: WebClient, log: Logger): Promise<Config> {
  const { handoff } = config;
  const written = [...config.channels.map(({ channel }) => channel), ...(handoff?.channels ?? [])];
  const names = new Set(written.flatMap((channel) => (channel.startsWith('#') ? [channel.slice(1)] : [])));
  if (names.size === 0) return config;
  const ids = await idsOf(names, web).catch((error: unknown) => {
    log.warn({ err: error }, 'could not look up the channels that opsmedic.yaml names; write their ids instead');
    return new Map<string, string>();
  });
  for (const name of names) if (!ids.has(name)) log.warn({ channel: name }, 'Slack shows no such channel');
  const idOf = (channel: string): string => ids.get(channel.slice(1)) ?? channel;
  return {
    ...config,
    channels: config.channels.map((entry) => ({ ...entry, channel: idOf(entry.channel) })),
    ...(handoff && { handoff: { ...handoff, channels: handoff.channels.map(idOf) } }),
  };
}

/** https://docs.slack.dev/reference/methods/conversations.list */
async function idsOf(names: ReadonlySet<string>, web: WebClient): Promise<ReadonlyMap<string, string>> {
  const ids = new Map<string, string>();
  let cursor: string | undefined;
  do {
    const answer = await web.conversations.list({
      types: 'public_channel,private_channel',
      exclude_archived: true,
      limit: 500,
      ...(cursor && { cursor }),
    });
    const { channels, response_metadata: more } = page.parse(answer);
    for (const { id, name } of channels) if (names.has(name)) ids.set(name, id);
    cursor = more?.next_cursor || undefined;
  } while (cursor !== undefined && ids.size < names.size);
  return ids;
}
