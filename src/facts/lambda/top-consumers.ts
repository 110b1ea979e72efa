import { fact } from '#playbook';
import * as cloudwatch from '#aws/cloudwatch';
import * as published from '#aws/lambda-versions';
import { minutesAfter } from '../words.ts';
import { window } from '../window.ts';
import { episode, troubleOf } from './episode.ts';
import { reserved } from './function.ts';
import { spanOf } from './traffic.ts';

/** A function of the account and how many of its executions ran at once, at the most. */
export interface Consumer {
  readonly name: string;
  readonly arn: string;
  readonly peak: number;
}

const MOST_FUNCTIONS = 400;
const SHOWN = 3;

/** Who takes the account's concurrency, the greatest first. Only asked where that could be what throttles. */
export const topConsumers = fact({
  id: 'lambda.top-consumers',
  title: 'Functions that run the most at once',
  step: 'Metrics',
  from: { episode, reserved, window },
  reads: [published.functions, cloudwatch.metrics],
  withinMs: 8_000,
  learn: async ({ episode, reserved, window }, { read, now }): Promise<readonly Consumer[]> => {
    const trouble = troubleOf(episode, 'throttles');
    if (!trouble || reserved.reserved !== null) return [];
    const functions = (await read(published.functions, {})).slice(0, MOST_FUNCTIONS);
    const queries = functions.map(({ name }) => ({
      namespace: 'AWS/Lambda',
      metric: 'ConcurrentExecutions',
      dimensions: { FunctionName: name },
      stat: 'Maximum',
    }));
    const begin = minutesAfter(trouble.since, -1);
    const series = await read(cloudwatch.metrics, { queries, ...spanOf(window, now) });
    return functions
      .map(({ name, arn }, index) => {
        const points = (series[index]?.points ?? []).filter(({ at }) => at >= begin);
        return { name, arn, peak: Math.max(0, ...points.map(({ value }) => value)) };
      })
      .filter(({ peak }) => peak > 0)
      .toSorted((a, b) => b.peak - a.peak)
      .slice(0, SHOWN);
  },
});
