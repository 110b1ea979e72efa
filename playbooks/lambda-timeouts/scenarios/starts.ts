import { fleet } from '#simulation/functions/fleet';
import { denied, like, suffers } from '#simulation/functions/incidents/invocations';
import { released } from '#simulation/functions/incidents/settings';
import type { Happening } from '#simulation/functions/model';
import { cannotLoad, initTimesOut, takes } from '#simulation/functions/outcomes';
import type { Scenario } from '#simulation/scenario';
import { bank, freight, invoices, media } from './fleets.ts';

const noModule =
  "[ERROR] Runtime.ImportModuleError: Unable to import module 'app': No module named 'reportlab'\nTraceback (most recent call last):\n";

/** Environments do not live long since then: many invocations begin with a start, and work slowly at first. */
function coldStarts(name: string, since: number, share: number, initMs: number, seconds: number): Happening {
  return suffers({
    name,
    since,
    share,
    outcome: (chance, invocation) => ({
      ...takes(seconds, 0.15)(chance, invocation),
      initMs: initMs * (0.9 + 0.2 * chance()),
    }),
  });
}

export const starts: readonly Scenario[] = [
  {
    id: 'init-timeout/tariffs-at-start',
    title: 'Ten seconds to start are not enough',
    symptom: 'Freight quotes fail after every quiet minute',
    story:
      'quote-freight loads all tariffs while it starts, which takes more than the ten seconds that Lambda gives it since the tariffs of a new year came in. It starts again within the invocation, and that eats up the 15 seconds it has.',
    ask: 'quote-freight',
    account: (now) =>
      fleet(
        now,
        freight('init-timeout'),
        suffers({ name: 'quote-freight', since: 30, share: 0.3, outcome: initTimesOut() }),
      ),
    truth: {
      kind: 'diagnosed',
      rootCause: ['init-timeout'],
      resource: 'quote-freight',
      quotes: 'Phase: init',
      mustNotClaim: ['timeout-too-low', 'cold-start-heavy', 'downstream-3rd-party', 'memory-exhausted', 'bad-release'],
    },
  },
  {
    id: 'init-timeout/json-log',
    title: 'The start that takes too long, in JSON',
    story: 'The same as platform.initReport records.',
    ask: 'quote-freight',
    account: (now) =>
      fleet(
        now,
        freight('init-json'),
        like('quote-freight', ({ configuration }) => {
          configuration.LoggingConfig = {
            LogFormat: 'JSON',
            ApplicationLogLevel: 'INFO',
            SystemLogLevel: 'INFO',
            LogGroup: '/aws/lambda/quote-freight',
          };
        }),
        suffers({ name: 'quote-freight', since: 30, share: 0.3, outcome: initTimesOut() }),
      ),
    truth: {
      kind: 'diagnosed',
      rootCause: ['init-timeout'],
      resource: 'quote-freight',
      mustNotClaim: ['timeout-too-low', 'cold-start-heavy', 'downstream-3rd-party'],
    },
  },
  {
    id: 'cold-start-heavy/slow-java',
    title: 'Every third quote starts a JVM',
    story:
      'A client was changed to send its quotes in short waves 33 minutes ago. A third of the invocations now begin with a start of four seconds and then work for three and a half, where a third of a second is usual. No one fails.',
    ask: 'quote-freight',
    account: (now) => fleet(now, freight('cold-java'), coldStarts('quote-freight', 33, 0.34, 4_100, 3.5)),
    truth: {
      kind: 'diagnosed',
      rootCause: ['cold-start-heavy'],
      resource: 'quote-freight',
      atMost: 'likely',
      mustNotClaim: ['init-timeout', 'timeout-too-low', 'downstream-3rd-party', 'cpu-starved', 'bad-release'],
    },
  },
  {
    id: 'cold-start-heavy/slow-without-starts',
    title: 'Slow, and hardly a cold start',
    story:
      'book-transfer waits three seconds for the clearing house since 25 minutes, where a quarter of one is usual. There are as few cold starts as ever.',
    ask: 'book-transfer',
    account: (now) =>
      fleet(
        now,
        bank('cold-not'),
        suffers({
          name: 'book-transfer',
          since: 25,
          outcome: (chance) => ({
            kind: 'ok',
            seconds: 3 + chance(),
            says: [
              { at: 0.02, level: 'INFO', text: 'POST https://clearing.example/v1/transfers' },
              { at: 2.9, level: 'WARN', text: 'https://clearing.example/v1/transfers took 2880 ms' },
              { at: 2.95, level: 'INFO', text: 'booked' },
            ],
          }),
        }),
      ),
    truth: {
      kind: 'diagnosed',
      rootCause: ['downstream-3rd-party'],
      atMost: 'likely',
      mustNotClaim: ['cold-start-heavy', 'init-timeout', 'bad-release', 'timeout-too-low'],
    },
  },
  {
    id: 'import-error/module-left-out',
    title: 'A module that was not packed',
    symptom: 'No invoice is made since the last release',
    story:
      'The release 16 minutes ago left a module out. invoice-pdf cannot even be loaded: every invocation ends after some milliseconds with Runtime.ImportModuleError.',
    ask: 'invoice-pdf',
    account: (now) =>
      fleet(
        now,
        invoices('import-left-out'),
        released('invoice-pdf', 16),
        suffers({ name: 'invoice-pdf', since: 16, outcome: cannotLoad('Runtime.ImportModuleError', noModule) }),
      ),
    truth: {
      kind: 'diagnosed',
      rootCause: ['import-error'],
      resource: 'invoice-pdf',
      quotes: 'Runtime.ImportModuleError',
      mustNotClaim: ['timeout-too-low', 'init-timeout', 'memory-exhausted', 'role-denied'],
    },
  },
  {
    id: 'import-error/handler-renamed',
    title: 'A handler that is called otherwise',
    story: 'The handler of thumbnails was renamed in the code 20 minutes ago and not in the settings.',
    ask: 'thumbnails',
    account: (now) =>
      fleet(
        now,
        media('import-handler'),
        released('thumbnails', 20),
        suffers({
          name: 'thumbnails',
          since: 20,
          outcome: cannotLoad(
            'Runtime.HandlerNotFound',
            'Uncaught Exception \t{"errorType":"Runtime.HandlerNotFound","errorMessage":"index.handler is undefined or not exported","stack":["Runtime.HandlerNotFound: index.handler is undefined or not exported","    at UserFunction.js.module.exports.load (file:///var/runtime/index.mjs:1104:15)"]}',
          ),
        }),
      ),
    truth: {
      kind: 'diagnosed',
      rootCause: ['import-error'],
      resource: 'thumbnails',
      quotes: 'Runtime.HandlerNotFound',
      mustNotClaim: ['timeout-too-low', 'init-timeout', 'memory-exhausted'],
    },
  },
  {
    id: 'import-error/log-denied',
    title: 'Nothing works since the release, and the log may not be read',
    story: 'The module that was left out, seen without the log: a release and errors right after it.',
    ask: 'invoice-pdf',
    account: (now) =>
      fleet(
        now,
        invoices('import-denied'),
        released('invoice-pdf', 16),
        suffers({ name: 'invoice-pdf', since: 16, outcome: cannotLoad('Runtime.ImportModuleError', noModule) }),
        denied('logs:StartQuery', 'logs:FilterLogEvents'),
      ),
    truth: {
      kind: 'diagnosed',
      rootCause: ['bad-release'],
      resource: 'invoice-pdf',
      atMost: 'likely',
      gaps: ['logs:StartQuery'],
      mustNotClaim: ['import-error', 'timeout-too-low'],
    },
  },
];
