import type { ContainerSpec, TaskDefinition } from '#aws/ecs';
import { list } from '../words.ts';
import { imageName } from './images.ts';

/** What a task definition does otherwise than another, a phrase each. Of secrets only the names are told. */
export function differences(before: TaskDefinition, after: TaskDefinition): readonly string[] {
  const own = [
    ...changed('CPU', before.cpu, after.cpu),
    ...changed('memory', before.memory, after.memory),
    ...changed('execution role', nameOf(before.executionRole), nameOf(after.executionRole)),
    ...changed('task role', nameOf(before.taskRole), nameOf(after.taskRole)),
    ...changed('architecture', before.architecture, after.architecture),
    ...changed('network mode', before.networkMode, after.networkMode),
    ...changed('disk', gib(before), gib(after)),
    ...changed('EFS volumes', before.efs.join(', ') || null, after.efs.join(', ') || null),
  ];
  const several = after.containers.length > 1;
  const containers = after.containers.flatMap((container) => {
    const earlier = before.containers.find(({ name }) => name === container.name);
    const found = earlier ? ofContainer(earlier, container) : ['is new'];
    return several || !earlier ? found.map((text) => `${container.name}: ${text}`) : found;
  });
  const gone = before.containers
    .filter(({ name }) => !after.containers.some((one) => one.name === name))
    .map(({ name }) => `${name} is gone`);
  return [...own, ...containers, ...gone];
}

function ofContainer(before: ContainerSpec, after: ContainerSpec): string[] {
  return [
    ...changed('image', ...tellingly(before.image, after.image)),
    ...changed('memory', mib(before.memory), mib(after.memory)),
    ...changed('memory reservation', mib(before.memoryReservation), mib(after.memoryReservation)),
    ...changed('CPU', text(before.cpu), text(after.cpu)),
    ...changed('essential', String(before.essential), String(after.essential)),
    ...changed('entry point', before.entryPoint.join(' ') || null, after.entryPoint.join(' ') || null),
    ...changed('command', before.command.join(' ') || null, after.command.join(' ') || null),
    ...changed('ports', portsOf(before), portsOf(after)),
    ...changed('health check', checkOf(before), checkOf(after)),
    ...changed('log group', before.logs?.group ?? before.logDriver, after.logs?.group ?? after.logDriver),
    ...changed('registry credentials', before.registryCredentials, after.registryCredentials),
    ...changed('secrets', secretsOf(before), secretsOf(after)),
    ...(secretsOf(before) === secretsOf(after) && sourcesOf(before) !== sourcesOf(after)
      ? ['secrets come from elsewhere']
      : []),
  ];
}

function changed(what: string, before: string | null, after: string | null): string[] {
  return before === after ? [] : [`${what} ${before ?? 'none'} → ${after ?? 'none'}`];
}

/** Of two images of the same repository only the tag is of interest. */
function tellingly(before: string, after: string): [string, string] {
  const [a, b] = [imageName(before), imageName(after)];
  if (!a || !b || a.host !== b.host || a.repository !== b.repository) return [before, after];
  const version = ({ tag, digest }: typeof a) => digest?.slice(0, 19) ?? tag ?? 'latest';
  return [version(a), version(b)];
}

function nameOf(role: string | null): string | null {
  return role?.split('/').at(-1) ?? null;
}

function gib({ ephemeralStorageGib }: TaskDefinition): string | null {
  return ephemeralStorageGib === null ? null : `${ephemeralStorageGib} GiB`;
}

function mib(amount: number | null): string | null {
  return amount === null ? null : `${amount} MiB`;
}

function text(value: number | null): string | null {
  return value === null || value === 0 ? null : String(value);
}

function portsOf({ ports }: ContainerSpec): string | null {
  return ports.length > 0 ? ports.map(({ containerPort }) => containerPort ?? '?').join(', ') : null;
}

function checkOf({ healthCheck }: ContainerSpec): string | null {
  return healthCheck === null ? null : healthCheck.command.join(' ');
}

function secretsOf({ secrets }: ContainerSpec): string | null {
  return secrets.length > 0
    ? list(
        secrets.map(({ name }) => name),
        8,
      )
    : null;
}

function sourcesOf({ secrets }: ContainerSpec): string {
  return secrets.map(({ from }) => from).join(' ');
}
