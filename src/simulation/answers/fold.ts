import { AwsError } from '../aws-error.ts';

/**
 * Folds the values of several short periods into the one of a long period, as CloudWatch does for each statistic:
 * `Sum`, `Average`, `Minimum`, `Maximum`, `SampleCount`, `p99` or `p99.9`.
 * @throws AwsError for any other: trimmed means and the like are not simulated.
 */
export function fold(stat: string, values: readonly number[]): number {
  const sum = values.reduce((total, value) => total + value, 0);
  switch (stat) {
    case 'Sum':
      return sum;
    case 'Average':
      return sum / values.length;
    case 'Minimum':
      return Math.min(...values);
    case 'Maximum':
      return Math.max(...values);
    case 'SampleCount':
      return values.length;
    default:
      return percentile(stat, values);
  }
}

/** The smallest value that at least that part of the values do not exceed (nearest rank). */
function percentile(stat: string, values: readonly number[]): number {
  const percent = Number(/^p(\d{1,2}(?:\.\d+)?|100)$/.exec(stat)?.[1]);
  if (Number.isNaN(percent)) {
    throw new AwsError('ValidationError', `The value ${stat} for parameter Stat is not supported.`);
  }
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil((percent / 100) * sorted.length) - 1)] ?? Number.NaN;
}
