import type { AnyRemediation, BlindSpot, ByHand, Place as AwsPlace, Preview, Risk } from '#playbook';
import type { Change, Switch, Which } from '../store/changes-store.ts';
import type { Place } from '../app/investigation.ts';
import type { Person } from '../approval/standing.ts';

/** What can be done about a cause: a guarded change, or a command to copy. */
export type Remedy = AnyRemediation | ByHand<never>;

/** What somebody wants: the filled-in form. */
export interface Wanted {
  /** The id of a remedy. */
  readonly remedy: string;
  /** Id or configured name; null where the channel or the configuration tells. */
  readonly account: string | null;
  readonly region: string | null;
  /** Values of the form by the name of the parameter, as typed. */
  readonly given: Readonly<Record<string, string>>;
  readonly reason: string;
  /** Milliseconds until its end; null for the usual time. */
  readonly lastsMs: number | null;
  readonly by: Person;
  /** Where the card goes. */
  readonly place: Place;
  /** The investigation it comes from. */
  readonly investigation: string | null;
  /** The change in force whose end this puts off. */
  readonly extends: string | null;
  /** Done without approval, in an emergency: only where the configuration allows it. */
  readonly breakGlass: boolean;
  /** The name of what is changed, typed by hand: only asked for where the glass is broken. */
  readonly typed: string | null;
}

/** Who may approve, as looked up just now. */
export interface Approvers {
  readonly people: readonly Person[];
  readonly needed: number;
  /** Groups that could not be read. */
  readonly unreadable: readonly string[];
  /** One sentence: "2 of 5 people of the group, each through another group". */
  readonly says: string;
}

/** What would be asked for, looked up live: what a form shows before it is sent. */
export type Draft =
  /** Never run by us. */
  | { readonly kind: 'by-hand'; readonly remedy: ByHand<never>; readonly command: string; readonly why: string }
  /** The form is not right yet: a sentence by the name of each field; `reason` and `lasts` are fields, too. */
  | { readonly kind: 'wrong'; readonly remedy: Remedy; readonly wrong: Readonly<Record<string, string>> }
  /** It cannot be proposed at all, and why; `pending` is the same change that waits already. */
  | {
      readonly kind: 'refused';
      readonly says: string;
      readonly pending: Change | null;
      /** Whether this person may do it without approval, were the glass broken: then nobody being there is no reason. */
      readonly mayBreakGlass: boolean;
    }
  | {
      readonly kind: 'ready';
      readonly remedy: AnyRemediation;
      readonly where: AwsPlace & { readonly account: string };
      readonly accountName: string | null;
      readonly preview: Preview;
      readonly digest: string;
      readonly risk: Risk;
      readonly until: Date;
      readonly approvers: Approvers;
      /** Worth knowing, none of it in the way: managed by Terraform, a group that could not be read. */
      readonly warnings: readonly string[];
      /** Whether this person may do it without approval, in an emergency. */
      readonly mayBreakGlass: boolean;
      /** To break the glass, the name of what is changed is typed by hand: what is missing, as a sentence. */
      readonly toType: string | null;
    };

/** What came of somebody's wish. `says` is for that person alone; what all should see goes through the outbox. */
export interface Answered {
  readonly ok: boolean;
  readonly says: string;
  readonly change: Change | null;
}

/** A temporary change in AWS that none of ours accounts for. */
export interface Unowned {
  /** `mute-rule`, `alarm-actions-disabled`, `reserved-concurrency`, `zonal-shift`, `waf-rule-counting`. */
  readonly kind: string;
  readonly account: string;
  readonly region: string;
  readonly resource: string;
  readonly says: string;
  /** ISO 8601; null where AWS does not tell. */
  readonly since: string | null;
  readonly until: string | null;
  /** Who did it, where CloudTrail tells. */
  readonly by: string | null;
}

/** What was found beside our own changes, and what could not be seen. */
export interface Unaccounted {
  readonly found: readonly Unowned[];
  readonly blind: readonly BlindSpot[];
}

/**
 * Guarded changes, as surfaces see them. Nothing rejects for what a person did: that is answered in a sentence. A
 * database that is out of reach rejects.
 */
export interface GuardedChanges {
  readonly remedies: ReadonlyMap<string, Remedy>;
  draft(wanted: Wanted, signal: AbortSignal): Promise<Draft>;
  /** Drafts anew, and asks for it only if that gives `digest`: what the person saw (null: whatever it gives). */
  propose(wanted: Wanted, digest: string | null, signal: AbortSignal): Promise<Answered>;
  approve(id: string, by: Person, digest: string): Promise<Answered>;
  deny(id: string, by: Person, reason: string): Promise<Answered>;
  withdraw(id: string, by: Person): Promise<Answered>;
  /** Undoes it now. */
  undo(id: string, by: Person): Promise<Answered>;
  /** It stays for good. */
  keep(id: string, by: Person): Promise<Answered>;
  /** Says what nobody could tell: whether a call of which no answer came took effect. Takes somebody who may approve. */
  settle(id: string, by: Person, tookEffect: boolean): Promise<Answered>;
  /** The form of a change that ended without being made, or of its extension, to be sent again. */
  again(id: string, by: Person, extend: boolean): Promise<Wanted | null>;
  closeReview(id: string, by: Person, note: string): Promise<Answered>;
  turn(on: boolean, by: Person, why: string): Promise<Answered>;
  switch(): Promise<Switch>;
  find(id: string): Promise<Change | null>;
  list(which: Which): Promise<readonly Change[]>;
  /** Who may approve a change as it stands. */
  approvers(change: Change): Promise<Approvers>;
  /** Who could approve such a change, before it is asked for: `/opsmedic approvals who <remedy>`. */
  whoMay(
    remedy: string,
    account: string | null,
  ): Promise<readonly { readonly risk: Risk; readonly approvers: Approvers }[]>;
  unaccounted(signal: AbortSignal): Promise<Unaccounted>;
}
