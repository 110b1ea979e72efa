import { read } from './service.ts';

/** The tags of one load balancer, listener, rule or target group. */
export const balancingTags = read(
  'elbv2',
  'DescribeTags',
  async (send, { arn }: { readonly arn: string }): Promise<Readonly<Record<string, string>>> => {
    const { TagDescriptions } = await send({ ResourceArns: [arn] });
    const own = TagDescriptions?.find(({ ResourceArn }) => ResourceArn === arn);
    return Object.fromEntries((own?.Tags ?? []).map(({ Key = '', Value = '' }) => [Key, Value]));
  },
);
