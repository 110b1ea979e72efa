/** Where a simulated account is. */
export interface Place {
  /** Twelve digits. */
  readonly account: string;
  readonly region: string;
  /** `aws`, `aws-cn`, `aws-us-gov`. */
  readonly partition: string;
}

export function arn({ partition, region, account }: Place, service: string, resource: string): string {
  return `arn:${partition}:${service}:${region}:${account}:${resource}`;
}

export function domain({ partition }: Place): string {
  return partition === 'aws-cn' ? 'amazonaws.com.cn' : 'amazonaws.com';
}

/** `eu-west-1a` … as the console lists them; `count` of them. */
export function zoneNames(region: string, count: number): readonly string[] {
  return ['a', 'b', 'c', 'd', 'e', 'f'].slice(0, count).map((letter) => `${region}${letter}`);
}

/** `euw1-az1`: the same building for every account, unlike the name. */
export function zoneId(region: string, index: number): string {
  const parts = region.split('-');
  const short: Record<string, string> = {
    north: 'n',
    south: 's',
    east: 'e',
    west: 'w',
    central: 'c',
    northeast: 'ne',
    southeast: 'se',
    gov: 'g',
  };
  return `${parts.map((part) => short[part] ?? part).join('')}-az${index + 1}`;
}
