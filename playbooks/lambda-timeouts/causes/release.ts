import { cause, maybe } from '#playbook';
import type { TrailEvent } from '#facts/changes';
import { plainName } from '#facts/changes';
import { episode, troubleOf } from '#facts/lambda/episode';
import { failures } from '#facts/lambda/failures';
import type { Failures } from '#facts/lambda/failures';
import type { FailureKind } from '#facts/lambda/invocations';
import { aliases, configuration, identity, versions } from '#facts/lambda/function';
import { versionTraffic } from '#facts/lambda/traffic';
import { clock, minutesBetween, percent } from '#facts/words';
import { rollBackAlias } from '#remediations/lambda/roll-back-alias';
import { trail } from '../changes.ts';
import { back, goingBack } from '../going-back.ts';
import { ended } from '../reading.ts';
import { downstream3rdParty, downstreamSlowAws } from './downstream.ts';
import { heapOom, memoryExhausted, memoryPressure } from './memory.ts';
import { coldStartHeavy, initTimeout, timeoutTooLow } from './time.ts';

const RELEASING = /^(?:UpdateFunctionCode|PublishVersion|UpdateAlias|CreateAlias)$/;
const SOON_MINUTES = 10;

/** A release is the onset's when it came at most ten minutes before; metrics round down to the minute. */
function isNear(at: Date, onset: Date): boolean {
  const minutes = minutesBetween(at, onset);
  return minutes >= -1.5 && minutes <= SOON_MINUTES;
}

export const badRelease = cause({
  id: 'bad-release',
  title: 'A new version of the function fails',
  recognised:
    'It fails since new code was published or an alias was moved, at most ten minutes before the onset; behind an alias with weights the new version fails and the old one does not.',
  fix: 'Point the alias back to the version before (aws lambda update-alias), or deploy the last good code; then look at what changed.',
  remedies: [rollBackAlias],
  layer: 'change',
  leadsTo: [
    memoryExhausted,
    heapOom,
    memoryPressure,
    initTimeout,
    timeoutTooLow,
    coldStartHeavy,
    downstreamSlowAws,
    downstream3rdParty,
  ],
  from: {
    episode,
    identity,
    aliases: maybe(aliases),
    versions: maybe(versions),
    versionTraffic: maybe(versionTraffic),
    configuration: maybe(configuration),
    trail: maybe(trail),
    failures: maybe(failures),
  },
  judge: ({ episode, identity, aliases, versions, versionTraffic, configuration, trail, failures }, say) => {
    const errors = troubleOf(episode, 'errors') ?? troubleOf(episode, 'slow');
    if (!errors) return say.ruledOut({ episode: 'invocations do not fail' });
    const rows = versionTraffic.known ? versionTraffic.value : [];
    const split = worseVersion(rows);
    const events = (trail.known ? trail.value : []).filter(
      (event) => RELEASING.test(plainName(event.name)) && event.errorCode === null && names(event, identity.name),
    );
    const release = events
      .filter(({ at }) => isNear(at, errors.since))
      .toSorted((a, b) => b.at.getTime() - a.at.getTime())[0];
    const published = (versions.known ? versions.value : []).filter(({ version }) => version !== '$LATEST');
    const reached = aliases.known ? aliases.value.map(({ version }) => version) : [];
    const fresh = published.find(
      ({ lastModified, version }) =>
        lastModified !== null &&
        isNear(lastModified, errors.since) &&
        (reached.length === 0 || reached.includes(version)),
    );
    const quotes =
      failures.known && failures.value ? failures.value.groups.flatMap((group) => group.quotes).slice(0, 1) : [];
    const bearing = {
      since: release?.at ?? fresh?.lastModified ?? undefined,
      resources: [identity.arn ?? identity.name, ...(split ? [`${identity.name}:${split.bad.version}`] : [])],
    };
    if (split) {
      const { bad, good } = split;
      return say.confirmed(
        `Version ${bad.version} fails in ${percent(bad.errors, bad.invocations)} of its invocations, version ${good.version} in ${percent(good.errors, good.invocations)}, behind the same alias ${bad.alias}.`,
        {
          versionTraffic: `${bad.errors} of ${bad.invocations} against ${good.errors} of ${good.invocations}`,
          trail: release
            ? { says: `${plainName(release.name)} at ${clock(release.at)}`, quotes: [release.name] }
            : undefined,
        },
        { ...bearing, offers: [back(identity, bad.alias, good.version)] },
      );
    }
    const tuned = (trail.known ? trail.value : []).find(
      (event) =>
        names(event, identity.name) &&
        isNear(event.at, errors.since) &&
        tunes(event, failures.known ? failures.value : null),
    );
    if (tuned && !fresh)
      return say.ruledOut({
        trail: {
          says: 'memory or timeout was changed at the same time, which is what it fails for',
          quotes: [tuned.name],
        },
      });
    if (release || fresh) {
      const what = release
        ? `${plainName(release.name)} at ${clock(release.at)}`
        : `version ${fresh?.version} was published`;
      return say.likely(
        `It fails since ${clock(errors.since)}, right after a release: ${what}${release?.user ? ` by ${release.user}` : ''}.`,
        {
          episode: `errors begin at ${clock(errors.since)}`,
          trail: release ? { says: what, quotes: [release.name] } : undefined,
          versions: fresh ? { says: 'the newest version that callers reach', quotes: [fresh.version] } : undefined,
          failures: quotes.length > 0 ? { says: 'what failed invocations tell', quotes } : undefined,
        },
        { ...bearing, offers: goingBack({ identity, aliases, versions }, errors.since) },
      );
    }
    const unseen = !trail.known || !aliases.known || !versions.known;
    const log = failures.known ? failures.value : null;
    const own = log ? ended(log, 'error').filter(({ told }) => told.length === 0) : [];
    if (unseen && log && own.length >= 3 && own.length >= 0.5 * log.all.length) {
      return say.possible(
        `Its own code throws errors since ${clock(errors.since)}, as after a release; whether there was one could not be seen.`,
        {
          episode: `errors begin at ${clock(errors.since)}`,
          failures: { says: 'one of them', quotes: own[0]?.quotes.slice(0, 1) ?? [] },
        },
        { resources: bearing.resources },
      );
    }
    if (trail.known)
      return say.ruledOut({ trail: 'no new code and no alias shift in the ten minutes before the onset' });
    const modified = configuration.known && identity.qualifier === null ? configuration.value.lastModified : null;
    if (modified && isNear(modified, errors.since)) {
      return say.possible(
        `The function was changed at ${clock(modified)}, right before it began to fail; whether it was its code cannot be seen.`,
        { configuration: `last modified at ${clock(modified)}` },
        { ...bearing, since: modified },
      );
    }
    return configuration.known
      ? say.ruledOut({
          configuration: modified
            ? `last modified at ${modified.toISOString().slice(0, 16).replace('T', ' ')}`
            : 'no version is that new',
        })
      : say.unanswered(trail.blind);
  },
});

/** A change of memory or timeout for which its failures are the natural result. */
function tunes({ name, requestParameters }: TrailEvent, failures: Failures | null): boolean {
  if (plainName(name) !== 'UpdateFunctionConfiguration' || !failures) return false;
  const text = JSON.stringify(requestParameters ?? '');
  const kinds: FailureKind[] = [
    ...(/memorySize/i.test(text) ? (['killed', 'heap', 'timeout', 'exit'] as const) : []),
    ...(/"timeout"/i.test(text) ? (['timeout'] as const) : []),
  ];
  return kinds.length > 0 && ended(failures, ...kinds).length >= 0.8 * failures.all.length;
}

interface Row {
  readonly alias: string;
  readonly version: string;
  readonly invocations: number;
  readonly errors: number;
}

const LEAST_ERRORS = 3;
const MUCH_WORSE = 5;

/** Of the versions behind one alias one that fails far more often than another. */
function worseVersion(rows: readonly Row[]): { readonly bad: Row; readonly good: Row } | null {
  for (const own of Map.groupBy(rows, ({ alias }) => alias).values()) {
    const used = own.filter(({ invocations }) => invocations > 0);
    const newest = used.toSorted((a, b) => Number(b.version) - Number(a.version))[0];
    const [bad] = used.toSorted((a, b) => rate(b) - rate(a));
    const good = used.find((one) => one !== bad);
    if (!bad || !good || bad !== newest || bad.errors < LEAST_ERRORS) continue;
    if (rate(bad) >= Math.max(0.05, MUCH_WORSE * rate(good))) return { bad, good };
  }
  return null;
}

function rate({ errors, invocations }: Row): number {
  return invocations === 0 ? 0 : errors / invocations;
}

/** A function's name may be a part of another's: it must stand whole. */
function names({ resources, requestParameters }: TrailEvent, name: string): boolean {
  const text = `${resources.map((one) => `"${one}"`).join(' ')} ${JSON.stringify(requestParameters ?? '')}`;
  return text.includes(`"${name}"`) || text.includes(`:function:${name}"`) || text.includes(`:function:${name}:`);
}
