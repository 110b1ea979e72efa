import { liftLimit } from './lift-limit.ts';
import { limitConcurrency } from './limit-concurrency.ts';
import { limitEventSource } from './limit-event-source.ts';
import { rollBackAlias } from './roll-back-alias.ts';

/** What can be done about Lambda functions. */
export const lambdaRemedies = [limitConcurrency, liftLimit, limitEventSource, rollBackAlias];
