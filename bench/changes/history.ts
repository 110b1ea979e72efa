import type { Change } from '#store';

/** A call that changed something, as AWS saw it; times are by the clock of AWS, in milliseconds. */
export interface Effect {
  readonly change: string;
  /** Of the attempt, as the session is named. */
  readonly n: number;
  readonly kind: 'do' | 'undo';
  readonly at: number;
}

/** All that is known at the end of a trial. */
export interface History {
  readonly changes: readonly Change[];
  /** What people were told was proposed or approved. */
  readonly told: readonly { readonly change: string; readonly by: string; readonly what: 'proposed' | 'approved' }[];
  readonly effects: readonly Effect[];
  /** Resources that are not as they were before the trial. */
  readonly leftOver: readonly string[];
  /** Null: nobody has altered the audit log. */
  readonly auditProblem: string | null;
}

const ends = new Set(['reverted', 'failed', 'stale', 'expired', 'withdrawn']);

/** What went wrong, a sentence each: nothing lost, nothing done twice, all at an end, AWS as it was. */
export function problemsOf({ changes, told, effects, leftOver, auditProblem }: History): readonly string[] {
  const known = new Map(changes.map((change) => [change.proposal.id, change]));
  const lost = told.flatMap(({ change, by, what }) => {
    const found = known.get(change);
    const there = found && (what === 'proposed' || found.votes.some((vote) => vote.by === by));
    return there ? [] : [`${change}: ${by} was told that it is ${what}, and that is lost`];
  });
  const strays = effects
    .filter(({ change }) => !known.has(change))
    .map(({ change }) => `${change}: nobody asked for it`);
  return [
    ...lost,
    ...strays,
    ...changes.flatMap((change) => problemsOfOne(change, effects)),
    ...leftOver.map((resource) => `${resource} is not as it was`),
    ...(auditProblem === null ? [] : [`the audit log: ${auditProblem}`]),
  ];
}

function problemsOfOne(change: Change, all: readonly Effect[]): readonly string[] {
  const { proposal, standing, executions, votes } = change;
  const its = all.filter((effect) => effect.change === proposal.id);
  const done = its.filter(({ kind }) => kind === 'do');
  const undone = its.filter(({ kind }) => kind === 'undo');
  const says = (problem: string) => [`${proposal.id} (${standing.state}): ${problem}`];
  const expected = standing.state === 'reverted' ? 1 : 0;
  return [
    ...(ends.has(standing.state) ? [] : says('it has come to no end')),
    ...(done.length > 1 ? says(`it was done ${done.length} times`) : []),
    ...(undone.length > 1 ? says(`it was undone ${undone.length} times`) : []),
    ...(done.length < expected ? says('it was never done') : []),
    ...(ends.has(standing.state) && done.length > expected ? says('it was done, and is said not to be') : []),
    ...(undone.length !== done.length && undone.length < 2 && done.length < 2
      ? says('done and undone do not agree')
      : []),
    ...(done.length > 0 && new Set(votes.map(({ by }) => by)).size < 2 ? says('too few have approved it') : []),
    ...(votes.some(({ by }) => by === proposal.requester) ? says('who asked for it has approved it') : []),
    ...its.flatMap(({ kind, n, at }) => {
      const attempt = executions.find((one) => one.kind === kind)?.attempts.find((one) => one.n === n);
      if (!attempt) return says(`call ${n} to ${kind} it has no intent`);
      return at < attempt.deadline.getTime() ? [] : says(`call ${n} to ${kind} it came after its deadline`);
    }),
  ];
}
