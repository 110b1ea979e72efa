import type {
  AliasConfiguration,
  EventSourceMappingConfiguration,
  FunctionConfiguration,
  FunctionEventInvokeConfig,
  ProvisionedConcurrencyConfigListItem,
} from '@aws-sdk/client-lambda';

export interface Lambda {
  /** `$LATEST` of each function, and its published versions under the same name. */
  readonly functions: readonly FunctionConfiguration[];
  /** Resource policy (JSON text) by function name. Where there is none the answer is ResourceNotFoundException. */
  readonly policies?: { readonly [functionName: string]: string };
  /** Reserved concurrency by function name. */
  readonly reservedConcurrency?: { readonly [functionName: string]: number };
  /** Their ARNs say of which function they are. */
  readonly aliases?: readonly AliasConfiguration[];
  readonly eventSources?: readonly EventSourceMappingConfiguration[];
  /** What becomes of asynchronous events. Without a version or alias in the ARN it is for `$LATEST`. */
  readonly invokeConfigs?: readonly FunctionEventInvokeConfig[];
  /** Their ARNs end with a version or an alias. */
  readonly provisioned?: readonly ProvisionedConcurrencyConfigListItem[];
  /** Tags by ARN of a function. */
  readonly tags?: { readonly [functionArn: string]: { readonly [key: string]: string } };
  /** Executions at the same time in the whole account; default 1,000. */
  readonly concurrencyLimit?: number;
}
