import { cause, maybe, offer } from '#playbook';
import { episode, troubleOf } from '#facts/lambda/episode';
import { asyncSettings, eventSources, selfTriggers } from '#facts/lambda/event-sources';
import { failures } from '#facts/lambda/failures';
import { aliases, configuration, identity, place, versions } from '#facts/lambda/function';
import { invocations } from '#facts/lambda/invocations';
import { standstills } from '#facts/lambda/standstill';
import { network } from '#facts/lambda/ways';
import { serviceFrom } from '#facts/network/service';
import { count, list } from '#facts/words';
import { limitConcurrency } from '#remediations/lambda/limit-concurrency';
import { rollBackAlias } from '#remediations/lambda/roll-back-alias';
import { goingBack } from '../going-back.ts';
import { ended, beginOf, quotesOf, shareOf } from '../reading.ts';
import { iteratorLag } from './aftermath.ts';
import { throttledAccount, throttledReserved } from './throttles.ts';

export const importError = cause({
  id: 'import-error',
  title: 'The code of the function cannot be loaded',
  recognised:
    'Lambda could not load the handler: a module is missing, the handler is named wrongly, or the code has an error of syntax.',
  fix: 'Deploy a package that is whole, or point the alias to the version before. Look at what the last deployment left out.',
  remedies: [rollBackAlias],
  layer: 'config',
  leadsTo: [iteratorLag],
  from: {
    failures,
    episode: maybe(episode),
    configuration: maybe(configuration),
    aliases: maybe(aliases),
    versions: maybe(versions),
    identity,
  },
  judge: ({ failures, episode, configuration, aliases, versions, identity }, say) => {
    if (!failures) return say.ruledOut({ failures: 'nothing failed that the log could explain' });
    const broken = ended(failures, 'init-error').filter(({ errorType, quotes }) =>
      LOADING.test(`${errorType ?? ''} ${quotes.join(' ')}`),
    );
    if (broken.length === 0) {
      if (!failures.platformRead && failures.unread[0]) return say.unanswered(failures.unread[0]);
      return say.ruledOut({ failures: 'the code was loaded' });
    }
    const types = [...new Set(broken.flatMap(({ errorType }) => errorType ?? []))];
    const handler = configuration.known ? configuration.value.handler : null;
    return say.confirmed(
      `${count(broken.length, 'invocation')} failed before the handler was reached: ${list(types)}.`,
      {
        failures: { says: 'what Lambda logged', quotes: quotesOf(broken) },
        configuration: handler ? { says: 'the handler it looks for', quotes: [handler] } : undefined,
      },
      {
        share: shareOf(broken.length, failures, episode),
        since: beginOf(broken, failures),
        resources: [identity.callee],
        offers: goingBack({ identity, aliases, versions }, beginOf(broken, failures)),
      },
    );
  },
});

const LOADING =
  /Runtime\.(?:ImportModuleError|HandlerNotFound|UserCodeSyntaxError|InvalidEntrypoint|NoSuchHandler|MalformedHandlerName|InvalidWorkingDir|CreateError)/;

/** What helps, by the code that Lambda gives. */
const MENDING: readonly (readonly [RegExp, string])[] = [
  [/SubnetOutOfIPAddresses/, 'Give the function subnets with free addresses.'],
  [/EniLimitExceeded/, 'Raise the limit of network interfaces of the VPC, or use fewer subnets and security groups.'],
  [/InvalidSecurityGroup|InvalidSubnet/, 'Set security groups and subnets that exist.'],
  [
    /InsufficientRolePermissions/,
    'Give the role ec2:CreateNetworkInterface, DescribeNetworkInterfaces and DeleteNetworkInterface.',
  ],
  [/Image/, 'Restore the image in ECR, or let Lambda read it, and deploy again.'],
  [/KMS/, 'Enable the KMS key, and let the role use it.'],
  [/EFS|Mount/, 'Check the mount targets of the file system and the security groups between (TCP 2049).'],
];

export const stateFailed = cause({
  id: 'state-failed',
  title: 'The function cannot be invoked in its state',
  recognised: 'Lambda says that the function is failed, or inactive for another reason than that it was idle.',
  fix: 'Mend what the reason says, then update the function (any change of its configuration) to activate it.',
  layer: 'config',
  leadsTo: [iteratorLag],
  from: { standstills, configuration, identity },
  judge: ({ standstills: { state }, configuration, identity }, say) => {
    if (!state) {
      const { lastUpdateStatus, lastUpdateReasonCode, lastUpdateReason } = configuration;
      if (lastUpdateStatus === 'Failed') {
        return say.possible(
          `Its last update failed${lastUpdateReasonCode ? ` (${lastUpdateReasonCode})` : ''}; it runs as it was before.`,
          {
            configuration: {
              says: 'LastUpdateStatus is Failed',
              quotes: [lastUpdateReasonCode, lastUpdateReason].filter((text) => text !== null),
            },
          },
          { resources: [identity.callee] },
        );
      }
      return say.ruledOut({ configuration: `its state is ${configuration.state ?? 'not told'}` });
    }
    const fix = MENDING.find(([code]) => code.test(state.code ?? ''))?.[1];
    return say.confirmed(
      `It is ${state.name.toLowerCase()}${state.code ? `: ${state.code}` : ''}. Every invocation is refused.`,
      {
        configuration: {
          says: 'Lambda gives this reason',
          quotes: [state.code, state.reason].filter((text) => text !== null),
        },
      },
      { resources: [identity.callee], ...(fix ? { fix } : {}) },
    );
  },
});

export const recursion = cause({
  id: 'recursion',
  title: 'The function triggers itself',
  recognised:
    'Lambda detected a loop of invocations, or the function sends its results to the very queue that feeds it while invocations run away.',
  fix: 'Break the loop: send results elsewhere. Setting the reserved concurrency to 0 stops it at once.',
  remedies: [limitConcurrency],
  layer: 'config',
  leadsTo: [throttledReserved, throttledAccount, iteratorLag],
  from: {
    episode: maybe(episode),
    invocations: maybe(invocations),
    eventSources: maybe(eventSources),
    asyncSettings: maybe(asyncSettings),
    identity,
  },
  judge: ({ episode, invocations, eventSources, asyncSettings, identity }, say) => {
    const stopped = episode.known ? troubleOf(episode.value, 'recursion') : null;
    const logged = invocations.known ? (invocations.value?.recursions ?? []) : [];
    const loops =
      eventSources.known && asyncSettings.known ? selfTriggers(eventSources.value, asyncSettings.value) : [];
    const resources = [identity.callee, ...loops];
    if (stopped || logged.length > 0) {
      return say.confirmed(
        stopped
          ? `Lambda stopped ${count(stopped.count, 'invocation')} that the function had triggered itself.`
          : 'Lambda detected that the function triggers itself.',
        {
          episode: stopped ? `RecursiveInvocationsDropped: ${Math.round(stopped.count)}` : undefined,
          invocations: logged[0] ? { says: 'what was logged', quotes: [logged[0].quote] } : undefined,
          eventSources: loops[0] ? { says: 'its results go to its own source', quotes: loops } : undefined,
        },
        {
          since: stopped?.since,
          resources,
          offers: [offer(limitConcurrency, { function: identity.name, limit: '0' })],
        },
      );
    }
    if (loops.length === 0) return say.ruledOut({ eventSources: 'it does not send to what feeds it' });
    return say.possible(
      `Its results go to ${list(loops)}, which feeds it.`,
      { eventSources: { says: 'its own source', quotes: loops } },
      { resources },
    );
  },
});

export const endpointPolicyDenies = cause({
  id: 'endpoint-policy-denies',
  title: 'The policy of a VPC endpoint does not let it through',
  recognised: 'AWS refused a call and says that it was the policy of the VPC endpoint.',
  fix: 'Allow the action and the resource in the policy of the endpoint.',
  layer: 'config',
  leadsTo: [iteratorLag],
  from: { failures, place: maybe(place), network: maybe(network), episode: maybe(episode), identity },
  judge: ({ failures, place, network, episode, identity }, say) => {
    const denied = failures?.groups.find(({ error }) => error.kind === 'denied' && error.why?.policy === 'endpoint');
    if (!failures || !denied || denied.error.kind !== 'denied') {
      const [blind] = failures?.unread ?? [];
      return blind && !failures?.textsRead
        ? say.unanswered(blind)
        : say.ruledOut({ failures: 'no call was refused by the policy of an endpoint' });
    }
    const { action, resource, peer } = denied.error;
    const service = peer.service ?? action?.split(':')[0] ?? null;
    const way =
      service && place.known && place.value && network.known && network.value
        ? serviceFrom(place.value, { service, action, resource }, network.value)
        : null;
    const endpoints = way?.endpoints.map(({ id }) => id) ?? [];
    return say.confirmed(
      `The endpoint${endpoints.length > 0 ? ` ${list(endpoints)}` : ''} does not allow ${action ?? 'what it calls'}.`,
      {
        failures: { says: denied.where ? `thrown in ${denied.where}` : 'what AWS answered', quotes: denied.quotes },
        network: way?.endpoints[0] ? way.endpoints[0].policy.says : undefined,
      },
      {
        since: failures.cut ? undefined : denied.first,
        share: shareOf(denied.count, failures, episode),
        resources: [...endpoints, identity.callee],
      },
    );
  },
});

export const roleDenied = cause({
  id: 'role-denied',
  title: "The function's role is not allowed to do what it does",
  recognised: 'Invocations fail because AWS refused a call that was made with the role of the function.',
  fix: 'Allow the action for the role (see the quotation), or in the policy of the resource or of its KMS key.',
  layer: 'config',
  leadsTo: [iteratorLag],
  from: { failures, configuration: maybe(configuration), episode: maybe(episode), identity },
  judge: ({ failures, configuration, episode, identity }, say) => {
    const denied = failures?.groups.find(({ error }) => error.kind === 'denied' && error.why?.policy !== 'endpoint');
    if (!failures || !denied || denied.error.kind !== 'denied') {
      const [blind] = failures?.unread ?? [];
      return blind && !failures?.textsRead ? say.unanswered(blind) : say.ruledOut({ failures: 'no call was refused' });
    }
    const { action, operation, role, resource } = denied.error;
    const own = configuration.known ? (configuration.value.role?.split('/').at(-1) ?? null) : null;
    const what = action ?? operation ?? 'a call';
    const because = {
      failures: { says: denied.where ? `thrown in ${denied.where}` : 'what AWS answered', quotes: denied.quotes },
      configuration: own ? { says: 'its role', quotes: [own] } : undefined,
    };
    const bearing = {
      since: failures.cut ? undefined : denied.first,
      share: shareOf(denied.count, failures, episode),
      resources: [
        ...(configuration.known && configuration.value.role ? [configuration.value.role] : []),
        ...(resource ? [resource] : []),
        identity.callee,
      ],
    };
    const says = `AWS refuses ${what}${role ? ` to the role ${role}` : ''}, in ${count(denied.count, 'failed invocation')}.`;
    const another = role !== null && own !== null && role !== own;
    // Without the name of the role another one may have been assumed for the call.
    return action === null || role === null || another
      ? say.likely(says, because, bearing)
      : say.confirmed(says, because, bearing);
  },
});
