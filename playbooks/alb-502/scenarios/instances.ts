import { hosts } from '#simulation/incidents/extras';
import { found } from '#simulation/incidents/find';
import { denied } from '#simulation/incidents/limits';
import { cutOff } from '#simulation/incidents/network';
import { checksFail, refusedChecks, requestsFail } from '#simulation/incidents/targets';
import type { Scenario } from '#simulation/scenario';
import { shop } from '#simulation/shop';
import type { Happening, ShopOptions } from '#simulation/shop';
import { securityGroupId } from '#simulation/shop/network';
import { closed, refused } from '#simulation/shop/outcome';
import { record } from '#simulation/shop/trail';
import { backoffice, storefront } from './shops.ts';

/** Somebody runs instances, no containers, and so lets us read nothing of ECS. */
const withoutContainers: readonly Happening[] = [
  hosts({ group: 'erp', count: 3, perMinute: 110 }),
  hosts({ group: 'files', count: 2, perMinute: 40, priority: 7 }),
  denied('ecs:*'),
];
const onInstances = (base: ShopOptions): ShopOptions => ({ ...base, services: [] });

/** The hosts' security group lets nobody in any more. */
function shutOff(group: string, minutesAgo: number, by: string): Happening {
  return (made) => {
    const { securityGroups } = made.network.ec2;
    const own = found(
      securityGroups.find(({ GroupName }) => GroupName === `${group}-hosts`),
      `${group}-hosts`,
    );
    own.IpPermissions = [];
    record(made, {
      name: 'RevokeSecurityGroupIngress',
      source: 'ec2',
      by,
      minutesAgo,
      parameters: { groupId: own.GroupId },
      resources: [{ type: 'AWS::EC2::SecurityGroup', name: own.GroupId ?? '' }],
    });
    cutOff(group, minutesAgo)(made);
  };
}

/** Targets that are instances of EC2, with and without ECS beside them. */
export const instances: readonly Scenario[] = [
  {
    id: 'target-conn-refused/instances-only',
    title: 'Instances only, and ECS may not be read',
    story:
      'There is no ECS in this account, and the role may not read any. Since 30 minutes nothing listens on the hosts of erp. That no task was looked at leaves nothing open: none could be there.',
    ask: 'backoffice-int',
    account: (now) =>
      shop(
        now,
        onInstances(backoffice('instances-refused')),
        ...withoutContainers,
        requestsFail({ group: 'erp', since: 30, outcome: refused }),
        checksFail('erp', 30, refusedChecks),
      ),
    truth: {
      kind: 'diagnosed',
      rootCause: ['target-conn-refused'],
      resource: 'erp',
      contributing: ['all-unhealthy-fail-open'],
      gaps: ['ecs:ListClusters'],
      mustNotClaim: ['bad-rollout', 'oom-container', 'sg-blocks-target', 'single-target-502'],
    },
  },
  {
    id: 'keepalive-mismatch/instances-only',
    title: 'Dropped connections on instances, without logs and without ECS',
    story:
      'The hosts of erp close idle connections after five seconds since an update of their server 41 minutes ago. There is no access log, so that it may also be their answers that are rejected.',
    ask: 'backoffice-int',
    account: (now) =>
      shop(
        now,
        onInstances(backoffice('instances-dropped')),
        ...withoutContainers,
        requestsFail({ group: 'erp', since: 41, share: 0.018, outcome: (chance) => closed(chance() * 0.002) }),
      ),
    truth: {
      kind: 'diagnosed',
      rootCause: ['keepalive-mismatch'],
      resource: 'erp',
      atMost: 'likely',
      mustNotClaim: ['target-conn-refused', 'deploy-drain-502', 'malformed-response'],
    },
  },
  {
    id: 'sg-blocks-target/instances-shut-off',
    title: 'Nobody gets through to the hosts',
    story:
      'Jon took the last rule out of the security group of the legacy-web hosts 24 minutes ago. The tasks beside them are reached as ever.',
    ask: 'storefront-prod',
    account: (now) =>
      shop(
        now,
        storefront('instances-shut'),
        hosts({ group: 'legacy-web', count: 3, perMinute: 60 }),
        shutOff('legacy-web', 24, 'jon.abara'),
      ),
    truth: {
      kind: 'diagnosed',
      rootCause: ['sg-blocks-target'],
      resource: securityGroupId('instances-shut', 'legacy-web-hosts'),
      mustNotClaim: ['connect-timeout', 'target-slow', 'bad-rollout'],
    },
  },
];
