import type { Seeker } from '#playbook';
import { alarms } from '#aws/cloudwatch-alarms';

/** Alarms that would do something, and were told not to. */
export const quietAlarms: Seeker = {
  kind: 'alarm-actions-disabled',
  reads: [alarms],
  seek: async ({ read }) => {
    const all = await read(alarms, { names: null });
    return all
      .filter(({ actionsEnabled, actions }) => !actionsEnabled && actions.length > 0)
      .map(({ name, arn, state, editedAt }) => ({
        kind: 'alarm-actions-disabled',
        resource: arn,
        says: `The alarm ${name} tells nobody: its actions are disabled${state === 'ALARM' ? ', and it is ringing' : ''}.`,
        since: editedAt,
        until: null,
        madeBy: ['alarms.disable-actions'],
        recorded: { name, events: ['DisableAlarmActions', 'PutMetricAlarm', 'PutCompositeAlarm'] },
      }));
  },
};
