import type * as sdk from '@aws-sdk/client-rds';
import type { DBCluster } from '@aws-sdk/client-rds';
import type { Account } from '../account.ts';
import { AwsError } from '../aws-error.ts';
import type { WriteAnswers } from './writes.ts';

export const rdsWrites: WriteAnswers<typeof sdk> = {
  StartDBCluster: {
    needs: (account, { DBClusterIdentifier: id }) => ({ 'rds:StartDBCluster': [arnOf(cluster(account, id))] }),
    make(account, { DBClusterIdentifier: id }) {
      const { AutomaticRestartTime: _, ...own } = cluster(account, id);
      mustBe('stopped', own);
      return changed(account, { ...own, Status: 'available' }, 'starting');
    },
  },

  StopDBCluster: {
    needs: (account, { DBClusterIdentifier: id }) => ({ 'rds:StopDBCluster': [arnOf(cluster(account, id))] }),
    make(account, { DBClusterIdentifier: id }, { now }) {
      const own = cluster(account, id);
      mustBe('available', own);
      if (own.GlobalClusterIdentifier || own.ReplicationSourceIdentifier) {
        throw new AwsError(
          'InvalidDBClusterStateFault',
          `DbCluster ${own.DBClusterIdentifier} is in a global cluster.`,
        );
      }
      const AutomaticRestartTime = new Date(now.getTime() + 7 * 86_400_000);
      return changed(account, { ...own, Status: 'stopped', AutomaticRestartTime }, 'stopping');
    },
  },

  ModifyDBCluster: {
    needs: (account, { DBClusterIdentifier: id }) => ({ 'rds:ModifyDBCluster': [arnOf(cluster(account, id))] }),
    make(account, { DBClusterIdentifier: id, ServerlessV2ScalingConfiguration: wanted, ApplyImmediately }) {
      const own = cluster(account, id);
      mustBe('available', own);
      if (!wanted || !ApplyImmediately) throw new TypeError('the simulation changes serverless limits at once only');
      const { SecondsUntilAutoPause: _before, ...present } = own.ServerlessV2ScalingConfiguration ?? {};
      const given = { ...present, ...wanted };
      const { MinCapacity: min = 0, MaxCapacity: max = 0 } = given;
      // "The default is 300 seconds": nobody says that what is not given stays as it was.
      const limits = min === 0 ? { SecondsUntilAutoPause: 300, ...given } : given;
      if (min > max || max < 1 || max > 256 || !Number.isInteger(max * 2)) {
        throw new AwsError(
          'InvalidParameterCombination',
          `Serverless v2 maximum capacity ${max} is not valid. The maximum capacity must be between 1.0 and 256.0 in increments of 0.5, and not below the minimum capacity.`,
        );
      }
      if (min > 0 && wanted.SecondsUntilAutoPause !== undefined) {
        throw new AwsError(
          'InvalidParameterCombination',
          'SecondsUntilAutoPause can only be specified when minimum capacity is 0.',
        );
      }
      return changed(account, { ...own, ServerlessV2ScalingConfiguration: limits }, 'modifying');
    },
  },
};

function cluster(account: Account, id = ''): DBCluster {
  const found = account.rds?.clusters?.find(
    ({ DBClusterIdentifier, DBClusterArn }) => DBClusterIdentifier === id.toLowerCase() || DBClusterArn === id,
  );
  if (!found) throw new AwsError('DBClusterNotFoundFault', `DBCluster ${id} not found.`);
  return found;
}

function arnOf({ DBClusterArn = '' }: DBCluster): string {
  return DBClusterArn;
}

function mustBe(wanted: string, { Status, DBClusterIdentifier }: DBCluster): void {
  if (Status === wanted) return;
  throw new AwsError(
    'InvalidDBClusterStateFault',
    `DbCluster ${DBClusterIdentifier} is in ${Status} state but expected it to be one of ${wanted}.`,
  );
}

/** Here starting and stopping take no time; the answer says what AWS says meanwhile. */
function changed(account: Account, own: DBCluster, meanwhile: string) {
  const { clusters = [], instances } = account.rds ?? {};
  const rds = {
    ...account.rds,
    clusters: clusters.map((each) => (each.DBClusterArn === own.DBClusterArn ? own : each)),
    ...(instances && {
      instances: instances.map((each) =>
        each.DBClusterIdentifier === own.DBClusterIdentifier ? { ...each, DBInstanceStatus: own.Status } : each,
      ),
    }),
  };
  return { account: { ...account, rds }, output: { DBCluster: { ...own, Status: meanwhile } } };
}
