import { record } from '../../shop/trail.ts';
import { ago } from '../../shop/time.ts';
import { rdsEvent } from '../events.ts';
import { surge } from '../gauges.ts';
import type { Database, DatabaseInstance, Estate, Happening } from '../model.ts';
import { databaseNamed, found, instanceNamed, writerOf } from './find.ts';

/** Somebody, or a schedule, called an RDS operation on a cluster or an instance. */
export function recordRds(
  estate: Estate,
  name: string,
  minutesAgo: number,
  by: string,
  on: Database | DatabaseInstance,
  more: object = {},
) {
  const cluster = 'engine' in on;
  record(estate.shop, {
    name,
    source: 'rds',
    by,
    minutesAgo,
    parameters: { [cluster ? 'dBClusterIdentifier' : 'dBInstanceIdentifier']: on.id, ...more },
    resources: [
      {
        type: cluster ? 'AWS::RDS::DBCluster' : 'AWS::RDS::DBInstance',
        name: (cluster ? on.raw.DBClusterArn : on.raw.DBInstanceArn) ?? '',
      },
      { type: cluster ? 'AWS::RDS::DBCluster' : 'AWS::RDS::DBInstance', name: on.id },
    ],
  });
}

export function clusterEvent(
  estate: Estate,
  { id }: Database,
  minutesAgo: number,
  message: string,
  category = 'notification',
) {
  rdsEvent(estate, { source: id, type: 'db-cluster', minutesAgo, message, categories: [category] });
}

export function instanceEvent(
  estate: Estate,
  { id }: DatabaseInstance,
  minutesAgo: number,
  message: string,
  category = 'availability',
) {
  rdsEvent(estate, { source: id, type: 'db-instance', minutesAgo, message, categories: [category] });
}

/** Engines publish nothing while they are down; nobody is connected just after. */
export function down(instance: DatabaseInstance, from: number, until = -1): void {
  surge(instance.gauges, '*', from, null, until);
}

/** The cluster was stopped. */
export function stopped(minutesAgo: number, by: string): Happening {
  return (estate) => {
    const database = databaseNamed(estate);
    database.raw.Status = 'stopped';
    database.raw.AutomaticRestartTime = new Date(ago(estate.shop, minutesAgo).getTime() + 7 * 86_400_000);
    recordRds(estate, 'StopDBCluster', minutesAgo + 4, by, database);
    for (const instance of database.instances) {
      instance.raw.DBInstanceStatus = 'stopped';
      down(instance, minutesAgo + 2);
      instanceEvent(estate, instance, minutesAgo + 1, 'DB instance stopped', 'notification');
    }
    clusterEvent(estate, database, minutesAgo, 'DB cluster stopped.');
  };
}

/** The cluster was stopped for long and is being started. */
export function starting(minutesAgo: number, by: string | null): Happening {
  return (estate) => {
    const database = databaseNamed(estate);
    database.raw.Status = 'starting';
    for (const instance of database.instances) {
      instance.raw.DBInstanceStatus = 'starting';
      down(instance, 99_999);
    }
    if (by !== null) recordRds(estate, 'StartDBCluster', minutesAgo, by, database);
    else
      clusterEvent(
        estate,
        database,
        minutesAgo,
        'DB cluster is being started due to it exceeding the maximum allowed time being stopped.',
      );
  };
}

export interface Failover {
  /** When it began. */
  readonly since: number;
  /** Seconds it took; default 28. Infinity while it goes on. */
  readonly seconds?: number;
  readonly to: string;
  /** Who asked for it; nobody when the writer's host failed. */
  readonly by?: string;
}

/** The writer goes over to another instance. Both engines are started anew. */
export function failover({ since, seconds = 28, to, by }: Failover): Happening {
  return (estate) => {
    const database = databaseNamed(estate);
    const old = writerOf(database);
    const next = instanceNamed(database, to);
    const zones = old.raw.AvailabilityZone === next.raw.AvailabilityZone ? 'same' : 'cross';
    if (by !== undefined)
      recordRds(estate, 'FailoverDBCluster', since + 0.1, by, database, { targetDBInstanceIdentifier: to });
    clusterEvent(estate, database, since, `Started ${zones} AZ failover to DB instance: ${to}`, 'failover');
    const end = since - seconds / 60;
    if (!Number.isFinite(seconds)) {
      database.raw.Status = 'failing-over';
      down(old, since);
      return;
    }
    clusterEvent(estate, database, end, `Completed failover to DB instance: ${to}`, 'failover');
    for (const instance of [old, next]) {
      instanceEvent(estate, instance, end - 0.1, 'DB instance restarted');
      instance.starts.push(end);
      surge(instance.gauges, 'DatabaseConnections', since, 0, end - 1);
    }
    for (const member of database.raw.DBClusterMembers ?? [])
      member.IsClusterWriter = member.DBInstanceIdentifier === to;
    const [was, is] = [old.gauges.usual['DatabaseConnections'] ?? 0, next.gauges.usual['DatabaseConnections'] ?? 0];
    surge(next.gauges, 'DatabaseConnections', end - 1, was);
    surge(old.gauges, 'DatabaseConnections', end - 1, is);
  };
}

/** A failover was tried and came to nothing: the writer is gone, and no other took its place. */
export function failoverFailed(since: number, to: string): Happening {
  return (estate) => {
    const database = databaseNamed(estate);
    clusterEvent(estate, database, since, `Started cross AZ failover to DB instance: ${to}`, 'failover');
    clusterEvent(
      estate,
      database,
      since - 3,
      'Cluster failover failed, check the health of your cluster instances and try again.',
      'failover',
    );
    for (const instance of database.instances) down(instance, since);
  };
}

/** An instance is in a state of its own since then. */
export function instanceState(status: string, since: number, which?: string): Happening {
  return (estate) => {
    const database = databaseNamed(estate);
    const instance = which === undefined ? writerOf(database) : instanceNamed(database, which);
    instance.raw.DBInstanceStatus = status;
    down(instance, since);
  };
}

/** The whole cluster is in a state of its own since then, its engines down. */
export function clusterState(status: string, since: number, instanceStatus = status): Happening {
  return (estate) => {
    const database = databaseNamed(estate);
    database.raw.Status = status;
    for (const instance of database.instances) {
      instance.raw.DBInstanceStatus = instanceStatus;
      down(instance, since);
    }
  };
}

/** Somebody deleted all instances of the cluster; its storage is still there, and its endpoints lead nowhere. */
export function instancesDeleted(minutesAgo: number, by: string): Happening {
  return (estate) => {
    const database = databaseNamed(estate);
    for (const instance of database.instances.splice(0)) {
      recordRds(estate, 'DeleteDBInstance', minutesAgo + 3, by, instance, { skipFinalSnapshot: true });
      instanceEvent(estate, instance, minutesAgo, 'DB instance deleted', 'deletion');
      const { networkInterfaces } = estate.shop.network.ec2;
      networkInterfaces.splice(
        networkInterfaces.findIndex(({ PrivateIpAddress }) => PrivateIpAddress === instance.ip),
        1,
      );
    }
    database.raw.DBClusterMembers = [];
  };
}

/** Somebody deleted the writer; what is left has not become one. */
export function writerLost(minutesAgo: number): Happening {
  return (estate) => {
    const database = databaseNamed(estate);
    const writer = writerOf(database);
    const member = found(
      database.raw.DBClusterMembers?.find(({ DBInstanceIdentifier }) => DBInstanceIdentifier === writer.id),
      writer.id,
    );
    member.IsClusterWriter = false;
    writer.raw.DBInstanceStatus = 'failed';
    down(writer, minutesAgo);
    instanceEvent(estate, writer, minutesAgo, 'DB instance shutdown');
  };
}

/** An engine was started anew: connections are gone for a moment. */
export function restarted(minutesAgo: number, by?: string, which?: string): Happening {
  return (estate) => {
    const database = databaseNamed(estate);
    const instance = which === undefined ? writerOf(database) : instanceNamed(database, which);
    if (by !== undefined) recordRds(estate, 'RebootDBInstance', minutesAgo + 0.5, by, instance);
    instanceEvent(estate, instance, minutesAgo + 0.4, 'DB instance shutdown');
    instanceEvent(estate, instance, minutesAgo, 'DB instance restarted');
    instance.starts.push(minutesAgo);
    surge(instance.gauges, 'DatabaseConnections', minutesAgo + 1, 0, minutesAgo - 1);
  };
}
