import { pages } from './pages.ts';
import { read } from './service.ts';
import { placeOf } from './wafv2.ts';

/** The tags of one web ACL or IP set. */
export const wafTags = read(
  'wafv2',
  'ListTagsForResource',
  async (send, { arn }: { readonly arn: string }): Promise<Readonly<Record<string, string>>> => {
    const tags = await pages(
      (NextMarker) => send({ ResourceARN: arn, Limit: 100, NextMarker }, placeOf(arn).region),
      (page) => page.NextMarker,
      (page) => page.TagInfoForResource?.TagList,
    );
    return Object.fromEntries(tags.map(({ Key = '', Value = '' }) => [Key, Value]));
  },
);
