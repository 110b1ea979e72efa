import type { Scenario, Truth } from '#simulation/scenario';

/** An incident that is told elsewhere, looked at by a role that may read less. */
export interface Denial {
  /** Id of the incident. */
  readonly of: string;
  readonly id: string;
  readonly title: string;
  /** What can be told without, or cannot. */
  readonly story: string;
  /** The IAM action that is refused. */
  readonly denies: string;
  /** What is still true of it; that the action is missing goes without saying. */
  readonly truth: Truth;
}

/** Whether anything is wrong cannot be told, or nothing of why. */
export const dark = (...mustNotClaim: readonly string[]): Truth => ({ kind: 'blind', rootCause: null, mustNotClaim });

/** Something of it is there to be seen, and not what began it. */
export const half = (...mustNotClaim: readonly string[]): Truth => ({ ...dark(...mustNotClaim), kind: 'undecided' });

/** It can be told without. */
export const told = (cause: string, ...mustNotClaim: readonly string[]): Truth => ({
  kind: 'diagnosed',
  rootCause: [cause],
  mustNotClaim,
});

/** It can be told without, and not for certain. */
export const guessed = (cause: string, ...mustNotClaim: readonly string[]): Truth => ({
  ...told(cause, ...mustNotClaim),
  atMost: 'likely',
});

/** The same worlds, and one read less. */
export function denied(incidents: readonly Scenario[], denials: readonly Denial[]): readonly Scenario[] {
  return denials.map(({ of, id, title, story, denies, truth }) => {
    const incident = incidents.find((one) => one.id === of);
    if (!incident) throw new RangeError(`There is no incident ${of}`);
    return {
      id,
      title,
      story: `${incident.story} ${story}`,
      ask: incident.ask,
      account: (now) => {
        const account = incident.account(now);
        return { ...account, denies: [...(account.denies ?? []), denies] };
      },
      truth: { ...truth, gaps: [denies] },
    };
  });
}
