import type * as sdk from '@aws-sdk/client-lambda';
import type { AliasConfiguration, EventSourceMappingConfiguration } from '@aws-sdk/client-lambda';
import type { Account, Lambda } from '../account.ts';
import { aliasNamed, eventSource, lambdaFunction, revisionOf, unqualified } from '../answers/lambda.ts';
import { AwsError } from '../aws-error.ts';
import type { WriteAnswers } from './writes.ts';

const CONCURRENCY_LIMIT = 1_000;
/** What AWS keeps for functions without reserved concurrency (Lambda developer guide, "Configuring reserved concurrency"). */
const UNRESERVED_MINIMUM = 100;

/** Of one event source (ScalingConfig, Lambda API reference). */
const LEAST_CONCURRENCY = 2;
const MOST_CONCURRENCY = 1_000;

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

  UpdateAlias: {
    needs: (account, { FunctionName }) => ({ 'lambda:UpdateAlias': [arnOf(account, FunctionName)] }),
    make(account, { FunctionName, Name, FunctionVersion, RoutingConfig, RevisionId }) {
      const before = aliasNamed(account, FunctionName, Name);
      if (RevisionId !== undefined && RevisionId !== before.RevisionId) {
        throw new AwsError(
          'PreconditionFailedException',
          'The RevisionId provided does not match the latest RevisionId. Call the GetFunction/GetAlias API to retrieve the latest RevisionId',
        );
      }
      const version = FunctionVersion ?? before.FunctionVersion;
      lambdaFunction(account, FunctionName, version);
      const weights = (RoutingConfig ?? before.RoutingConfig)?.AdditionalVersionWeights ?? {};
      const { RoutingConfig: _before, RevisionId: _revision, ...rest } = before;
      const after: AliasConfiguration = {
        ...rest,
        FunctionVersion: version,
        ...(Object.keys(weights).length > 0 && { RoutingConfig: { AdditionalVersionWeights: weights } }),
      };
      const aliases = (account.lambda?.aliases ?? []).map((each) => (each.AliasArn === before.AliasArn ? after : each));
      return { account: withLambda(account, { aliases }), output: { ...after, RevisionId: revisionOf(after) } };
    },
  },

  UpdateEventSourceMapping: {
    needs: ({ partition = 'aws', region, id }, { UUID }) => ({
      'lambda:UpdateEventSourceMapping': [`arn:${partition}:lambda:${region}:${id}:event-source-mapping:${UUID}`],
    }),
    make(account, { UUID, ScalingConfig, Enabled }) {
      const { ScalingConfig: before, ...rest } = eventSource(account, UUID);
      const { MaximumConcurrency: most } = ScalingConfig ?? before ?? {};
      if (most !== undefined && (most < LEAST_CONCURRENCY || most > MOST_CONCURRENCY)) {
        throw new AwsError(
          'InvalidParameterValueException',
          `MaximumConcurrency must be between ${LEAST_CONCURRENCY} and ${MOST_CONCURRENCY}.`,
        );
      }
      const after: EventSourceMappingConfiguration = {
        ...rest,
        ...(most !== undefined && { ScalingConfig: { MaximumConcurrency: most } }),
        ...(Enabled !== undefined && { State: Enabled ? 'Enabled' : 'Disabled' }),
      };
      const eventSources = (account.lambda?.eventSources ?? []).map((each) => (each.UUID === UUID ? after : each));
      return { account: withLambda(account, { eventSources }), output: { ...after, State: 'Updating' } };
    },
  },
};

function arnOf(account: Account, asked: string | undefined): string {
  return unqualified(lambdaFunction(account, asked).FunctionArn);
}

function withLambda(account: Account, part: Partial<Lambda>): Account {
  return { ...account, lambda: { functions: [], ...account.lambda, ...part } };
}
