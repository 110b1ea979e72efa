import type { GetQueryResultsCommandOutput } from '@aws-sdk/client-cloudwatch-logs';
import type { Insights } from '../account/logs.ts';
import { AwsError } from '../aws-error.ts';
import type { Answer } from './run.ts';

type Results = Omit<GetQueryResultsCommandOutput, '$metadata'>;

interface Query {
  /** The account it runs in. */
  readonly account: string;
  readonly answer: () => Answer;
  readonly insights: Insights;
  /** How often it was looked at. */
  looks: number;
  stopped: boolean;
}

const AT_ONCE = 30;
const NOTHING = { recordsMatched: 0, recordsScanned: 0, bytesScanned: 0 };

/** The queries that were started in a simulation. They make progress when they are looked at. */
export class Queries {
  readonly #all = new Map<string, Query>();

  /** @throws AwsError LimitExceededException where too many are under way. */
  start(account: string, insights: Insights, answer: () => Answer): string {
    const running = [...this.#all.values()].filter(
      (query) => query.account === account && statusOf(query) === 'Running',
    );
    if (running.length >= (insights.atOnce ?? AT_ONCE)) {
      throw new AwsError('LimitExceededException', 'Account maximum query concurrency limit of [30] reached.');
    }
    const id = `5f2c8e10-0000-4000-8000-${String(this.#all.size + 1).padStart(12, '0')}`;
    this.#all.set(id, { account, answer, insights, looks: 0, stopped: false });
    return id;
  }

  /** @throws AwsError ResourceNotFoundException where there is no such query. */
  results(account: string, id: string | undefined): Results {
    const query = this.#query(account, id);
    query.looks += 1;
    const status = statusOf(query);
    if (status !== 'Complete')
      return { queryLanguage: 'CWLI', results: [], statistics: NOTHING, status: beginning(query, status) };
    const { results, statistics } = query.answer();
    return { queryLanguage: 'CWLI', results: results.map((row) => [...row]), statistics, status };
  }

  /** @throws AwsError InvalidParameterException for a query that has ended. */
  stop(account: string, id: string | undefined): { readonly success: boolean } {
    const query = this.#query(account, id);
    if (query.looks > 0 && statusOf(query) !== 'Running') {
      throw new AwsError(
        'InvalidParameterException',
        `Query with ID ${id ?? ''} is in ${statusOf(query)} status and cannot be cancelled.`,
      );
    }
    query.stopped = true;
    return { success: true };
  }

  reset(): void {
    this.#all.clear();
  }

  #query(account: string, id: string | undefined): Query {
    const query = this.#all.get(id ?? '');
    if (query?.account !== account)
      throw new AwsError('ResourceNotFoundException', 'The specified query does not exist.');
    return query;
  }
}

function statusOf({ looks, stopped, insights: { polls = 0, ends = 'Complete' } }: Query) {
  if (stopped) return 'Cancelled';
  return looks <= polls ? 'Running' : ends;
}

/** A query that is still under way begins as scheduled. */
function beginning({ looks }: Query, status: ReturnType<typeof statusOf>) {
  return status === 'Running' && looks === 1 ? 'Scheduled' : status;
}
