import { hex } from '../../shop/dice.ts';
import { arn } from '../../shop/place.ts';
import { record } from '../../shop/trail.ts';
import { ago } from '../../shop/time.ts';
import type { Client, Estate, Happening, Secret } from '../model.ts';
import { secretFor } from '../secrets.ts';
import { clientNamed, databaseNamed, writerOf } from './find.ts';
import { clusterEvent, instanceEvent, recordRds } from './states.ts';

function secretOf(estate: Estate, client: Client): Secret {
  return secretFor(estate, client);
}

function version(secret: Secret, number: number): string {
  return `${hex(`${secret.ARN}/${number}`, 8)}-bbbb-4bbb-8bbb-${hex(`${secret.ARN}/${number}/tail`, 12)}`;
}

/** The password of a client's user was rotated; who was started before keeps the old one. */
export function rotated(client: string, minutesAgo: number, by?: string): Happening {
  return (estate) => {
    const secret = secretOf(estate, clientNamed(estate, client));
    const at = ago(estate.shop, minutesAgo);
    Object.assign(secret, {
      RotationEnabled: true,
      RotationRules: { AutomaticallyAfterDays: 30 },
      RotationLambdaARN: arn(estate.shop.place, 'lambda', 'function:rotate-db'),
      LastRotatedDate: at,
      LastChangedDate: at,
      NextRotationDate: new Date(at.getTime() + 30 * 86_400_000),
      VersionIdsToStages: { [version(secret, 1)]: ['AWSPREVIOUS'], [version(secret, 2)]: ['AWSCURRENT'] },
    });
    if (by === undefined) recordSecret(estate, 'RotationSucceeded', minutesAgo, 'secretsmanager.amazonaws.com', secret);
    else recordSecret(estate, 'RotateSecret', minutesAgo + 0.5, by, secret);
  };
}

/** A rotation that has been going on since then: a pending version that was never made the current one. */
export function rotationStuck(client: string, minutesAgo: number): Happening {
  return (estate) => {
    const secret = secretOf(estate, clientNamed(estate, client));
    Object.assign(secret, {
      RotationEnabled: true,
      LastRotatedDate: ago(estate.shop, 31 * 1_440),
      LastChangedDate: ago(estate.shop, minutesAgo),
      VersionIdsToStages: { [version(secret, 1)]: ['AWSCURRENT'], [version(secret, 2)]: ['AWSPENDING'] },
    });
    recordSecret(estate, 'RotationFailed', minutesAgo - 1, 'secretsmanager.amazonaws.com', secret);
  };
}

/** Somebody asked for the secret to be deleted. */
export function secretDeleted(client: string, minutesAgo: number, by: string): Happening {
  return (estate) => {
    const secret = secretOf(estate, clientNamed(estate, client));
    Object.assign(secret, { DeletedDate: new Date(ago(estate.shop, minutesAgo).getTime() + 30 * 86_400_000) });
    recordSecret(estate, 'DeleteSecret', minutesAgo, by, secret);
  };
}

function recordSecret({ shop }: Estate, name: string, minutesAgo: number, by: string, { ARN, Name }: Secret): void {
  record(shop, {
    name,
    source: 'secretsmanager',
    by,
    minutesAgo,
    parameters: { secretId: ARN },
    resources: [
      { type: 'AWS::SecretsManager::Secret', name: ARN },
      { type: 'AWS::SecretsManager::Secret', name: Name ?? '' },
    ],
  });
}

/** The master user was given another password. */
export function masterReset(
  minutesAgo: number,
  by: string,
  status: 'available' | 'resetting-master-credentials' = 'available',
): Happening {
  return (estate) => {
    const database = databaseNamed(estate);
    database.raw.Status = status;
    recordRds(estate, 'ModifyDBCluster', minutesAgo + 1, by, database, {
      masterUserPassword: '****',
      applyImmediately: true,
    });
    if (status !== 'available') return;
    clusterEvent(estate, database, minutesAgo, 'Reset master credentials', 'configuration change');
    instanceEvent(estate, writerOf(database), minutesAgo, 'Reset master credentials', 'configuration change');
  };
}

/** A parameter of the cluster is, and has been for so long, set by somebody. */
export function parameter(
  name: string,
  value: string,
  changed?: { readonly minutesAgo: number; readonly by: string },
): Happening {
  return (estate) => {
    const database = databaseNamed(estate);
    const kept = database.clusterParameters.filter(({ ParameterName }) => ParameterName !== name);
    database.clusterParameters.splice(0, Infinity, ...kept, {
      ParameterName: name,
      ParameterValue: value,
      Source: 'user',
      ApplyType: 'dynamic',
      ApplyMethod: 'immediate',
      DataType: 'string',
      IsModifiable: true,
    });
    if (!changed) return;
    record(estate.shop, {
      name: 'ModifyDBClusterParameterGroup',
      source: 'rds',
      by: changed.by,
      minutesAgo: changed.minutesAgo,
      parameters: {
        dBClusterParameterGroupName: database.raw.DBClusterParameterGroup,
        parameters: [{ parameterName: name, parameterValue: value, applyMethod: 'immediate' }],
      },
      resources: [{ type: 'AWS::RDS::DBClusterParameterGroup', name: database.raw.DBClusterParameterGroup ?? '' }],
    });
  };
}

/** All instances present a certificate of another authority since then. */
export function certificateChanged(minutesAgo: number, by: string, to = 'rds-ca-ecc384-g1'): Happening {
  return (estate) => {
    const database = databaseNamed(estate);
    for (const instance of database.instances) {
      instance.raw.CACertificateIdentifier = to;
      instance.raw.CertificateDetails = {
        CAIdentifier: to,
        ValidTill: new Date(ago(estate.shop, 0).getTime() + 364 * 86_400_000),
      };
      recordRds(estate, 'ModifyDBInstance', minutesAgo + 1, by, instance, {
        cACertificateIdentifier: to,
        applyImmediately: true,
      });
    }
  };
}
