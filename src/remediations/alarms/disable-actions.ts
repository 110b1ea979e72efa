import { CannotChange, remediation } from '#playbook';
import type { LookContext, Preview, ReadBack } from '#playbook';
import { alarms, alarmTags } from '#aws/cloudwatch-alarms';
import { disableAlarmActions, enableAlarmActions } from '#aws/cloudwatch-writes';
import { awsCli } from '../aws-cli.ts';
import {
  alarmFields,
  alarmsForm,
  alarmsIn,
  alarmsNamed,
  blastOf,
  foundOf,
  mustOnlyNotify,
  ownerOf,
  quoted,
  ringing,
  rowsOf,
} from './alarms.ts';
import type { AlarmsParams } from './alarms.ts';

const hour = 3_600_000;

/**
 * For regions and roles without mute rules. AWS knows no end of it: we enable them again. Alarms of which the actions
 * were off before stay as they are, then and at the end.
 */
export const disableActions = remediation<AlarmsParams>({
  id: 'alarms.disable-actions',
  title: 'Turn the actions of alarms off',
  summary: 'Where mute rules cannot be had. AWS never turns them on again by itself: OpsMedic does.',
  parameters: alarmFields,
  parse: alarmsForm,
  risk: ({ acting }) => (acting === 'silence' ? 'high' : 'medium'),
  lasts: { usualMs: hour, mostMs: 24 * hour },
  ends: 'undone',
  repeats: 'sets',
  reads: [alarms, alarmTags],
  writes: [disableAlarmActions, enableAlarmActions],
  writesTo: { apply: [disableAlarmActions], undo: [enableAlarmActions] },

  preview: async ({ alarms: names, acting }, _until, context) => {
    const found = await alarmsNamed(names, context);
    mustOnlyNotify(found, acting);
    const enabled = found.filter(({ actionsEnabled }) => actionsEnabled);
    if (enabled.length === 0) throw new CannotChange(`The actions of ${quoted(names)} are off already.`);
    return {
      changes: rowsOf(enabled, 'ActionsEnabled', () => true, false),
      found: foundOf(found),
      resources: enabled.map(({ arn }) => arn),
      call: awsCli(
        'cloudwatch disable-alarm-actions',
        { 'alarm-names': enabled.map(({ name }) => name) },
        context.place,
      ),
      undo: 'Their actions are turned on again. What changes state meanwhile is not told of afterwards.',
      blastRadius: blastOf(enabled),
      managedBy: await ownerOf(enabled, context),
    };
  },

  apply: async (_params, preview, { write }) => {
    await write(disableAlarmActions, { alarms: alarmsIn(preview) });
  },

  readBack: async (_params, preview, context) => {
    const { on, off } = await standOf(preview, context);
    return outcomeOf(on, off, 'off');
  },

  verify: async (_params, preview, _since, context) => {
    const [{ on }, ring] = await Promise.all([standOf(preview, context), ringing(preview, context)]);
    if (on.length === 0) return { effect: 'seen', says: `All of them notify nobody. ${ring}` };
    return { effect: 'not-seen', says: `Still on: ${quoted(on)}. ${ring}` };
  },

  undo: async (_params, preview, { write }) => {
    await write(enableAlarmActions, { alarms: alarmsIn(preview) });
  },

  undone: async (_params, preview, context) => {
    const { on, off } = await standOf(preview, context);
    return { ...outcomeOf(off, on, 'on'), othersValue: false };
  },
});

/** Names of the alarms by whether their actions are on. One that was deleted since is in neither. */
async function standOf(preview: Preview, { read }: LookContext) {
  const found = await read(alarms, { names: alarmsIn(preview).map(({ name }) => name) });
  const named = (enabled: boolean) =>
    found
      .filter(({ actionsEnabled }) => actionsEnabled === enabled)
      .map(({ name }) => name)
      .toSorted();
  return { on: named(true), off: named(false) };
}

function outcomeOf(not: readonly string[], done: readonly string[], wanted: 'on' | 'off'): ReadBack {
  if (not.length === 0) return { outcome: 'took-effect', says: `The actions of ${quoted(done)} are ${wanted}.` };
  const still = wanted === 'on' ? 'off' : 'on';
  if (done.length === 0) return { outcome: 'did-not', says: `The actions of ${quoted(not)} are still ${still}.` };
  return {
    outcome: 'partly',
    says: `Still ${still}: ${quoted(not)}. ${wanted === 'on' ? 'On' : 'Off'}: ${quoted(done)}.`,
  };
}
