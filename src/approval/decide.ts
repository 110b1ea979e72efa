import type { Happening, Person, Standing, Vote } from './standing.ts';

/** What a proposal was made on. Never changes: whoever wants something else proposes anew. */
export interface Terms {
  readonly requester: Person;
  /** Of the action, the account, the region, the parameters and the state that was found. */
  readonly digest: string;
  readonly expiresAt: Date;
  /** Milliseconds from the last approval to the start. */
  readonly startWithinMs: number;
  /** Milliseconds from the change to its end. */
  readonly lastsMs: number;
  /** True only where the configuration says so in as many words for this risk and account. */
  readonly requesterMayApprove: boolean;
  /** Once it took effect nothing of it is left to be ended or put back. */
  readonly leavesNothing: boolean;
}

/** Who may approve, as looked up for this very happening. */
export interface Rights {
  /** Why a person may not approve, as a sentence to that person; null when nothing stands against it. */
  readonly against: (person: Person) => string | null;
  /** Whether these people together are enough. Called with people who may approve only, each once. */
  readonly enough: (people: readonly Person[]) => boolean;
}

/** The new standing, or a sentence to whoever caused the happening; then nothing has changed. */
export type Decision = { readonly ok: true; readonly next: Standing } | { readonly ok: false; readonly says: string };

/** Decides what becomes of a proposed change. Pure and total: the same arguments decide alike, on every replica. */
export function decide(now: Standing, happening: Happening, terms: Terms, rights: Rights): Decision {
  switch (happening.type) {
    case 'approve':
      return approve(now, happening, terms, rights);
    case 'deny':
      return deny(now, happening, terms, rights);
    case 'withdraw':
      if (now.state !== 'pending' && now.state !== 'approved') return no(tooLate(now));
      return happening.by === terms.requester
        ? yes({ state: 'withdrawn' })
        : no('Only who asked for it may withdraw it.');
    case 'tick':
      return tick(now, happening.at, terms);
    case 'start':
      return start(now, happening, terms, rights);
    case 'outcome':
      return outcome(now, happening, terms);
    case 'extend':
      if (now.state !== 'applied') return no(nothingToUndo(now));
      return happening.until > now.until
        ? yes({ ...now, until: happening.until })
        : no('It lasts as long as that already.');
    case 'keep':
      return keep(now, happening.by, terms, rights);
    case 'revert':
      if (now.state !== 'applied' && now.state !== 'revert-stopped') return no(nothingToUndo(now));
      if (now.state === 'revert-stopped' && happening.by === null) return no('Somebody has to decide that.');
      return yes({
        state: 'reverting',
        votes: now.votes,
        by: happening.by,
        anyway: now.state === 'revert-stopped',
      });
    case 'revert-refused':
      return now.state === 'reverting'
        ? yes({ state: 'revert-stopped', votes: now.votes, says: happening.says })
        : no(nothingToUndo(now));
  }
}

function approve(
  now: Standing,
  { by, digest, at }: Extract<Happening, { type: 'approve' }>,
  terms: Terms,
  rights: Rights,
): Decision {
  if (now.state !== 'pending') return no(tooLate(now));
  if (at >= terms.expiresAt) return no('It has expired: ask for it again.');
  if (digest !== terms.digest) return no('This is not what was proposed: look at the card again.');
  if (by === terms.requester && !terms.requesterMayApprove) return no('Somebody else has to approve it.');
  const against = rights.against(by);
  if (against !== null) return no(against);
  if (now.votes.some((vote) => vote.by === by)) return no('You have approved it already: it waits for somebody else.');
  const votes = [...now.votes, { by, at }];
  // Rights may have been lost since: only those who still have them count.
  return isEnough(people(votes), terms, rights)
    ? yes({ state: 'approved', votes, startBy: new Date(at.getTime() + terms.startWithinMs) })
    : yes({ state: 'pending', votes });
}

function deny(
  now: Standing,
  { by, reason }: Extract<Happening, { type: 'deny' }>,
  terms: Terms,
  rights: Rights,
): Decision {
  if (now.state !== 'pending' && now.state !== 'approved') return no(tooLate(now));
  if (by === terms.requester) return no('Withdraw it instead: it is your own.');
  const against = rights.against(by);
  return against === null ? yes({ state: 'denied', by, reason }) : no(against);
}

/** What stays for good was approved for a time only: it takes as many others as it took to make it. */
function keep(now: Standing, by: Person, terms: Terms, rights: Rights): Decision {
  if (now.state !== 'applied' && now.state !== 'revert-stopped') return no(nothingToUndo(now));
  if (by === terms.requester && !terms.requesterMayApprove) return no('Somebody else has to decide that.');
  const against = rights.against(by);
  if (against !== null) return no(against);
  const { keepers = [] } = now;
  if (keepers.includes(by)) return no('You have said so already: it waits for somebody else.');
  const all = [...keepers, by];
  return isEnough(all, terms, rights) ? yes({ state: 'kept', by }) : yes({ ...now, keepers: all });
}

function tick(now: Standing, at: Date, terms: Terms): Decision {
  if (now.state === 'pending' && at >= terms.expiresAt) return yes({ state: 'expired', votes: now.votes });
  if (now.state === 'approved' && at >= now.startBy) return yes({ state: 'expired', votes: now.votes });
  if (now.state === 'applied' && at >= now.until)
    return yes({ state: 'reverting', votes: now.votes, by: null, anyway: false });
  return no('Nothing is due.');
}

function start(
  now: Standing,
  { digest, difference, at }: Extract<Happening, { type: 'start' }>,
  terms: Terms,
  rights: Rights,
): Decision {
  if (now.state !== 'approved') return no(now.state === 'pending' ? 'It is not approved yet.' : tooLate(now));
  if (at >= now.startBy) return yes({ state: 'expired', votes: now.votes });
  if (digest !== terms.digest) return yes({ state: 'stale', says: difference });
  return isEnough(people(now.votes), terms, rights)
    ? yes({ state: 'executing', votes: now.votes })
    : yes({ state: 'stale', says: 'who approved it may not do so any more' });
}

function outcome(
  now: Standing,
  { outcome, says, at }: Extract<Happening, { type: 'outcome' }>,
  terms: Terms,
): Decision {
  if (now.state === 'executing' || now.state === 'unknown') {
    const { votes } = now;
    if (outcome === 'took-effect' || outcome === 'partly') {
      const note = outcome === 'partly' ? says : null;
      if (terms.leavesNothing) return yes({ state: 'done', votes, note });
      return yes({ state: 'applied', votes, until: new Date(at.getTime() + terms.lastsMs), note });
    }
    return yes(outcome === 'did-not' ? { state: 'failed', says } : { state: 'unknown', votes, says });
  }
  if (now.state === 'reverting' || now.state === 'revert-unknown') {
    const { votes } = now;
    if (outcome === 'took-effect') return yes({ state: 'reverted', by: 'by' in now ? now.by : null });
    return yes(
      outcome === 'cannot-tell' ? { state: 'revert-unknown', votes, says } : { state: 'revert-stopped', votes, says },
    );
  }
  return no(`Nothing is under way: it is ${inWords(now)}.`);
}

function isEnough(voters: readonly Person[], terms: Terms, rights: Rights): boolean {
  const people = [...new Set(voters)].filter(
    (by) => rights.against(by) === null && (by !== terms.requester || terms.requesterMayApprove),
  );
  return people.length > 0 && rights.enough(people);
}

function people(votes: readonly Vote[]): readonly Person[] {
  return votes.map(({ by }) => by);
}

function tooLate(now: Standing): string {
  if (now.state === 'denied') return `It was denied: ${now.reason}`;
  if (now.state === 'stale') return `Nothing was done: ${now.says}. Ask for it again.`;
  if (now.state === 'expired') return 'It has expired: ask for it again.';
  return `Too late: it is ${inWords(now)}.`;
}

function nothingToUndo(now: Standing): string {
  return `There is nothing to undo: it is ${inWords(now)}.`;
}

function inWords({ state }: Standing): string {
  return state.replace('-', ' ');
}

function yes(next: Standing): Decision {
  return { ok: true, next };
}

function no(says: string): Decision {
  return { ok: false, says };
}
