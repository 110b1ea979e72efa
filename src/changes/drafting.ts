import type { Preview } from '#playbook';
import type { Change, Limit } from '#store';
import { canonicalText } from '../approval/canonical.ts';
import { digestOf } from '../approval/digest.ts';
import type { Person, State } from '../approval/standing.ts';
import { barredAmong, circleOf, couldBeEnough } from './circle.ts';
import type { Circle } from './circle.ts';
import type { Desk } from './desk.ts';
import { extensionOf } from './extension.ts';
import { whyNoPreview } from './failing.ts';
import { changedIn, frozen, namesIn, protectedAmong } from './forbidden.ts';
import { readForm } from './form.ts';
import type { FilledIn } from './form.ts';
import type { Draft, Wanted } from './guarded-changes.ts';
import { limitsOf, tooMany, tooManyWait } from './limits.ts';
import { lookInto } from './looking.ts';
import { turnedOff } from './switch.ts';
import { clock, list, nameOf, sentence, shortName } from './words.ts';

/** A draft that can be proposed, with what only the proposal needs. */
export interface Drafted {
  readonly draft: Extract<Draft, { kind: 'ready' }>;
  readonly form: FilledIn;
  readonly limits: readonly Limit[];
  /** Who is told of it one by one, beside whoever asks. */
  readonly told: readonly Person[];
  readonly at: Date;
}

type NotReady = Exclude<Draft, { kind: 'ready' }>;

/** While a change stands so, nobody else may change what it changes. */
const holding: readonly State[] = ['executing', 'unknown', 'applied', 'reverting', 'revert-stopped', 'revert-unknown'];

/** Looks up live what would be asked for. What cannot be proposed says why. Rejects only without a database. */
export async function draft(desk: Desk, wanted: Wanted, signal: AbortSignal): Promise<Drafted | NotReady> {
  const { config, remedies, access, store } = desk;
  const remedy = remedies.get(wanted.remedy);
  if (!remedy) return refused(`OpsMedic knows no remedy “${wanted.remedy}”.`);
  const form = readForm(remedy, wanted, desk.sources.team, config);
  if (form.kind === 'wrong') return form;
  if (form.kind === 'by-hand') {
    const partition = await looking(desk, signal, () => access.partition(form.where, signal));
    if ('says' in partition) return refused(partition.says);
    const command = form.remedy.command(form.params, { ...form.where, partition: partition.found });
    return { kind: 'by-hand', remedy: form.remedy, command, why: form.remedy.why };
  }
  const cannot = access.mayChange(form.where.account);
  if (cannot !== null) return refused(sentence(cannot));
  const state = await store.switch();
  if (!state.on) return refused(turnedOff(state));
  const at = await store.now();
  return inForce(desk, wanted, form, { at, signal });
}

/** Once it is settled what is wanted, and that something may be changed there at all. */
async function inForce(
  desk: Desk,
  wanted: Wanted,
  form: FilledIn,
  { at, signal }: { readonly at: Date; readonly signal: AbortSignal },
): Promise<Drafted | NotReady> {
  const { sources, config, access } = desk;
  const { where, remedy, entitlement, emergency } = form;
  const [barred, breakers] = await Promise.all([
    barredAmong([wanted.by], sources),
    emergency === null ? null : circleOf([emergency.rule], { without: null, at }, sources),
  ]);
  const barrier = barred.get(wanted.by);
  if (barrier !== null) return refused(barrier ?? 'It is not known who you are.');
  const mayBreakGlass = breakers?.people.includes(wanted.by) ?? false;
  const no = (says: string, pending: Change | null = null) =>
    refused(says, pending, mayBreakGlass && !wanted.breakGlass);
  if (wanted.breakGlass && !mayBreakGlass) return no(notToBreak(breakers));
  if (!wanted.breakGlass && entitlement === null)
    return no(`Nobody may approve ${remedy.id} in ${form.account.name}: the configuration has no rule for it.`);
  const freeze = wanted.breakGlass && emergency?.duringFreezes ? null : frozen(where.account, at, config);
  if (freeze !== null) return no(freeze);

  const extended = await extending(desk, wanted, form, at);
  if (extended !== null && 'kind' in extended) return extended;
  const without = entitlement?.requesterMayApprove ? null : wanted.by;
  const rules = entitlement === null ? [] : [entitlement.rule];
  const [looked, circle] = await Promise.all([
    looking(desk, signal, async () => {
      const reading = { access, where, reads: remedy.reads, now: at, signal };
      const context = await lookInto(reading);
      const until = new Date(at.getTime() + form.lastsMs);
      return {
        preview: extended?.preview ?? (await remedy.preview(form.params, until, context)),
        place: context.place,
      };
    }),
    circleOf(rules, { without, at }, sources),
  ]);
  if ('says' in looked) return no(looked.says);
  const { preview, place } = looked.found;
  const untouchable = protectedAmong(namesIn(preview), config);
  const objection = notOf(where.account, preview) ?? untouchable;
  if (objection !== null) return no(objection);
  const digest = digestOf({ action: remedy.id, ...where, params: form.params, found: preview.found });
  const limits = limitsOf({ action: remedy.id, account: where.account, resources: preview.resources }, config);
  const inTheWay = await taken(desk, wanted, { digest, preview, limits, at });
  if (inTheWay !== null) return no(inTheWay.says, inTheWay.pending);
  if (!wanted.breakGlass) {
    const alone = await tooFew(circle, desk, without !== null);
    if (alone !== null) return no(alone);
  }
  return {
    form,
    limits,
    told: [...new Set([...circle.people, ...(wanted.breakGlass ? (breakers?.people ?? []) : [])])],
    at,
    draft: {
      kind: 'ready',
      remedy,
      where: { ...place, account: where.account },
      accountName: form.account.name,
      preview,
      digest,
      risk: form.risk,
      until: new Date(at.getTime() + form.lastsMs),
      approvers: { people: circle.people, needed: circle.needed, unreadable: circle.unreadable, says: circle.says },
      warnings: warningsOf(preview, circle),
      mayBreakGlass,
      toType: wanted.breakGlass ? toType(preview, wanted.typed) : null,
    },
  };
}

/** The preview of putting off the end of a change in force; null where that is not what is wanted. */
async function extending(
  { store }: Desk,
  wanted: Wanted,
  { remedy, params, where, lastsMs }: FilledIn,
  at: Date,
): Promise<{ readonly preview: Preview } | NotReady | null> {
  if (wanted.extends === null) return null;
  const change = await store.find(wanted.extends);
  const preview = change && extensionOf(change, lastsMs, at);
  if (!change || !preview || change.standing.state !== 'applied')
    return refused('What this was to extend has ended: ask for it anew.');
  const { proposal, standing } = change;
  const same =
    proposal.action === remedy.id &&
    proposal.account === where.account &&
    proposal.region === where.region &&
    canonicalText(proposal.params) === canonicalText(params);
  if (!same) return refused('An extension changes nothing but the end: ask for the other change on its own.');
  if (at.getTime() + lastsMs <= standing.until.getTime())
    return { kind: 'wrong', remedy, wrong: { lasts: `It lasts until ${clock(standing.until, at)} already.` } };
  return { preview };
}

/** Which change or limit stands in the way. */
async function taken(
  { store, config }: Desk,
  wanted: Wanted,
  of: { readonly digest: string; readonly preview: Preview; readonly limits: readonly Limit[]; readonly at: Date },
): Promise<{ readonly says: string; readonly pending: Change | null } | null> {
  if (!wanted.breakGlass) {
    const waiting = await store.list({ states: ['pending', 'approved'], digest: of.digest, limit: 10 });
    const same = waiting.find(({ proposal }) => !proposal.breakGlass);
    if (same) return { says: alreadyWaits(same, wanted), pending: same };
    const most = config.limits.pending;
    const own = await store.list({ states: ['pending'], requester: wanted.by, limit: most });
    if (own.length >= most) return { says: tooManyWait(most), pending: null };
  }
  for (const resource of of.preview.resources) {
    const [held] = await store.list({ states: holding, resource, limit: 1 });
    if (held) return { says: alreadyChanged(resource, held, of.at), pending: held };
  }
  const limit = await store.overLimit(of.limits);
  return limit === null ? null : { says: tooMany(limit), pending: null };
}

/** The same change waits already. */
export function alreadyWaits({ proposal, standing }: Change, { by }: Pick<Wanted, 'by'>): string {
  const who = proposal.requester === by ? 'You have' : `${nameOf(proposal.requester)} has`;
  return `${who} asked for this already: it ${standing.state === 'approved' ? 'is approved' : 'waits for approval'}.`;
}

function alreadyChanged(resource: string, { proposal, standing }: Change, at: Date): string {
  const until = standing.state === 'applied' ? `, until ${clock(standing.until, at)}` : '';
  return `${shortName(resource)} is being changed already by ${nameOf(proposal.requester)}${until}: undo or extend that first.`;
}

/** Says so where not enough people could approve it. */
async function tooFew(circle: Circle, { sources }: Desk, othersOnly: boolean): Promise<string | null> {
  const { enough, able } = await couldBeEnough(circle, sources);
  if (enough) return null;
  const found = able.length === 0 ? 'nobody could' : `only ${list(able.map(nameOf))} could`;
  const others = othersOnly ? ' other than you' : '';
  const hidden = circle.unreadable.length === 0 ? '' : ` (${list(circle.unreadable)} could not be read)`;
  return `Nobody could get this approved now: it takes ${circle.needed}${others}, and ${found}${hidden}.`;
}

function notToBreak(breakers: Circle | null): string {
  if (breakers === null) return 'The configuration lets nobody make this change without approval.';
  return `You may not make this change without approval: only ${breakers.says} may.`;
}

/** Whatever a preview found must be of the account that was asked about: its rules were applied. */
function notOf(account: string, { resources }: Preview): string | null {
  const stray = resources.find(
    (arn) => /^arn:[^:]*:[^:]*:[^:]*:(\d{12}):/u.exec(arn)?.[1] !== account && /:\d{12}:/u.test(arn),
  );
  return stray === undefined ? null : `${stray} is not of account ${account}.`;
}

/** What is still to be typed by hand; null once one of the names of what is changed is. */
function toType(preview: Preview, typed: string | null): string | null {
  const names = changedIn(preview);
  if (names.some((name) => typed?.trim() === name || typed?.trim() === shortName(name))) return null;
  return `Type the name of what is changed: ${list([...new Set(names.map(shortName))], 'or')}.`;
}

function warningsOf({ managedBy }: Preview, { unreadable }: Circle): readonly string[] {
  return [
    ...(managedBy === null ? [] : [`Managed by ${managedBy}, which will undo this when it runs next.`]),
    ...(unreadable.length === 0 ? [] : [`${list(unreadable)} could not be read: those people cannot approve now.`]),
  ];
}

/**
 * What was found, or why nothing was: mistakes of ours go into the log. Waits no longer than the signal says, whatever is
 * still on its way then.
 */
async function looking<T>(
  { log }: Desk,
  signal: AbortSignal,
  look: () => Promise<T>,
): Promise<{ readonly found: T } | { readonly says: string }> {
  const tooLate = Promise.withResolvers<never>();
  const giveUp = () => tooLate.reject(signal.reason);
  signal.addEventListener('abort', giveUp);
  try {
    signal.throwIfAborted();
    return { found: await Promise.race([look(), tooLate.promise]) };
  } catch (failure) {
    const says = whyNoPreview(failure, signal);
    if (says === null) log.error({ err: failure }, 'a preview failed');
    return { says: says ?? 'What it would do could not be worked out: a mistake of OpsMedic, which is in its log.' };
  } finally {
    signal.removeEventListener('abort', giveUp);
  }
}

function refused(says: string, pending: Change | null = null, mayBreakGlass = false): NotReady {
  return { kind: 'refused', says, pending, mayBreakGlass };
}
