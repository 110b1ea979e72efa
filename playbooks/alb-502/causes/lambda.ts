import { cause, maybe } from '#playbook';
import { accessLog } from '#facts/alb/access-log';
import { episode } from '#facts/alb/episode';
import { groups } from '#facts/alb/groups';
import { lambdaTargets } from '#facts/alb/lambda-targets';
import { groupTraffic } from '#facts/alb/traffic';
import { functionLink } from '#facts/links';
import { count, list, sum } from '#facts/words';
import { amount, lambdaGroups, logged, ofOrigin, risen, sampleOf, shareOf } from '../reading.ts';

/** Reasons in access logs that are not the function's own fault. */
const AWS_SIDE = /^Lambda(ServiceException|ConnectionError|ConnectionTimeout)$/;

/** What a reason means for the person who reads it. https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-access-logs.html */
const MEANS: Readonly<Record<string, string>> = {
  LambdaInvalidResponse:
    'the function’s answer is malformed or lacks required fields (statusCode, headers, isBase64Encoded)',
  LambdaUnhandled: 'the function failed with an error it did not handle',
  LambdaUnhandledException: 'the function failed with an error it did not handle',
  LambdaThrottling: 'the function was throttled: too many copies of it ran',
  LambdaAccessDenied: 'the load balancer may not invoke the function',
  LambdaResponseTooLarge: 'the answer was larger than 1 MB',
  LambdaRequestTooLarge: 'the request body was larger than 1 MB',
  LambdaSubnetIPAddressLimitReachedException: 'a subnet of the function has no free IP address',
  LambdaENILimitReachedException: 'the VPC’s limit of network interfaces is reached',
  LambdaResourceNotFound: 'the function does not exist',
  LambdaBadRequest: 'the request could not be parsed',
};

export const lambdaInternal = cause({
  id: 'lambda-internal',
  title: 'Lambda itself fails to run the function',
  recognised:
    'LambdaInternalError rose with the 5xx: the failure is on the side of AWS or of the connection to it, not the function’s.',
  fix: 'Check AWS Health for Lambda in this region and retry; open a support case if it lasts.',
  layer: 'dependency',
  from: { episode, groups, log: maybe(accessLog), traffic: maybe(groupTraffic) },
  judge: ({ episode, groups, log, traffic }, say) => {
    const own = lambdaGroups(groups);
    const n5xx = risen(episode, 'elb502', 'elb500', 'elb503');
    if (own.length === 0) return say.ruledOut({ groups: 'no target is a Lambda function' });
    const errors = Math.max(
      sum(episode.minutes.map(({ lambdaInternalErrors }) => lambdaInternalErrors)),
      traffic.known ? sum(own.map(({ group }) => traffic.value[group.arn]?.lambdaInternalErrors ?? 0)) : 0,
    );
    if (n5xx === 0 || errors < 0.2 * n5xx) return say.ruledOut({ episode: count(errors, 'internal Lambda error') });
    const named = (log.known ? (log.value?.errorReasons.rows ?? []) : []).filter(({ key }) => AWS_SIDE.test(key));
    return say.confirmed(
      'Lambda answers with an internal error before or after the function runs.',
      {
        episode: `${count(errors, 'internal Lambda error')} while ${amount(n5xx, '5xx', episode)}`,
        log: named[0] && {
          says: `the log names ${list(named.map(({ key }) => key))}`,
          quotes: named.map(({ key }) => key),
        },
      },
      {
        share: shareOf(Math.min(errors, n5xx), episode),
        resources: functionsOf(own),
        scope: own.map(({ group }) => group.arn),
      },
    );
  },
});

export const lambdaTargetError = cause({
  id: 'lambda-target-error',
  title: 'The function behind the load balancer fails',
  recognised:
    'LambdaUserError rose with the 502s of a target group of type lambda; the access log’s error reason says how it failed.',
  fix: 'Mend the function as the reason says: the shape of its answer, its error, its concurrency, or the permission to invoke it.',
  layer: 'dependency',
  from: { episode, groups, log: maybe(accessLog), traffic: maybe(groupTraffic), functions: maybe(lambdaTargets) },
  judge: ({ episode, groups, log, traffic, functions }, say) => {
    const own = lambdaGroups(groups);
    if (own.length === 0) return say.ruledOut({ groups: 'no target is a Lambda function' });
    const n5xx = risen(episode, 'elb502', 'elb500', 'elb503');
    const counted = Math.max(
      sum(episode.minutes.map(({ lambdaUserErrors }) => lambdaUserErrors)),
      traffic.known ? sum(own.map(({ group }) => traffic.value[group.arn]?.lambdaUserErrors ?? 0)) : 0,
    );
    const named = (log.known ? (log.value?.errorReasons.rows ?? []) : []).filter(
      ({ key }) => key.startsWith('Lambda') && !AWS_SIDE.test(key),
    );
    const inLog = sum(named.map((row) => row.count));
    if (n5xx === 0 || (counted < 0.2 * n5xx && inLog === 0))
      return say.ruledOut({ episode: count(counted, 'Lambda user error') });
    const [top] = named;
    const refused = functions.known
      ? functions.value.find(({ policySeen, policy, group }) => policySeen && !permits(policy, group))
      : undefined;
    const [first] = functionsOf(own);
    const failure = log.known ? logged(log.value, 502) : null;
    const because = {
      episode: `${count(counted, 'Lambda user error')} while ${amount(n5xx, '5xx', episode)}`,
      log: top && {
        says: `the log says ${list(named.map(({ key }) => key))}: ${MEANS[top.key] ?? 'see the Elastic Load Balancing guide'}`,
        quotes: [top.key, ...sampleOf(failure, 'no-target')],
      },
      functions: refused && {
        says: 'its resource policy does not let elasticloadbalancing.amazonaws.com invoke it for this target group',
        link: functionLink(refused.arn),
      },
    };
    const what = top
      ? (MEANS[top.key] ?? top.key)
      : refused
        ? MEANS['LambdaAccessDenied']
        : 'the function failed or answered in a wrong form';
    const bearing = {
      share: shareOf(Math.min(n5xx, Math.max(counted, inLog)), episode),
      resources: [...functionsOf(own), ...own.map(({ group }) => group.arn)],
      scope: own.map(({ group }) => group.arn),
    };
    const says = `Requests to ${first?.split(':')[6] ?? 'the function'} fail: ${what}.`;
    return top || refused ? say.confirmed(says, because, bearing) : say.likely(says, because, bearing);
  },
});

export const lambdaNoAnswer = cause({
  id: 'lambda-no-answer',
  title: 'The function behind the load balancer does not answer in time',
  recognised:
    '504s of requests to a target group of type lambda: Lambda did not answer before the connection timed out.',
  fix: 'Shorten what the function does or waits for; answers must come before the load balancer’s timeout.',
  layer: 'dependency',
  from: { episode, groups, log: maybe(accessLog), functions: maybe(lambdaTargets) },
  judge: ({ episode, groups, log, functions }, say) => {
    const own = lambdaGroups(groups);
    if (own.length === 0) return say.ruledOut({ groups: 'no target is a Lambda function' });
    const n504 = risen(episode, 'elb504');
    if (n504 === 0) return say.ruledOut({ episode: '504s did not rise' });
    const arns = own.map(({ group }) => group.arn);
    const failure = log.known ? logged(log.value, 504) : null;
    const silent = ofOrigin(failure, 'no-target');
    const named = (log.known ? (log.value?.errorReasons.rows ?? []) : []).filter(
      ({ key }) => key === 'LambdaConnectionTimeout',
    );
    if (failure && silent < 0.5 * failure.count && named.length === 0)
      return say.ruledOut({
        log: `${count(failure.count - silent, 'logged 504')} went to a server, not to a function`,
      });
    const mixed = groups.some(({ group, routes }) => group.targetType !== 'lambda' && routes.length > 0);
    if (!failure && mixed)
      return say.possible('A function may not answer in time.', { episode: amount(n504, '504', episode) });
    const timeout = functions.known ? functions.value[0]?.configuration?.timeoutSeconds : undefined;
    const because = {
      episode: amount(n504, '504', episode),
      log: failure
        ? {
            says: `${count(silent, 'logged 504')} have no target, as requests to functions do`,
            quotes: [...named.map(({ key }) => key), ...sampleOf(failure, 'no-target')],
          }
        : undefined,
      functions: timeout ? `the function may run for ${timeout} s` : undefined,
    };
    const bearing = { share: shareOf(n504, episode), resources: [...functionsOf(own), ...arns], scope: arns };
    const says = 'The function does not answer before the load balancer gives up.';
    return failure ? say.confirmed(says, because, bearing) : say.likely(says, because, bearing);
  },
});

function functionsOf(groups: ReturnType<typeof lambdaGroups>): string[] {
  return groups.flatMap(({ targets }) => targets.map(({ id }) => id));
}

/** Whether a resource policy lets the load balancer invoke the function for this target group. */
function permits(policy: string | null, targetGroup: string): boolean {
  if (policy === null) return false;
  const document: unknown = JSON.parse(policy);
  const statements =
    typeof document === 'object' && document !== null && 'Statement' in document ? document.Statement : [];
  return [statements].flat().some((statement) => {
    const text = JSON.stringify(statement);
    const other = /:targetgroup\//.test(text) && !text.includes(targetGroup) && !/targetgroup\/\*/.test(text);
    return text.includes('"Allow"') && text.includes('elasticloadbalancing.amazonaws.com') && !other;
  });
}
