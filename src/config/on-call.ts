import * as z from 'zod';
import { channel, groupId, line, moment, timeOfDay, timeZone, userId } from './scalars.ts';

const shift = z
  .strictObject({ user: userId, from: moment, to: moment })
  .refine(({ from, to }) => Date.parse(from) < Date.parse(to), { path: ['to'], message: 'must be later than "from"' });

/** Who is on call: exactly one of a list, a calendar or a user group. */
export const onCall = z
  .strictObject({
    shifts: z.exactOptional(z.array(shift).min(1).meta({ description: 'Who, from when to when.' })),
    calendar: z.exactOptional(line.meta({ description: 'An iCalendar file, or the https address of one.' })),
    group: z.exactOptional(groupId.meta({ description: 'The Slack user group whose members are on call.' })),
  })
  .refine((schedule) => Object.keys(schedule).length === 1, {
    message: 'must have exactly one of "shifts", "calendar" and "group"',
  });

/** When shifts change, and where the summary for the next person is posted. */
export const handoff = z.strictObject({
  times: z.array(timeOfDay).min(1).meta({ description: "Times of day, in quotes: '09:00'." }),
  timeZone: timeZone.default('UTC').meta({ description: 'Europe/Berlin, America/New_York …' }),
  channels: z.array(channel).min(1),
});
