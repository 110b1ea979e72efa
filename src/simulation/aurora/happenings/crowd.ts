import type { DBCluster, DBInstance } from '@aws-sdk/client-rds';
import { hex } from '../../shop/dice.ts';
import { ago } from '../../shop/time.ts';
import type { Happening } from '../model.ts';
import { clientNamed, databaseNamed } from './find.ts';

/** So many other clusters, with an instance or two each; all of them are well. */
export function neighbours(count: number): Happening {
  return (made) => {
    const { raw, instances } = databaseNamed(made);
    const [first] = instances;
    for (let index = 0; index < count; index += 1) {
      const id = `tenant-${String(index).padStart(4, '0')}`;
      made.otherClusters.push(clusterLike(raw, id, [`${id}-1`, `${id}-2`]));
      for (const suffix of ['1', '2'])
        if (first) made.otherInstances.push(instanceLike(first.raw, `${id}-${suffix}`, id));
    }
  };
}

function clusterLike(raw: DBCluster, id: string, members: readonly string[]): DBCluster {
  const named = (text: string | undefined) => text?.replace(raw.DBClusterIdentifier ?? '', id);
  return {
    ...raw,
    DBClusterIdentifier: id,
    DBClusterArn: named(raw.DBClusterArn),
    DbClusterResourceId: `cluster-${hex(id, 26).toUpperCase()}`,
    Endpoint: named(raw.Endpoint),
    ReaderEndpoint: named(raw.ReaderEndpoint),
    DBClusterMembers: members.map((DBInstanceIdentifier, index) => ({
      DBInstanceIdentifier,
      IsClusterWriter: index === 0,
      PromotionTier: 1,
    })),
  };
}

function instanceLike(raw: DBInstance, id: string, cluster: string): DBInstance {
  return {
    ...raw,
    DBInstanceIdentifier: id,
    DBClusterIdentifier: cluster,
    DBInstanceArn: raw.DBInstanceArn?.replace(raw.DBInstanceIdentifier ?? '', id),
    DbiResourceId: `db-${hex(id, 26).toUpperCase()}`,
    Endpoint: { ...raw.Endpoint, Address: raw.Endpoint?.Address?.replace(raw.DBInstanceIdentifier ?? '', id) },
  };
}

/** A client that writes so many ordinary lines an hour, in a stream of its own. */
export function talkative(client: string, perHour: number): Happening {
  return (made) => {
    const { logGroup } = clientNamed(made, client);
    const from = ago(made.shop, 60);
    const until = made.shop.now;
    const step = 3_600_000 / perHour;
    const lines = function* () {
      for (let index = 0; index < perHour; index += 1)
        yield {
          at: from.getTime() + index * step,
          text: `trace ${index} GET /v1/catalog/${index % 977} 200 ${index % 40}ms`,
        };
    };
    made.moreLogs.push({
      group: logGroup,
      stream: `ecs/app/${hex(`${client}/talk`, 32)}`,
      lines,
      span: { from, until, count: perHour },
    });
  };
}
