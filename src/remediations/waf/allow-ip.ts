import { CannotChange, remediation } from '#playbook';
import type { LookContext, Preview, Verification } from '#playbook';
import { metrics } from '#aws/cloudwatch';
import { webAcls } from '#aws/wafv2';
import type { Rule, WebAcl } from '#aws/wafv2';
import { wholeIpSet } from '#aws/wafv2-ip-set';
import type { WholeIpSet } from '#aws/wafv2-ip-set';
import { webAclOf as narrowed } from '#aws/wafv2-rules';
import { wafTags } from '#aws/wafv2-tags';
import { wholeWebAcl } from '#aws/wafv2-whole';
import { updateIpSet } from '#aws/wafv2-writes';
import { isInCidr } from '#facts/waf/statements';
import { count, list, minuteAfter, minuteOf, minutesAfter, minutesBetween, sum } from '#facts/words';
import { parseBlock } from '#network';
import { awsCli } from '../aws-cli.ts';
import { form, optional, text } from '../form.ts';
import type { Field } from '../form.ts';
import { textFound } from '../found.ts';
import { existing } from '../here.ts';
import { ownersOf } from '../managed-by.ts';
import { protectedBy, protectionReads, webAclField, webAclName, webAclOf } from './web-acl.ts';

interface Params {
  readonly [member: string]: string | null;
  readonly webAcl: string;
  /** One address, as a CIDR block: `203.0.113.7/32`. */
  readonly address: string;
  /** Name or ARN of the IP set, where several would do. */
  readonly ipSet: string | null;
}

const hour = 3_600_000;
const SET = /^(?:arn:[\w-]+:wafv2:[\w-]+:\d{12}:(?:regional|global)\/ipset\/[\w-]+\/[\w-]+|[\w-]{1,128})$/;
/** AWS WAF quotas: addresses in an IP set. */
const mostAddresses = 10_000;

export const allowIp = remediation<Params>({
  id: 'waf.allow-ip',
  title: 'Let one address past WAF',
  summary: 'Puts one address into an IP set that the web ACL lets through before it looks at anything else.',
  parameters: [
    webAclField,
    { name: 'address', label: 'Address', kind: 'text', hint: 'One address; ranges are not taken' },
    { name: 'ipSet', label: 'IP set', kind: 'text', hint: 'Only where the web ACL lets several through' },
  ],
  parse: (given) =>
    form({
      webAcl: webAclName(given['webAcl']),
      address: oneAddress(given['address']),
      ipSet: optional(given['ipSet'], (name) => text(name, SET, 'Say the name or the ARN of an IP set.')),
    }),
  risk: () => 'medium',
  lasts: { usualMs: 4 * hour, mostMs: 7 * 24 * hour },
  ends: 'undone',
  repeats: 'sets',
  reads: [webAcls, wholeWebAcl, wholeIpSet, wafTags, ...protectionReads, metrics],
  writes: [updateIpSet],

  preview: async ({ webAcl: named, address, ipSet }, _until, context) => {
    const { read, place } = context;
    const whole = await webAclOf(named, context);
    const webAcl = narrowed(whole.acl);
    const { rule, set } = await wayPast(webAcl, address, ipSet, context);
    if (set.unknown.length > 0) {
      throw new CannotChange(
        `${set.name} has settings that this version of OpsMedic does not know and would take away: ${list(set.unknown)}.`,
      );
    }
    const covering = set.addresses.find((cidr) => isInCidr(bare(address), cidr));
    if (covering !== undefined) throw new CannotChange(`${bare(address)} is in ${set.name} already, as ${covering}.`);
    if (set.addresses.length >= mostAddresses)
      throw new CannotChange(`${set.name} is full: it has ${count(set.addresses.length, 'address', 'addresses')}.`);
    const [guarded, managedBy] = await Promise.all([
      protectedBy(whole, context),
      ownersOf([read(wafTags, { arn: set.arn })]),
    ]);
    const first = webAcl.rules.some((one) => one.place === 'first-by-firewall-manager');
    return {
      changes: [{ resource: set.arn, field: `Address in ${set.name}`, before: null, after: address }],
      found: { arn: set.arn, address, webAcl: whole.arn, rule: rule.name },
      resources: [set.arn, whole.arn],
      call: callFor(set, address, place),
      undo: `${bare(address)} is taken out of ${set.name} again; the other addresses stay.`,
      blastRadius:
        `Whatever ${bare(address)} sends gets past all rules after ${rule.name}, for ${guarded}; and wherever else ${set.name} is used.` +
        (first ? ' Rule groups that Firewall Manager puts first still apply.' : ''),
      managedBy,
    };
  },

  apply: async ({ address }, preview, { write, read }) => {
    const whole = await read(wholeIpSet, { arn: textFound(preview, 'arn') });
    await write(updateIpSet, { whole, addresses: [...without(whole, address), address] });
  },

  readBack: async ({ address }, preview, context) => {
    const { isIn, says } = await presence(address, preview, context);
    return { outcome: isIn ? 'took-effect' : 'did-not', says };
  },

  verify: async (_params, preview, since, context) => {
    const webAcl = narrowed((await webAclOf(textFound(preview, 'webAcl'), context)).acl);
    const rule = webAcl.rules.find(({ name }) => name === textFound(preview, 'rule'));
    if (!rule?.measured) return { effect: 'cannot-tell', says: 'The rule that lets it through has no metrics.' };
    return letThrough(webAcl, rule, since, context);
  },

  undo: async ({ address }, preview, { write, read }) => {
    const whole = await read(wholeIpSet, { arn: textFound(preview, 'arn') });
    await write(updateIpSet, { whole, addresses: without(whole, address) });
  },

  undone: async ({ address }, preview, context) => {
    const { isIn, says } = await presence(address, preview, context);
    return { outcome: isIn ? 'did-not' : 'took-effect', says, othersValue: false };
  },
});

/** One address, as WAF writes it. */
function oneAddress(given: string | undefined): Field<string> {
  const block = parseBlock(given ?? '');
  const single = block !== null && block.prefix === block.bytes.length * 8 && block.bytes.some((byte) => byte !== 0);
  if (!single) return { ok: false, says: 'Say one address, such as 203.0.113.7.' };
  return { ok: true, value: `${block.text}/${block.prefix}` };
}

function bare(cidr: string): string {
  return cidr.split('/')[0] ?? cidr;
}

/** The rule that lets the addresses of a set through before any other can turn them away. Throws `CannotChange`. */
async function wayPast(
  { name, rules }: WebAcl,
  address: string,
  ipSet: string | null,
  { read, place }: LookContext,
): Promise<{ readonly rule: Rule; readonly set: WholeIpSet }> {
  const version = address.includes(':') ? 'IPV6' : 'IPV4';
  const own = rules.filter((rule) => rule.place === 'own');
  const before = own.slice(0, own.findIndex(turnsAway) === -1 ? own.length : own.findIndex(turnsAway));
  const ways = before.flatMap((rule) =>
    rule.action === 'Allow' && rule.statement.kind === 'ip-set' ? [{ rule, arn: rule.statement.arn }] : [],
  );
  const wanted = ways.filter(({ arn }) => ipSet === null || arn === ipSet || arn.split('/')[2] === ipSet);
  const sets = await Promise.all(
    wanted.map(async ({ rule, arn }) => ({
      rule,
      set: await existing(read(wholeIpSet, { arn }), `IP set ${arn.split('/')[2] ?? arn}`, place),
    })),
  );
  const [fit, other] = sets.filter(({ set }) => set.version === version);
  if (!fit) {
    throw new CannotChange(
      `${name} has no rule that lets ${ipSet === null ? `an IP set for ${version}` : ipSet} through before other rules: it takes one that was made beforehand.`,
    );
  }
  if (other)
    throw new CannotChange(
      `${name} lets several IP sets through: say which of ${list(
        sets.map(({ set }) => set.name),
        5,
      )}.`,
    );
  return fit;
}

/** Groups may turn requests away unless all of them only count. */
function turnsAway({ action, countOnly }: Rule): boolean {
  return action === null ? !countOnly : action !== 'Allow' && action !== 'Count';
}

function without({ addresses }: WholeIpSet, address: string): readonly string[] {
  return addresses.filter((cidr) => !isSame(cidr, address));
}

/** AWS may write IPv6 addresses in another way than we do. */
function isSame(a: string, b: string): boolean {
  const [one, other] = [parseBlock(a), parseBlock(b)];
  return one !== null && one.text === other?.text;
}

async function presence(address: string, preview: Preview, { read }: LookContext) {
  const { name, addresses } = await read(wholeIpSet, { arn: textFound(preview, 'arn') });
  const isIn = addresses.some((cidr) => isSame(cidr, address));
  return { isIn, says: `${bare(address)} is ${isIn ? '' : 'not '}in ${name}.` };
}

/** How many requests the rule let through, and before: the set may have held other addresses, that get through as well. */
async function letThrough(
  webAcl: WebAcl,
  rule: Rule,
  since: Date,
  { read, now, place }: LookContext,
): Promise<Verification> {
  const [begin, end] = [minuteAfter(since), minuteOf(now)];
  const minutes = minutesBetween(begin, end);
  if (minutes < 1) return { effect: 'cannot-tell', says: 'There is no whole minute yet to be looked at.' };
  const where = webAcl.arn.includes(':global/') ? {} : { Region: place.region };
  const query = {
    namespace: 'AWS/WAFV2',
    metric: 'AllowedRequests',
    dimensions: { WebACL: webAcl.metric, Rule: rule.metric, ...where },
    stat: 'Sum',
  };
  const counted = async (from: Date, to: Date) => {
    const [series] = await read(metrics, { queries: [query], from, to, periodSeconds: 60 });
    return sum((series?.points ?? []).map(({ value }) => value));
  };
  const until = minuteOf(since);
  const [after, before] = await Promise.all([counted(begin, end), counted(minutesAfter(until, -minutes), until)]);
  const says = `${count(after, 'request')} let through by ${rule.name} in ${minutes} min, ${before.toLocaleString('en')} in as many before.`;
  return { effect: after > before ? 'seen' : after > 0 ? 'cannot-tell' : 'not-seen', says };
}

/** What we do, for a shell: the addresses are read, one is added, and all of them are put back with the lock token. */
function callFor({ name, id, scope }: WholeIpSet, address: string, place: LookContext['place']): string {
  const read = awsCli('wafv2 get-ip-set', { name, scope, id }, place);
  const filter =
    `{Scope: "${scope}", LockToken} + (.IPSet | {Name, Id, Addresses: (.Addresses + ["${address}"])} ` +
    `+ if (.Description // "") == "" then {} else {Description} end)`;
  const put = awsCli('wafv2 update-ip-set', { 'cli-input-json': 'file:///dev/stdin' }, place);
  return `${read} | jq '${filter}' | ${put}`;
}
