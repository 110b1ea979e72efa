import * as cloudtrail from '#aws/cloudtrail';
import * as cloudwatch from '#aws/cloudwatch';
import * as ec2 from '#aws/ec2';
import * as ecs from '#aws/ecs';
import * as elbv2 from '#aws/elbv2';
import * as lambda from '#aws/lambda';
import type { Account, WhichAccount } from '#app';
import { CannotInvestigate, ReadFailure } from '#playbook';
import type { IamAction } from '#playbook';
import type { Check, Examined, Finding } from './check.ts';

/** A name that nothing has: AWS answers that there is no such thing, which is all we want to know. */
const nothing = 'opsmedic-doctor';

/** Credentials and identity of each account, and one read of each service that does not matter to anyone. */
export const checkAws: Check = async (examined) => {
  const { accounts } = examined.app.config;
  const which: readonly WhichAccount[] =
    accounts.length === 0
      ? [{ account: null, region: null, profile: null }]
      : accounts.map(({ id, regions }) => ({ account: id, region: regions[0] ?? null, profile: null }));
  return (await Promise.all(which.map((one) => checkAccount(one, examined)))).flat();
};

async function checkAccount(which: WhichAccount, examined: Examined): Promise<readonly Finding[]> {
  const { app, signal } = examined;
  const configured = app.config.accounts.find(({ id }) => id === which.account);
  const title = configured ? `AWS account ${configured.name}` : 'AWS account';
  let account: Account;
  try {
    account = await app.openAccount(which, signal);
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    const fix = configured?.readRole
      ? `aws sts assume-role --role-arn ${configured.readRole} --role-session-name doctor   # the role must trust this identity, with its external id`
      : 'aws sts get-caller-identity   # must work in this shell: set AWS_PROFILE, run aws sso login, or give the host a role';
    return [{ state: 'wrong', title, says: error.message, fix }];
  }
  const { place } = account;
  const identity: Finding = {
    state: 'right',
    title,
    says: `${place.account ?? 'an account it may not ask the id of'} in ${place.region}`,
  };
  return [identity, await checkReads(account, title, examined)];
}

/** One small read of each service. Access logs are not tried: their bucket is only known from a load balancer. */
async function checkReads({ read, place }: Account, title: string, { app, signal }: Examined): Promise<Finding> {
  const to = app.now();
  const from = new Date(to.getTime() - 60_000);
  const name = `${title}: permissions`;
  const tried = await Promise.all([
    attempt(() => read(elbv2.loadBalancers, { names: [nothing] }, signal), elbv2.loadBalancers.action),
    attempt(() => read(ecs.clusters, {}, signal), ecs.clusters.action),
    attempt(() => read(ec2.subnets, { vpc: 'vpc-00000000' }, signal), ec2.subnets.action),
    attempt(() => read(lambda.functionConfiguration, { name: nothing }, signal), lambda.functionConfiguration.action),
    attempt(
      () => read(cloudtrail.events, { lookup: { EventName: 'ConsoleLogin' }, from, to, maxPages: 1 }, signal),
      cloudtrail.events.action,
    ),
    attempt(
      () =>
        read(
          cloudwatch.metrics,
          {
            queries: [
              {
                namespace: 'AWS/ApplicationELB',
                metric: 'RequestCount',
                dimensions: { LoadBalancer: nothing },
                stat: 'Sum',
              },
            ],
            from,
            to,
            periodSeconds: 60,
          },
          signal,
        ),
      cloudwatch.metrics.action,
    ),
  ]);
  const refused = tried.flatMap(({ action, outcome }) => (outcome === 'denied' ? [action] : []));
  const broken = tried.flatMap(({ action, outcome, says }) => (outcome === 'failed' ? [`${action}: ${says}`] : []));
  if (refused.length > 0)
    return {
      state: 'wrong',
      title: name,
      says: `not allowed to use ${refused.join(', ')}.`,
      fix: 'opsmedic iam --reads > opsmedic-reads.json   # attach it to the role or user',
    };
  if (broken.length > 0)
    return {
      state: 'wrong',
      title: name,
      says: `${broken.join('; ')}.`,
      fix: `aws elbv2 describe-load-balancers --region ${place.region}   # must answer from this host`,
    };
  return { state: 'right', title: name, says: `${tried.length} services can be read` };
}

interface Attempt {
  readonly action: IamAction;
  readonly outcome: 'answered' | 'denied' | 'failed';
  readonly says: string;
}

async function attempt(read: () => Promise<unknown>, action: IamAction): Promise<Attempt> {
  try {
    await read();
    return { action, outcome: 'answered', says: '' };
  } catch (error) {
    if (error instanceof ReadFailure && error.why === 'absent') return { action, outcome: 'answered', says: '' };
    if (error instanceof ReadFailure && error.why === 'denied')
      return { action: error.action ?? action, outcome: 'denied', says: '' };
    if (error instanceof ReadFailure || error instanceof CannotInvestigate)
      return { action, outcome: 'failed', says: error.message.replace(/\.$/u, '') };
    throw error;
  }
}
