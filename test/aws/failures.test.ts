import { describe, expect, test } from 'vitest';
import { CannotInvestigate, ReadFailure } from '#playbook';
import { failureOf, isUnreachable } from '../../src/aws/failures.ts';

const asked = { action: 'ec2:DescribeSubnets', region: 'eu-west-1' } as const;

/** An error as the SDK makes it of an answer. */
function sdkError(name: string, message: string, httpStatusCode = 400): Error {
  return Object.assign(new Error(message), { name, $fault: 'client', $metadata: { httpStatusCode } });
}

/** An error as Node makes it when there is no answer. */
function networkError(code: string, own: object = {}): Error {
  return Object.assign(new Error(`connect ${code}`), { code, $metadata: { attempts: 3 }, ...own });
}

describe('names of AWS', () => {
  test.each([
    ['AccessDenied', 403, 'denied'],
    ['AccessDeniedException', 400, 'denied'],
    ['UnauthorizedOperation', 403, 'denied'],
    ['AuthorizationError', 403, 'denied'],
    ['OptInRequired', 403, 'denied'],
    ['SomethingNewException', 403, 'denied'],
    ['Throttling', 400, 'throttled'],
    ['ThrottlingException', 400, 'throttled'],
    ['RequestLimitExceeded', 503, 'throttled'],
    ['TooManyRequestsException', 429, 'throttled'],
    ['SlowDown', 503, 'throttled'],
    ['LoadBalancerNotFoundException', 400, 'absent'],
    ['InvalidInstanceID.NotFound', 400, 'absent'],
    ['ClusterNotFoundException', 400, 'absent'],
    ['ResourceNotFoundException', 404, 'absent'],
    ['NoSuchBucket', 404, 'absent'],
    ['ValidationError', 400, 'failed'],
    ['InternalFailure', 500, 'failed'],
    ['ServiceUnavailable', 503, 'failed'],
  ])('%s (HTTP %d) is %s', (name, status, why) => {
    expect(failureOf(sdkError(name, 'AWS says so.', status), asked)).toMatchObject({
      why,
      message: 'AWS says so.',
      action: 'ec2:DescribeSubnets',
    });
  });

  test.each([
    'ExpiredToken',
    'ExpiredTokenException',
    'RequestExpired',
    'InvalidClientTokenId',
    'UnrecognizedClientException',
    'InvalidAccessKeyId',
    'AuthFailure',
    'SignatureDoesNotMatch',
    'InvalidSignatureException',
    'RequestTimeTooSkewed',
    'MissingAuthenticationTokenException',
    'CredentialsProviderError',
    'TokenProviderError',
  ])('%s ends the investigation with one sentence', (name) => {
    const failure = failureOf(sdkError(name, 'The token ASIAHUSHHUSHHUSH is no good', 403), asked);
    expect(failure).toBeInstanceOf(CannotInvestigate);
    expect(failure.message).toMatch(/^[^\n]+\.$/);
    expect(failure.message).not.toContain('HUSH');
  });
});

describe('the action that was refused', () => {
  test.each([
    ['User: arn:aws:iam::1:user/u is not authorized to perform: ec2:DescribeImages because no', 'ec2:DescribeImages'],
    ['You are not authorized to perform: elasticloadbalancing:DescribeTags on', 'elasticloadbalancing:DescribeTags'],
    ['User: u is not authorized to perform:\n  ec2:DescribeRegions with an explicit deny', 'ec2:DescribeRegions'],
    ['You are not authorized to perform this operation.', 'ec2:DescribeSubnets'],
    ['Access Denied', 'ec2:DescribeSubnets'],
  ])('of “%s” is %s', (message, action) => {
    expect(failureOf(sdkError('UnauthorizedOperation', message, 403), asked)).toMatchObject({ why: 'denied', action });
  });
});

describe('what is told of an error', () => {
  const told = (message: string) => failureOf(sdkError('ValidationError', message), asked).message;

  test('is one line without control characters', () => {
    expect(told('An error\r\n\toccurred\u0000\u001b[31m  here\u0085')).toBe('An error occurred [31m here');
  });

  test('is short', () => {
    expect(told('x'.repeat(5_000))).toHaveLength(300);
  });

  test('holds no access key and no message that only AWS can read', () => {
    expect(told('The key AKIAIOSFODNN7EXAMPLE is not known')).toBe('The key … is not known');
    expect(told('You may not. Encoded authorization failure message: 4GIOHlTkIaWHQD0Q0m6XSnuUMCm')).toBe(
      'You may not.',
    );
  });

  test('is the error’s name when AWS says nothing', () => {
    expect(told('')).toBe('ValidationError');
  });
});

describe('the network', () => {
  test.each([
    ['ECONNREFUSED', { address: '127.0.0.1', port: 4566 }, '127.0.0.1:4566 (ECONNREFUSED)'],
    ['ENOTFOUND', { hostname: 'ec2.eu-west-9.amazonaws.com' }, 'ec2.eu-west-9.amazonaws.com (ENOTFOUND)'],
    ['EAI_AGAIN', { hostname: 'ec2.eu-west-1.amazonaws.com' }, 'ec2.eu-west-1.amazonaws.com (EAI_AGAIN)'],
    ['EHOSTUNREACH', { address: '10.0.0.1', port: 443 }, '10.0.0.1 (EHOSTUNREACH)'],
    ['SELF_SIGNED_CERT_IN_CHAIN', {}, 'its address (SELF_SIGNED_CERT_IN_CHAIN)'],
    ['ERR_TLS_CERT_ALTNAME_INVALID', {}, 'its address (ERR_TLS_CERT_ALTNAME_INVALID)'],
  ])('%s is AWS out of reach', (code, own, host) => {
    // The SDK calls a refused connection a TimeoutError.
    const failure = failureOf(networkError(code, { name: 'TimeoutError', ...own }), asked);
    expect(failure).toMatchObject({ why: 'failed', message: `AWS could not be reached at ${host}` });
    expect(failure instanceof ReadFailure && isUnreachable(failure)).toBe(true);
  });

  test('a connection that cannot be made in time is AWS out of reach', () => {
    const message = 'the request socket did not establish a connection with the server within the configured timeout';
    const failure = failureOf(Object.assign(new Error(message), { name: 'TimeoutError' }), asked);
    expect(failure instanceof ReadFailure && isUnreachable(failure)).toBe(true);
  });

  test('an answer that does not come in time is a timeout, and AWS is there', () => {
    const failure = failureOf(Object.assign(new Error('Request timed out'), { name: 'TimeoutError' }), asked);
    expect(failure).toMatchObject({ why: 'timeout' });
    expect(failure instanceof ReadFailure && isUnreachable(failure)).toBe(false);
  });
});

test.each([['a text'], [undefined], [null], [{}], [new Error('')]])(
  '%s as an error is a failure with a sentence',
  (error) => {
    const failure = failureOf(error, asked);
    expect(failure).toMatchObject({ why: 'failed' });
    expect(failure.message).not.toBe('');
  },
);
