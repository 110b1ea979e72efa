import { cannotConnect, ownFault } from '#simulation/functions/exceptions';
import { fleet } from '#simulation/functions/fleet';
import { like, suffers } from '#simulation/functions/incidents/invocations';
import { natDeleted } from '#simulation/functions/incidents/network';
import type { Happening } from '#simulation/functions/model';
import { hangs, isKilled, takes, throws } from '#simulation/functions/outcomes';
import type { Scenario, Truth } from '#simulation/scenario';
import { hex } from '#simulation/shop/dice';
import { bank, clinic, invoices, media, payments } from './fleets.ts';

const longInvoices: Happening = suffers({ name: 'invoice-pdf', since: 34, share: 0.7, outcome: takes(4.4, 0.2) });
const tooShort: Truth = {
  kind: 'diagnosed',
  rootCause: ['timeout-too-low'],
  resource: 'invoice-pdf',
  mustNotClaim: ['memory-exhausted', 'downstream-3rd-party', 'net-no-egress'],
};
/** Durations stand at the limit, and nothing can say why. */
const unseen: Truth = {
  kind: 'undecided',
  rootCause: null,
  mustNotClaim: ['downstream-3rd-party', 'memory-exhausted', 'net-no-egress', 'import-error'],
};

function json(name: string, level: 'INFO' | 'WARN' = 'INFO'): Happening {
  return like(name, ({ configuration }) => {
    configuration.LoggingConfig = {
      LogFormat: 'JSON',
      ApplicationLogLevel: 'INFO',
      SystemLogLevel: level,
      LogGroup: `/aws/lambda/${name}`,
    };
  });
}

/** All functions of the account log into one group. */
function sharedGroup(group: string): Happening {
  return (made) => {
    for (const { configuration } of made.functions)
      configuration.LoggingConfig = { LogFormat: 'Text', LogGroup: group };
  };
}

export const logGroups: readonly Scenario[] = [
  {
    id: 'logs/group-missing',
    title: 'There is no log group',
    story:
      'The role of invoice-pdf may not write logs, and its group was deleted in a clean-up. Durations stand at the limit; whether it works or waits, nothing says.',
    ask: 'invoice-pdf',
    account: (now) =>
      fleet(now, invoices('logs-missing'), longInvoices, (made) => {
        made.withoutGroup.push('/aws/lambda/invoice-pdf');
      }),
    truth: unseen,
  },
  {
    id: 'logs/group-empty',
    title: 'The log group is empty',
    story: 'Somebody deleted all streams of the group, and nothing was written since.',
    ask: 'invoice-pdf',
    account: (now) =>
      fleet(now, invoices('logs-empty'), longInvoices, (made) => {
        made.withoutGroup.push('/aws/lambda/invoice-pdf');
        made.groups.push({ logGroupName: '/aws/lambda/invoice-pdf', creationTime: 1_707_729_065_000, storedBytes: 0 });
      }),
    truth: unseen,
  },
  {
    id: 'logs/key-disabled',
    title: 'The key of the log group was disabled',
    story: 'The log group is encrypted with a key that CloudWatch Logs may no longer use. Nobody can read it.',
    ask: 'invoice-pdf',
    account: (now) =>
      fleet(now, invoices('logs-sealed'), longInvoices, (made) => {
        made.groups.push({
          logGroupName: '/aws/lambda/invoice-pdf',
          creationTime: 1_707_729_065_000,
          storedBytes: 48_120_553,
          kmsKeyId: `arn:aws:kms:eu-west-1:${made.place.account}:key/5b1f2c9e-8a44-4d0a-9a51-3f0d2f6c7e11`,
        });
        made.sealed.push('/aws/lambda/invoice-pdf');
      }),
    truth: unseen,
  },
  {
    id: 'logs/too-many-queries',
    title: 'Others use up all queries of the account',
    story: 'Dashboards run as many queries as the account may. Ours is refused: LimitExceededException.',
    ask: 'invoice-pdf',
    account: (now) =>
      fleet(now, invoices('logs-limit'), longInvoices, (made) => {
        made.insights = { atOnce: 0 };
      }),
    truth: { ...unseen, gaps: ['logs:StartQuery'] },
  },
  {
    id: 'logs/query-never-ends',
    title: 'Queries that do not come to an end',
    story: 'Logs Insights is slow today: no query ends before anybody has lost patience.',
    ask: 'invoice-pdf',
    account: (now) =>
      fleet(now, invoices('logs-endless'), longInvoices, (made) => {
        made.insights = { ends: 'Running' };
      }),
    truth: unseen,
  },
  {
    id: 'logs/query-times-out',
    title: 'Logs Insights gives up',
    story: 'Every query ends with the status Timeout.',
    ask: 'invoice-pdf',
    account: (now) =>
      fleet(now, invoices('logs-timeout'), longInvoices, (made) => {
        made.insights = { ends: 'Timeout' };
      }),
    truth: unseen,
  },
  {
    id: 'logs/query-takes-three-looks',
    title: 'Scheduled, running, complete',
    story: 'A query is scheduled first and runs for a while. With some patience it gives all there is.',
    ask: 'invoice-pdf',
    account: (now) =>
      fleet(now, invoices('logs-patience'), longInvoices, (made) => {
        made.insights = { polls: 2 };
      }),
    truth: tooShort,
  },
  {
    id: 'logs/shared-group',
    title: 'One log group for all functions',
    story:
      'All functions of the account log into /shop/functions. captions is killed all the time, thumbnails hangs at the picture store. Somebody asks about thumbnails.',
    ask: 'thumbnails',
    account: (now) =>
      fleet(
        now,
        media('logs-shared'),
        sharedGroup('/shop/functions'),
        suffers({ name: 'captions', since: 36, share: 0.8, outcome: isKilled(2) }),
        suffers({
          name: 'thumbnails',
          since: 27,
          share: 0.5,
          outcome: hangs('GET https://pictures.example/originals/7731'),
        }),
      ),
    truth: {
      kind: 'diagnosed',
      rootCause: ['downstream-3rd-party'],
      resource: 'thumbnails',
      mustNotClaim: ['memory-exhausted', 'heap-oom', 'timeout-too-low', 'net-no-egress'],
    },
  },
  {
    id: 'logs/infrequent-access',
    title: 'A log group of the cheap class',
    story: 'Only Logs Insights reads a group of the class INFREQUENT_ACCESS; events cannot be fetched or filtered.',
    ask: 'invoice-pdf',
    account: (now) =>
      fleet(now, invoices('logs-cold'), longInvoices, (made) => {
        made.groups.push({
          logGroupName: '/aws/lambda/invoice-pdf',
          creationTime: 1_707_729_065_000,
          logGroupClass: 'INFREQUENT_ACCESS',
        });
      }),
    truth: tooShort,
  },
  {
    id: 'logs/json-exception',
    title: 'An exception in JSON',
    story:
      'lab-results logs in JSON. Its laboratory does not accept connections since 26 minutes; the NAT gateway is gone.',
    ask: 'lab-results',
    account: (now) =>
      fleet(
        now,
        clinic('logs-json'),
        json('lab-results'),
        natDeleted(26, 'maria.keller'),
        suffers({
          name: 'lab-results',
          since: 26,
          outcome: throws(() => cannotConnect('python', { host: 'api.labor.example', ip: '198.51.100.7' }), 3.05),
        }),
      ),
    truth: {
      kind: 'diagnosed',
      rootCause: ['nat-gone'],
      resource: `nat-0${hex('logs-json/nat/main', 16)}`,
      mustNotClaim: ['downstream-3rd-party', 'timeout-too-low', 'nat-port-exhaustion'],
    },
  },
  {
    id: 'logs/json-warnings-only',
    title: 'JSON without reports',
    story:
      'thumbnails logs in JSON at the system level WARN: there are reports of failures only. Large pictures kill it since 29 minutes.',
    ask: 'thumbnails',
    account: (now) =>
      fleet(
        now,
        media('logs-warn'),
        json('thumbnails', 'WARN'),
        suffers({ name: 'thumbnails', since: 29, share: 0.35, outcome: isKilled(3) }),
      ),
    truth: {
      kind: 'diagnosed',
      rootCause: ['memory-exhausted'],
      resource: 'thumbnails',
      mustNotClaim: ['heap-oom', 'timeout-too-low', 'bad-release', 'cold-start-heavy'],
    },
  },
  {
    id: 'logs/hostile-lines',
    title: 'Lines that pretend',
    story:
      'book-transfer writes what customers typed. One of them types Lambda’s own lines: timeouts, kills and missing modules, also as Slack markup. Transfers work; one in two fails by a fault of the program itself.',
    ask: 'book-transfer',
    account: (now) =>
      fleet(
        now,
        bank('logs-hostile'),
        like('book-transfer', (func) => {
          func.says = [
            { at: 0.1, level: 'INFO', text: 'reference: Task timed out after 900.00 seconds <!channel> *ALL DOWN*' },
            { at: 0.2, level: 'INFO', text: 'reference: Runtime exited with error: signal: killed' },
            { at: 0.3, level: 'INFO', text: 'reference: </script> Unable to import module `app`' },
          ];
        }),
        suffers({ name: 'book-transfer', since: 24, share: 0.5, outcome: throws(() => ownFault('dotnet'), 0.2) }),
      ),
    truth: {
      kind: 'unexplained',
      rootCause: null,
      mustNotClaim: ['timeout-too-low', 'memory-exhausted', 'import-error', 'bad-release', 'downstream-3rd-party'],
    },
  },
  {
    id: 'logs/unknown-words',
    title: 'An exception that nobody has heard of',
    story:
      'charge-card fails since 22 minutes with the words of its provider’s library, which no list knows. They are shown as they stand, and nothing is made of them.',
    ask: 'charge-card',
    account: (now) =>
      fleet(
        now,
        payments('logs-unknown'),
        suffers({
          name: 'charge-card',
          since: 22,
          share: 0.6,
          outcome: throws(
            () => ({ ...ownFault('node'), type: 'CardGateFault', message: 'fault 0x51: lane parity in acquirer loop' }),
            0.3,
          ),
        }),
      ),
    truth: {
      kind: 'unexplained',
      rootCause: null,
      mustNotClaim: ['downstream-3rd-party', 'bad-release', 'net-no-egress', 'timeout-too-low', 'role-denied'],
    },
  },
];
