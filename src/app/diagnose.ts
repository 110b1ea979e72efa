import { ulid } from 'ulid';
import { CannotInvestigate } from '#playbook';
import type { Candidate, Playbook } from '#playbook';
import type { Account, App } from './app.ts';
import { commandOf } from './ask.ts';
import { takeBearings } from './bearings.ts';
import type { Bearings } from './bearings.ts';
import { UsageError } from './command.ts';
import type { Option, Reply, Request } from './command.ts';
import type { Ask, Investigation } from './investigation.ts';
import { meant } from './nearest.ts';
import { carryOut } from './run.ts';
import type { Look, Run } from './run.ts';
import type { Unlisted } from './search.ts';
import { findSubject } from './subjects.ts';
import type { Found } from './subjects.ts';
import { settleWindow } from './window.ts';

/** Who asks, where, and until when they care. */
export type Asker = Pick<Request, 'by' | 'place' | 'signal'>;

/** Ready to run, or a question back to the person. */
export type Settled = { readonly kind: 'ready'; readonly run: Run } | Extract<Reply, { kind: 'choice' }>;

/** Milliseconds in which the subject must be found; longer, and it is looked at by the name that was typed. */
const searchMs = 20_000;

/** More than this nobody reads through. */
const mostOptions = 25;

/**
 * Answers `/diagnose`: settles account, subject and window, asks back where only the person can say, and otherwise
 * returns an investigation that begins when its updates are iterated. Rejects with `UsageError` when it was asked
 * wrongly. `repeats` is the id of the investigation that this one repeats.
 */
export async function diagnose(ask: Ask, asker: Asker, app: App, repeats: string | null = null): Promise<Reply> {
  const settled = await settle(ask, asker, app, repeats);
  return settled.kind === 'ready' ? begin(settled.run, asker, app) : settled;
}

/** Asks the same again, of AWS too; the last update then tells what has changed since. */
export function diagnoseAgain(earlier: Investigation, asker: Asker, app: App): Promise<Reply> {
  return diagnose(earlier.ask, asker, app, earlier.id);
}

/** Stores the investigation and hands out its updates. A store that cannot be written does not keep it from running. */
export async function begin(run: Run, { signal }: Asker, app: App): Promise<Reply> {
  const { investigation, assumed } = run;
  await app.store
    .begin(investigation)
    .catch((error: unknown) => app.log.error({ err: error, investigation: investigation.id }, 'could not be stored'));
  return { kind: 'investigation', investigation, assumed, updates: carryOut(run, app, signal) };
}

/** Everything before the first fact is read: which playbook, window, account and subject. */
export async function settle(ask: Ask, asker: Asker, app: App, repeats: string | null = null): Promise<Settled> {
  const playbook = app.playbooks.get(ask.playbook) ?? sameButForSigns(ask.playbook, app);
  if (!playbook) return whichPlaybook(ask, app);
  const known: Ask = { ...ask, playbook: playbook.id };
  const now = app.now();
  const window = settleWindow(known, now);
  const bearings = takeBearings(known, asker.place, playbook.kind, app.config);
  if (bearings.kind === 'which-account') return whichAccount(known, bearings);

  const investigation: Investigation = {
    id: `inv_${ulid(now.getTime())}`,
    ask: known,
    place: asker.place,
    askedBy: asker.by,
    startedAt: now.toISOString(),
    finishedAt: null,
    state: 'running',
    report: null,
    failure: null,
    repeats,
    messageTs: null,
  };
  const ready = (account: Account, look: Look, assumed: string | null): Settled => ({
    kind: 'ready',
    run: { investigation, playbook, account, window, now, look, assumed },
  });
  const signal = asker.signal ?? new AbortController().signal;
  let account = unopened(bearings);
  try {
    account = await app.openAccount({ ...bearings.which, ...(repeats !== null && { afresh: true }) }, signal);
    const found = await findSubject(playbook.kind, bearings.wanted, {
      place: account.place,
      accountName: account.name,
      read: account.read,
      signal,
      now,
      withinMs: searchMs,
    });
    switch (found.kind) {
      case 'settled':
        return ready(account, { kind: 'subject', subject: found.subject }, found.assumed);
      case 'blind':
        return ready(account, { kind: 'subject', subject: found.subject }, unchecked(playbook, bearings, found));
      case 'none-there':
        return ready(account, { kind: 'nothing-there', sources: found.sources }, null);
      case 'ambiguous':
        return whichSubject(known, playbook, bearings, found.candidates);
      case 'unknown':
        throw new UsageError(unknownSubject(playbook, bearings, account, found, app));
    }
  } catch (error) {
    if (error instanceof UsageError) throw error;
    if (!(error instanceof CannotInvestigate) && !signal.aborted)
      app.log.error({ err: error, investigation: investigation.id }, 'the subject could not be settled');
    return ready(account, { kind: 'cannot', error }, null);
  }
}

/** `ALB 502` and `alb502` are `alb-502`. */
function sameButForSigns(typed: string, app: App): Playbook | undefined {
  const plain = (id: string): string => id.toLowerCase().replaceAll(/[^a-z0-9]/gu, '');
  return [...app.playbooks.values()].find(({ id }) => plain(id) === plain(typed));
}

function whichPlaybook(ask: Ask, app: App): Settled {
  const playbooks = [...app.playbooks.values()];
  const near = meant(ask.playbook, app.playbooks.keys());
  if (near !== undefined) {
    const question = `There is no playbook “${ask.playbook}”. Did you mean ${near}?`;
    return { kind: 'choice', question, options: [option(near, { ...ask, playbook: near })] };
  }
  const question =
    ask.playbook === '' ? 'What is going wrong?' : `There is no playbook “${ask.playbook}”. What is going wrong?`;
  const subject = [ask.playbook, ask.subject].filter(Boolean).join(' ') || null;
  return {
    kind: 'choice',
    question,
    options: playbooks.map(({ id, title }) => option(title, { ...ask, playbook: id, subject })),
  };
}

function whichAccount(ask: Ask, { accounts }: Extract<Bearings, { kind: 'which-account' }>): Settled {
  return {
    kind: 'choice',
    question: 'In which account?',
    options: accounts.slice(0, mostOptions).map(({ id, name }) => option(`${name} (${id})`, { ...ask, account: name })),
  };
}

function whichSubject(
  ask: Ask,
  { kind }: Playbook,
  { wanted }: Extract<Bearings, { kind: 'settled' }>,
  candidates: readonly Candidate[],
): Settled {
  const hidden = candidates.length - mostOptions;
  const more =
    hidden > 0 ? ` These are the first ${mostOptions} of ${candidates.length}; type more of its name for others.` : '';
  const question =
    wanted.typed === null
      ? `Which ${kind.title}?${more}`
      : candidates.length === 1
        ? `Nothing is called exactly “${wanted.typed}”. Did you mean this ${kind.title}?`
        : `Several could be meant by “${wanted.typed}”. Which ${kind.title}?${more}`;
  return {
    kind: 'choice',
    question,
    options: candidates
      .slice(0, mostOptions)
      .map(({ name, arn, via }) =>
        option(via === undefined ? name : `${name} (through ${via})`, { ...ask, subject: arn }),
      ),
  };
}

function option(label: string, ask: Ask): Option {
  return { label, command: commandOf(ask) };
}

function unknownSubject(
  { kind }: Playbook,
  { wanted, service }: Extract<Bearings, { kind: 'settled' }>,
  { place, name }: Account,
  { nearest, listed, unlisted }: Extract<Found, { kind: 'unknown' }>,
  app: App,
): string {
  const here = `${place.region}${(name ?? place.account) ? ` of account ${name ?? place.account}` : ''}`;
  const term = wanted.terms[0] ?? '';
  const what =
    wanted.from === 'typed' || service === null
      ? `There is no ${kind.title} “${wanted.typed ?? term}” in ${here}.`
      : `The configuration says that ${service.name} is the ${kind.title} “${term}”, but there is none in ${here}.`;
  const near = nearest.length > 0 ? ` The nearest names: ${nearest.join(', ')}.` : '';
  const none = listed === 0 ? ` There is no ${kind.title} at all there.` : '';
  return what + near + none + unlisted.map(unasked).join('') + elsewhere(place, app);
}

function unasked({ title, failure }: Unlisted): string {
  return ` The ${title} could not be listed${failure.action === undefined ? '' : ` (${failure.action})`}.`;
}

/** Where else it might be: the wrong region is the usual reason for a name that is not found. */
function elsewhere(place: Account['place'], { config }: App): string {
  const own = config.accounts.find(({ id }) => id === place.account);
  const regions = (own?.regions ?? []).filter((region) => region !== place.region);
  const accounts = config.accounts.filter(({ id }) => id !== place.account).map(({ name }) => name);
  const places = [...regions.map((region) => `region=${region}`), ...accounts.map((name) => `account=${name}`)];
  return places.length > 0
    ? ` If it is elsewhere, add ${places.slice(0, 5).join(' or ')}.`
    : ' If it is elsewhere, add region=….';
}

function unchecked(
  { kind }: Playbook,
  { wanted }: Extract<Bearings, { kind: 'settled' }>,
  { failure }: Extract<Found, { kind: 'blind' }>,
): string {
  const action = failure.action === undefined ? '' : ` (${failure.action})`;
  const taken = wanted.terms[0] === undefined ? 'none was named' : `the name “${wanted.terms[0]}” is taken as it is`;
  return `the ${kind.title}s could not be listed${action}: ${taken}`;
}

/** What stands in for an account that could not be opened, in an investigation that ends with the reason. */
function unopened({ which, account }: Extract<Bearings, { kind: 'settled' }>): Account {
  const place = { account: which.account, region: which.region ?? '', partition: 'aws' };
  return {
    place,
    name: account?.name ?? null,
    read: () => Promise.reject(new CannotInvestigate('No account is open.')),
  };
}
