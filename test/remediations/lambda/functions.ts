import type { Account, Lambda } from '#simulation/account';

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
