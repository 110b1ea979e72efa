import type { Seeker } from '#playbook';
import { muteRules } from '#aws/cloudwatch-alarms';

/** Rules that mute alarms once. One that comes again and again is a plan, and nobody's leftover. */
export const muted: Seeker = {
  kind: 'mute-rule',
  reads: [muteRules],
  seek: async ({ read }) => {
    const rules = await read(muteRules, {});
    return rules
      .filter(({ recurring }) => !recurring)
      .map(({ name, arn, status, updatedAt, expiresAt }) => ({
        kind: 'mute-rule',
        resource: arn,
        says: `The mute rule ${name} ${status === 'ACTIVE' ? 'keeps alarms quiet' : 'will keep alarms quiet'}.`,
        since: updatedAt,
        until: expiresAt,
        madeBy: ['alarms.mute'],
        recorded: { name, events: ['PutAlarmMuteRule'] },
      }));
  },
};
