import type { constructStack } from '@smithy/core/client';
import { reads } from './reads.ts';
import type { ServiceName } from './reads.ts';

/** The middleware of any client. */
export type Stack = ReturnType<typeof constructStack<object, object>>;

/**
 * Makes a client read-only: an operation that is not on the allowlist ends here, before it is serialised, signed or
 * sent, whatever the IAM role would allow. That holds for paginators, waiters and presigning too, since they all pass
 * through the client's middleware; and from then on the middleware cannot be changed.
 */
export function guard(stack: Stack, service: ServiceName): void {
  const allowed = new Set(Object.keys(reads[service]));
  seal(stack, allowed, (operation) => `${service}.${operation} is not on the read allowlist and was not sent`);
}

/**
 * Holds a client of one attempt to what that attempt declared. The allowlist of writes.ts was asked when the calls were
 * declared.
 */
export function guardAttempt(stack: Stack, service: ServiceName, declared: ReadonlySet<string>): void {
  seal(stack, declared, (operation) => `${service}.${operation} is not declared by this change and was not sent`);
}

function seal(stack: Stack, allowed: ReadonlySet<string>, refusal: (operation: string) => string): void {
  stack.add(
    (next, context) => async (args) => {
      const operation = operationOf(context);
      if (!allowed.has(operation)) throw new TypeError(refusal(operation));
      return next(args);
    },
    { name: 'opsmedicAllows', step: 'initialize', priority: 'high' },
  );
  const refuse = () => {
    throw new TypeError('the middleware of a guarded client is not to be changed');
  };
  Object.assign(stack, { add: refuse, addRelativeTo: refuse, use: refuse, remove: refuse, removeByTag: refuse });
  Object.freeze(stack);
}

/** The operation as it would go over the wire: the name of a command class alone could be anything. */
export function operationOf(context: object): string {
  const { commandName, __smithy_context: own } = context as {
    readonly commandName?: string;
    readonly __smithy_context?: { readonly operationSchema?: readonly unknown[] };
  };
  const named = commandName?.replace(/Command$/, '') ?? 'unnamed';
  const sent = own?.operationSchema?.[2];
  return sent === undefined || sent === named ? named : `${named} (${JSON.stringify(sent)})`;
}
