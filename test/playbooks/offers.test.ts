import { describeOffers } from './offered.ts';

describeOffers('lambda-timeouts', [
  {
    scenario: 'recursion/writes-to-its-own-bucket',
    cause: 'recursion',
    remedy: 'lambda.limit-concurrency',
    risk: 'high',
    params: { function: 'thumbnails', limit: '0' },
  },
  {
    scenario: 'reserved-zero/kill-switch',
    cause: 'reserved-zero',
    remedy: 'lambda.limit-concurrency',
    risk: 'medium',
    params: { function: 'thumbnails' },
    fill: { limit: '20' },
  },
  {
    scenario: 'throttled-reserved/two',
    cause: 'throttled-reserved',
    remedy: 'lambda.limit-concurrency',
    risk: 'medium',
    params: { function: 'geocode' },
    fill: { limit: '20' },
  },
  {
    scenario: 'throttled-account/bulk-import',
    cause: 'throttled-account',
    remedy: 'lambda.limit-concurrency',
    risk: 'medium',
    params: { function: 'bulk-import' },
    fill: { limit: '500' },
  },
]);
