import type { SourceType } from '@aws-sdk/client-rds';
import { arn } from '../shop/place.ts';
import { ago } from '../shop/time.ts';
import type { Estate } from './model.ts';

export interface Said {
  readonly source: string;
  readonly type: SourceType;
  readonly minutesAgo: number;
  readonly message: string;
  readonly categories: readonly string[];
}

const kinds: { readonly [type: string]: string } = {
  'db-cluster': 'cluster',
  'db-instance': 'db',
  'db-proxy': 'db-proxy',
};

/** Writes an event of RDS, as DescribeEvents gives it: without its RDS-EVENT number. */
export function rdsEvent({ shop, events }: Estate, { source, type, minutesAgo, message, categories }: Said): void {
  events.push({
    SourceIdentifier: source,
    SourceType: type,
    SourceArn: arn(shop.place, 'rds', `${kinds[type] ?? type}:${source}`),
    Message: message,
    EventCategories: [...categories],
    Date: ago(shop, minutesAgo),
  });
}
