export { concerns } from './concerning.ts';
export { createGuardedChanges } from './create.ts';
export type { GuardedChangesParts } from './create.ts';
export { changesToRead } from './to-read.ts';
export { idleActions } from './entitlement.ts';
export { forbidsFrom } from './forbidden.ts';
export { limitsOf } from './limits.ts';
export { rightsFrom } from './rights.ts';
export type { LookUpRights } from './rights.ts';
export { unaccountedFrom } from './unowned.ts';
export type { UnownedParts } from './unowned.ts';
export { runChanges } from './worker.ts';
export type { Sources } from './circle.ts';
export type { AttemptOf, AwsAccess, Where, Writer } from './aws-access.ts';
export type {
  Answered,
  Approvers,
  Draft,
  GuardedChanges,
  Remedy,
  Unaccounted,
  Unowned,
  Wanted,
} from './guarded-changes.ts';
export type { OnCall, People } from './people.ts';
export { jobKinds } from './work.ts';
export type { ChangeJob, ChangeMessage, JobKind } from './work.ts';
