/** A database's address as a client is told it. */
export interface HostSetting {
  /** Name of the environment variable. */
  readonly variable: string;
  readonly host: string;
  readonly port: number | null;
  readonly database: string | null;
}

/** A place from which a client gets a secret: the name of the variable, and where the value is kept. */
export interface SecretSetting {
  readonly variable: string;
  /** ARN or name: never the value. */
  readonly from: string;
}

const rdsHost = /[a-z0-9][a-z0-9-]*(?:\.[a-z0-9-]+)+\.rds\.amazonaws\.com(?:\.cn)?/gi;
const plainHost = /^[a-z0-9](?:[a-z0-9-]*[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]*[a-z0-9])?)+\.?(?::(\d{2,5}))?$/i;
const ofDatabase = /(?:^|_)(?:db|database|pg|postgres|postgresql|mysql|mariadb|aurora|rds|sql|jdbc)(?:_|$)|^PGHOST/i;
const asHost = /(?:host|hostname|endpoint|server|addr|address)$/i;

/**
 * What an environment says of databases: hosts of RDS wherever they stand, in a connection string say, and other hosts
 * in variables that are named after a database. Everything else in it, users and passwords above all, is dropped here.
 */
export function hostsIn(environment: readonly (readonly [name: string, value: string])[]): HostSetting[] {
  return environment.flatMap(([variable, value]): HostSetting[] => {
    const found = [...value.matchAll(rdsHost)].map(({ 0: host, index }) => ({
      variable,
      host: host.toLowerCase(),
      port: portIn(value, index + host.length) ?? portBeside(variable, environment),
      database: databaseIn(value, index + host.length),
    }));
    if (found.length > 0) return distinct(found);
    const [whole, port] = plainHost.exec(value.trim()) ?? [];
    if (whole === undefined || !ofDatabase.test(variable) || !asHost.test(variable)) return [];
    const host = whole.split(':')[0]?.replace(/\.$/, '').toLowerCase() ?? '';
    const own = port === undefined ? portBeside(variable, environment) : Number(port);
    return /[a-z]/.test(host) ? [{ variable, host, port: own, database: null }] : [];
  });
}

/**
 * An environment from which everything is taken but where databases and secrets are to be found: `hostsIn` and
 * `secretsIn` say of it what they would say of the whole one.
 */
export function addressesIn(environment: readonly (readonly [name: string, value: unknown])[]): [string, string][] {
  const texts = environment.flatMap(([name, value]): [string, string][] =>
    typeof value === 'string' ? [[name, value]] : [],
  );
  const kept = hostsIn(texts).map(({ variable, host, port, database }): [string, string] => [
    variable,
    `${host}${port === null ? '' : `:${port}`}${database === null ? '' : `/${database}`}`,
  ]);
  const hosts = [...Map.groupBy(kept, ([variable]) => variable)].map(([variable, all]): [string, string] => [
    variable,
    all.map(([, address]) => address).join(','),
  ]);
  return [...hosts, ...secretsIn(texts).map(({ variable, from }): [string, string] => [variable, from])];
}

/** Where an environment refers to secrets by their ARN. */
export function secretsIn(environment: readonly (readonly [name: string, value: string])[]): SecretSetting[] {
  return environment.flatMap(([variable, value]) =>
    /^arn:[\w-]+:secretsmanager:[\w-]*:\d*:secret:[\w/+=.@!-]+$/.test(value) ? [{ variable, from: value }] : [],
  );
}

/** `host:5432`, `host port=5432`, `host;Port=5432`, `host,5432`. */
function portIn(value: string, end: number): number | null {
  const rest = value.slice(end);
  const [, direct] = /^[:,](\d{2,5})\b/.exec(rest) ?? [];
  const [, named] = /\bport\s*=\s*["']?(\d{2,5})\b/i.exec(value) ?? [];
  const port = Number(direct ?? named ?? NaN);
  return port > 0 && port < 65_536 ? port : null;
}

/** `DB_PORT` beside `DB_HOST`. */
function portBeside(variable: string, environment: readonly (readonly [name: string, value: string])[]): number | null {
  const sibling = variable.replace(/(?:host|hostname|endpoint|server|addr|address)$/i, 'PORT').toLowerCase();
  const value = environment.find(([name]) => name.toLowerCase() === sibling)?.[1].trim() ?? '';
  return sibling !== variable.toLowerCase() && /^\d{2,5}$/.test(value) ? Number(value) : null;
}

function databaseIn(value: string, end: number): string | null {
  const [, path] = /^(?::\d+)?\/([\w-]{1,63})/.exec(value.slice(end)) ?? [];
  const [, named] = /\b(?:dbname|database|initial catalog)\s*=\s*["']?([\w-]{1,63})/i.exec(value) ?? [];
  return path ?? named ?? null;
}

function distinct(settings: readonly HostSetting[]): HostSetting[] {
  return [...new Map(settings.map((each) => [`${each.host} ${each.port}`, each])).values()];
}
