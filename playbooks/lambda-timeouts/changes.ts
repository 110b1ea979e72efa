import { fact, maybe } from '#playbook';
import type { Change } from '#playbook';
import { changeOf, mentions, plainName, trailAround } from '#facts/changes';
import { episode } from '#facts/lambda/episode';
import { eventSources } from '#facts/lambda/event-sources';
import { configuration, identity, place } from '#facts/lambda/function';
import { network } from '#facts/lambda/ways';
import { partsOf } from '#facts/network/parts';

const NAMES = [
  'UpdateFunctionCode20150331v2',
  'UpdateFunctionConfiguration20150331v2',
  'PutFunctionConcurrency20171031',
  'UpdateAlias20150331',
  'UpdateEventSourceMapping20150331',
  'DeleteNatGateway',
  'ReplaceRoute',
  'RevokeSecurityGroupEgress',
];

export const trail = trailAround(episode, NAMES);

/** What was changed around the onset on the function, on what feeds it and on its way into the network. */
export const changes = fact({
  id: 'lambda-timeouts.changes',
  title: 'Recent changes',
  step: 'Recent changes',
  from: {
    trail: maybe(trail),
    identity,
    configuration: maybe(configuration),
    eventSources: maybe(eventSources),
    place: maybe(place),
    network: maybe(network),
  },
  learn: ({ trail, identity, configuration, eventSources, place, network }): readonly Change[] => {
    const own = configuration.known ? configuration.value : null;
    const ofFunction = [identity.name, identity.arn ?? ''];
    const names = [
      own?.role?.split('/').at(-1) ?? '',
      ...(own?.network ? [...own.network.securityGroups, ...own.network.subnets] : []),
      ...(eventSources.known
        ? eventSources.value.flatMap(({ id, source }) => [id, source?.split(':').at(-1) ?? ''])
        : []),
      ...(place.known && place.value && network.known && network.value ? partsOf(place.value, network.value) : []),
    ];
    return (trail.known ? trail.value : [])
      .filter((event) => isOf(event, ofFunction) || mentions(event, names))
      .map((event) => changeOf(event, `${plainName(event.name)} ${event.resources[0] ?? identity.name}`.trim()))
      .toSorted((a, b) => a.at.getTime() - b.at.getTime());
  },
});

/** A function's name may be a part of another's: as a resource or parameter it must stand whole. */
function isOf(
  { resources, requestParameters }: { readonly resources: readonly string[]; readonly requestParameters: unknown },
  names: readonly string[],
): boolean {
  const text = `${resources.map((one) => `"${one}"`).join(' ')} ${JSON.stringify(requestParameters ?? '')}`;
  return names.some(
    (name) =>
      name !== '' &&
      (text.includes(`"${name}"`) || text.includes(`:function:${name}"`) || text.includes(`:function:${name}:`)),
  );
}
