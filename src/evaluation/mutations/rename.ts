import type { Account } from '#simulation/account';
import { withLogLines, withLogs } from './logs.ts';

/** Members whose own members are named after what they belong to. */
const NAMED = new Set([
  's3',
  'policies',
  'reservedConcurrency',
  'clusterParameters',
  'proxyTargetGroups',
  'proxyTargets',
  'parameters',
  'vpcAttributes',
]);

/** Names that AWS uses as words. */
const WORDS = new Set(['default', 'app', 'net', 'all']);

/** An account, and every text about it, under other names. */
export interface Renaming {
  readonly account: (account: Account) => Account;
  readonly text: (text: string) => string;
}

export interface NewNames {
  /** Of load balancers, target groups, services and clusters. */
  readonly name: (name: string) => string;
  /** A digit of an id, 0 to 15, as another one; the mapping must be one to one. */
  readonly digit: (digit: number) => number;
  /** The place, where it changes. */
  readonly place?: { readonly account: string; readonly region: string; readonly partition: string };
}

/** Everything that names something is called otherwise, alike wherever it stands: ARNs, dimensions, logs, events. */
export function renaming(account: Account, names: NewNames): Renaming {
  const own = namesOf(account).toSorted((a, b) => b.length - a.length);
  const any = new RegExp(
    `(?<![A-Za-z0-9])(?:${own.map((name) => name.replaceAll(/[.+?^${}()|[\]\\]/g, '\\$&')).join('|')})(?![A-Za-z0-9])`,
    'g',
  );
  const { place } = names;
  const text = (given: string): string => {
    const renamed = (own.length > 0 ? given.replaceAll(any, names.name) : given).replaceAll(
      /(?<![0-9a-zA-Z])(?:[0-9a-f]{16,}|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})(?![0-9a-zA-Z])/g,
      (id) => id.replaceAll(/[^-]/g, (digit) => names.digit(Number.parseInt(digit, 16)).toString(16)),
    );
    if (!place) return renamed;
    return renamed
      .replaceAll(account.id, place.account)
      .replaceAll(account.region, place.region)
      .replaceAll(`arn:${account.partition ?? 'aws'}:`, `arn:${place.partition}:`);
  };
  const moved = (one: Account): Account => ({
    ...withLogLines(
      withLogs(copied(one, text), (lines) => lines.map(text)),
      text,
    ),
    ...(place ? { id: place.account, region: place.region, partition: place.partition } : {}),
  });
  return { account: moved, text };
}

function namesOf({ elbv2, ecs, lambda, rds, wafv2, elsewhere }: Account): string[] {
  const all = [
    ...(elbv2?.loadBalancers ?? []).map(({ LoadBalancerName }) => LoadBalancerName),
    ...(elbv2?.targetGroups ?? []).map(({ TargetGroupName }) => TargetGroupName),
    ...(ecs?.services ?? []).map(({ serviceName }) => serviceName),
    ...(ecs?.clusters ?? []).map(({ clusterName }) => clusterName),
    ...(lambda?.functions ?? []).map(({ FunctionName }) => FunctionName),
    ...(rds?.clusters ?? []).map(({ DBClusterIdentifier }) => DBClusterIdentifier),
    ...(rds?.instances ?? []).map(({ DBInstanceIdentifier }) => DBInstanceIdentifier),
    ...(rds?.proxies ?? []).map(({ DBProxyName }) => DBProxyName),
    ...[wafv2, ...Object.values(elsewhere ?? {}).map((other) => other.wafv2)].flatMap((one) =>
      (one?.webAcls ?? []).map(({ Name }) => Name),
    ),
  ];
  return [...new Set(all)].filter((name) => name !== undefined).filter((name) => !WORDS.has(name));
}

/** All texts changed, and the names of members that are ARNs, buckets or functions rather than AWS's own. */
function copied(account: Account, text: (text: string) => string): Account {
  const deep = (value: unknown, ours: boolean): unknown => {
    if (typeof value === 'string') return text(value);
    if (Array.isArray(value)) return value.map((item: unknown) => deep(item, false));
    if (typeof value !== 'object' || value === null || Object.getPrototypeOf(value) !== Object.prototype) return value;
    return Object.fromEntries(
      Object.entries(value).map(([name, member]) => [
        ours || name.startsWith('arn:') ? text(name) : name,
        deep(member, NAMED.has(name)),
      ]),
    );
  };
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the same data with other texts
  return deep(account, false) as Account;
}
