/** Where a load balancer's access logs lie for one day. */
export interface KeyPlace {
  /** The prefix configured on the load balancer, without the bucket; empty for none. */
  readonly prefix: string;
  /** Twelve digits: the account that owns the load balancer. */
  readonly account: string;
  readonly region: string;
  /** Any moment of the UTC day. */
  readonly day: Date;
}

/**
 * The S3 key prefix of one UTC day:
 * `[prefix/]AWSLogs/account/elasticloadbalancing/region/yyyy/mm/dd/` (ELB user guide, "Access log files").
 */
export function keyPrefix({ prefix, account, region, day }: KeyPlace): string {
  const lead = prefix.replace(/^\/+|\/+$/g, '');
  const date = day.toISOString().slice(0, 10).replaceAll('-', '/');
  return `${lead === '' ? '' : `${lead}/`}AWSLogs/${account}/elasticloadbalancing/${region}/${date}/`;
}

/**
 * The beginning that all of one load balancer's keys of a day share: many load balancers log under one prefix, and
 * listing theirs too would cost a page for each 1,000 files.
 */
export function loadBalancerKeyPrefix(place: KeyPlace, loadBalancerId: string): string {
  return `${keyPrefix(place)}${place.account}_elasticloadbalancing_${place.region}_${dotted(loadBalancerId)}_`;
}

/** A test whether an object's key is an access log of this load balancer (`app/name/id`). */
export function isKeyOf(loadBalancerId: string): (key: string) => boolean {
  const part = `_${dotted(loadBalancerId)}_`;
  return (key) => {
    const name = key.slice(key.lastIndexOf('/') + 1);
    return name.includes(part) && keyTime(name) !== null;
  };
}

function dotted(loadBalancerId: string): string {
  return loadBalancerId.replaceAll('/', '.');
}

const endTime = /_(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)Z_[^_/]*_[^_/]*\.log\.gz$/;

/** The end of the five minutes whose requests an object holds; null if its key is not that of an access log. */
export function keyTime(key: string): Date | null {
  const match = endTime.exec(key);
  if (match === null) return null;
  const [, year, month, day, hour, minute] = match;
  const time = new Date(`${year}-${month}-${day}T${hour}:${minute}:00Z`);
  return Number.isNaN(time.getTime()) ? null : time;
}

/** The newest first; among equals by key, so that the order of a listing changes nothing. */
export function newestFirst(keys: readonly string[]): string[] {
  return keys
    .map((key) => ({ key, time: keyTime(key)?.getTime() ?? 0 }))
    .sort((a, b) => b.time - a.time || (a.key < b.key ? -1 : 1))
    .map(({ key }) => key);
}
