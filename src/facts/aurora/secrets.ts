import { fact, maybe } from '#playbook';
import * as secretsmanager from '#aws/secretsmanager';
import type { Secret } from '#aws/secretsmanager';
import { secretId } from './client.ts';
import { clients } from './clients.ts';
import { cluster } from './cluster.ts';
import { proxies } from './proxies.ts';

/** A secret with which somebody logs in to the database, without its value. */
export interface LoginSecret {
  /** As it is referred to. */
  readonly id: string;
  /** Null when it does not exist. */
  readonly secret: Secret | null;
  /** ARNs of the clients and proxies that are given it. */
  readonly users: readonly string[];
}

const MOST_SECRETS = 12;

/** When the passwords were rotated, changed or deleted. */
export const secrets = fact({
  id: 'aurora.secrets',
  title: 'Secrets that clients log in with',
  step: 'Credentials',
  from: { cluster, clients: maybe(clients), proxies: maybe(proxies) },
  reads: [secretsmanager.secret],
  learn: async ({ cluster, clients, proxies }, { read }): Promise<readonly LoginSecret[]> => {
    const references = [
      ...(clients.known
        ? clients.value.all.flatMap(({ arn, secrets: own }) =>
            own.map(({ from }) => ({ id: secretId(from), user: arn })),
          )
        : []),
      ...(proxies.known
        ? proxies.value.flatMap(({ arn, logins }) =>
            logins.flatMap(({ secretArn }) => (secretArn === null ? [] : [{ id: secretArn, user: arn }])),
          )
        : []),
      ...(cluster.masterSecretArn === null ? [] : [{ id: cluster.masterSecretArn, user: cluster.arn }]),
    ].filter(({ id }) => !/^arn:[\w-]+:ssm:|^\//.test(id));
    const byId = [...Map.groupBy(references, ({ id }) => id)].slice(0, MOST_SECRETS);
    return Promise.all(
      byId.map(async ([id, own]) => ({
        id,
        secret: await read(secretsmanager.secret, { id }),
        users: [...new Set(own.map(({ user }) => user))],
      })),
    );
  },
});
