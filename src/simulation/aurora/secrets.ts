import { hex } from '../shop/dice.ts';
import { arn } from '../shop/place.ts';
import { ago } from '../shop/time.ts';
import type { Client, Estate, Secret } from './model.ts';

type Connection = Pick<Client, 'user' | 'host' | 'port' | 'database' | 'name'>;

/** The secret of a user of a database, as Secrets Manager makes one for RDS: host, port, name and engine are in it. */
export function secretFor(estate: Estate, { user, host, port, database }: Connection): Secret {
  const name = `${database.id}/${user}`;
  const known = estate.secrets.find(({ Name }) => Name === name);
  if (known) return known;
  const { shop } = estate;
  const secret: Secret = {
    ARN: arn(shop.place, 'secretsmanager', `secret:${name}-${hex(`${shop.seed}/${name}`, 6)}`),
    Name: name,
    Description: `User ${user} of ${database.id}`,
    CreatedDate: new Date('2024-02-12T09:31:18Z'),
    LastChangedDate: ago(shop, 61 * 1_440),
    LastAccessedDate: ago(shop, 900),
    RotationEnabled: false,
    VersionIdsToStages: { [`${hex(`${name}/1`, 8)}-aaaa-4aaa-8aaa-${hex(`${name}/2`, 12)}`]: ['AWSCURRENT'] },
    Tags: [],
  };
  estate.secrets.push(secret);
  estate.secretValues[secret.ARN] = JSON.stringify({
    engine: database.engine === 'aurora-postgresql' ? 'postgres' : 'mysql',
    host,
    port,
    username: user,
    password: `not-a-password-${hex(name, 8)}`,
    dbname: database.name,
    dbClusterIdentifier: database.id,
  });
  return secret;
}
