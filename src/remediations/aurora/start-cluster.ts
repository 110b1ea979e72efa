import { CannotChange, ReadFailure, remediation } from '#playbook';
import { metrics } from '#aws/cloudwatch';
import { clusters, clusterTags } from '#aws/rds';
import type { DbCluster } from '#aws/rds';
import { startCluster, stopCluster } from '#aws/rds-writes';
import { awsCli } from '../aws-cli.ts';
import { form } from '../form.ts';
import { clusterField, clusterIn, clusterName, clusterNamed, lately, mostOf, namesOf, ownerOf } from './cluster.ts';

interface Params {
  readonly [member: string]: string;
  readonly cluster: string;
}

const hour = 3_600_000;

/** Somebody stopped it, or nobody started it again. Stopped once more, it would take its clients with it. */
export const startStopped = remediation<Params>({
  id: 'aurora.start-cluster',
  title: 'Start a stopped Aurora cluster',
  summary: 'It takes some minutes until it takes connections.',
  parameters: [clusterField],
  parse: (given) => form({ cluster: clusterName(given['cluster']) }),
  risk: () => 'medium',
  lasts: { usualMs: 8 * hour, mostMs: 7 * 24 * hour },
  ends: 'undone',
  // What is starting cannot be started again: AWS refuses that.
  repeats: 'sets',
  reads: [clusters, clusterTags, metrics],
  writes: [startCluster, stopCluster],
  writesTo: { apply: [startCluster], undo: [stopCluster] },

  preview: async ({ cluster: named }, _until, context) => {
    const cluster = await clusterNamed(named, context);
    const { arn, id, status, members, startsAgainAt } = cluster;
    if (status !== 'stopped') throw new CannotChange(`${id} is ${status}, not stopped.`);
    const itself = startsAgainAt === null ? '' : ` AWS would start it by itself on ${day(startsAgainAt)}.`;
    return {
      changes: [{ resource: arn, field: 'status', before: 'stopped', after: 'available' }],
      found: { arn, status },
      resources: [arn],
      call: awsCli('rds start-db-cluster', { 'db-cluster-identifier': id }, context.place),
      undo: `${id} is stopped again, unless clients are connected to it: then a person has to say so.`,
      blastRadius: `${instancesText(members.length)} of ${id} cost again from now on.${itself}`,
      managedBy: await ownerOf(cluster, context),
    };
  },

  apply: async (_params, preview, { write }) => {
    await write(startCluster, namesOf(preview));
  },

  readBack: async (_params, preview, context) => {
    const { status } = await clusterIn(preview, context);
    return { outcome: isStopped(status) ? 'did-not' : 'took-effect', says: `The cluster is ${status}.` };
  },

  verify: async (_params, preview, since, context) => {
    const cluster = await clusterIn(preview, context);
    const { status } = cluster;
    if (isStopped(status)) return { effect: 'worse', says: `The cluster is ${status}.` };
    if (status !== 'available') return { effect: 'not-seen', says: `The cluster is ${status}: that takes minutes.` };
    const clients = await mostOf('DatabaseConnections', cluster, since, context.now, context);
    const says = `The cluster is available; ${clientsText(clients)}.`;
    // That it runs helps nobody until somebody is connected.
    return { effect: clients !== null && clients > 0 ? 'seen' : 'cannot-tell', says };
  },

  objection: async (_params, preview, context) => {
    try {
      const cluster = await clusterIn(preview, context);
      if (cluster.status !== 'available') return null;
      const clients = await mostOf('DatabaseConnections', cluster, ...lately(context.now), context);
      if (clients === 0) return null;
      if (clients === null) return 'How many clients are connected CloudWatch does not tell.';
      return `${clientsText(clients)}: stopping ${cluster.id} would take the database away from them.`;
    } catch (error) {
      if (!(error instanceof ReadFailure)) throw error;
      return `Whether clients are connected could not be seen (${error.action ?? error.why}).`;
    }
  },

  undo: async (_params, preview, { write }) => {
    await write(stopCluster, namesOf(preview));
  },

  undone: async (_params, preview, context) => {
    const cluster = await clusterIn(preview, context);
    return { ...stopped(cluster), othersValue: false };
  },
});

function stopped({ status }: DbCluster) {
  return { outcome: isStopped(status) ? 'took-effect' : 'did-not', says: `The cluster is ${status}.` } as const;
}

function isStopped(status: string): boolean {
  return status === 'stopped' || status === 'stopping';
}

function clientsText(clients: number | null): string {
  if (clients === null) return 'how many clients are connected CloudWatch does not tell';
  return clients === 1 ? '1 connection to an instance of it' : `${clients} connections to an instance of it`;
}

function instancesText(count: number): string {
  return count === 1 ? 'The instance' : `The ${count} instances`;
}

/** `29 Nov 10:00 UTC` */
function day(time: Date): string {
  return `${time.toLocaleString('en-GB', { day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit', timeZone: 'UTC' }).replace(',', '')} UTC`;
}
