import { disableActions } from './disable-actions.ts';
import { muteAlarms } from './mute.ts';

/** What can be done about alarms. */
export const alarmRemedies = [muteAlarms, disableActions];
