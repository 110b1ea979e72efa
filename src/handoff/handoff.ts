import type { Investigation } from '#app';
import type { Risk } from '#playbook';
import type { Person, State } from '../approval/standing.ts';

/** A message in Slack that shows what a line says. */
export interface MessageLink {
  readonly team: string;
  readonly channel: string;
  readonly thread: string | null;
  readonly ts: string;
}

/** Where to see for oneself: each that there is. */
export interface Evidence {
  readonly message: MessageLink | null;
  /** The words of a command that shows it: `changes chg_01`. */
  readonly command: string | null;
  /** In the AWS console. */
  readonly console: string | null;
}

/** One line of a handoff. */
export interface Item {
  /** The same thing has the same key in the next handoff: it is told how often it was carried. */
  readonly key: string;
  readonly evidence: Evidence;
  /** In how many handoffs before this one, without a break. */
  readonly carried: number;
}

/** A temporary change of ours that is in force, is about to be, or of which nobody can tell. */
export interface InForce extends Item {
  readonly change: string;
  readonly title: string;
  readonly account: string;
  readonly region: string;
  readonly resources: readonly string[];
  readonly owner: Person;
  readonly state: State;
  /** What was done to what: "checkout: reserved concurrency, not set → 5". */
  readonly says: string;
  /** ISO 8601; null where it has no end. */
  readonly until: string | null;
  readonly undo: string;
}

/** A temporary change that none of ours accounts for: somebody made it by hand. */
export interface ByOthers extends Item {
  /** `mute-rule`, `alarm-actions-disabled`, `reserved-concurrency`, `zonal-shift`, `waf-rule-counting`. */
  readonly kind: string;
  readonly account: string;
  readonly region: string;
  readonly resource: string;
  readonly says: string;
  readonly by: string | null;
  readonly since: string | null;
  readonly until: string | null;
}

/** An alarm that is in ALARM. */
export interface Alarm extends Item {
  readonly name: string;
  readonly account: string;
  readonly region: string;
  readonly since: string | null;
  readonly reason: string;
  /** False: it rings and nobody is told. */
  readonly actionsEnabled: boolean;
  /** The last diagnosis of what it is about, since it rings or before. */
  readonly diagnosis: LastDiagnosis | null;
  /** The words of the command to run next; null where no playbook is for such an alarm. */
  readonly next: string | null;
}

export interface LastDiagnosis {
  readonly investigation: string;
  readonly at: string;
  readonly says: string;
  /** Made since the alarm began to ring. */
  readonly current: boolean;
}

/** What was found out in the shift, the last of each playbook and subject. */
export interface Investigated extends Item {
  readonly investigation: string;
  readonly playbook: string;
  readonly subject: string;
  readonly at: string;
  readonly state: Investigation['state'];
  readonly verdict: NonNullable<Investigation['report']>['diagnosis']['kind'] | null;
  readonly says: string;
  /** How often it was looked into in the shift. */
  readonly times: number;
  /** What was done about it through us. `not-needed`: there was nothing to be done. */
  readonly acted: 'changed' | 'proposed' | 'nothing' | 'not-needed';
}

/** A change that waits for a yes, or waited in vain: its buttons still work. */
export interface Waiting extends Item {
  readonly change: string;
  readonly title: string;
  readonly account: string;
  readonly region: string;
  readonly owner: Person;
  readonly state: 'pending' | 'expired';
  readonly says: string;
  readonly reason: string;
  readonly risk: Risk;
  readonly askedAt: string;
  readonly expiresAt: string;
  readonly votes: number;
  readonly needed: number;
}

/** A change that was made without approval, and that nobody has reviewed yet. */
export interface Review extends Item {
  readonly change: string;
  readonly title: string;
  readonly account: string;
  readonly region: string;
  readonly by: Person;
  readonly at: string;
  readonly reason: string;
  readonly says: string;
}

/** What somebody did to the account otherwise: deployments above all. */
export interface SeenChange extends Item {
  readonly account: string;
  readonly region: string;
  readonly at: string;
  readonly who: string | null;
  /** `UpdateService production/checkout` */
  readonly what: string;
  /** The same by the same person, in the shift. */
  readonly times: number;
  readonly deployment: boolean;
}

/** A source that could not be read, or not wholly. It is never shown as fine. */
export interface Unseen {
  /** `alarms`, `changes by others`, `CloudTrail` … */
  readonly source: string;
  /** Which account and region; null where it is about neither. */
  readonly where: string | null;
  /** As a sentence, with the IAM action where one is missing. */
  readonly says: string;
}

/** One number, and the same of the time as long just before; null where it could not be counted. */
export interface Figure {
  readonly now: number | null;
  readonly before: number | null;
}

export interface Numbers {
  /** How often alarms began to ring. */
  readonly alarms: Figure;
  /** Of those, outside of working hours (Monday to Friday, 9 to 18, by the clock of the handoff's time zone). */
  readonly offHours: Figure;
  /** The alarms that rang most often, and more than once; five at most. */
  readonly flapping: readonly { readonly alarm: string; readonly times: number }[];
  /** Milliseconds from an alarm to the first investigation of what it is about: the median. */
  readonly firstDiagnosisMs: Figure;
  readonly investigations: Figure;
}

/** Who is on call at the end of the window. */
export interface OnCallNow {
  readonly people: readonly Person[];
  readonly unknown: readonly string[];
  /** Null: nobody is on call, or it is not known until when. */
  readonly until: string | null;
  readonly before: {
    readonly people: readonly Person[];
    readonly unknown: readonly string[];
    readonly until: string;
  } | null;
  readonly next: {
    readonly people: readonly Person[];
    readonly unknown: readonly string[];
    readonly from: string;
  } | null;
}

/** The one thing to look at first, and by which rule it was chosen. */
export interface StartHere {
  readonly rule: string;
  /** The key of the line it is about. */
  readonly key: string;
  readonly says: string;
  readonly evidence: Evidence;
}

/** What the next on call needs to know, as plain JSON: every surface shows this. Times are ISO 8601. */
export interface Handoff {
  readonly schema: 1;
  readonly window: { readonly from: string; readonly to: string };
  readonly timeZone: string;
  readonly madeAt: string;
  /** Null where no schedule is configured, or it could not be read (then `unseen` says so). */
  readonly onCall: OnCallNow | null;
  readonly startHere: StartHere | null;
  readonly inForce: readonly InForce[];
  readonly byOthers: readonly ByOthers[];
  readonly alarms: readonly Alarm[];
  readonly investigations: readonly Investigated[];
  readonly waiting: readonly Waiting[];
  readonly reviews: readonly Review[];
  readonly seenChanges: readonly SeenChange[];
  readonly unseen: readonly Unseen[];
  readonly numbers: Numbers;
}

/** Nothing that the next on call would have to know, as far as could be seen. */
export function isQuiet(handoff: Handoff): boolean {
  const { inForce, byOthers, alarms, investigations, waiting, reviews } = handoff;
  const open = investigations.filter(({ acted }) => acted !== 'not-needed');
  return [inForce, byOthers, alarms, open, waiting, reviews].every((lines) => lines.length === 0);
}
