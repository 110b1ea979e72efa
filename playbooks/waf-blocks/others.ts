import type { Sighting } from '#playbook';
import type { Front, FrontLog } from '#facts/waf/fronts';
import { suspect } from '#facts/waf/fronts';
import type { Protected } from '#facts/waf/web-acl';
import type { Course } from '#facts/waf/rises';
import type { Traffic } from '#facts/waf/traffic';
import { sum } from '#facts/words';

/** What goes wrong in front of or behind WAF, read alike by the symptom and the judges. */

interface Known {
  readonly fronts: Sighting<readonly Front[]>;
  readonly frontLog: Sighting<FrontLog>;
}

/** 500s of the load balancer's own that are, or may be, WAF's doing. */
export interface Failures {
  readonly resource: Protected;
  readonly course: Course;
  /** Reasons that the access log names, or null where it could not be read. */
  readonly reasons: readonly { readonly key: string; readonly count: number }[] | null;
}

/** Null where there are none, or where the log says that they have other reasons. */
export function failures({ fronts, frontLog }: Known): Failures | null {
  const front = fronts.known ? suspect(fronts.value) : null;
  if (!front?.own500?.risen) return null;
  const { resource, own500: course } = front;
  if (!frontLog.known || !frontLog.value?.log) return { resource, course, reasons: null };
  const { errorReasons, actions } = frontLog.value.log;
  const named = errorReasons.rows.filter(({ key }) => key.startsWith('WAF'));
  const failed = actions.rows.filter(({ key }) => key.includes('waf-failed'));
  const reasons = named.length > 0 ? named : failed;
  return reasons.length > 0 ? { resource, course, reasons } : null;
}

/** 403s that were not made by WAF. */
export interface Refusals {
  readonly resource: Protected;
  readonly course: Course;
  readonly count: number;
  /** Who made them, in words. */
  readonly by: string;
  readonly routes: readonly string[];
}

/** So many 403s at least, and this part of all 4xx: a few are ordinary. */
const LEAST = 10;
const LEAST_PART = 0.3;
/** So many times the blocks of WAF. */
const TIMES = 3;

/** Null where none are shown: that the load balancer's log names no 403s, or says nothing, is not enough. */
export function refusals({ fronts, frontLog }: Known, traffic: Traffic): Refusals | null {
  if (!fronts.known) return null;
  const edge = fronts.value.find(
    ({ resource, behind4xx, only403 }) => resource.kind === 'distribution' && only403 && behind4xx.risen,
  );
  if (edge) {
    const { behind4xx: course, resource } = edge;
    const blocked = sum(traffic.all.blocked.filter(({ at }) => at >= course.since).map((one) => one.count));
    const count = course.count - blocked;
    if (course.count < TIMES * blocked || count < LEAST) return null;
    return { resource, course, count, by: 'the origin, or CloudFront itself', routes: [] };
  }
  const front = suspect(fronts.value);
  if (!front || front.own500?.risen || !frontLog.known || !frontLog.value?.log) return null;
  const { resource, behind4xx: course } = front;
  const refused = frontLog.value.log.failures.find(({ status }) => status === 403);
  const behind = refused?.origins['passed-through'];
  if (!behind || behind.count < LEAST || behind.count < LEAST_PART * course.count) return null;
  return {
    resource,
    course,
    count: behind.count,
    by: 'the application behind the load balancer',
    routes: behind.routes.rows.map(({ key }) => key),
  };
}
