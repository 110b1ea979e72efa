import { noAnswer, noSuchHost, ownFault, refused } from '#simulation/functions/exceptions';
import { fleet } from '#simulation/functions/fleet';
import { denied, suffers } from '#simulation/functions/incidents/invocations';
import { configured, released } from '#simulation/functions/incidents/settings';
import { note } from '#simulation/functions/trail';
import { hangs, throws } from '#simulation/functions/outcomes';
import type { Scenario } from '#simulation/scenario';
import { accountId, bank, freight, maps, payments, sensors } from './fleets.ts';

const carrier = { host: 'rates.sealine.example', ip: '203.0.113.88' };

const roleDenial = (seed: string) =>
  `User: arn:aws:sts::${accountId(seed)}:assumed-role/ingest-readings-role/ingest-readings is not authorized to perform: dynamodb:BatchWriteItem on resource: arn:aws:dynamodb:eu-north-1:${accountId(seed)}:table/readings because no identity-based policy allows the dynamodb:BatchWriteItem action`;

export const downstream: readonly Scenario[] = [
  {
    id: 'downstream-3rd-party/read-timeouts',
    title: 'The carrier takes its time',
    symptom: 'Freight quotes are slow and half of them fail',
    story:
      'Since 29 minutes the rates service of a carrier answers half of the questions not at all. quote-freight gives up after ten seconds with a SocketTimeoutException; the line before it names the host. Its other functions, and everything else, are as ever.',
    ask: 'quote-freight',
    account: (now) =>
      fleet(
        now,
        freight('party-slow'),
        suffers({
          name: 'quote-freight',
          since: 29,
          share: 0.5,
          outcome: throws(() => noAnswer('java', carrier, 10), 10.05, 'GET https://rates.sealine.example/v2/quotes'),
        }),
      ),
    truth: {
      kind: 'diagnosed',
      rootCause: ['downstream-3rd-party'],
      resource: 'quote-freight',
      atMost: 'likely',
      quotes: 'Read timed out',
      mustNotClaim: ['timeout-too-low', 'net-no-egress', 'bad-release', 'cold-start-heavy', 'downstream-slow-aws'],
    },
  },
  {
    id: 'downstream-3rd-party/dotnet',
    title: 'The clearing house, in .NET',
    story: 'The clearing house answers nothing within four seconds since 24 minutes. All transfers fail for it.',
    ask: 'book-transfer',
    account: (now) =>
      fleet(
        now,
        bank('party-dotnet'),
        suffers({
          name: 'book-transfer',
          since: 24,
          outcome: throws(
            () => noAnswer('dotnet', { host: 'clearing.example', ip: '198.51.100.30' }, 4),
            4.02,
            'POST https://clearing.example/v1/transfers',
          ),
        }),
      ),
    truth: {
      kind: 'diagnosed',
      rootCause: ['downstream-3rd-party'],
      resource: 'book-transfer',
      quotes: 'HttpClient.Timeout',
      mustNotClaim: ['timeout-too-low', 'bad-release', 'downstream-slow-aws', 'memory-exhausted'],
    },
  },
  {
    id: 'downstream-3rd-party/after-a-release',
    title: 'A release that has nothing to do with it',
    story:
      'quote-freight was released 55 minutes ago and worked well for half an hour. Since 24 minutes the carrier does not answer.',
    ask: 'quote-freight',
    account: (now) =>
      fleet(
        now,
        freight('party-release'),
        released('quote-freight', 55),
        suffers({
          name: 'quote-freight',
          since: 24,
          share: 0.6,
          outcome: throws(() => noAnswer('java', carrier, 10), 10.05, 'GET https://rates.sealine.example/v2/quotes'),
        }),
      ),
    truth: {
      kind: 'diagnosed',
      rootCause: ['downstream-3rd-party'],
      resource: 'quote-freight',
      mustNotClaim: ['bad-release', 'timeout-too-low', 'net-no-egress'],
    },
  },
  {
    id: 'downstream-slow-aws/dynamodb',
    title: 'DynamoDB does not answer in time',
    story:
      'Since 26 minutes a hot partition makes batches of readings wait: the client of DynamoDB gives up after several tries of ten seconds, with a read timeout that names the service.',
    ask: 'ingest-readings',
    account: (now) =>
      fleet(
        now,
        sensors('aws-slow'),
        suffers({
          name: 'ingest-readings',
          since: 26,
          share: 0.6,
          outcome: throws(
            () => noAnswer('python', { host: 'dynamodb.eu-north-1.amazonaws.com', ip: '52.94.24.4' }, 10),
            31,
          ),
        }),
      ),
    truth: {
      kind: 'diagnosed',
      rootCause: ['downstream-slow-aws'],
      atMost: 'likely',
      quotes: 'dynamodb.eu-north-1.amazonaws.com',
      mustNotClaim: ['downstream-3rd-party', 'timeout-too-low', 'endpoint-missing', 'net-no-egress', 'bad-release'],
    },
  },
  {
    id: 'dns-fail/name-removed',
    title: 'A name that leads nowhere',
    story:
      'The record of the rules service was removed from the private zone 18 minutes ago. charge-card cannot find it: ENOTFOUND. The network is as it was.',
    ask: 'charge-card',
    account: (now) =>
      fleet(
        now,
        payments('dns-removed'),
        suffers({
          name: 'charge-card',
          since: 18,
          outcome: throws(() => noSuchHost('node', 'rules.pay.internal'), 0.06),
        }),
      ),
    truth: {
      kind: 'diagnosed',
      rootCause: ['dns-fail'],
      atMost: 'likely',
      quotes: 'ENOTFOUND',
      mustNotClaim: ['net-no-egress', 'downstream-3rd-party', 'bad-release', 'timeout-too-low'],
    },
  },
  {
    id: 'dns-fail/in-go',
    title: 'No such host, in Go and in China',
    story: 'The geocoder asks for a host whose name was mistyped in a setting 21 minutes ago.',
    ask: 'geocode',
    account: (now) =>
      fleet(
        now,
        maps('dns-go'),
        configured('geocode', { Environment: { Variables: { PLACES: 'hidden' } } }, 21, 'zhang.min'),
        suffers({
          name: 'geocode',
          since: 20.8,
          outcome: throws(() => noSuchHost('go', 'places.ditu.example.cn'), 0.03),
        }),
      ),
    truth: {
      kind: 'diagnosed',
      rootCause: ['dns-fail'],
      quotes: 'no such host',
      mustNotClaim: ['downstream-3rd-party', 'net-no-egress', 'timeout-too-low'],
    },
  },
  {
    id: 'dns-fail/not-found-in-the-data',
    title: 'Not found is not ENOTFOUND',
    story:
      'Since a release 22 minutes ago charge-card fails on orders without a currency. It logs, as always, “order host not found in cache” at every charge: that is no name of a host.',
    ask: 'charge-card',
    account: (now) =>
      fleet(
        now,
        payments('dns-not'),
        (made) => {
          for (const func of made.functions)
            func.says = [
              { at: 0.02, level: 'WARN', text: 'order host not found in cache' },
              { at: 0.95, level: 'INFO', text: 'charged' },
            ];
        },
        released('charge-card', 22),
        suffers({ name: 'charge-card', since: 21.9, share: 0.6, outcome: throws(() => ownFault('node'), 0.1) }),
      ),
    truth: {
      kind: 'diagnosed',
      rootCause: ['bad-release'],
      resource: 'charge-card',
      mustNotClaim: ['dns-fail', 'downstream-3rd-party', 'net-no-egress'],
    },
  },
  {
    id: 'role-denied/policy-detached',
    title: 'The role lost a policy',
    story:
      'Maria detached the policy for the table of readings from the role of ingest-readings 17 minutes ago. Every write is refused, in words that name the action and the role.',
    ask: 'ingest-readings',
    account: (now) =>
      fleet(
        now,
        sensors('role-detached'),
        (made) => {
          made.unpermitted.push('ingest-readings');
          note(made, {
            name: 'DetachRolePolicy',
            source: 'iam',
            by: 'maria.keller',
            minutesAgo: 17,
            parameters: {
              roleName: 'ingest-readings-role',
              policyArn: `arn:aws:iam::${made.place.account}:policy/readings-write`,
            },
            resources: [{ type: 'AWS::IAM::Role', name: 'ingest-readings-role' }],
          });
        },
        suffers({
          name: 'ingest-readings',
          since: 17,
          outcome: throws(() => refused('python', 'BatchWriteItem', roleDenial('role-detached')), 0.3),
        }),
      ),
    truth: {
      kind: 'diagnosed',
      rootCause: ['role-denied'],
      resource: 'ingest-readings-role',
      quotes: 'dynamodb:BatchWriteItem',
      mustNotClaim: ['endpoint-policy-denies', 'bad-release', 'poison-batch', 'downstream-slow-aws'],
    },
  },
  {
    id: 'downstream-3rd-party/log-denied',
    title: 'Half of the quotes time out, and nobody may say why',
    story: 'The carrier hangs, seen by a role that may read metrics and settings, and no log.',
    ask: 'quote-freight',
    account: (now) =>
      fleet(
        now,
        freight('party-denied'),
        suffers({
          name: 'quote-freight',
          since: 28,
          share: 0.5,
          outcome: hangs('GET https://rates.sealine.example/v2/quotes'),
        }),
        denied('logs:StartQuery', 'logs:FilterLogEvents', 'logs:GetLogEvents'),
      ),
    truth: {
      kind: 'blind',
      rootCause: null,
      gaps: ['logs:StartQuery'],
      mustNotClaim: ['timeout-too-low', 'downstream-3rd-party', 'net-no-egress', 'memory-exhausted'],
    },
  },
];
