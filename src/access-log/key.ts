/** Where a load balancer's access logs of one day lie. */
export interface KeyPlace {
  /** The prefix configured on the load balancer, without the bucket; empty for none. */
  readonly prefix: string;
  /** Twelve digits: the account that owns the load balancer. */
  readonly account: string;
  readonly region: string;
  /** Any moment of the UTC day on which the files were delivered. */
  readonly day: Date;
  /** `app/name/id`. Many load balancers may log to one place: with it, the others are not even listed. */
  readonly loadBalancer?: string | undefined;
}

/**
 * What the S3 keys of one UTC day begin with: `[prefix/]AWSLogs/account/elasticloadbalancing/region/yyyy/mm/dd/`, and
 * with a load balancer also `account_elasticloadbalancing_region_app.name.id_` (ELB user guide, "Access log files").
 */
export function keyPrefix({ prefix, account, region, day, loadBalancer }: KeyPlace): string {
  const lead = prefix.replace(/^\/+|\/+$/g, '');
  const date = day.toISOString().slice(0, 10).replaceAll('-', '/');
  const folder = `${lead === '' ? '' : `${lead}/`}AWSLogs/${account}/elasticloadbalancing/${region}/${date}/`;
  return loadBalancer === undefined
    ? folder
    : `${folder}${account}_elasticloadbalancing_${region}_${dotted(loadBalancer)}_`;
}

/** Every key of a load balancer's files that end at `from` or later comes after this one: for `StartAfter`. */
export function logKeyStart(place: KeyPlace & { readonly loadBalancer: string; readonly from: Date }): string {
  const stamp = place.from.toISOString().slice(0, 16).replace(/[-:]/g, '');
  return `${keyPrefix(place)}${stamp}`;
}

/** A test whether an object's key is an access log of this load balancer (`app/name/id`). */
export function isKeyOf(loadBalancerId: string): (key: string) => boolean {
  const part = `_${dotted(loadBalancerId)}_`;
  return (key) => keyTime(key) !== null && key.slice(key.lastIndexOf('/') + 1).includes(part);
}

function dotted(loadBalancerId: string): string {
  return loadBalancerId.replaceAll('/', '.');
}

const endTime = /_(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)Z_[^_/]*_[^_/]*\.log\.gz$/;

/**
 * The end of the five minutes whose requests an object holds. Null if its key is not that of an access log, or not of
 * the load balancer asked for.
 */
export function keyTime(key: string, loadBalancerId?: string): Date | null {
  if (loadBalancerId !== undefined && !isKeyOf(loadBalancerId)(key)) return null;
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
