import { limitConcurrency } from './limit-concurrency.ts';

/** What can be done about Lambda functions. */
export const lambdaRemedies = [limitConcurrency];
