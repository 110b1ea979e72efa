import type * as sdk from '@aws-sdk/client-application-auto-scaling';
import type { Account } from '../account.ts';
import { AwsError } from '../aws-error.ts';
import type { Answers } from './answers.ts';
import { page } from './page.ts';

export const applicationAutoscaling: Answers<typeof sdk> = {
  DescribeScalableTargets(account, input) {
    const { ServiceNamespace, ResourceIds, ScalableDimension } = input;
    const found = (account['application-autoscaling']?.scalableTargets ?? []).filter(
      (one) =>
        one.ServiceNamespace === ServiceNamespace &&
        (ResourceIds === undefined || ResourceIds.includes(one.ResourceId ?? '')) &&
        (ScalableDimension === undefined || one.ScalableDimension === ScalableDimension),
    );
    const { items, next } = paged(account, found, input);
    return { ScalableTargets: items, NextToken: next };
  },

  DescribeScalingActivities(account, input) {
    const { ServiceNamespace, ResourceId, ScalableDimension, IncludeNotScaledActivities = false } = input;
    if (ScalableDimension !== undefined && ResourceId === undefined) {
      throw new AwsError('ValidationException', 'ResourceId must be specified if ScalableDimension is specified.');
    }
    const found = (account['application-autoscaling']?.scalingActivities ?? [])
      .filter(
        (one) =>
          one.ServiceNamespace === ServiceNamespace &&
          (ResourceId === undefined || one.ResourceId === ResourceId) &&
          (ScalableDimension === undefined || one.ScalableDimension === ScalableDimension) &&
          (IncludeNotScaledActivities || (one.NotScaledReasons ?? []).length === 0),
      )
      .toSorted((a, b) => (b.StartTime?.getTime() ?? 0) - (a.StartTime?.getTime() ?? 0));
    const { items, next } = paged(account, found, input);
    return { ScalingActivities: items, NextToken: next };
  },
};

function paged<T>(
  account: Account,
  list: readonly T[],
  { NextToken, MaxResults }: { NextToken?: string | undefined; MaxResults?: number | undefined },
) {
  const badToken = () => new AwsError('InvalidNextTokenException', 'The next token is not valid.');
  return page(account, list, { token: NextToken, asked: MaxResults, usual: 50, badToken });
}
