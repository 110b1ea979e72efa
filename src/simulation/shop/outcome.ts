/**
 * What became of a request, in the terms of the access log. Times are seconds, -1 as the log writes it: a connection
 * that was never made has three of them, one on which no answer came has the last two or one.
 * Source: AWS re:Post "How do I troubleshoot Application Load Balancer HTTP 502 errors?" and the ALB user guide.
 */
export interface Outcome {
  readonly elb: number;
  readonly target: number | null;
  readonly times: readonly [request: number, target: number, response: number];
  /** From the arrival of the request to the end of the answer. */
  readonly seconds: number;
  /** No target stands in the line. */
  readonly untargeted?: true;
  /** No target group does either: it ended before anything was forwarded. */
  readonly ungrouped?: true;
  /** What the connection to the target suffered. */
  readonly link?: 'refused' | 'timeout' | 'tls';
  readonly reason?: string;
  readonly actions?: string;
  readonly sent: number;
  readonly received?: number;
  readonly userAgent?: string;
}

const none = [-1, -1, -1] as const;
/** Bytes of the pages the load balancer makes itself. */
const OWN_PAGE = 277;

export function answered(status: number, seconds: number, sent = 1_400): Outcome {
  return { elb: status, target: status, times: [0, round(seconds), 0], seconds, sent };
}

/** TCP RST at connect: nothing listens there. */
export function refused(): Outcome {
  return { elb: 502, target: null, times: none, seconds: 0.002, link: 'refused', sent: OWN_PAGE };
}

/** The connection was made and the request sent; then the target closed it. `seconds` is how long it held it. */
export function closed(seconds: number): Outcome {
  return { elb: 502, target: null, times: [0.001, round(seconds), -1], seconds: seconds + 0.001, sent: OWN_PAGE };
}

export function tlsFailed(): Outcome {
  return { elb: 502, target: null, times: none, seconds: 0.006, link: 'tls', sent: OWN_PAGE };
}

/** The target answered, and the load balancer would not pass the answer on. */
export function rejected(status: number, seconds: number): Outcome {
  return { elb: 502, target: status, times: [0.001, round(seconds), -1], seconds, sent: OWN_PAGE };
}

/** No connection within the fixed ten seconds. */
export function unreachable(): Outcome {
  return { elb: 504, target: null, times: none, seconds: 10.001, link: 'timeout', sent: 247 };
}

/** Connected, and no answer within the idle timeout. */
export function unanswered(idle: number): Outcome {
  return { elb: 504, target: null, times: [0.001, -1, -1], seconds: idle + 0.002, sent: 247 };
}

/** Headers and a part of the promised body came, the rest never did. */
export function cutShort(idle: number): Outcome {
  return { elb: 504, target: 200, times: [0.001, 0.04, -1], seconds: idle + 0.043, sent: 65_782 };
}

export function nowhere(): Outcome {
  return { elb: 503, target: null, times: none, seconds: 0.001, untargeted: true, sent: 337 };
}

export function fixed(status: number): Outcome {
  return { elb: status, target: null, times: none, seconds: 0, untargeted: true, actions: 'fixed-response', sent: 812 };
}

export function functionFailed(reason: string, status = 502, seconds = 0.041): Outcome {
  return { elb: status, target: null, times: [0, round(seconds), 0], seconds, untargeted: true, reason, sent: 366 };
}

/** The load balancer could not have its web ACL's answer, and may not let the request through without. */
export function unguarded(reason: string): Outcome {
  const ended = { untargeted: true, ungrouped: true, actions: 'waf-failed', reason } as const;
  return { elb: 500, target: null, times: none, seconds: 5.002, sent: OWN_PAGE, ...ended };
}

/** Signing in ended at the load balancer: 302 when it went well, 500 or 561 with a reason when it did not. */
export function signedIn(elb: 302 | 500 | 561, seconds: number, reason = '-'): Outcome {
  const ended = { untargeted: true, ungrouped: true, actions: 'authenticate', reason } as const;
  return { elb, target: null, times: none, seconds, sent: 613, ...ended };
}

/** The client hung up first (status 460). */
export function gaveUp(seconds: number): Outcome {
  return { elb: 460, target: null, times: [0.001, -1, -1], seconds, sent: 0 };
}

/** A request that never got to a target: malformed, blocked by WAF, too large. */
export function turnedAway(status: number, actions = '-'): Outcome {
  return { elb: status, target: null, times: none, seconds: 0.001, untargeted: true, actions, sent: 272 };
}

function round(seconds: number): number {
  return Math.round(seconds * 1_000) / 1_000;
}
