import type * as sdk from '@aws-sdk/client-lambda';
import type { Account, Lambda } from '../account.ts';
import { lambdaFunction, unqualified } from '../answers/lambda.ts';
import { AwsError } from '../aws-error.ts';
import type { WriteAnswers } from './writes.ts';

const CONCURRENCY_LIMIT = 1_000;
/** What AWS keeps for functions without reserved concurrency (Lambda developer guide, "Configuring reserved concurrency"). */
const UNRESERVED_MINIMUM = 100;

export const lambdaWrites: WriteAnswers<typeof sdk> = {
  PutFunctionConcurrency: {
    needs: (account, { FunctionName }) => ({ 'lambda:PutFunctionConcurrency': [arnOf(account, FunctionName)] }),
    make(account, { FunctionName, ReservedConcurrentExecutions: wanted = 0 }) {
      const { FunctionName: name = '' } = lambdaFunction(account, FunctionName);
      const { reservedConcurrency = {}, concurrencyLimit = CONCURRENCY_LIMIT } = account.lambda ?? {};
      const others = Object.entries(reservedConcurrency).reduce(
        (sum, [own, each]) => sum + (own === name ? 0 : each),
        0,
      );
      if (concurrencyLimit - others - wanted < UNRESERVED_MINIMUM) {
        throw new AwsError(
          'InvalidParameterValueException',
          `Specified ReservedConcurrentExecutions for function decreases account's UnreservedConcurrentExecution below its minimum value of [${UNRESERVED_MINIMUM}].`,
        );
      }
      return {
        account: withLambda(account, { reservedConcurrency: { ...reservedConcurrency, [name]: wanted } }),
        output: { ReservedConcurrentExecutions: wanted },
      };
    },
  },

  DeleteFunctionConcurrency: {
    needs: (account, { FunctionName }) => ({ 'lambda:DeleteFunctionConcurrency': [arnOf(account, FunctionName)] }),
    make(account, { FunctionName }) {
      const { FunctionName: name = '' } = lambdaFunction(account, FunctionName);
      const { [name]: _freed, ...rest } = account.lambda?.reservedConcurrency ?? {};
      return { account: withLambda(account, { reservedConcurrency: rest }), output: {} };
    },
  },
};

function arnOf(account: Account, asked: string | undefined): string {
  return unqualified(lambdaFunction(account, asked).FunctionArn);
}

function withLambda(account: Account, part: Partial<Lambda>): Account {
  return { ...account, lambda: { functions: [], ...account.lambda, ...part } };
}
