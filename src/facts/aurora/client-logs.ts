import { fact, maybe, ReadFailure } from '#playbook';
import type { BlindSpot, FactContext } from '#playbook';
import * as ec2 from '#aws/ec2';
import * as logs from '#aws/logs';
import type { LogLine } from '#aws/logs';
import { window } from '../window.ts';
import type { Window } from '../window.ts';
import { minutesAfter } from '../words.ts';
import type { Client } from './client.ts';
import { clients, isFormer } from './clients.ts';
import { cluster } from './cluster.ts';
import { lineOf } from './errors.ts';
import type { About, ConnectionError, OtherError } from './errors.ts';
import { allHosts, hosts } from './hosts.ts';
import { interfaces, subnetGroup } from './place.ts';
import { proxies } from './proxies.ts';

/** Before the window, so that what has always been there is not taken for new. */
const LOOKBACK_MINUTES = 60;
const MOST_LINES = 1_000;
const MOST_RECENT_LINES = 200;
const RECENT_MINUTES = 10;

/**
 * Words of failed connections in every wording that `src/error-texts` knows. Patterns of CloudWatch tell upper from lower
 * case, so each stands as it is written.
 */
const WORDS = [
  'ETIMEDOUT',
  'timeout',
  'Timeout',
  'timed out',
  'Timed out',
  'Timed-out',
  'ECONNREFUSED',
  'refused',
  'ECONNRESET',
  'reset by peer',
  'terminat',
  'closed the connection',
  'closed unexpectedly',
  'PROTOCOL_CONNECTION_LOST',
  'Lost connection',
  'gone away',
  'EPIPE',
  'unreachable',
  'UNREACH',
  'no route to host',
  'ENOTFOUND',
  'EAI_AGAIN',
  'no such host',
  'getaddrinfo',
  'not known',
  'name resolution',
  'UnknownHost',
  'read-only',
  'read only',
  '25006',
  '1290',
  'pg_hba.conf',
  'PAM authentication',
  'password authentication',
  'authentication failed',
  'Access denied',
  'ACCESS_DENIED',
  '28P01',
  'connection slots',
  'too many clients',
  'Too many connections',
  'too many connections',
  '53300',
  '1040',
  'rate limit exceeded',
  'certificate',
  'SSL',
  'TLS',
  'x509',
  'secure transport',
  'acquir',
  'starting up',
  'shutting down',
  'recovery mode',
  'not currently accepting',
  "Can't connect",
  'could not connect',
  'Communications link',
  'no credentials',
  'for the role',
  'does not exist',
  'Unknown database',
  'wraparound',
  'No space left',
];

/** CloudWatch takes patterns of up to 1,024 characters. */
export const PATTERN = WORDS.map((word) => (/^\w+$/.test(word) ? `?${word}` : `?"${word}"`)).join(' ');

/** What the logs of clients tell of their connections to this database. */
export interface ClientLogs {
  /** About this database, the earliest first. */
  readonly errors: readonly ConnectionError[];
  /** Errors of connections to other things, one for each. */
  readonly others: readonly OtherError[];
  /** Clients whose log could be looked through. */
  readonly read: readonly Client[];
  /** Logs that could not be. */
  readonly unread: readonly { readonly client: Client; readonly blind: BlindSpot }[];
}

export const clientLogs = fact({
  id: 'aurora.client-logs',
  title: 'Connection errors in the logs of clients',
  step: 'Clients',
  from: {
    clients,
    cluster,
    hosts,
    proxies: maybe(proxies),
    subnetGroup: maybe(subnetGroup),
    interfaces: maybe(interfaces),
    every: maybe(allHosts),
    window,
  },
  reads: [ec2.networkInterfaces, logs.matching],
  learn: async (
    { clients, cluster, hosts, proxies, subnetGroup, interfaces, every, window },
    context,
  ): Promise<ClientLogs> => {
    const found = await Promise.all(
      clients.all.map(async (client) => {
        const about: About = {
          hosts: [...hosts.all, ...client.hosts].map(({ host }) => host),
          told: client.hosts.length > 0,
          port: portOf(client, cluster.port),
          own: new Set(interfaces.known ? interfaces.value.flatMap((one) => one.privateIps) : []),
          foreign: new Set(),
          former: (host) => isFormer(host, cluster, { hosts, others: every.known ? every.value : null }),
        };
        return { client, ...(await linesOf(client, window, context)), about };
      }),
    );
    const guards = [
      ...cluster.securityGroups,
      ...(proxies.known ? proxies.value.flatMap((one) => one.securityGroups) : []),
    ];
    const addresses = found.flatMap(({ client, lines, about }) => addressesIn(sortedOut(client, lines, about).errors));
    const vpc = subnetGroup.known ? (subnetGroup.value?.vpc ?? null) : null;
    const foreign = vpc === null ? new Set<string>() : await foreignTo({ guards, vpc }, addresses, context);
    const sorted = found.map(({ client, lines, about }) => sortedOut(client, lines, { ...about, foreign }));
    const unread = found.flatMap(({ client, failure }) => {
      if (failure === null) return [];
      const { why, message: detail, action } = failure;
      context.unseen(failure);
      return [{ client, blind: { fact: 'aurora.client-logs', why, detail, ...(action && { action }) } }];
    });
    const others = sorted.flatMap((each) => each.others);
    return {
      errors: sorted.flatMap(({ errors }) => errors).toSorted((a, b) => a.at.getTime() - b.at.getTime()),
      others: [...new Map(others.map((each) => [each.to, each])).values()],
      read: found
        .filter(({ failure, client }) => failure === null && client.logGroups.length > 0)
        .map(({ client }) => client),
      unread,
    };
  },
});

const MOST_ADDRESSES = 50;

function addressesIn(errors: readonly ConnectionError[]): string[] {
  return errors.flatMap(({ peer }) => (peer?.ip && peer.address === 'private' ? [peer.ip] : []));
}

/** Addresses of interfaces in its VPC that other groups guard: another database, which listens on the same port. */
async function foreignTo(
  { guards, vpc }: { readonly guards: readonly string[]; readonly vpc: string },
  addresses: readonly string[],
  { read, unseen }: FactContext,
): Promise<ReadonlySet<string>> {
  const privateIps = [...new Set(addresses)].toSorted().slice(0, MOST_ADDRESSES);
  if (privateIps.length === 0) return new Set();
  try {
    const found = await read(ec2.networkInterfaces, { privateIps, vpc });
    const others = found.filter(({ securityGroups }) => !securityGroups.some((id) => guards.includes(id)));
    return new Set(others.flatMap((one) => one.privateIps));
  } catch (error) {
    if (!(error instanceof ReadFailure)) throw error;
    unseen(error);
    return new Set();
  }
}

/** The port that the client is told differs from the cluster's where it is told a wrong one. */
function portOf({ hosts }: Client, port: number | null): number | null {
  const told = hosts.find((setting) => setting.port !== null)?.port ?? null;
  return told === null || told === port ? port : null;
}

/** A log that does not exist is no log of failures: nothing was ever written there. */
async function linesOf(
  { logGroups }: Client,
  window: Window,
  context: FactContext,
): Promise<{
  readonly lines: readonly (LogLine & { readonly group: string })[];
  readonly failure: ReadFailure | null;
}> {
  try {
    const found = await Promise.all(
      logGroups.map(async (group) => (await searched(group, window, context)).map((line) => ({ ...line, group }))),
    );
    return { lines: found.flat(), failure: null };
  } catch (error) {
    if (!(error instanceof ReadFailure)) throw error;
    return { lines: [], failure: error };
  }
}

/** From the beginning, as far as it goes; and the last minutes, so that it is known whether it goes on. */
async function searched(group: string, window: Window, { read }: FactContext): Promise<readonly LogLine[]> {
  const ask = { group, pattern: PATTERN };
  const from = minutesAfter(window.from, -LOOKBACK_MINUTES);
  const first = await read(logs.matching, { ...ask, from, to: window.to, limit: MOST_LINES });
  if (!first.cut) return first.lines;
  const recent = { from: minutesAfter(window.to, -RECENT_MINUTES), to: window.to, limit: MOST_RECENT_LINES };
  const last = await read(logs.matching, { ...ask, ...recent });
  const known = new Set(first.lines.map(keyOf));
  return [...first.lines, ...last.lines.filter((line) => !known.has(keyOf(line)))];
}

function keyOf({ at, stream, text }: LogLine): string {
  return `${at.getTime()} ${stream} ${text}`;
}

function sortedOut(
  client: Client,
  lines: readonly (LogLine & { readonly group: string })[],
  about: About,
): { readonly errors: readonly ConnectionError[]; readonly others: readonly OtherError[] } {
  const told = lines.map((line) => ({ line, meant: lineOf(line, about) }));
  return {
    errors: told.flatMap(({ line, meant }) =>
      meant !== null && 'own' in meant
        ? [{ ...meant.own, client: client.arn, clientName: client.name, group: line.group }]
        : [],
    ),
    others: told.flatMap(({ meant }) => (meant !== null && 'other' in meant ? [meant.other] : [])),
  };
}

/** What the engine itself logged, where it exports its log to CloudWatch; null where it does not. */
export const engineLog = fact({
  id: 'aurora.engine-log',
  title: 'Refused connections in the log of the database',
  step: 'Database',
  from: { cluster, window, hosts: maybe(hosts) },
  reads: [logs.matching],
  learn: async ({ cluster, window }, { read }): Promise<readonly ConnectionError[] | null> => {
    const name = cluster.family === 'postgresql' ? 'postgresql' : 'error';
    if (!cluster.logExports.includes(name)) return null;
    const group = `/aws/rds/cluster/${cluster.id}/${name}`;
    const pattern =
      cluster.family === 'postgresql'
        ? '?FATAL ?"read-only transaction"'
        : '?"Access denied" ?"Too many connections" ?"Aborted connection" ?"read-only"';
    const found = await read(logs.matching, { group, pattern, from: window.from, to: window.to, limit: MOST_LINES });
    return found.lines.flatMap((line) => {
      const meant = lineOf(line, {
        hosts: [],
        told: false,
        port: null,
        own: new Set(),
        foreign: new Set(),
        former: () => false,
      });
      if (meant === null || !('own' in meant) || isFromOutside(line.text)) return [];
      return [{ ...meant.own, client: null, clientName: 'clients in the engine’s log', group }];
    });
  },
});

/** Whoever knocks at a public address from the internet is none of the clients. */
function isFromOutside(text: string): boolean {
  const [, postgresql, mysql] = /UTC:([\d.]+)\(\d+\)|@'([\d.]+)'/.exec(text) ?? [];
  const address = postgresql ?? mysql;
  return (
    address !== undefined &&
    !/^(?:10\.|127\.|192\.168\.|172\.(?:1[6-9]|2\d|3[01])\.|100\.(?:6[4-9]|[789]\d|1[01]\d|12[0-7])\.)/.test(address)
  );
}
