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
