import { fact } from '#playbook';
import { clients } from '#facts/aurora/clients';
import { cluster } from '#facts/aurora/cluster';
import { errorsOf, outage } from '#facts/aurora/outage';
import { permissionsOf } from '#facts/roles';
import type { PermissionAsk } from '#facts/roles';

/** What the roles of clients must be allowed to log in by IAM: asked only where such a login was refused. */
const asks = fact({
  id: 'aurora-connectivity.token-asks',
  title: 'What IAM logins need',
  step: 'Credentials',
  from: { cluster, clients, outage },
  learn: ({ cluster, clients, outage }): readonly PermissionAsk[] => {
    const errors = errorsOf(outage, 'iam');
    const [, partition = 'aws', , region = '', account = ''] = cluster.arn.split(':');
    return clients.all.flatMap(({ arn, role }) => {
      const own = errors.find(({ client }) => client === arn);
      if (!own || role === null || cluster.resourceId === null) return [];
      const user = own.error?.kind === 'iam-authentication' ? own.error.user : null;
      if (user === null) return [];
      const resource = `arn:${partition}:rds-db:${region}:${account}:dbuser:${cluster.resourceId}/${user}`;
      return [{ role, actions: ['rds-db:connect'], resources: [resource] }];
    });
  },
});

export const databasePermissions = permissionsOf({ asks, id: 'aurora-connectivity.permissions' });
