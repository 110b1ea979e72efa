import * as z from 'zod';
import { channel, groupId, line, moment, timeOfDay, timeZone, userId } from './scalars.ts';

const shift = z
  .strictObject({ user: userId, from: moment, to: moment })
  .refine(({ from, to }) => Date.parse(from) < Date.parse(to), { path: ['to'], message: 'must be later than "from"' });

/** Who is on call: exactly one of a list, a calendar or a user group. */
export const onCall = z
  .strictObject({
    shifts: z.exactOptional(z.array(shift).min(1).meta({ description: 'Who, from when to when.' })),
    calendar: z.exactOptional(
      line
        .refine((address) => !/^[a-z][a-z0-9+.-]*:\/\//i.test(address) || /^https:\/\//i.test(address), {
          message: 'must be a file, or an address that begins with https://',
        })
        .meta({ description: 'An iCalendar file, or the https address of one.' }),
    ),
    group: z.exactOptional(groupId.meta({ description: 'The Slack user group whose members are on call.' })),
    people: z.exactOptional(
      z.record(line, userId).meta({
        description: 'For a calendar: who its names and e-mail addresses are in Slack. User ids in it are understood.',
      }),
    ),
  })
  .refine(({ shifts, calendar, group }) => [shifts, calendar, group].filter((one) => one !== undefined).length === 1, {
    message: 'must have exactly one of "shifts", "calendar" and "group"',
  })
  .refine(({ people, calendar }) => people === undefined || calendar !== undefined, {
    path: ['people'],
    message: 'is of no use without "calendar"',
  });

/** When shifts change, and where the summary for the next person is posted. */
export const handoff = z.strictObject({
  times: z.exactOptional(
    z
      .array(timeOfDay)
      .min(1)
      .meta({ description: "Times of day, in quotes: '09:00'. None: whenever who is on call changes." }),
  ),
  timeZone: timeZone.default('UTC').meta({ description: 'Europe/Berlin, America/New_York …' }),
  channels: z.array(channel).min(1),
  escalateTo: z.exactOptional(
    groupId.meta({ description: 'The Slack user group that is told when nobody takes a shift over in time.' }),
  ),
});
