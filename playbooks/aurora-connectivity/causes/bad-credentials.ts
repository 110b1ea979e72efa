import { cause, maybe } from '#playbook';
import { clients } from '#facts/aurora/clients';
import { cluster } from '#facts/aurora/cluster';
import { errorsOf, outage, shareOf } from '#facts/aurora/outage';
import { proxies } from '#facts/aurora/proxies';
import { secrets } from '#facts/aurora/secrets';
import { clientTasks } from '#facts/aurora/tasks';
import { insteadOf, namesIn, scopeIn, told } from '../reading.ts';

export const badCredentials = cause({
  id: 'bad-credentials',
  title: 'The database refuses the password',
  recognised: 'Clients are told that the password is wrong, or the proxy knows none for their user.',
  fix: 'Compare user and password of the client with those of the database; a client reads its secret only when it starts.',
  layer: 'config',
  from: {
    outage,
    cluster,
    proxies: maybe(proxies),
    clients: maybe(clients),
    secrets: maybe(secrets),
    tasks: maybe(clientTasks),
  },
  judge: ({ outage, cluster, proxies, clients, secrets, tasks }, say) => {
    const errors = errorsOf(outage, 'password', 'not-admitted', 'no-database');
    const [first] = errors;
    if (!first) return say.ruledOut({ outage: insteadOf(outage) });
    const { error } = first;
    const user = error?.kind === 'bad-credentials' && error.user !== null ? ` for user ${error.user}` : '';
    const byProxy = error?.kind === 'bad-credentials' && error.by === 'proxy';
    const what =
      first.failure === 'no-database'
        ? 'There is no database of the name that the client asks for'
        : first.failure === 'not-admitted'
          ? 'The database admits nobody of that user from there'
          : `${byProxy ? 'The proxy' : 'The database'} refuses the password${user}`;
    const own = proxies.known && byProxy ? proxies.value.map(({ arn }) => arn) : [];
    // Whether a rotation is behind it can be told only where the secrets are known, and since when tasks run.
    const failing = clients.known
      ? clients.value.all.filter(({ arn }) => errors.some(({ client }) => client === arn))
      : [];
    const looked =
      clients.known &&
      clients.value.hidden.length === 0 &&
      secrets.known &&
      tasks.known &&
      failing.length > 0 &&
      failing.every((client) => client.secrets.length > 0);
    const says = `${what}: ${namesIn(errors)} cannot log in.`;
    const because = { outage: told(outage, 'the login is refused', 'password', 'not-admitted', 'no-database') };
    const bearing = {
      share: shareOf(outage, 'password', 'not-admitted', 'no-database'),
      resources: [...(scopeIn(errors) ?? []), ...own, cluster.arn],
      scope: scopeIn(errors),
    };
    return looked || (first.failure !== 'password' && failing.length > 0)
      ? say.confirmed(says, because, bearing)
      : say.likely(says, because, bearing);
  },
});
