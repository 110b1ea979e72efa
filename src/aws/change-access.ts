import { CannotChange, writesOf } from '#playbook';
import type { AwsAccess, Where } from '../changes/aws-access.ts';
import { connectionsOf, openAccounts } from './accounts.ts';
import type { AccountsOptions } from './accounts.ts';
import { attemptCredentials, awsTime, tryRole } from './change-credentials.ts';
import type { ChangeRole, StsAccess, Tried } from './change-credentials.ts';
import { ambientCredentials } from './credentials.ts';
import type { Credentials } from './credentials.ts';
import { partitionOf } from './regions.ts';
import { createWriter } from './writer.ts';

/** What guarded changes ask of AWS, and what whoever sets it up wants to know. */
export interface ChangeAccess extends AwsAccess {
  /** Tries the change role of an account in somebody's name, for a session that may do nothing. */
  readonly tried: (where: Where, who: string, signal: AbortSignal) => Promise<Tried>;
}

/**
 * AWS for guarded changes. It reads with the read roles, each time afresh, and writes with a session of the account's
 * change role that lives for one attempt. An account without a change role is only looked at.
 */
export function changeAccess(options: AccountsOptions): ChangeAccess {
  const { accounts, env, now, random = Math.random } = options;
  const open = openAccounts({ ...options, afresh: true });
  const source = { env, profile: null, requestHandler: connectionsOf(env) };

  const opened = ({ account, region }: Where, signal: AbortSignal) => open({ account, region, profile: null }, signal);

  /** Our own, kept for as long as they are good; those of an attempt are not. */
  const bots = new Map<string, Credentials>();
  const botIn = (region: string): Credentials => {
    const credentials = bots.get(region) ?? ambientCredentials({ ...source, region });
    bots.set(region, credentials);
    return credentials;
  };

  const stsAccess = ({ region }: Where): StsAccess => ({
    region,
    credentials: botIn(region),
    env,
    now,
    random,
  });

  const changeRole = (account: string): ChangeRole | string => {
    const settings = accounts.find(({ id }) => id === account);
    const name = settings ? `${settings.name} (${account})` : account;
    if (!settings?.changeRole)
      return `Changes are off in ${name}: it has no changeRole in opsmedic.yaml. \`opsmedic iam --changes\` prints what the role needs.`;
    return { arn: settings.changeRole, externalId: settings.externalId ?? null };
  };

  const tried: ChangeAccess['tried'] = async (where, who, signal) => {
    const role = changeRole(where.account);
    if (typeof role === 'string') return { outcome: 'refuses', says: role };
    return tryRole(role, where.account, who, stsAccess(where), signal);
  };

  return {
    mayChange: (account) => {
      const role = changeRole(account);
      return typeof role === 'string' ? role : null;
    },
    tried,
    trial: async (where, who, signal) => {
      const { outcome, says } = await tried(where, who, signal);
      return outcome === 'refuses' ? says : null;
    },
    reader: async (where, signal) => (await opened(where, signal)).read,
    partition: async (where, signal) => (await opened(where, signal)).place.partition,
    time: (where, signal) => awsTime(stsAccess(where), signal),
    writer: async (where, attempt, signal) => {
      const role = changeRole(where.account);
      if (typeof role === 'string') throw new CannotChange(role);
      const place = { ...where, partition: role.arn.split(':')[1] ?? partitionOf(where.region) };
      const writes = writesOf(attempt.remediation, attempt.step);
      const { resources } = attempt;
      const credentials = await attemptCredentials(role, place, { ...attempt, writes }, stsAccess(where), signal);
      return createWriter({ place, credentials, writes, resources, env }, signal);
    },
  };
}
