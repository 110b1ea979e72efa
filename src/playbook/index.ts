export { CannotInvestigate, ReadFailure } from './blind-spot.ts';
export type { BlindReason, BlindSpot } from './blind-spot.ts';
export type { Answer, AnyReadCall, IamAction, Read, ReadCall, Reader } from './call.ts';
export { cause } from './cause.ts';
export type { Because, Bearing, Cause, Confidence, Evidence, Judge, Layer, Verdict } from './cause.ts';
export { fact, given, know, maybe } from './fact.ts';
export type { Fact, FactContext, Given, Inputs, Known, Maybe, Place, Sighting } from './fact.ts';
export { playbook } from './playbook.ts';
export type { Change, Playbook, Symptom } from './playbook.ts';
export { byHand, CannotChange, offer, remediation, WriteFailure, writesOf } from './remediation.ts';
export type {
  AnyRemediation,
  AnyWriteCall,
  ByHand,
  ChangeContext,
  Doing,
  FieldChange,
  LookContext,
  Offer,
  Parameter,
  Parsed,
  Plain,
  Preview,
  ReadBack,
  Remediation,
  Risk,
  Step,
  Verification,
  Write,
  WriteCall,
} from './remediation.ts';
export type { Candidate, CandidateSource, Subject, SubjectFrom, SubjectKind } from './subject.ts';
export type { Seeker, Trace, WhoMade } from './trace.ts';
