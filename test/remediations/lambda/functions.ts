import type { AliasConfiguration, EventSourceMappingConfiguration } from '@aws-sdk/client-lambda';
import type { Account, Lambda, MetricSeries } from '#simulation/account';

export const functionArn = 'arn:aws:lambda:eu-west-1:123456789012:function:checkout';
export const searchArn = functionArn.replace('checkout', 'search');

/** An account with the functions checkout and search, and what else is set. */
export function shop(lambda: Partial<Lambda> = {}, more: Partial<Account> = {}): Account {
  const latest = (arn: string) => ({ FunctionName: arn.split(':')[6], FunctionArn: arn, Version: '$LATEST' });
  return {
    id: '123456789012',
    region: 'eu-west-1',
    lambda: { functions: [latest(functionArn), latest(searchArn)], ...lambda },
    ...more,
  };
}

/** The same with a part of it changed. */
export const changed =
  (by: (lambda: Lambda) => Partial<Lambda>) =>
  (account: Account): Account => {
    const before = account.lambda ?? { functions: [] };
    return { ...account, lambda: { ...before, ...by(before) } };
  };

/** Metrics of checkout for ten minutes, the change in the middle of them. */
export function tenMinutes(
  metric: string,
  before: number,
  after: number | null,
  dimensions: Readonly<Record<string, string>> = { FunctionName: 'checkout' },
) {
  const values = [...Array.from({ length: 5 }, () => before), ...Array.from({ length: 5 }, () => after)];
  return { namespace: 'AWS/Lambda', metric, dimensions, values };
}

/** An event source of checkout. */
export const mappingId = 'b0a5c3d2-1f2e-4d3c-8b4a-5a6b7c8d9e0f';
export const mappingArn = `arn:aws:lambda:eu-west-1:123456789012:event-source-mapping:${mappingId}`;
export const queueArn = 'arn:aws:sqs:eu-west-1:123456789012:orders';

/** The account with two event sources of checkout. */
export function mapped(more: Partial<EventSourceMappingConfiguration> = {}) {
  const mapping = {
    UUID: mappingId,
    FunctionArn: functionArn,
    EventSourceArn: queueArn,
    State: 'Enabled',
    BatchSize: 10,
    ...more,
  };
  const other = { ...mapping, UUID: mappingId.replace('b0', 'c1'), EventSourceArn: `${queueArn}-2` };
  return shop({ eventSources: [other, mapping] });
}

export const liveArn = `${functionArn}:live`;

/** The account with published versions of checkout and the aliases live and beta. */
export function aliased(more: Partial<AliasConfiguration> = {}, metrics: readonly MetricSeries[] = []) {
  const version = (Version: string, State: 'Active' | 'Failed' = 'Active') => ({
    FunctionName: 'checkout',
    FunctionArn: `${functionArn}:${Version}`,
    Version,
    State,
  });
  return shop(
    {
      functions: [
        { FunctionName: 'checkout', FunctionArn: functionArn, Version: '$LATEST' },
        ...['41', '42', '43'].map((each) => version(each)),
        version('40', 'Failed'),
      ],
      aliases: [
        { Name: 'beta', AliasArn: `${functionArn}:beta`, FunctionVersion: '42' },
        { Name: 'live', AliasArn: liveArn, FunctionVersion: '42', ...more },
      ],
    },
    { metrics },
  );
}
