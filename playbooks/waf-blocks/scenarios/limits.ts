import type { Scenario } from '#simulation/scenario';
import { machines, people, scanner, visitors } from '#simulation/waf/callers';
import { calls, denied, faulty, loggedTo, rules, settings, watch } from '#simulation/waf/happenings';
import { own, statements } from '#simulation/waf/rules';
import { distributionOf, guarded, stageOf } from '#simulation/waf/site';
import { magazine, partners, shop, uploads } from './sites.ts';

/** What cannot be seen, what comes late, and what is very much. */
export const limits: readonly Scenario[] = [
  {
    id: 'body-size-block/samples-denied',
    title: 'Uploads are blocked, and samples may not be read',
    story: 'Blocks rise, and who is hit cannot be told by a role that may not read samples.',
    ask: 'shop-web',
    account: (now) => guarded(now, shop('no-samples'), calls(uploads(40)), denied('wafv2:GetSampledRequests')),
    truth: { kind: 'blind', rootCause: null, gaps: ['wafv2:GetSampledRequests'], mustNotClaim: ['body-size-block'] },
  },
  {
    id: 'denied/samples-but-not-the-log',
    title: 'Samples may not be read, and the log tells',
    story: 'WAF logs to CloudWatch Logs, which this role may read: the log says whom the size rule blocks.',
    ask: 'shop-web',
    account: (now) =>
      guarded(
        now,
        shop('logged'),
        calls(uploads(40)),
        loggedTo('arn:aws:logs:eu-west-1:418273645091:log-group:aws-waf-logs-shop'),
        denied('wafv2:GetSampledRequests'),
      ),
    truth: {
      kind: 'diagnosed',
      rootCause: ['body-size-block'],
      resource: 'SizeRestrictions_BODY',
      gaps: ['wafv2:GetSampledRequests'],
    },
  },
  {
    id: 'sampling-off/and-the-log-tells',
    title: 'The rule that blocks is not sampled, and the log tells',
    story:
      'Sampling is off for the core rule set at the edge. The log lies in us-east-1, and names the uploads it blocks.',
    ask: 'magazine-edge',
    account: (now) =>
      guarded(
        now,
        magazine('logged-edge'),
        calls(uploads(40)),
        watch({ SampledRequestsEnabled: false }, 'common'),
        loggedTo('arn:aws:logs:us-east-1:559120473386:log-group:aws-waf-logs-magazine'),
      ),
    truth: {
      kind: 'diagnosed',
      rootCause: ['body-size-block'],
      resource: 'SizeRestrictions_BODY',
      mustNotClaim: ['sampling-off'],
    },
  },
  {
    id: 'denied/samples-on-an-ordinary-day',
    title: 'An ordinary day, and samples may not be read',
    story: 'Scanners are blocked as ever. Whether anybody else is cannot be told without samples.',
    ask: 'shop-web',
    account: (now) => guarded(now, shop('no-samples-quiet'), denied('wafv2:GetSampledRequests')),
    truth: { kind: 'blind', rootCause: null, gaps: ['wafv2:GetSampledRequests'] },
  },
  {
    id: 'denied/web-acl',
    title: 'The web ACL itself may not be read',
    story: 'Nothing can be told of a web ACL that may only be listed.',
    ask: 'shop-web',
    account: (now) => guarded(now, shop('no-acl'), calls(uploads(40)), denied('wafv2:GetWebACL')),
    truth: { kind: 'blind', rootCause: null, gaps: ['wafv2:GetWebACL'] },
  },
  {
    id: 'denied/metrics',
    title: 'Metrics may not be read',
    story: 'Samples alone do not tell how much is blocked, nor whether that is more than usual.',
    ask: 'shop-web',
    account: (now) => guarded(now, shop('no-metrics'), calls(uploads(40)), denied('cloudwatch:GetMetricData')),
    truth: { kind: 'blind', rootCause: null, gaps: ['cloudwatch:GetMetricData'] },
  },
  {
    id: 'denied/trail-and-resources',
    title: 'Uploads are blocked, and much else may not be read',
    story:
      'CloudTrail, the list of protected resources and the log of WAF are closed to this role; the samples tell all the same.',
    ask: 'shop-web',
    account: (now) =>
      guarded(
        now,
        shop('half-blind'),
        calls(uploads(40)),
        denied('cloudtrail:LookupEvents', 'wafv2:ListResourcesForWebACL', 'wafv2:GetLoggingConfiguration'),
      ),
    truth: {
      kind: 'diagnosed',
      rootCause: ['body-size-block'],
      resource: 'SizeRestrictions_BODY',
      gaps: ['cloudtrail:LookupEvents', 'wafv2:ListResourcesForWebACL'],
    },
  },
  {
    id: 'waf-500/access-log-denied',
    title: 'The load balancer fails itself, and its log may not be read',
    story: 'Whether WAF is behind the 500s is told by the access log alone, and the role may not read it.',
    ask: 'shop-web',
    account: (now) =>
      guarded(
        now,
        shop('waf-500-unread'),
        calls(
          visitors({
            who: 'unlucky',
            perMinute: 10,
            clients: people('unlucky-unread', 90),
            unguarded: { reason: 'WAFServiceError', since: 25, until: 0 },
          }),
        ),
        denied('s3:*'),
      ),
    truth: { kind: 'blind', rootCause: null, gaps: ['s3:ListBucket'], mustNotClaim: ['waf-500'] },
  },
  {
    id: 'throttled/every-second-call',
    title: 'WAF throttles every second call',
    story: 'Somebody’s dashboard uses up WAF’s five calls a second. Uploads are blocked, and are found all the same.',
    ask: 'shop-web',
    account: (now) =>
      guarded(now, shop('throttled'), calls(uploads(40)), faulty({ service: 'wafv2', kind: 'throttling', every: 2 })),
    truth: { kind: 'diagnosed', rootCause: ['body-size-block'], resource: 'SizeRestrictions_BODY' },
  },
  {
    id: 'throttled/metrics-and-trail',
    title: 'CloudWatch and CloudTrail throttle',
    story: 'Two services stumble on every third call while uploads are blocked.',
    ask: 'magazine-edge',
    account: (now) =>
      guarded(
        now,
        magazine('throttled-edge'),
        calls(uploads(40)),
        faulty(
          { service: 'cloudwatch', kind: 'throttling', every: 3 },
          { service: 'cloudtrail', kind: 'throttling', every: 3 },
        ),
      ),
    truth: { kind: 'diagnosed', rootCause: ['body-size-block'], resource: 'SizeRestrictions_BODY' },
  },
  {
    id: 'large/hundred-rules',
    title: 'A hundred rules, and five thousand blocked requests',
    story:
      'A web ACL of a hundred rules blocks attacks by the thousand all day. Among them, since 30 minutes, are uploads of customers.',
    ask: 'shop-web',
    account: (now) =>
      guarded(
        now,
        { ...shop('large'), visitors: 200 },
        rules(
          ...Array.from({ length: 94 }, (_, index) =>
            own({ name: `path-${index}`, priority: 100 + index, statement: statements.path(`/legacy-${index}`) }),
          ),
        ),
        calls(
          uploads(30, { perMinute: 6 }),
          ...Array.from({ length: 12 }, (_, index) =>
            scanner({
              who: `probe ${index}`,
              perMinute: 3,
              clients: machines(`probe-${index}`, 20),
              stops: [{ rule: `path-${index * 7}`, action: 'BLOCK' }],
            }),
          ),
          scanner({
            who: 'flood',
            perMinute: 60,
            clients: machines('flood', 90),
            stops: [{ rule: 'bad-inputs', within: 'ExploitablePaths_URIPATH', action: 'BLOCK' }],
          }),
        ),
      ),
    truth: {
      kind: 'diagnosed',
      rootCause: ['body-size-block'],
      resource: 'SizeRestrictions_BODY',
      mustNotClaim: ['own-rule-match'],
    },
  },
  {
    id: 'no-samples/nothing-was-kept',
    title: 'Blocks rise, and AWS has no sample of them',
    story: 'Sampling is on, and yet no request of the rule was kept. How many were blocked is known, and not whom.',
    ask: 'shop-web',
    account: (now) => {
      const account = guarded(now, shop('nothing-kept'), calls(uploads(40)));
      const requests = Object.fromEntries(Object.keys(account.wafv2?.requests ?? {}).map((arn) => [arn, {}]));
      return account.wafv2 ? { ...account, wafv2: { ...account.wafv2, requests } } : account;
    },
    truth: { kind: 'blind', rootCause: null, mustNotClaim: ['body-size-block', 'sampling-off'] },
  },
  {
    id: 'asked/by-distribution-id',
    title: 'The distribution is named by its id',
    story: 'Uploads are blocked at the edge. The person pastes the id of the distribution.',
    ask: distributionOf('by-id'),
    account: (now) => guarded(now, magazine('by-id'), calls(uploads(40))),
    truth: { kind: 'diagnosed', rootCause: ['body-size-block'], resource: 'SizeRestrictions_BODY' },
  },
  {
    id: 'asked/by-stage-of-an-api',
    title: 'The stage of an API is named by its ARN',
    story: 'A partner’s uploads are blocked in front of an API. The person pastes the ARN of the stage.',
    ask: stageOf('by-stage', 'eu-central-1'),
    account: (now) => guarded(now, partners('by-stage'), calls(uploads(40))),
    truth: { kind: 'diagnosed', rootCause: ['body-size-block'], resource: 'SizeRestrictions_BODY' },
  },
  {
    id: 'odd/one-item-a-page',
    title: 'Lists come in pages of one',
    story: 'Uploads are blocked at the edge, and AWS hands everything out in pages of one.',
    ask: 'magazine-edge',
    account: (now) => guarded(now, magazine('paged'), calls(uploads(40)), settings({ pageSize: 1 })),
    truth: { kind: 'diagnosed', rootCause: ['body-size-block'], resource: 'SizeRestrictions_BODY' },
  },
];
