import type { AccountConfig, ChannelConfig, Config, ServiceConfig } from '#config';
import type { SubjectKind } from '#playbook';
import type { WhichAccount } from './app.ts';
import { parseArn } from './arn.ts';
import { UsageError } from './command.ts';
import type { Ask, Place } from './investigation.ts';
import { meant } from './nearest.ts';
import { likeness } from './score.ts';
import type { Wanted } from './subjects.ts';

/** Where to look and for what, as far as that can be told without asking AWS. */
export type Bearings =
  | {
      readonly kind: 'settled';
      readonly which: WhichAccount;
      /** The account as configured, if it is. */
      readonly account: AccountConfig | null;
      readonly wanted: Wanted;
      /** The configured service that was meant, by name, alias or channel. */
      readonly service: ServiceConfig | null;
    }
  /** Several accounts are configured, and nothing says which. */
  | { readonly kind: 'which-account'; readonly accounts: readonly AccountConfig[] };

/** Names this like are the configured name itself: the same words, whatever their order and punctuation. */
const sameName = 90;

/**
 * Settles account and region: what was typed, then the ARN's own, then the service's, then the channel's, then the only
 * account there is. Rejects with a `UsageError` what contradicts itself or names nothing.
 */
export function takeBearings(ask: Ask, place: Place, kind: SubjectKind, config: Config): Bearings {
  const typed = ask.subject === null ? null : nameIn(ask.subject);
  const identity = typed === null ? null : placeIn(typed, ask);
  const channel = config.channels.find((entry) => isChannel(entry, place)) ?? null;
  const asked = ask.account === null ? null : accountNamed(ask.account, config);
  if (asked !== null && identity?.account && asked.id !== identity.account)
    throw new UsageError(`That ARN is of account ${identity.account}, not of ${ask.account}.`);
  if (ask.region !== null) checkRegion(ask.region);
  if (ask.region !== null && identity?.region && ask.region !== identity.region)
    throw new UsageError(`“${typed}” is in ${identity.region}, not in ${ask.region}.`);

  const service = serviceMeant(typed, ask, channel, config);
  const binding = [service, channel].find((entry) => entry?.account !== undefined) ?? null;
  const bound = binding?.account === undefined ? null : accountNamed(binding.account, config);
  const usual = ask.profile === null ? (bound ?? only(config.accounts)) : null;
  const account = asked ?? (identity?.account ? accountById(identity.account, config) : usual);
  if (account === null && ask.profile === null && config.accounts.length > 1)
    return { kind: 'which-account', accounts: config.accounts };

  const here = [service, channel].find((entry) => entry?.region !== undefined && sameAccount(entry, account, config));
  const region = ask.region ?? (identity?.region || null) ?? here?.region ?? account?.configured?.regions[0] ?? null;
  return {
    kind: 'settled',
    which: { account: account?.id ?? null, region, profile: ask.profile },
    account: account?.configured ?? null,
    wanted: wantedFrom(typed, service, kind),
    service,
  };
}

interface KnownAccount {
  readonly id: string;
  readonly configured: AccountConfig | null;
}

function accountNamed(typed: string, config: Config): KnownAccount {
  const wanted = typed.toLowerCase();
  const configured = config.accounts.find(({ id, name }) => id === wanted || name.toLowerCase() === wanted);
  if (configured) return { id: configured.id, configured };
  if (/^\d{12}$/u.test(typed)) return { id: typed, configured: null };
  const names = config.accounts.map(({ name }) => name);
  const near = meant(typed, names);
  const known = names.length === 0 ? 'no accounts are configured' : `there is ${names.join(', ')}`;
  throw new UsageError(`There is no account “${typed}”: ${near ? `did you mean “${near}”?` : `${known}.`}`);
}

function accountById(id: string, config: Config): KnownAccount {
  return { id, configured: config.accounts.find((account) => account.id === id) ?? null };
}

function only(accounts: readonly AccountConfig[]): KnownAccount | null {
  const [account] = accounts;
  return account && accounts.length === 1 ? { id: account.id, configured: account } : null;
}

/** A region belongs to the account it was configured with, and to no other. */
function sameAccount(
  entry: { readonly account?: string | undefined },
  account: KnownAccount | null,
  config: Config,
): boolean {
  if (entry.account === undefined) return true;
  return account !== null && accountNamed(entry.account, config).id === account.id;
}

function isChannel({ channel }: ChannelConfig, place: Place): boolean {
  return place.channel !== '' && (channel === place.channel || channel === `#${place.channel}`);
}

/** The service that was named; nothing named: the one this channel is about. */
function serviceMeant(
  typed: string | null,
  ask: Ask,
  channel: ChannelConfig | null,
  config: Config,
): ServiceConfig | null {
  const wanted = typed ?? channel?.services[0] ?? null;
  if (wanted === null) return null;
  const named = (service: ServiceConfig): number =>
    Math.max(...[service.name, ...service.aliases].map((name) => likeness(wanted, name)));
  const asked = ask.account === null ? null : accountNamed(ask.account, config).id;
  const [best, next] = config.services
    .filter(({ account }) => asked === null || account === undefined || accountNamed(account, config).id === asked)
    .filter(({ region }) => ask.region === null || region === undefined || region === ask.region)
    .map((service) => ({ service, points: named(service) }))
    .filter(({ points }) => points >= sameName)
    .toSorted((a, b) => b.points - a.points);
  return best && best.points !== next?.points ? best.service : null;
}

function wantedFrom(typed: string | null, service: ServiceConfig | null, kind: SubjectKind): Wanted {
  if (service === null) return { typed, terms: typed === null ? [] : [typed], from: 'typed' };
  const resources = new Map<string, string | undefined>(Object.entries(service.resources));
  const resource = resources.get(kind.id);
  const others = [...resources.values()].filter((name) => name !== undefined && parseArn(name) === null);
  const names = [typed, service.name, ...others].filter((name) => name !== null && name !== undefined);
  return {
    typed,
    terms: resource === undefined ? [...new Set(names)] : [resource],
    from: typed === null ? 'channel' : 'alias',
  };
}

/** A host name out of a pasted address; anything else as it is. */
function nameIn(typed: string): string {
  const [, host] = /^(?:https?:\/\/)?([^\s/:?#]+\.[^\s/:?#]+?)\.?(?::\d+)?(?:[/?#]\S*)?$/iu.exec(typed) ?? [];
  const clean = host === undefined || typed.startsWith('arn:') ? typed : host.toLowerCase();
  return clean.startsWith('dualstack.') ? clean.slice('dualstack.'.length) : clean;
}

/** Account and region that the name itself tells: an ARN's, or the region in the DNS name of a load balancer. */
function placeIn(typed: string, ask: Ask): { readonly account: string; readonly region: string } | null {
  if (/^arn:/iu.test(typed)) {
    const arn = parseArn(typed);
    if (arn === null)
      throw new UsageError(`“${ask.subject}” is not a whole ARN: that has six parts with colons between.`);
    return { account: /^\d{12}$/u.test(arn.account) ? arn.account : '', region: arn.region };
  }
  const [, region] = /\.([a-z]{2,5}(?:-[a-z]+)+-\d{1,2})\.elb\.amazonaws\.com/u.exec(typed) ?? [];
  return region === undefined ? null : { account: '', region };
}

function checkRegion(region: string): void {
  if (/^[a-z]{2,5}(?:-[a-z]+)+-\d{1,2}$/u.test(region)) return;
  throw new UsageError(`“${region}” is not the name of an AWS region: say for instance eu-west-1.`);
}
