import type { CasesOf } from './case.ts';

const absent = { name: 'ResourceNotFoundException' };
const input = { FunctionName: 'resize' };

export const lambda: CasesOf<'lambda'> = {
  GetAccountSettings: {
    input: {},
    found: { AccountLimit: { ConcurrentExecutions: 500, UnreservedConcurrentExecutions: 495 } },
    nothing: { AccountLimit: { ConcurrentExecutions: 1_000, UnreservedConcurrentExecutions: 1_000 } },
  },
  GetAlias: { input: { ...input, Name: 'live' }, found: { FunctionVersion: '7' }, nothing: absent },
  GetEventSourceMapping: { input: { UUID: 'b0a5c3d2' }, found: { State: 'Enabled' }, nothing: absent },
  GetFunctionConcurrency: { input, found: { ReservedConcurrentExecutions: 5 }, nothing: absent },
  GetFunctionConfiguration: { input, found: { FunctionName: 'resize' }, nothing: absent },
  GetFunctionEventInvokeConfig: { input, found: { MaximumRetryAttempts: 1 }, nothing: absent },
  GetPolicy: { input, found: { Policy: '{"Version":"2012-10-17","Statement":[]}' }, nothing: absent },
  ListAliases: { input, found: { Aliases: [{ Name: 'live', FunctionVersion: '7' }] }, nothing: absent },
  ListEventSourceMappings: {
    input: {},
    found: { EventSourceMappings: [{ UUID: 'b0a5c3d2', State: 'Enabled' }] },
    nothing: { EventSourceMappings: [] },
  },
  ListFunctions: { input: {}, found: { Functions: [{ FunctionName: 'resize' }] }, nothing: { Functions: [] } },
  ListProvisionedConcurrencyConfigs: {
    input,
    found: { ProvisionedConcurrencyConfigs: [{ Status: 'READY' }] },
    nothing: absent,
  },
  ListTags: {
    input: { Resource: 'arn:aws:lambda:eu-west-1:123456789012:function:resize' },
    found: { Tags: { team: 'pictures' } },
    nothing: absent,
  },
  ListVersionsByFunction: { input, found: { Versions: [{ Version: '$LATEST' }, { Version: '7' }] }, nothing: absent },
};
