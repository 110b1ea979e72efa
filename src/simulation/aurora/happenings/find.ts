import type { SecurityGroup } from '@aws-sdk/client-ec2';
import type { Client, Database, DatabaseInstance, Estate, Proxy } from '../model.ts';

/** The parts of an estate by name. A name that is not there is a mistake in the scenario. */
export function databaseNamed({ databases }: Estate, id?: string): Database {
  return found(
    databases.find((one) => id === undefined || one.id === id),
    id ?? 'database',
  );
}

export function clientNamed({ clients }: Estate, name?: string): Client {
  return found(
    clients.find((one) => name === undefined || one.name === name),
    name ?? 'client',
  );
}

export function proxyNamed({ proxies }: Estate, name?: string): Proxy {
  return found(
    proxies.find((one) => name === undefined || one.name === name),
    name ?? 'proxy',
  );
}

export function writerOf({ raw, instances, id }: Database): DatabaseInstance {
  const name = raw.DBClusterMembers?.find(({ IsClusterWriter }) => IsClusterWriter)?.DBInstanceIdentifier;
  return found(instances.find((one) => one.id === name) ?? instances[0], `writer of ${id}`);
}

export function instanceNamed({ instances }: Database, id: string): DatabaseInstance {
  return found(
    instances.find((one) => one.id === id),
    id,
  );
}

export function groupOf({ shop }: Estate, id: string): SecurityGroup {
  return found(
    shop.network.ec2.securityGroups.find(({ GroupId }) => GroupId === id),
    id,
  );
}

export function found<T>(value: T | undefined, name: string): T {
  if (value === undefined) throw new RangeError(`There is no ${name} in this estate`);
  return value;
}
