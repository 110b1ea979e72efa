import { CannotInvestigate, ReadFailure } from '#playbook';
import type { Reader } from '#playbook';
import type { AwsOutcome, Metrics } from './metrics.ts';

/** The same reader, each of whose calls is counted by its service (`elbv2`) and outcome. */
export function countedReader(read: Reader, metrics: Pick<Metrics, 'awsCalled'>): Reader {
  return async (call, input, signal) => {
    const service = call.id.split('.', 1)[0] ?? call.id;
    try {
      const answer = await read(call, input, signal);
      metrics.awsCalled(service, 'ok');
      return answer;
    } catch (error) {
      metrics.awsCalled(service, outcomeOf(error));
      throw error;
    }
  };
}

function outcomeOf(error: unknown): AwsOutcome {
  if (error instanceof ReadFailure) return error.why;
  return error instanceof CannotInvestigate ? 'unusable' : 'failed';
}
