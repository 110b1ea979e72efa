import { CannotChange, CannotInvestigate, ReadFailure } from '#playbook';
import type { AnyWriteCall, Place } from '#playbook';
import { connectionsOf } from './accounts.ts';
import { checkAnswers } from './answers.ts';
import { commandOf, unguardedClient } from './clients.ts';
import type { AnyClient } from './clients.ts';
import type { Credentials } from './credentials.ts';
import { endpointOf } from './endpoints.ts';
import type { Env } from './endpoints.ts';
import { failureOf } from './failures.ts';
import { guardAttempt } from './guard.ts';
import type { Stack } from './guard.ts';
import { patience } from './patience.ts';
import { sessionPolicy } from './session-policy.ts';

/** The role of an account by which approved changes are made. */
export interface ChangeRole {
  readonly arn: string;
  readonly externalId: string | null;
}

/** What STS is asked with: the bot's own credentials. */
export interface StsAccess {
  readonly region: string;
  readonly credentials: Credentials;
  readonly env: Env;
  readonly now: () => Date;
  readonly random: () => number;
}

/** One attempt, as AWS is told of it. */
export interface AttemptTags {
  readonly change: string;
  readonly n: number;
  readonly digest: string;
  readonly requester: string;
  /** The deciding person last. */
  readonly approvers: readonly string[];
  readonly writes: readonly AnyWriteCall[];
  readonly resources: readonly string[];
}

/** Credentials that AWS refuses for anything but these writes, and for those from `deadline` on. */
export interface AttemptCredentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken: string;
  /** By AWS's clock. */
  readonly deadline: Date;
  /** How far AWS's clock is ahead of ours, in milliseconds. */
  readonly skewMs: number;
}

/** By AWS's own clock, what is left of an attempt once it is asked for. */
const attemptMs = 25_000;
/** What a call may need: nothing is begun with less. */
const callMs = 12_000;
/** The shortest that AWS gives (AssumeRole, STS API reference); the deadline ends it long before. */
const sessionSeconds = 900;
/** Tries of AssumeRole and GetCallerIdentity: neither changes anything. */
const tries = 3;

/**
 * Assumes a change role for one attempt. The session is narrowed to the actions and resources of that attempt and to a
 * deadline on AWS's clock, it carries who approved (`SourceIdentity`) and the change (tags) into CloudTrail, and it is
 * kept nowhere. Rejects with `CannotChange`.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_temp_control-access_monitor.html
 */
export async function attemptCredentials(
  role: ChangeRole,
  place: Place & { readonly account: string },
  attempt: AttemptTags,
  access: StsAccess,
  signal: AbortSignal,
): Promise<AttemptCredentials> {
  const sts = await stsClient(access);
  try {
    const begun = await sts.ask('GetCallerIdentity', {}, signal);
    const deadline = new Date(begun.date.getTime() + attemptMs);
    const policy = sessionPolicy(attempt.writes, attempt.resources, place, deadline);
    const given = await sts.ask('AssumeRole', assumption(role, attempt, JSON.stringify(policy)), signal);
    const { accessKeyId, secretAccessKey, sessionToken, account } = credentialsIn(given.output);
    refuseOther(account, place.account, role);
    if (deadline.getTime() - given.date.getTime() < callMs)
      throw new CannotChange('AWS took too long to give the credentials for this change; nothing was sent.');
    return { accessKeyId, secretAccessKey, sessionToken, deadline, skewMs: given.skewMs };
  } catch (error) {
    throw notAssumed(error, role, access.region);
  } finally {
    sts.close();
  }
}

/** A policy with which nothing can be done. */
const nothing = JSON.stringify({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Deny', Action: '*', Resource: '*' }],
});

/** What came of trying a change role. `cannot-tell`: AWS was slow, or out of reach. */
export interface Tried {
  readonly outcome: 'lets-in' | 'refuses' | 'cannot-tell';
  /** Why, as a sentence; empty where it lets us in. */
  readonly says: string;
}

/** Assumes a change role in somebody's name, for a session that may do nothing. */
export async function tryRole(
  role: ChangeRole,
  account: string,
  who: string,
  access: StsAccess,
  signal: AbortSignal,
): Promise<Tried> {
  const sts = await stsClient(access);
  const trial = { change: 'trial', n: 0, digest: 'trial', requester: who, approvers: [who] };
  try {
    const { output } = await sts.ask('AssumeRole', assumption(role, trial, nothing), signal);
    refuseOther(credentialsIn(output).account, account, role);
    return { outcome: 'lets-in', says: '' };
  } catch (error) {
    const failure = notAssumed(error, role, access.region);
    if (!(failure instanceof CannotChange)) throw failure;
    return { outcome: isPassing(failure.cause) ? 'cannot-tell' : 'refuses', says: failure.message };
  } finally {
    sts.close();
  }
}

/** Whether it may be otherwise the next time: AWS was slow, or out of reach. */
function isPassing(cause: unknown): boolean {
  return cause instanceof ReadFailure && cause.why !== 'denied' && cause.why !== 'absent';
}

/** What AWS's clock says. Rejects with what the SDK threw. */
export async function awsTime(access: StsAccess, signal: AbortSignal): Promise<Date> {
  const sts = await stsClient(access);
  try {
    const { date } = await sts.ask('GetCallerIdentity', {}, signal);
    return date;
  } catch (error) {
    throw failureOf(error, { action: 'sts:GetCallerIdentity', region: access.region });
  } finally {
    sts.close();
  }
}

function assumption(
  { arn, externalId }: ChangeRole,
  attempt: Omit<AttemptTags, 'writes' | 'resources'>,
  Policy: string,
): object {
  const { change, n, digest, requester, approvers } = attempt;
  const tag = (name: string, value: string) => ({ Key: `opsmedic:${name}`, Value: value });
  return {
    RoleArn: arn,
    RoleSessionName: `opsmedic-${change}-${n}`.slice(0, 64),
    DurationSeconds: sessionSeconds,
    SourceIdentity: approvers.at(-1) ?? requester,
    Policy,
    Tags: [
      tag('approval', change),
      tag('plan', digest),
      tag('requester', requester),
      tag('approvers', wholeNames(approvers)),
    ],
    TransitiveTagKeys: ['opsmedic:approval'],
    ...(externalId === null ? {} : { ExternalId: externalId }),
  };
}

/** Tag values are 256 characters at most. The deciding people come last and are kept. */
function wholeNames(people: readonly string[]): string {
  const kept: string[] = [];
  for (const person of people.toReversed()) {
    if ([person, ...kept].join(' ').length > 256) break;
    kept.unshift(person);
  }
  return kept.join(' ');
}

interface Told {
  readonly output: object;
  /** The `Date` of the answer. */
  readonly date: Date;
  /** How far that is ahead of our clock. */
  readonly skewMs: number;
}

/** A client for these two operations alone, which tells the time of each answer. */
async function stsClient({ region, credentials, env, now, random }: StsAccess) {
  const endpoint = endpointOf('sts', env);
  const client: AnyClient = await unguardedClient('sts', {
    region,
    credentials,
    requestHandler: connectionsOf(env),
    ...patience(tries, random),
    ...(endpoint === null ? {} : { endpoint }),
    userAgentAppId: 'opsmedic',
  });
  let told: Pick<Told, 'date' | 'skewMs'> | null = null;
  const stack = client.middlewareStack as unknown as Stack;
  stack.add(
    (next) => async (args) => {
      const answer = await next(args);
      const { headers = {} } = answer.response as { readonly headers?: Readonly<Record<string, string>> };
      const date = new Date(headers['date'] ?? NaN);
      told = Number.isNaN(date.getTime()) ? null : { date, skewMs: date.getTime() - now().getTime() };
      return answer;
    },
    { name: 'opsmedicTellsTheTime', step: 'deserialize', priority: 'low' },
  );
  checkAnswers(stack);
  guardAttempt(stack, 'sts', new Set(['GetCallerIdentity', 'AssumeRole']));
  return {
    ask: async (operation: 'GetCallerIdentity' | 'AssumeRole', input: object, signal: AbortSignal): Promise<Told> => {
      const command = await commandOf('sts', operation, input);
      told = null;
      const output = (await client.send(command as never, { abortSignal: signal } as never)) as object;
      if (told === null)
        throw new CannotChange('The answer of AWS did not say what time it is, so no deadline can be set.');
      return { output, ...(told as Pick<Told, 'date' | 'skewMs'>) };
    },
    close: () => client.destroy(),
  };
}

function refuseOther(account: string, wanted: string, { arn }: ChangeRole): void {
  if (account !== wanted)
    throw new CannotChange(`The change role ${arn} belongs to account ${account}, not to ${wanted}.`);
}

function credentialsIn(output: object) {
  const { Credentials: own, AssumedRoleUser: user } = output as {
    readonly Credentials?: {
      readonly AccessKeyId?: string;
      readonly SecretAccessKey?: string;
      readonly SessionToken?: string;
    };
    readonly AssumedRoleUser?: { readonly Arn?: string };
  };
  const { AccessKeyId: accessKeyId, SecretAccessKey: secretAccessKey, SessionToken: sessionToken } = own ?? {};
  if (!accessKeyId || !secretAccessKey || !sessionToken)
    throw new CannotChange('AWS gave no credentials for the change.');
  return { accessKeyId, secretAccessKey, sessionToken, account: user?.Arn?.split(':')[4] ?? '' };
}

function notAssumed(error: unknown, role: ChangeRole, region: string): Error {
  if (error instanceof CannotChange) return error;
  const failure = failureOf(error, { action: 'sts:AssumeRole', region });
  if (failure instanceof CannotInvestigate) return new CannotChange(failure.message, { cause: failure });
  if (failure === error) return failure;
  const refused = 'why' in failure && failure.why === 'denied';
  const advice = refused
    ? ' Its trust policy must allow sts:AssumeRole, sts:SetSourceIdentity and sts:TagSession: `opsmedic iam --changes --trust` prints one.'
    : '';
  const says = failure.message.replace(/\.$/, '');
  return new CannotChange(`The change role ${role.arn} could not be assumed: ${says}.${advice}`, { cause: failure });
}
