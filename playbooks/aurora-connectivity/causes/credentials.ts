import { cause, maybe, offer } from '#playbook';
import type { Offer } from '#playbook';
import type { Client } from '#facts/aurora/client';
import { clients } from '#facts/aurora/clients';
import { cluster } from '#facts/aurora/cluster';
import { events, ofKind } from '#facts/aurora/events';
import { members } from '#facts/aurora/members';
import { countOf, errorsOf, outage, shareOf } from '#facts/aurora/outage';
import { proxies } from '#facts/aurora/proxies';
import { secrets } from '#facts/aurora/secrets';
import type { LoginSecret } from '#facts/aurora/secrets';
import { clientTasks } from '#facts/aurora/tasks';
import { serviceKey } from '#facts/ecs/services';
import { clock, count, list, minutesAfter } from '#facts/words';
import { restoreSecret } from '#remediations/aurora/by-hand';
import { redeploy } from '#remediations/ecs/force-new-deployment';
import { insteadOf, scopeIn, told } from '../reading.ts';
import { databasePermissions } from '../tokens.ts';
import { badCredentials } from './bad-credentials.ts';
import { proxyUnhealthy } from './proxy.ts';

export const masterReset = cause({
  id: 'master-reset',
  title: 'The master password was reset',
  recognised: 'The cluster is resetting its master credentials, or RDS says that they were reset, and logins fail.',
  fix: 'Give the clients the new password; better, a user of their own instead of the master user.',
  layer: 'config',
  leadsTo: [badCredentials],
  refines: [badCredentials],
  from: { outage, cluster, events: maybe(events), members: maybe(members), secrets: maybe(secrets) },
  judge: ({ outage, cluster, events, members, secrets }, say) => {
    const now = /^resetting-master-credentials/i.test(cluster.status);
    const machine = members.known
      ? members.value.all.find(({ status }) => /^resetting-master/i.test(status))
      : undefined;
    const reset = events.known
      ? ofKind(events.value, 'master-reset').findLast(
          ({ at }) => outage.since === null || at <= minutesAfter(outage.since, 5),
        )
      : undefined;
    const failing = countOf(outage, 'password');
    if (outage.errors.length > 0 && failing === 0) return say.ruledOut({ outage: insteadOf(outage) });
    if (!now && !machine && !reset) {
      if (!events.known) return say.unanswered(events.blind);
      return say.ruledOut({ cluster: `the cluster is ${cluster.status}`, events: 'no event speaks of a reset' });
    }
    const rotated =
      reset && secrets.known
        ? secrets.value.some(({ secret }) =>
            [secret?.rotatedAt, secret?.changedAt].some(
              (at) => at && Math.abs(at.getTime() - reset.at.getTime()) < 600_000,
            ),
          )
        : false;
    const errors = errorsOf(outage, 'password');
    const because = {
      cluster: now ? { says: `the cluster is ${cluster.status}`, quotes: [cluster.status] } : undefined,
      members: machine && { says: `${machine.id} is ${machine.status}`, quotes: [machine.status] },
      events: reset && { says: `RDS reset it at ${clock(reset.at)}`, quotes: [reset.message] },
      outage: told(outage, 'the password is refused', 'password'),
    };
    const bearing = {
      share: shareOf(outage, 'password'),
      since: reset?.at,
      resources: [cluster.arn, cluster.id],
      scope: scopeIn(errors),
    };
    const says = 'The master password was set anew, and clients still log in with the one before.';
    if (failing > 0 && !rotated) return say.confirmed(says, because, bearing);
    return failing > 0 ? say.possible(says, because, bearing) : say.likely(says, because, bearing);
  },
});

/** The clock of a secret: when what clients were given stopped being right. */
function turnedAt({ secret }: LoginSecret): Date | null {
  const times = [secret?.rotatedAt, secret?.changedAt].flatMap((at) => at ?? []);
  return times.length > 0 ? new Date(Math.max(...times.map((at) => at.getTime()))) : null;
}

export const badCredentialsAfterRotation = cause({
  id: 'bad-credentials-after-rotation',
  title: 'The password was rotated after the client started',
  recognised:
    'Logins fail, and the secret was rotated or changed after the running tasks had started: they keep what they were given at their start.',
  fix: 'Start the tasks anew, so that they read the present secret: a new deployment of the service without any change.',
  remedies: [redeploy],
  layer: 'config',
  leadsTo: [badCredentials, masterReset],
  refines: [badCredentials],
  from: { outage, secrets, clients: maybe(clients), tasks: maybe(clientTasks) },
  judge: ({ outage, secrets, clients, tasks }, say) => {
    const errors = errorsOf(outage, 'password');
    if (errors.length === 0) return say.ruledOut({ outage: insteadOf(outage) });
    const callers = clients.known ? clients.value.all : [];
    const failing = callers.filter(({ arn }) => errors.some(({ client }) => client === arn));
    const begun = outage.since ?? errors[0]?.at ?? null;
    const near = secrets.flatMap((login) => {
      const at = turnedAt(login);
      const used = login.users.some((user) => failing.some(({ arn }) => arn === user));
      const others = failing.every(({ secrets: own }) => own.length === 0);
      return at !== null && begun !== null && at <= minutesAfter(begun, 5) && (used || others) ? [{ login, at }] : [];
    });
    const [last] = near.toSorted((a, b) => b.at.getTime() - a.at.getTime());
    const untold = failing.find((client) => client.secrets.length === 0 && client.hosts.length === 0);
    if (!last && untold) {
      const detail = `where ${untold.name} takes its password from is not known`;
      return say.unanswered({ fact: 'aurora.clients', why: 'absent', detail });
    }
    if (last && !tasks.known && failing.some(({ service }) => service !== null)) return say.unanswered(tasks.blind);
    if (!last || begun === null)
      return say.ruledOut({
        secrets:
          secrets.length === 0
            ? 'no secret of the clients is known'
            : 'no secret was rotated or changed before logins began to fail',
      });
    const old = startedBefore(failing, tasks.known ? tasks.value : [], last.at);
    const secret = last.login.secret;
    const stuck = secret?.stages.includes('AWSPENDING') ?? false;
    const because = {
      secrets: {
        says: `${secret?.name ?? last.login.id} was ${secret?.rotatedAt?.getTime() === last.at.getTime() ? 'rotated' : 'changed'} at ${clock(last.at)}${stuck ? '; a version is still AWSPENDING, so the rotation may be stuck' : ''}`,
        quotes: [secret?.name ?? ''],
      },
      outage: told(outage, 'the password is refused', 'password'),
      tasks:
        old > 0 ? `${count(old, 'task')} of ${list(failing.map(({ name }) => name))} started before that` : undefined,
    };
    const bearing = {
      share: shareOf(outage, 'password'),
      since: last.at,
      resources: [secret?.arn ?? last.login.id, ...failing.map(({ arn }) => arn)],
      scope: scopeIn(errors),
      // New tasks would read a password that is not set yet.
      offers: stuck ? [] : startedAnew(failing, tasks.known ? tasks.value : [], last.at),
    };
    const says = `${list(failing.map(({ name }) => name))} still logs in with the password from before ${clock(last.at)}.`;
    const recent = begun.getTime() - last.at.getTime() <= 3_600_000;
    if (old > 0 || (recent && failing.every(({ kind }) => kind === 'Lambda function')))
      return say.likely(says, because, bearing);
    // Tasks that started after the change read it: then it is not they who are late.
    if (tasks.known && failing.length > 0 && failing.every(({ kind }) => kind === 'ECS service'))
      return say.ruledOut({ tasks: 'all running tasks started after the secret was last changed' });
    return say.possible(says, because, bearing);
  },
});

type Tasks = readonly { readonly group: string | null; readonly cluster: string; readonly startedAt: Date | null }[];

/** One deployment for each service of which tasks still have what was changed since. */
function startedAnew(clients: readonly Client[], tasks: Tasks, at: Date): readonly Offer[] {
  return clients.flatMap((client) =>
    client.service?.controller === 'ECS' && startedBefore([client], tasks, at) > 0
      ? [offer(redeploy, { service: serviceKey(client.service) })]
      : [],
  );
}

function startedBefore(clients: readonly Client[], tasks: Tasks, at: Date): number {
  return tasks.filter(
    ({ group, cluster: home, startedAt }) =>
      startedAt !== null &&
      startedAt < at &&
      clients.some(
        ({ service }) => service !== null && group === `service:${service.name}` && home === service.cluster,
      ),
  ).length;
}

export const secretPendingDeletion = cause({
  id: 'secret-pending-deletion',
  title: 'The secret is scheduled for deletion',
  recognised:
    'Secrets Manager has a deletion date on a secret that a proxy or client logs in with: nobody can read it.',
  fix: 'Restore the secret (aws secretsmanager restore-secret), then let the proxy or the tasks read it again.',
  remedies: [restoreSecret],
  layer: 'config',
  leadsTo: [proxyUnhealthy, badCredentials, badCredentialsAfterRotation],
  refines: [badCredentials, badCredentialsAfterRotation],
  from: { secrets, outage, proxies: maybe(proxies) },
  judge: ({ secrets, outage, proxies }, say) => {
    const gone = secrets.find(({ secret }) => secret !== null && secret.deletedAt !== null);
    if (!gone?.secret)
      return say.ruledOut({
        secrets: `${count(secrets.length, 'secret')} of clients and proxies looked at: none is to be deleted`,
      });
    const { secret } = gone;
    const byProxy = proxies.known ? proxies.value.filter(({ arn }) => gone.users.includes(arn)) : [];
    const because = {
      secrets: {
        says: `${secret.name} is scheduled for deletion${secret.deletedAt ? ` since ${clock(secret.deletedAt)}` : ''}`,
        quotes: [secret.name],
      },
      outage: told(outage, 'the login fails', 'password'),
      proxies: byProxy[0] && `proxy ${byProxy[0].name} logs in with it`,
    };
    const sees = countOf(outage, 'password') > 0 || byProxy.length > 0;
    const bearing = {
      resources: [secret.arn, ...gone.users],
      share: shareOf(outage, 'password'),
      offers: [offer(restoreSecret, { secret: secret.name })],
    };
    const says = `${secret.name} cannot be read any more, since it is scheduled for deletion.`;
    if (outage.errors.length > 0 && !sees) return say.possible(says, because, bearing);
    return sees ? say.confirmed(says, because, bearing) : say.likely(says, because, bearing);
  },
});

export const iamAuthFailed = cause({
  id: 'iam-auth-failed',
  title: 'IAM authentication to the database fails',
  recognised:
    'Clients are refused with PAM or IAM authentication, and IAM authentication is off on the cluster, or the role lacks rds-db:connect.',
  fix: 'Turn IAM authentication on for the cluster, or allow rds-db:connect on the user to the role; the user needs rds_iam, the connection TLS.',
  layer: 'config',
  from: { outage, cluster, permissions: maybe(databasePermissions) },
  judge: ({ outage, cluster, permissions }, say) => {
    const errors = errorsOf(outage, 'iam');
    const [first] = errors;
    if (!first) return say.ruledOut({ outage: insteadOf(outage) });
    const refused = permissions.known ? permissions.value.known.filter(({ verdict }) => verdict === 'denied') : [];
    const [role] = refused;
    const off = !cluster.iamAuthentication;
    const because = {
      outage: told(outage, 'IAM authentication is refused', 'iam'),
      cluster: off ? 'IAM authentication is off on the cluster' : 'IAM authentication is on',
      permissions: role && {
        says: `${role.role.split('/').at(-1)} is not allowed ${role.action}`,
        quotes: [role.action],
      },
    };
    const bearing = {
      share: shareOf(outage, 'iam'),
      resources: [...(role ? [role.role] : []), cluster.arn, ...(scopeIn(errors) ?? [])],
      scope: scopeIn(errors),
      fix: off
        ? 'Turn IAM authentication on for the cluster: clients log in with tokens, and it takes none.'
        : undefined,
    };
    const says = off
      ? 'Clients log in with IAM tokens, and the cluster has IAM authentication turned off.'
      : role
        ? `The role of the client may not connect as this user: ${role.action} is not allowed.`
        : 'The database refuses the IAM token: an old token, a user without rds_iam, or no TLS.';
    return off || role ? say.confirmed(says, because, bearing) : say.likely(says, because, bearing);
  },
});
