import { events } from '#aws/cloudtrail';
import { alarmsNamed, ringingAlarms, rings } from '#aws/cloudwatch-ringing';
import type { AnyReadCall } from '#playbook';

/** What a handoff reads of AWS: part of the policy that `iam --reads` prints. */
export const handoffReads: readonly AnyReadCall[] = [ringingAlarms, alarmsNamed, rings, events];
