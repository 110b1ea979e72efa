import * as z from 'zod';
import { channel, line, region } from './scalars.ts';

/** What a Slack channel is about, so that `/diagnose alb-502` alone is enough there. */
export const channelEntry = z.strictObject({
  channel: channel.meta({ description: "The channel's id (C0123ABCD), or its name in quotes ('#incidents')." }),
  account: z.exactOptional(line.meta({ description: 'Id or name of the account this channel is about.' })),
  region: z.exactOptional(region.meta({ description: "The region this channel is about. None: the account's usual." })),
  services: z
    .array(line)
    .default([])
    .meta({ description: 'The services this channel is about; the first is meant when none is named.' }),
});

/** What a Slack channel is about, as configured. */
export type ChannelConfig = z.output<typeof channelEntry>;
