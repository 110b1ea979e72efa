import { didYouMean } from './nearest.ts';
import type { Problem } from './problem.ts';
import type { Config } from './schema.ts';

/** What each part of the file says about another part, and should not: unknown, double or contradictory names. */
export function checkReferences(config: Config): Problem[] {
  return [
    ...checkAccounts(config),
    ...checkServices(config),
    ...checkChannels(config),
    ...checkFreezes(config),
    ...checkRules(config, 'approvals'),
    ...checkRules(config, 'breakGlass'),
  ];
}

type Path = readonly (string | number)[];

function* checkAccounts({ accounts }: Config): Generator<Problem> {
  const ids = new Names('account id');
  const names = new Names('account name');
  for (const [i, account] of accounts.entries()) {
    const at = ['accounts', i];
    yield* ids.add(account.id, [...at, 'id']);
    yield* names.add(account.name, [...at, 'name']);
    for (const key of ['readRole', 'changeRole'] as const) {
      const role = account[key];
      if (role !== undefined && role.split(':')[4] !== account.id) {
        yield { path: [...at, key], says: `is a role of another account than this one, ${account.id}` };
      }
    }
    if (account.externalId !== undefined && account.readRole === undefined && account.changeRole === undefined) {
      yield { path: [...at, 'externalId'], says: 'is of no use without "readRole" or "changeRole"' };
    }
  }
}

function* checkServices(config: Config): Generator<Problem> {
  const names = new Names('service name or alias');
  for (const [i, service] of config.services.entries()) {
    const at = ['services', i];
    yield* names.add(service.name, [...at, 'name']);
    for (const [j, alias] of service.aliases.entries()) yield* names.add(alias, [...at, 'aliases', j]);
    yield* checkPlace(config, service, at);
  }
}

function* checkChannels(config: Config): Generator<Problem> {
  const channels = new Names('channel');
  const services = config.services.flatMap(({ name, aliases }) => [name, ...aliases]);
  for (const [i, entry] of config.channels.entries()) {
    const at = ['channels', i];
    yield* channels.add(entry.channel, [...at, 'channel']);
    yield* checkPlace(config, entry, at);
    for (const [j, service] of entry.services.entries()) {
      yield* checkKnown(service, services, 'service', [...at, 'services', j]);
    }
  }
}

function* checkFreezes(config: Config): Generator<Problem> {
  for (const [i, freeze] of config.freezes.entries()) {
    for (const [j, account] of freeze.accounts.entries()) {
      yield* checkKnown(account, accountWords(config), 'account', ['freezes', i, 'accounts', j]);
    }
  }
}

/** A rule that can never fit is a slip of the pen, and somebody relies on it. */
function* checkRules(config: Config, part: 'approvals' | 'breakGlass'): Generator<Problem> {
  for (const [i, { accountTags, onCall, accounts = [] }] of config[part].entries()) {
    for (const [j, account] of accounts.entries()) {
      yield* checkKnown(account, accountWords(config), 'account', [part, i, 'accounts', j]);
    }
    if (onCall && config.onCall === undefined) {
      yield { path: [part, i, 'onCall'], says: 'is of no use without "onCall", which says who that is' };
    }
    const wanted = Object.entries(accountTags);
    const fits = config.accounts.some(({ tags }) => wanted.every(([name, value]) => tags[name] === value));
    if (wanted.length > 0 && !fits)
      yield { path: [part, i, 'accountTags'], says: 'are the tags of no account of this file' };
  }
}

/** The account must be one of the file's, and the region one of that account's, if it lists any. */
function* checkPlace(config: Config, place: { account?: string; region?: string }, at: Path): Generator<Problem> {
  if (place.account === undefined) return;
  yield* checkKnown(place.account, accountWords(config), 'account', [...at, 'account']);
  const typed = place.account.toLowerCase();
  const account = config.accounts.find(({ id, name }) => id === typed || name.toLowerCase() === typed);
  if (!account || place.region === undefined || account.regions.length === 0) return;
  if (!account.regions.includes(place.region)) {
    const regions = account.regions.join(', ');
    yield { path: [...at, 'region'], says: `is not among the regions of account ${account.name}: ${regions}` };
  }
}

function accountWords({ accounts }: Config): string[] {
  return accounts.flatMap(({ id, name }) => [id, name]);
}

function* checkKnown(typed: string, known: readonly string[], what: string, path: Path): Generator<Problem> {
  if (known.some((word) => word.toLowerCase() === typed.toLowerCase())) return;
  yield { path, says: `names no ${what} of this file ("${typed}")${didYouMean(typed, known)}` };
}

/** Names that must be told apart, whatever their case: people do not type capitals at 3 a.m. */
class Names {
  readonly #what: string;
  readonly #seen = new Set<string>();

  constructor(what: string) {
    this.#what = what;
  }

  *add(name: string, path: Path): Generator<Problem> {
    const key = name.toLowerCase();
    if (this.#seen.has(key)) yield { path, says: `repeats the ${this.#what} "${name}", which was given before` };
    this.#seen.add(key);
  }
}
