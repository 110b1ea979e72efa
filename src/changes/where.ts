import type { AccountConfig, Config } from '#config';
import { parseArn } from '../app/arn.ts';
import { meant } from '../app/nearest.ts';
import type { Where } from './aws-access.ts';
import type { Wanted } from './guarded-changes.ts';
import { list } from './words.ts';

/** Where a change is wanted, or what is wrong about it by the name of the field. */
export type Located =
  | { readonly ok: true; readonly where: Where; readonly account: AccountConfig }
  | { readonly ok: false; readonly wrong: Readonly<Record<string, string>> };

/**
 * Settles account and region of a change: what was said, then that of an ARN in the form, then the channel's, then the
 * only account there is. Only configured accounts count, and nothing is guessed.
 */
export function locate({ account: said, region, given, place }: Omit<Wanted, 'by'>, config: Config): Located {
  const { accounts, channels } = config;
  if (accounts.length === 0) return wrong({ account: 'No account is configured: list it in opsmedic.yaml.' });
  const arns = Object.entries(given).flatMap(([name, value]) => {
    const arn = parseArn(value.trim());
    return arn === null ? [] : [{ name, arn }];
  });
  const channel = channels.find((entry) => [place.channel, `#${place.channel}`].includes(entry.channel));
  const named = said ?? arns.find(({ arn }) => arn.account !== '')?.arn.account ?? channel?.account ?? null;
  const account = named === null ? only(accounts) : accountNamed(named, accounts);
  if (!account) return wrong({ account: which(named, accounts) });
  const stray = arns.find(({ arn }) => /^\d{12}$/u.test(arn.account) && arn.account !== account.id);
  if (stray) return wrong({ [stray.name]: `That is of account ${stray.arn.account}, not of ${account.name}.` });

  const ofChannel = channel?.account !== undefined && accountNamed(channel.account, accounts) === account;
  const there =
    region ??
    arns.find(({ arn }) => arn.region !== '')?.arn.region ??
    (ofChannel ? channel.region : undefined) ??
    account.regions[0];
  if (there === undefined) return wrong({ region: `Say in which region of ${account.name}.` });
  if (!/^[a-z]{2,5}(?:-[a-z]+)+-\d{1,2}$/u.test(there)) return wrong({ region: `“${there}” is no region of AWS.` });
  const elsewhere = arns.find(({ arn }) => arn.region !== '' && arn.region !== there);
  if (elsewhere) return wrong({ [elsewhere.name]: `That is in ${elsewhere.arn.region}, not in ${there}.` });
  return { ok: true, where: { account: account.id, region: there }, account };
}

function only(accounts: readonly AccountConfig[]): AccountConfig | undefined {
  return accounts.length === 1 ? accounts[0] : undefined;
}

function accountNamed(name: string, accounts: readonly AccountConfig[]): AccountConfig | undefined {
  const wanted = name.trim().toLowerCase();
  return accounts.find((account) => account.id === wanted || account.name.toLowerCase() === wanted);
}

function which(named: string | null, accounts: readonly AccountConfig[]): string {
  const names = accounts.map(({ name }) => name);
  if (named === null) return `Say in which account: ${list(names, 'or')}.`;
  const near = meant(named, names);
  return `There is no account “${named}”: ${near === undefined ? `there is ${list(names)}.` : `did you mean “${near}”?`}`;
}

function wrong(fields: Readonly<Record<string, string>>): Located {
  return { ok: false, wrong: fields };
}
