import { CannotChange, ReadFailure, remediation } from '#playbook';
import type { AnyRemediation, ChangeContext, LookContext, Place, Preview } from '#playbook';
import { alarms, alarmTags, muteRule, muteRules } from '#aws/cloudwatch-alarms';
import type { Alarm, MuteRule } from '#aws/cloudwatch-alarms';
import { deleteMuteRule, muteRuleArn, muteSchedule, putMuteRule } from '#aws/cloudwatch-writes';
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
 * Mute rules end by themselves, also when nobody of us is there. The rule is named after the change, for a name that is
 * taken would be overwritten: https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutAlarmMuteRule.html
 */
export const muteAlarms = remediation<AlarmsParams>({
  id: 'alarms.mute',
  title: 'Mute alarms for a while',
  summary: 'They are evaluated as before, but notify nobody. AWS itself ends it.',
  parameters: alarmFields,
  parse: alarmsForm,
  risk: ({ acting }) => (acting === 'silence' ? 'high' : 'low'),
  // AWS takes fifteen days at most, counted from a full minute.
  lasts: { usualMs: hour, mostMs: 7 * 24 * hour },
  ends: 'by-itself',
  repeats: 'sets',
  reads: [alarms, muteRule, muteRules, alarmTags],
  writes: [putMuteRule, deleteMuteRule],
  writesTo: { apply: [putMuteRule], extend: [putMuteRule], undo: [deleteMuteRule] },
  makes: (change, place) => [muteRuleArn(nameOf(change), place)],

  preview: async ({ alarms: names, acting }, until, context) => {
    const [found, present] = await Promise.all([alarmsNamed(names, context), rulesInForce(context)]);
    mustOnlyNotify(found, acting);
    const loud = found.filter(({ actionsEnabled, actions }) => actionsEnabled && actions.length > 0);
    if (loud.length === 0) {
      throw new CannotChange(`${quoted(names)} would notify nobody as it is: there is nothing to mute.`);
    }
    const mutedBy = (name: string) => present.find((rule) => rule.alarms.length === 0 || rule.alarms.includes(name));
    return {
      changes: rowsOf(
        found,
        'notifications',
        ({ name, actionsEnabled }) => {
          const rule = mutedBy(name);
          if (!actionsEnabled) return 'off';
          return rule ? `muted by ${rule.name}${untilText(rule.expiresAt)}` : 'on';
        },
        'muted',
      ),
      found: foundOf(found),
      resources: found.map(({ arn }) => arn),
      call: callOf(found, context.now, until, context.place),
      undo: 'The mute rule is deleted; left alone it ends by itself. An alarm that is in ALARM then notifies at once.',
      blastRadius: blastOf(found),
      managedBy: await ownerOf(found, context),
    };
  },

  apply: (_params, preview, doing) => put(preview, doing),
  extend: (_params, preview, doing) => put(preview, doing),

  readBack: async (_params, preview, context) => {
    const rule = await ownRule(context);
    if (rule === null) return { outcome: 'did-not', says: `There is no mute rule ${nameOf(context.change)}.` };
    const missing = alarmsIn(preview).filter(({ name }) => !rule.alarms.includes(name));
    if (missing.length > 0) {
      return { outcome: 'partly', says: `Not muted: ${quoted(missing.map(({ name }) => name))}.` };
    }
    if (rule.status === 'EXPIRED') return { outcome: 'took-effect', says: 'They were muted, and that has ended.' };
    return { outcome: 'took-effect', says: `The rule is ${rule.status}${untilText(rule.expiresAt)}.` };
  },

  verify: async (_params, preview, _since, context) => {
    const [rule, ring] = await Promise.all([ownRule(context), ringing(preview, context)]);
    const says = `The mute rule is ${rule?.status ?? 'gone'}. ${ring}`;
    return { effect: rule?.status === 'ACTIVE' ? 'seen' : 'not-seen', says };
  },

  undo: async (_params, _preview, { change, write }) => {
    await write(deleteMuteRule, { name: nameOf(change) });
  },

  undone: async (_params, preview, context) => {
    const rule = await ownRule(context);
    if (rule === null || rule.status === 'EXPIRED') {
      return { outcome: 'took-effect', says: 'They notify as before.', othersValue: false };
    }
    const own = alarmsIn(preview).map(({ name }) => name);
    const others = rule.alarms.length !== own.length || own.some((name) => !rule.alarms.includes(name));
    const says = `The mute rule is ${rule.status}${untilText(rule.expiresAt)}${others ? ', for other alarms than ours' : ''}.`;
    return { outcome: 'did-not', says, othersValue: others };
  },
});

type Putting = Parameters<NonNullable<AnyRemediation['extend']>>[2];

/** The same name again is the same rule with another end. */
async function put(preview: Preview, { change, now, until, write }: Putting): Promise<void> {
  const description = `Muted by OpsMedic, change ${change}.`;
  await write(putMuteRule, { name: nameOf(change), description, alarms: alarmsIn(preview), from: now, until });
}

/** Of the change: letters, digits, hyphens and underscores. */
function nameOf(change: string): string {
  return `opsmedic-${change}`;
}

function ownRule({ change, read }: ChangeContext): Promise<MuteRule | null> {
  return read(muteRule, { name: nameOf(change) });
}

const MOST_RULES = 20;

/**
 * The rules that mute something just now, as far as a look at the first few of them tells. Throws `CannotChange` where
 * CloudWatch knows no mute rules.
 */
async function rulesInForce({ read, place }: LookContext): Promise<readonly MuteRule[]> {
  const listed = await read(muteRules, {}).catch((error: unknown) => {
    if (!(error instanceof ReadFailure) || !/UnknownOperation|InvalidAction/.test(error.message)) throw error;
    throw new CannotChange(`There are no mute rules in ${place.region}: alarms.disable-actions can be had there.`);
  });
  const active = listed.filter(({ status }) => status === 'ACTIVE').slice(0, MOST_RULES);
  const rules = await Promise.all(active.map(({ name }) => read(muteRule, { name })));
  return rules.filter((rule) => rule !== null);
}

function callOf(found: readonly Alarm[], from: Date, until: Date, place: Place): string {
  const options = {
    name: 'opsmedic-CHANGE',
    rule: { Schedule: muteSchedule(from, until) },
    'mute-targets': { AlarmNames: found.map(({ name }) => name) },
    'expire-date': until.toISOString(),
  };
  return awsCli('cloudwatch put-alarm-mute-rule', options, place);
}

function untilText(end: Date | null): string {
  return end === null ? '' : ` until ${end.toISOString().slice(0, 16).replace('T', ' ')} UTC`;
}
