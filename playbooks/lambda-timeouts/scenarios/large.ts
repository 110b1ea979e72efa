import { fleet } from '#simulation/functions/fleet';
import { crowd, otherFunctions } from '#simulation/functions/incidents/crowd';
import { suffers } from '#simulation/functions/incidents/invocations';
import { takes } from '#simulation/functions/outcomes';
import type { Scenario } from '#simulation/scenario';
import { invoices, media } from './fleets.ts';

/** A million lines in an hour: 250 environments, a thousand invocations each, four lines an invocation. */
const clicks = { name: 'clickstream', environments: 250, each: 1_000 };

export const large: readonly Scenario[] = [
  {
    id: 'large/a-million-lines',
    title: 'A million log lines in an hour, and every thirtieth invocation out of time',
    story:
      'clickstream runs a quarter of a million times an hour and usually takes three of its four seconds. Since 25 minutes every thirtieth needs longer and is cut off. Nobody can read that log whole.',
    ask: 'clickstream',
    account: (now) => fleet(now, media('large-lines'), crowd({ ...clicks, timeouts: { every: 30, since: 25 } })),
    truth: {
      kind: 'diagnosed',
      rootCause: ['timeout-too-low'],
      resource: 'clickstream',
      mustNotClaim: ['memory-exhausted', 'net-no-egress', 'downstream-3rd-party', 'throttled-account'],
    },
  },
  {
    id: 'large/a-million-lines-and-well',
    title: 'A million log lines in an hour, and nothing wrong',
    story: 'clickstream on an ordinary day.',
    ask: 'clickstream',
    account: (now) => fleet(now, media('large-well'), crowd(clicks)),
    truth: { kind: 'not-happening', rootCause: null, mustNotClaim: ['timeout-too-low', 'throttled-account'] },
  },
  {
    id: 'large/four-thousand-functions',
    title: 'Four thousand functions in the account',
    story:
      'invoice-pdf is one of four thousand functions, and runs out of its three seconds. It is asked about by its name.',
    ask: 'invoice-pdf',
    account: (now) =>
      fleet(
        now,
        invoices('large-functions'),
        otherFunctions(4_000),
        suffers({ name: 'invoice-pdf', since: 34, share: 0.7, outcome: takes(4.4, 0.2) }),
      ),
    truth: {
      kind: 'diagnosed',
      rootCause: ['timeout-too-low'],
      resource: 'invoice-pdf',
      mustNotClaim: ['memory-exhausted', 'throttled-account', 'downstream-3rd-party'],
    },
  },
];
