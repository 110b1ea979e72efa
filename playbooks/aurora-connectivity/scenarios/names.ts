import { estate } from '#simulation/aurora/estate';
import { complains, logs } from '#simulation/aurora/happenings/complaints';
import { denied } from '#simulation/aurora/happenings/limits';
import type { Scenario } from '#simulation/scenario';
import { record } from '#simulation/shop/trail';
import { backoffice, clinic, video } from './estates.ts';

export const names: readonly Scenario[] = [
  {
    id: 'dns-failure/dns-switched-off',
    title: 'Names are not resolved any more in the VPC',
    story:
      'DNS support of the VPC was switched off 27 minutes ago by a template that had lost a line. No name is resolved; the cluster is there, with the very name that the services are given.',
    ask: 'stream-catalog',
    account: (now) =>
      estate(
        now,
        video('dns-off'),
        (made) => {
          const { shop } = made;
          made.more.part = {
            ...made.more.part,
            ec2: {
              vpcAttributes: { [shop.network.vpcId]: { enableDnsSupport: false, enableDnsHostnames: false } },
            },
          };
          record(shop, {
            name: 'ModifyVpcAttribute',
            source: 'ec2',
            by: 'ci',
            minutesAgo: 27,
            parameters: { vpcId: shop.network.vpcId, enableDnsSupport: { value: false } },
            resources: [{ type: 'AWS::EC2::VPC', name: shop.network.vpcId }],
          });
        },
        complains({ failure: 'unknown-host', since: 26.5 }),
      ),
    truth: {
      kind: 'diagnosed',
      rootCause: ['dns-failure'],
      mustNotClaim: ['wrong-endpoint-stale', 'sg-missing-ingress', 'no-writer', 'cluster-stopped'],
    },
  },
  {
    id: 'dns-failure/another-name',
    title: 'A name that cannot be resolved, and it is not the database’s',
    story:
      'The portal of the back office cannot resolve the name of a tax service since 30 minutes, and says so loudly. Its database is well.',
    ask: 'intern-pg',
    account: (now) =>
      estate(
        now,
        backoffice('dns-other'),
        logs('staff-portal', 30, 20, [
          'java.net.UnknownHostException: api.steuer.example.de',
          '\tat java.base/java.net.InetAddress$CachedLookup.get(InetAddress.java:988)',
        ]),
      ),
    truth: { kind: 'not-happening', rootCause: null, mustNotClaim: ['dns-failure', 'wrong-endpoint-stale'] },
  },
  {
    id: 'dns-failure/logs-denied',
    title: 'Clients’ logs may not be read',
    story:
      'The clinic’s services cannot resolve their database’s name. Their logs may not be read, and the database itself shows nothing: whether anything is wrong cannot be told.',
    ask: 'patients',
    account: (now) =>
      estate(now, clinic('dns-denied'), complains({ failure: 'unknown-host', since: 26 }), denied('logs:*')),
    truth: {
      kind: 'blind',
      rootCause: null,
      gaps: ['logs:FilterLogEvents'],
      mustNotClaim: ['dns-failure', 'sg-missing-ingress', 'wrong-endpoint-stale', 'instance-down'],
    },
  },
];
