import { isDeepStrictEqual } from 'node:util';
import { CannotChange, remediation } from '#playbook';
import type { LookContext, Preview } from '#playbook';
import { metrics } from '#aws/cloudwatch';
import { managedRuleGroup, ruleGroup, webAcls } from '#aws/wafv2';
import { count, placeOfRule, settingIn, withSetting } from '#aws/wafv2-settings';
import type { Group, RuleName, Setting } from '#aws/wafv2-settings';
import { wafTags } from '#aws/wafv2-tags';
import { fingerprintOf, notSent, wholeWebAcl } from '#aws/wafv2-whole';
import type { WholeWebAcl } from '#aws/wafv2-whole';
import { updateWebAcl } from '#aws/wafv2-writes';
import { isAttackRule } from '#facts/waf/known-rules';
import { list } from '#facts/words';
import { awsCli } from '../aws-cli.ts';
import { compared } from '../compare.ts';
import { form, optional, text } from '../form.ts';
import { foundIn, textFound } from '../found.ts';
import { ownersOf } from '../managed-by.ts';
import { protectedBy, protectionReads, refuseUnknown, webAclField, webAclName, webAclOf } from './web-acl.ts';

interface Params {
  readonly [member: string]: string | null;
  readonly webAcl: string;
  readonly rule: string;
  /** Null for a rule of the web ACL itself. */
  readonly inGroup: string | null;
}

const NAME = /^[\w-]{1,128}$/;
const hour = 3_600_000;

export const countRule = remediation<Params>({
  id: 'waf.count-rule',
  title: 'Let a WAF rule count instead of block',
  summary: 'For a rule that turns honest requests away: it matches and labels as before, and lets them through.',
  parameters: [
    webAclField,
    { name: 'rule', label: 'Rule', kind: 'text', hint: 'As the web ACL calls it' },
    { name: 'inGroup', label: 'Rule in its group', kind: 'text', hint: 'Where that uses a rule group' },
  ],
  parse: (given) =>
    form({
      webAcl: webAclName(given['webAcl']),
      rule: text(given['rule'], NAME, 'Say the name of a rule of the web ACL.'),
      inGroup: optional(given['inGroup'], (name) => text(name, NAME, 'Say the name of a rule of the group.')),
    }),
  risk: () => 'medium',
  lasts: { usualMs: 4 * hour, mostMs: 72 * hour },
  ends: 'undone',
  repeats: 'sets',
  reads: [webAcls, wholeWebAcl, managedRuleGroup, ruleGroup, wafTags, ...protectionReads, metrics],
  writes: [updateWebAcl],

  preview: async ({ webAcl, rule, inGroup }, _until, context) => {
    const name = { rule, inGroup };
    const whole = await webAclOf(webAcl, context);
    refuseUnknown(whole);
    const { setting, action } = await presentOf(whole, name, context);
    const what = inGroup === null ? rule : `${inGroup} of ${rule}`;
    if (action === 'Count') throw new CannotChange(`${what} only counts already.`);
    if (action === 'Allow') throw new CannotChange(`${what} lets requests through: counting would turn some away.`);
    if (isAttackRule(inGroup ?? rule)) {
      throw new CannotChange(`${what} turns known attacks away and hardly ever anything else: it is not set to count.`);
    }
    const { read, place } = context;
    const [guarded, managedBy] = await Promise.all([
      protectedBy(whole, context),
      ownersOf([read(wafTags, { arn: whole.arn })]),
    ]);
    return {
      changes: [{ resource: whole.arn, field: `Action of ${what}`, before: action, after: 'Count' }],
      found: { arn: whole.arn, rule, inGroup, setting: setting.wire, webAcl: fingerprintOf(whole) },
      resources: [whole.arn],
      call: callFor(whole, name, place),
      undo: `${what} ${setting.action === null ? `does again what its group says (${action})` : `is set to ${action} again`}; other changes of the web ACL stay.`,
      blastRadius: `Requests that ${what} turns away get on to the rules after it, for ${guarded}. AWS takes up to a minute to spread it.`,
      managedBy,
    };
  },

  apply: async (_params, preview, { write, ...context }) => {
    const whole = await asFound(preview, context);
    if (fingerprintOf(whole) !== textFound(preview, 'webAcl'))
      throw new CannotChange('Somebody has changed the web ACL since.');
    await write(updateWebAcl, { whole, acl: withSetting(whole.acl, nameIn(preview), count) });
  },

  readBack: async (_params, preview, context) => {
    const { says, isCount, isBefore } = await comparedWith(preview, context);
    return { outcome: isCount ? 'took-effect' : isBefore ? 'did-not' : 'cannot-tell', says };
  },

  verify: async ({ rule }, preview, since, context) => {
    const { acl, scope } = await asFound(preview, context);
    const own = acl.Rules?.find(({ Name }) => Name === rule)?.VisibilityConfig;
    const WebACL = acl.VisibilityConfig?.MetricName;
    if (own?.MetricName === undefined || WebACL === undefined || !own.CloudWatchMetricsEnabled)
      return { effect: 'cannot-tell', says: `${rule} has no metrics.` };
    const where = scope === 'CLOUDFRONT' ? {} : { Region: context.place.region };
    const of = (Rule: string | undefined, ...names: readonly string[]) =>
      names.map((metric) => ({
        namespace: 'AWS/WAFV2',
        metric,
        dimensions: { WebACL, Rule: Rule ?? '', ...where },
        stat: 'Sum',
      }));
    const bad = of(own.MetricName, 'BlockedRequests', 'CaptchaRequests', 'ChallengeRequests');
    const all = of('ALL', 'AllowedRequests', 'BlockedRequests');
    return compared({ what: `Turned away by ${rule}`, bad, all }, since, context);
  },

  undo: async (_params, preview, { write, ...context }) => {
    const whole = await asFound(preview, context);
    refuseUnknown(whole);
    await write(updateWebAcl, { whole, acl: withSetting(whole.acl, nameIn(preview), settingBefore(preview)) });
  },

  undone: async (_params, preview, context) => {
    const { says, isCount, isBefore } = await comparedWith(preview, context);
    if (isBefore) return { outcome: 'took-effect', says, othersValue: false };
    return { outcome: 'did-not', says, othersValue: !isCount };
  },
});

/** What a rule is told, and what it does: its group's own action where nothing is said of it. Throws `CannotChange`. */
async function presentOf(
  { arn, name, acl }: WholeWebAcl,
  { rule, inGroup }: RuleName,
  context: LookContext,
): Promise<{ readonly setting: Setting; readonly action: string }> {
  const place = placeOfRule(acl, rule);
  if (place.kind === 'none') throw new CannotChange(`${name} has no rule ${rule}.`);
  if (place.kind === 'firewall-manager')
    throw new CannotChange(`${rule} belongs to Firewall Manager: whoever keeps its policy has to change it there.`);
  if (place.kind === 'own') {
    if (inGroup !== null) throw new CannotChange(`${rule} uses no rule group.`);
    return { setting: place.setting, action: place.setting.action ?? 'Other' };
  }
  if (place.countsAll) throw new CannotChange(`${rule} only counts already, with all rules of its group.`);
  if (inGroup === null) throw new CannotChange(`${rule} uses a rule group: say which rule of it is to count.`);
  const { group } = place;
  const known = await rulesOf(arn, group, context);
  const own = known.find((one) => one.rule === inGroup);
  if (!own)
    throw new CannotChange(
      `The group of ${rule} has no rule ${inGroup}, but ${list(
        known.map((one) => one.rule),
        5,
      )}.`,
    );
  const setting = group.overrides.find((one) => one.rule === inGroup)?.setting ?? { action: null, wire: null };
  const excluded = group.excluded.includes(inGroup);
  return { setting, action: excluded ? 'Count' : (setting.action ?? own.action) };
}

async function rulesOf(webAcl: string, { arn, vendor, name, version }: Group, { read }: LookContext) {
  if (arn !== null) {
    const { rules } = await read(ruleGroup, { arn });
    return rules.map((own) => ({ rule: own.name, action: own.action ?? 'Other' }));
  }
  const { rules } = await read(managedRuleGroup, { arn: webAcl, vendor: vendor ?? '', name: name ?? '', version });
  return rules;
}

/** The web ACL of a preview, as it is now. */
function asFound(preview: Preview, context: LookContext): Promise<WholeWebAcl> {
  return webAclOf(textFound(preview, 'arn'), context);
}

function nameIn(preview: Preview): RuleName {
  const { inGroup } = foundIn(preview);
  return { rule: textFound(preview, 'rule'), inGroup: typeof inGroup === 'string' ? inGroup : null };
}

function settingBefore(preview: Preview): Setting {
  // Only what is sent matters here.
  return { action: null, wire: foundIn(preview)['setting'] ?? null };
}

async function comparedWith(preview: Preview, context: LookContext) {
  const { acl } = await asFound(preview, context);
  const name = nameIn(preview);
  const present = settingIn(acl, name);
  const what = name.inGroup === null ? name.rule : `${name.inGroup} of ${name.rule}`;
  const says = present
    ? `${what} ${present.action === null ? 'does what its group says' : `is set to ${present.action}`}.`
    : `${what} is not there any more.`;
  return {
    says,
    isCount: present !== null && isDeepStrictEqual(present.wire, count.wire),
    isBefore: present !== null && isDeepStrictEqual(present.wire, settingBefore(preview).wire),
  };
}

/** What we do, for a shell: the whole web ACL is read, changed in one place and put back with its lock token. */
function callFor(
  { name, id, scope, acl }: WholeWebAcl,
  { rule, inGroup }: RuleName,
  place: LookContext['place'],
): string {
  const read = awsCli('wafv2 get-web-acl', { name, scope, id }, place);
  const own = `(.Rules[] | select(.Name == ${JSON.stringify(rule)})`;
  const counting = JSON.stringify(count.wire);
  const group = acl.Rules?.find(({ Name }) => Name === rule)?.Statement?.ManagedRuleGroupStatement
    ? 'ManagedRuleGroupStatement'
    : 'RuleGroupReferenceStatement';
  const edit =
    inGroup === null
      ? `${own} | .Action) = ${counting}`
      : `${own} | .Statement.${group}.RuleActionOverrides) |= ((. // []) | map(select(.Name != ${JSON.stringify(inGroup)})) ` +
        `+ [{"Name": ${JSON.stringify(inGroup)}, "ActionToUse": ${counting}}])`;
  const dropped = notSent.map((member) => `.${member}`).join(', ');
  const filter = `{Scope: "${scope}", LockToken} + (.WebACL | del(${dropped}) | ${edit} | if .Description == "" then del(.Description) else . end)`;
  const put = awsCli('wafv2 update-web-acl', { 'cli-input-json': 'file:///dev/stdin' }, place);
  return `${read} | jq '${filter}' | ${put}`;
}
