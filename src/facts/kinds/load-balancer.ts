import type { Candidate, SubjectKind } from '#playbook';
import * as elbv2 from '#aws/elbv2';
import * as ecs from '#aws/ecs';
import { groupsFedBy } from '../ecs/services.ts';

/** An Application Load Balancer, known by name, ARN or DNS name, or through a target group or an ECS service. */
export const loadBalancerKind: SubjectKind = {
  id: 'load-balancer',
  title: 'load balancer',
  isArn: isApplication,
  nameOf: (arn) => arn.split('/')[2] ?? arn,
  sources: [
    {
      title: 'load balancers',
      reads: [elbv2.loadBalancers],
      list: async (_typed, { read }) =>
        (await read(elbv2.loadBalancers, {}))
          .filter(({ type }) => type === 'application')
          .map(({ name, arn, dnsName }) => ({ name, arn, knownAs: [name, arn, dnsName] })),
    },
    {
      title: 'target groups',
      reads: [elbv2.targetGroups],
      list: async (_typed, { read }) => {
        const groups = await read(elbv2.targetGroups, {});
        return groups.flatMap(({ name, arn, loadBalancers }) =>
          loadBalancers.filter(isApplication).map((own) => through(own, `target group ${name}`, [name, arn])),
        );
      },
    },
    {
      title: 'ECS services',
      reads: [ecs.clusters, ecs.services, ecs.describeServices, elbv2.targetGroups],
      list: async (_typed, { read }) => {
        const clusters = await read(ecs.clusters, {});
        const [groups, found] = await Promise.all([
          read(elbv2.targetGroups, {}),
          Promise.all(
            clusters.map(async (cluster) => {
              const services = await read(ecs.services, { cluster });
              return read(ecs.describeServices, { cluster, services });
            }),
          ),
        ]);
        return found.flat().flatMap((service) => {
          const fed = groupsFedBy(service);
          const own = groups.filter(({ arn }) => fed.includes(arn)).flatMap(({ loadBalancers }) => loadBalancers);
          const { name, arn } = service;
          return [...new Set(own.filter(isApplication))].map((balancer) =>
            through(balancer, `ECS service ${name}`, [name, arn]),
          );
        });
      },
    },
  ],
};

/** A target group may also belong to a Network Load Balancer. */
function isApplication(arn: string): boolean {
  return /^arn:[^:]+:elasticloadbalancing:[^:]*:\d*:loadbalancer\/app\//.test(arn);
}

function through(loadBalancer: string, via: string, knownAs: readonly string[]): Candidate {
  return { name: loadBalancerKind.nameOf(loadBalancer), arn: loadBalancer, knownAs, via };
}
