import { fact, ReadFailure } from '#playbook';
import type { BlindSpot, Fact } from '#playbook';
import type { Service } from '#aws/ecs';
import * as logs from '#aws/logs';
import * as rds from '#aws/rds';
import type { DbCluster } from '#aws/rds';
import * as rdsClients from '#aws/rds-clients';
import { minutesAfter, minutesBetween } from '../words.ts';
import { ofService } from './caller.ts';
import type { Client } from './client.ts';
import { PATTERN } from './client-logs.ts';
import { lineOf } from './errors.ts';
import type { ConnectionError } from './errors.ts';
import { rdsHostOf } from './host-names.ts';

/** A service whose requests fail: which may be because its database turns it away. */
export interface FailingService {
  readonly service: Service;
  readonly since: Date;
  readonly to: Date;
  /** Requests that failed from `since` on, as far as this service may have failed them. */
  readonly errors: number;
}

/** What a failing service wrote of its connections to databases, from when its requests fail and from before. */
export interface ServiceErrors extends FailingService {
  readonly client: Client;
  readonly during: Logged;
  readonly before: Logged;
  /** Why its log could not be looked through; null when it could. */
  readonly hidden: BlindSpot | null;
}

/** Errors of a stretch of time, the earliest first. */
export interface Logged {
  readonly errors: readonly ConnectionError[];
  /** There may be more of them. */
  readonly cut: boolean;
  /** How long a time was looked through: less than asked for where it was cut. */
  readonly minutes: number;
}

/** How long before the rise is looked at, so that what was always there is not taken for new. Minutes. */
const BEFORE = 60;
/** Metrics have a grain of a minute, and a request may wait before it fails. */
const GRACE = 2;
const MOST_LINES = 1_000;
const MOST_LOG_GROUPS = 3;

/** Makes no call where no service fails. */
export function clientsAmong(failing: Fact<readonly FailingService[]>) {
  return fact({
    id: 'aurora.failing-clients',
    title: 'How failing services find their databases',
    step: 'Databases',
    from: { failing },
    reads: [rdsClients.taskClient],
    learn: ({ failing }, { read }) =>
      Promise.all(
        failing.map(async (one) => {
          const definition = await read(rdsClients.taskClient, { arn: one.service.taskDefinition, part: 'databases' });
          return { ...one, client: ofService(one.service, definition, 'none') };
        }),
      ),
  });
}

/** Looks through the logs of these services only; of one that may not be read it says so. */
export function errorsOfServices(clients: Fact<readonly (FailingService & { readonly client: Client })[]>) {
  return fact({
    id: 'aurora.service-errors',
    title: 'Database errors in the logs of failing services',
    step: 'Databases',
    from: { clients },
    reads: [logs.matching],
    withinMs: 8_000,
    learn: ({ clients }, { read, unseen }) =>
      Promise.all(
        clients.map(async (one): Promise<ServiceErrors> => {
          const { client, since, to } = one;
          const begin = minutesAfter(since, -GRACE);
          const groups = client.logGroups.slice(0, MOST_LOG_GROUPS);
          let hidden: BlindSpot | null = null;
          const between = async (from: Date, until: Date): Promise<Logged> => {
            const ask = { pattern: PATTERN, from, to: until, limit: MOST_LINES };
            const found = await Promise.all(
              groups.map(async (group) => {
                try {
                  const { lines, cut } = await read(logs.matching, { ...ask, group });
                  const seenTo = cut ? (lines.at(-1)?.at ?? from) : until;
                  return { errors: lines.flatMap((line) => errorIn(line, client, group)), cut, seenTo };
                } catch (error) {
                  if (!(error instanceof ReadFailure)) throw error;
                  // Where there is no log group, nothing was ever written.
                  if (error.why === 'absent') return { errors: [], cut: false, seenTo: until };
                  const { why, message: detail, action } = error;
                  if (hidden === null) unseen(error);
                  hidden = { fact: 'aurora.service-errors', why, detail, ...(action !== undefined && { action }) };
                  return { errors: [], cut: false, seenTo: until };
                }
              }),
            );
            return {
              errors: found.flatMap(({ errors }) => errors).toSorted((a, b) => a.at.getTime() - b.at.getTime()),
              cut: found.some(({ cut }) => cut),
              minutes: Math.max(
                1,
                minutesBetween(
                  from,
                  new Date(Math.min(until.getTime(), ...found.map(({ seenTo }) => seenTo.getTime()))),
                ),
              ),
            };
          };
          const [before, during] = await Promise.all([
            between(minutesAfter(since, -BEFORE), begin),
            between(begin, to),
          ]);
          return { ...one, before, during, hidden };
        }),
      ),
  });
}

function errorIn(line: logs.LogLine, client: Client, group: string): readonly ConnectionError[] {
  const meant = lineOf(line, {
    hosts: client.hosts.map(({ host }) => host.toLowerCase()),
    told: client.hosts.length > 0,
    port: null,
    own: new Set(),
    foreign: new Set(),
    // Nothing is known of databases here yet: any name of RDS may be the one that it uses.
    former: (host) => rdsHostOf(host) !== null,
  });
  return meant !== null && 'own' in meant ? [{ ...meant.own, client: client.arn, clientName: client.name, group }] : [];
}

/** The clusters of the region and their state. Makes no call where no service fails. */
export function clustersFor(failing: Fact<readonly FailingService[]>) {
  return fact({
    id: 'aurora.clusters-here',
    title: 'Aurora clusters and their state',
    step: 'Databases',
    from: { failing },
    reads: [rds.clusters],
    learn: async ({ failing }, { read }): Promise<readonly DbCluster[]> =>
      failing.length === 0 ? [] : read(rds.clusters, {}),
  });
}

/** The clusters that a name of this error, or one that the client is told, leads to. */
export function clustersOf(
  { client }: ServiceErrors,
  errors: readonly ConnectionError[],
  clusters: readonly DbCluster[],
): readonly DbCluster[] {
  const told = errors.flatMap(({ peer }) => peer?.host?.toLowerCase() ?? []);
  const names = new Set(told.length > 0 ? told : client.hosts.map(({ host }) => host.toLowerCase()));
  return clusters.filter(({ endpoint, readerEndpoint, customEndpoints }) =>
    [endpoint, readerEndpoint, ...customEndpoints].some((host) => host != null && names.has(host.toLowerCase())),
  );
}
