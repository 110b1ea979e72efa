import type { App, Investigation } from '#app';
import { alarmsNamed, rings } from '#aws/cloudwatch-ringing';
import type { BlindSpot } from '#playbook';
import type { Config } from '#config';
import { TimeZone, around, turns } from '../on-call/index.ts';
import type { Schedule } from '../on-call/index.ts';
import { alarmsIn } from './alarms-part.ts';
import type { Looked } from './alarms-part.ts';
import { ledgerOf } from './changes-part.ts';
import type { Ledger } from './changes-part.ts';
import { noEvidence } from './evidence.ts';
import type { ByOthers, Handoff, OnCallNow, Unseen } from './handoff.ts';
import { investigated } from './investigations-part.ts';
import { numbersOf, spanBefore } from './numbers.ts';
import type { Rung } from './numbers.ts';
import { gathered, joined } from './source.ts';
import type { IsShared } from './shared.ts';
import type { Gathered } from './source.ts';
import { startHere } from './start-here.ts';
import { seenIn } from './trail-part.ts';

/** What a handoff is gathered from. */
export interface HandoffParts {
  readonly app: Pick<App, 'config' | 'store' | 'changes' | 'openAccount' | 'playbooks' | 'now' | 'log'>;
  readonly schedule: Schedule;
  readonly isShared: IsShared;
}

/** Milliseconds that each source may take: a handoff comes without it rather than not at all. */
const patienceMs = 25_000;
const mostInvestigations = 1000;
/** How far a schedule is looked at before and after, to tell who was on call and who is next. */
const horizonMs = 15 * 24 * 60 * 60_000;

/** Gathers all that the next on call needs to know of a window of time. A source that fails is named, and no more. */
export async function gatherHandoff(
  window: { readonly from: Date; readonly to: Date },
  { app, schedule, isShared }: HandoffParts,
  signal: AbortSignal,
): Promise<Handoff> {
  const ends = AbortSignal.any([signal, AbortSignal.timeout(patienceMs)]);
  const log = (error: unknown) => app.log.error({ err: error }, 'a source of the handoff broke');
  const zone = new TimeZone(app.config.handoff?.timeZone ?? 'UTC');
  const [investigations, places, onCall, ledger, byOthers] = await Promise.all([
    gathered('investigations', null, () => investigationsOf(app, window), log),
    openPlaces(app, ends, log),
    onCallAt(schedule, window.to),
    gathered('changes of ours', null, async () => ledgersOf(app, window), log),
    gathered('changes by others', null, () => byOthersIn(app, ends), log),
  ]);
  const shared = investigations.found.filter(({ place }) => isShared(place));
  const known = new Set(app.playbooks.keys());
  const each = async <T>(source: string, ask: (looked: Looked) => Promise<readonly T[] | Gathered<T>>) =>
    joined(await Promise.all(places.found.map((looked) => gathered(source, whereOf(looked), () => ask(looked), log))));
  const [alarms, seen, rung] = await Promise.all([
    each('alarms', (looked) => alarmsIn(looked, shared, known, ends)),
    each('CloudTrail', (looked) => seenIn(looked, window, ends)),
    each('history of alarms', (looked) => rungIn(looked, window, ends)),
  ]);
  const [changes = noLedger] = ledger.found;
  const inWindow = shared.filter(({ startedAt }) => isIn(startedAt, window));
  const sections = {
    window: { from: window.from.toISOString(), to: window.to.toISOString() },
    madeAt: app.now().toISOString(),
    inForce: changes.inForce,
    byOthers: byOthers.found,
    alarms: alarms.found,
    investigations: investigated(inWindow, changes.ofInvestigation),
    waiting: changes.waiting,
    reviews: changes.reviews,
  };
  const wholeRung = places.unseen.length === 0 && rung.unseen.length === 0 ? rung.found : null;
  const wholeShared = investigations.unseen.length === 0 ? shared : null;
  return {
    schema: 1,
    ...sections,
    timeZone: zone.name,
    onCall: onCall.found[0] ?? null,
    startHere: startHere(sections),
    seenChanges: seen.found,
    unseen: distinct(
      [onCall, ledger, investigations, byOthers, places, alarms, seen, rung].flatMap(({ unseen }) => unseen),
    ),
    numbers: numbersOf(window, wholeRung, wholeShared, reach(investigations.found), zone),
  };
}

/** One read that is refused hides several things. */
function distinct(unseen: readonly Unseen[]): readonly Unseen[] {
  return [...new Map(unseen.map((one) => [JSON.stringify(one), one])).values()];
}

const noLedger: Ledger = { inForce: [], waiting: [], reviews: [], ofInvestigation: new Map() };

/** Newest first: those of the window, and of the time before, for alarms that ring for longer. */
async function investigationsOf(
  { store }: Pick<App, 'store'>,
  { from }: { readonly from: Date },
): Promise<Gathered<Investigation>> {
  if (store.changes === null) return { found: [], unseen: [unseenStore('investigations')] };
  const found = await store.recent({ limit: mostInvestigations });
  const cut = found.length === mostInvestigations && (found.at(-1)?.startedAt ?? '') > from.toISOString();
  const says = `There are more than the newest ${mostInvestigations}.`;
  return {
    found,
    unseen: cut ? [{ source: 'investigations', where: null, says }] : [],
  };
}

/** How far back investigations reach: since ever, unless there are more than were read. */
function reach(found: readonly Investigation[]): Date {
  const oldest = found.at(-1);
  return oldest && found.length === mostInvestigations ? new Date(oldest.startedAt) : new Date(0);
}

async function ledgersOf(
  { store, changes }: Pick<App, 'store' | 'changes'>,
  window: { readonly from: Date; readonly to: Date },
): Promise<Gathered<Ledger>> {
  if (store.changes === null) return { found: [], unseen: [unseenStore('changes of ours')] };
  return { found: [await ledgerOf(store.changes, changes?.remedies ?? new Map(), window)], unseen: [] };
}

function unseenStore(source: string): Unseen {
  return { source, where: null, says: 'There is no database here: set OPSMEDIC_DATA or DATABASE_URL.' };
}

async function byOthersIn(
  { changes, config }: Pick<App, 'changes' | 'config'>,
  signal: AbortSignal,
): Promise<Gathered<ByOthers>> {
  const source = 'changes by others';
  const why = changes === null ? 'Changes are off here' : 'No account is named in opsmedic.yaml';
  if (changes === null || config.accounts.length === 0) {
    const says = `${why}, so nobody looked for mutes, throttles and the like that were made by hand.`;
    return { found: [], unseen: [{ source, where: null, says }] };
  }
  const { found, blind } = await changes.unaccounted(signal);
  return {
    found: found.map((one) => ({
      ...one,
      key: `others:${one.kind}:${one.account}:${one.region}:${one.resource}`,
      evidence: { ...noEvidence, command: 'changes' },
      carried: 0,
    })),
    unseen: blind.map((spot) => ({ source, where: null, says: blindText(spot) })),
  };
}

function blindText({ why, detail, action }: BlindSpot): string {
  return why === 'denied' && action !== undefined ? `${action} is not allowed. ${detail}` : detail;
}

/** Every configured account and region; without any, the ones of the environment. */
async function openPlaces(
  { config, openAccount }: Pick<App, 'config' | 'openAccount'>,
  signal: AbortSignal,
  log: (error: unknown) => void,
): Promise<Gathered<Looked>> {
  const opened = placesOf(config).map(({ account, region }) =>
    gathered(
      'AWS',
      [account, region].filter((part) => part !== null).join(' ') || null,
      async () => [await openAccount({ account, region, profile: null }, signal)],
      log,
    ),
  );
  return joined(await Promise.all(opened));
}

function placesOf({ accounts }: Config) {
  if (accounts.length === 0) return [{ account: null, region: null }];
  return accounts.flatMap(({ id, regions }) =>
    (regions.length > 0 ? regions : [null]).map((region) => ({ account: id, region })),
  );
}

function whereOf({ place, name }: Looked): string {
  return `${name ?? place.account ?? 'the account of the environment'} ${place.region}`;
}

/** Each time that an alarm began to ring, in the window and in the time as long before. */
async function rungIn(
  { read }: Looked,
  window: { readonly from: Date; readonly to: Date },
  signal: AbortSignal,
): Promise<Gathered<Rung>> {
  const { from } = spanBefore(window);
  const { value } = await read(rings, { from, to: window.to }, signal);
  const names = [...new Set(value.rings.map(({ alarm }) => alarm))];
  const described = names.length === 0 ? [] : (await read(alarmsNamed, { names }, signal)).value;
  const about = new Map(described.map((alarm) => [alarm.name, alarm.about]));
  const says = 'They rang more often than was counted.';
  return {
    found: value.rings.map((ring) => ({ ...ring, about: about.get(ring.alarm) ?? [] })),
    unseen: value.cut ? [{ source: 'history of alarms', where: null, says }] : [],
  };
}

async function onCallAt(schedule: Schedule, at: Date): Promise<Gathered<OnCallNow>> {
  const [from, to] = [new Date(at.getTime() - horizonMs), new Date(at.getTime() + horizonMs)];
  const found = await schedule.shifts(from, to);
  if (!found.ok)
    return { found: [], unseen: found.why === 'none' ? [] : [{ source: 'on call', where: null, says: found.says }] };
  const now = around(turns(found.shifts, from, to), at);
  if (!now) return { found: [], unseen: [] };
  const { people, unknown } = now.now;
  return {
    found: [
      {
        people,
        unknown,
        until: now.now.to < to ? now.now.to.toISOString() : null,
        before: now.before && { ...named(now.before), until: now.before.to.toISOString() },
        next: now.next && { ...named(now.next), from: now.next.from.toISOString() },
      },
    ],
    unseen: [],
  };
}

function named({ people, unknown }: Pick<OnCallNow, 'people' | 'unknown'>) {
  return { people, unknown };
}

function isIn(iso: string, { from, to }: { readonly from: Date; readonly to: Date }): boolean {
  return Date.parse(iso) >= from.getTime() && Date.parse(iso) < to.getTime();
}
