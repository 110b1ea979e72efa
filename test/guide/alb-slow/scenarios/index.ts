import { denied } from '#simulation/incidents/limits';
import { requestsFail } from '#simulation/incidents/targets';
import type { Scenario } from '#simulation/scenario';
import { shop } from '#simulation/shop';
import type { Happening, ShopOptions } from '#simulation/shop';
import { answered } from '#simulation/shop/outcome';

function bookshop(seed: string): ShopOptions {
  return {
    seed,
    account: '314159265358',
    region: 'eu-west-1',
    balancer: 'books',
    cluster: 'books',
    domain: 'books.example.com',
    services: [
      { name: 'search', perMinute: 90 },
      { name: 'basket', perMinute: 60 },
    ],
  };
}

/** Since 25 minutes a group answers everything, in two seconds or more. */
function slow(group: string): Happening {
  return requestsFail({ group, since: 25, outcome: (chance) => answered(200, 2 + chance()) });
}

export const scenarios: readonly Scenario[] = [
  {
    id: 'some-groups-slow/search-index',
    title: 'Search takes two seconds',
    symptom: 'The shop is slow',
    story:
      'Twenty-five minutes ago the search index lost its cache. Search answers everything, only it takes two seconds or more. The basket is as fast as ever.',
    ask: 'books',
    account: (now) => shop(now, bookshop('slow-search'), slow('search')),
    truth: { kind: 'diagnosed', rootCause: ['some-groups-slow'], resource: 'search' },
  },
  {
    id: 'some-groups-slow/all-are-slow',
    title: 'Everything takes two seconds',
    story:
      'All target groups wait for the same database. It is slow everywhere, so it is not some groups that are slow. No other cause is known here yet.',
    ask: 'books',
    account: (now) => shop(now, bookshop('slow-all'), slow('search'), slow('basket')),
    truth: { kind: 'unexplained', rootCause: null, mustNotClaim: ['some-groups-slow'] },
  },
  {
    id: 'some-groups-slow/ordinary-day',
    title: 'An ordinary day in the bookshop',
    story: 'Nothing is slow, and nothing else is wrong.',
    ask: 'books',
    account: (now) => shop(now, bookshop('slow-never')),
    truth: { kind: 'not-happening', rootCause: null, mustNotClaim: ['some-groups-slow'] },
  },
  {
    id: 'some-groups-slow/metrics-denied',
    title: 'Search takes two seconds, and metrics may not be read',
    story: 'The same as with the search index, seen by a role that may not read metrics: nothing can be told.',
    ask: 'books',
    account: (now) => shop(now, bookshop('slow-unseen'), slow('search'), denied('cloudwatch:GetMetricData')),
    truth: { kind: 'blind', rootCause: null, gaps: ['cloudwatch:GetMetricData'] },
  },
];
