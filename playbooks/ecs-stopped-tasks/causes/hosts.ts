import { cause, maybe } from '#playbook';
import { episode } from '#facts/ecs/episode';
import { instances } from '#facts/ecs/instances';
import { running } from '#facts/ecs/own-tasks';
import { target, called } from '#facts/ecs/target';
import { count, list } from '#facts/words';
import { arnOf, having, none } from '../reading.ts';
import { placementResources } from './placement.ts';
import { taken } from './taken-away.ts';

export const hostTerminated = taken({
  id: 'host-terminated',
  title: 'The host of the tasks was stopped',
  recognised: '“Host EC2 (instance …) stopped/terminated”, or the container instance was deregistered by force.',
  fix: 'See who or what ended the instance (Auto Scaling, an operator, a failed status check); spread tasks over hosts and zones.',
  is: ({ kind, text }) => kind === 'infrastructure' && /Host EC2|deregistration/i.test(text),
  how: 'with the instance they ran on',
  leadsTo: [placementResources],
});

export const infraMaintenance = taken({
  id: 'infra-maintenance',
  title: 'AWS maintains the infrastructure under the tasks',
  recognised: 'Stop code InfrastructureHealth, or “ECS is performing maintenance on the underlying infrastructure”.',
  fix: 'Nothing has to be done where ECS replaces the tasks; run more than one, in several zones.',
  is: ({ kind, text }) => kind === 'infrastructure' && !/Host EC2|deregistration/i.test(text),
  how: 'for maintenance by AWS',
});

export const agentDisconnected = cause({
  id: 'agent-disconnected',
  title: 'The ECS agent of an instance does not answer',
  recognised:
    'An instance of the cluster, or a task on it, is not connected (agentConnected false, connectivity DISCONNECTED) while tasks are stuck, missing or find no place.',
  fix: 'Restart the ECS agent on the instance, or drain and replace the instance; check its way to the ECS endpoints.',
  layer: 'dependency',
  leadsTo: [placementResources],
  from: { episode, target, running: maybe(running), instances: maybe(instances) },
  judge: ({ episode, target, running, instances }, say) => {
    const saidSo = having(episode, 'agent');
    const named = having(episode, 'placement').filter(({ text }) => /encountered error "AGENT"/i.test(text));
    const lost = running.known
      ? running.value.filter(
          ({ connectivity, lastStatus }) => connectivity === 'DISCONNECTED' && lastStatus !== 'PROVISIONING',
        )
      : [];
    const away = instances.known
      ? instances.value.filter(({ agentConnected, status }) => !agentConnected && status !== 'INACTIVE')
      : [];
    const unplaced = having(episode, 'placement');
    const told = unplaced.some(({ text }) => /insufficient|RESOURCE:|using a port|missing an attribute/i.test(text));
    const wanting = !told && (episode.stuck.length > 0 || episode.missing > 0 || unplaced.length > 0);
    if (saidSo.length + lost.length + away.length + named.length === 0) {
      if (wanting && !instances.known) return say.unanswered(instances.blind);
      return none(episode, say, 'all agents are connected');
    }
    const hosts = [...new Set([...away.map(({ arn }) => arn), ...lost.flatMap(({ instance }) => instance ?? [])])];
    const ids = away.flatMap(({ ec2Id }) => ec2Id ?? []);
    const quotes = [...saidSo, ...named].flatMap((failure) => failure.quotes).slice(0, 1);
    const because = {
      episode: quotes.length > 0 ? { says: 'AWS says so', quotes } : undefined,
      running: lost.length > 0 ? `${count(lost.length, 'task')} not connected` : undefined,
      instances: away.length > 0 ? `not connected: ${list(ids.length > 0 ? ids : hosts)}` : undefined,
    };
    const says = `${count(Math.max(1, hosts.length), 'instance')} under ${called(target)} ${hosts.length > 1 ? 'have' : 'has'} lost touch with ECS.`;
    const bearing = { resources: [...ids, ...hosts, arnOf(target)] };
    return wanting || saidSo.length > 0 ? say.likely(says, because, bearing) : say.possible(says, because, bearing);
  },
});
