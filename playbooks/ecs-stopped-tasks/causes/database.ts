import { cause, maybe, offer } from '#playbook';
import type { Sighting } from '#playbook';
import { secrets } from '#facts/ecs/credentials';
import { endings } from '#facts/ecs/endings';
import { episode } from '#facts/ecs/episode';
import type { Failure } from '#facts/ecs/failures';
import { tails } from '#facts/ecs/log-tails';
import type { Tail } from '#facts/ecs/log-tails';
import { serviceKey } from '#facts/ecs/services';
import { called, service, target } from '#facts/ecs/target';
import { clock } from '#facts/words';
import { redeploy } from '#remediations/ecs/force-new-deployment';
import { bearing, none, told } from '../reading.ts';
import { appCrash1, quotesOf } from './ended.ts';
import { elbHealthFailed } from './checks.ts';

type Tails = Sighting<Readonly<Record<string, Tail>>>;

/** The tail in which a database turned the application away, and the failures that are like that task's. */
function turnedAway(
  failures: readonly Failure[],
  tails: Tails,
  kind: 'bad-credentials' | 'too-many-connections',
): { readonly own: readonly Failure[]; readonly tail: Tail } | null {
  const all = Object.values(tails.known ? tails.value : {});
  const tail = all.find(({ error }) => error?.kind === kind);
  const one = failures.find(({ stop }) => stop?.task.arn === tail?.task);
  if (!tail || !one) return null;
  const code = one.stop?.container?.exitCode;
  const own = failures.filter(({ sign, stop }) => sign === one.sign && stop?.container?.exitCode === code);
  return { own, tail };
}

export const badCredentialsAfterRotation = cause({
  id: 'bad-credentials-after-rotation',
  title: 'The password was rotated after the client started',
  recognised:
    'The application ends with an authentication error of its database, and the secret it gets its password from was rotated or changed after its task had started: ECS injects secrets only at the start.',
  fix: 'Force a new deployment of the service, so that its tasks start with the new password.',
  remedies: [redeploy],
  layer: 'change',
  leadsTo: [appCrash1, elbHealthFailed],
  from: {
    episode,
    target,
    service: maybe(service),
    endings: maybe(endings),
    tails: maybe(tails),
    secrets: maybe(secrets),
  },
  judge: ({ episode, target, service, tails, secrets }, say) => {
    const ends = episode.failures.filter(({ sign }) => sign === 'exit' || sign === 'elb-health');
    if (ends.length === 0) return none(episode, say, 'no application ended');
    if (!tails.known) return say.unanswered(tails.blind);
    const found = turnedAway(ends, tails, 'bad-credentials');
    if (!found) return say.ruledOut({ tails: 'no log tells of a wrong password' });
    if (!secrets.known) return say.unanswered(secrets.blind);
    const { own, tail } = found;
    const first = own[0]?.stop?.task.startedAt;
    const changed = Object.values(secrets.value).flatMap((secret) => {
      const at = secret?.rotatedAt ?? secret?.changedAt;
      return secret && at && first && at > first && at <= (own.at(-1)?.at ?? at) ? [{ secret, at }] : [];
    });
    const [rotated] = changed;
    if (!rotated) return say.ruledOut({ secrets: 'no secret of the task was changed after it had started' });
    return say.likely(
      `The password in ${rotated.secret.name} was changed at ${clock(rotated.at)}; tasks of ${called(target)} that had started before still use the old one.`,
      {
        episode: told(own, target, 'tasks end'),
        tails: { says: 'the database refuses the password', quotes: quotesOf(tail) },
        secrets: `${rotated.secret.name} was changed at ${clock(rotated.at)}`,
      },
      {
        ...bearing(own, episode, target, { resources: [rotated.secret.arn] }),
        offers:
          service.known && service.value?.controller === 'ECS'
            ? [offer(redeploy, { service: serviceKey(service.value) })]
            : [],
      },
    );
  },
});

export const connectionsExhausted = cause({
  id: 'connections-exhausted',
  title: 'The database has no connection left',
  recognised: 'The application ends with the database’s own words that it takes no more connections.',
  fix: 'Close idle connections and cap the pools (tasks × pool size), or put RDS Proxy in front; a larger instance takes more.',
  layer: 'capacity',
  leadsTo: [appCrash1, elbHealthFailed],
  from: { episode, target, tails: maybe(tails) },
  judge: ({ episode, target, tails }, say) => {
    const ends = episode.failures.filter(({ sign }) => sign === 'exit' || sign === 'elb-health');
    if (ends.length === 0) return none(episode, say, 'no application ended');
    if (!tails.known) return say.unanswered(tails.blind);
    const found = turnedAway(ends, tails, 'too-many-connections');
    if (!found) return say.ruledOut({ tails: 'no log tells of a lack of connections' });
    const { own, tail } = found;
    const host = tail.error?.peer.host;
    return say.confirmed(
      `${called(target)} ends because its database${host ? ` ${host}` : ''} takes no more connections.`,
      {
        episode: told(own, target, 'tasks end'),
        tails: { says: 'the database has no connection left', quotes: quotesOf(tail) },
      },
      bearing(own, episode, target, { resources: [host] }),
    );
  },
});
