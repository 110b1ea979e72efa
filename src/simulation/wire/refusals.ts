import { AwsError } from '../aws-error.ts';
import type { Wire } from './service-model.ts';

/** Code and HTTP status of the errors that every service has, by protocol. */
type PerWire = { readonly [W in Wire]: readonly [code: string, status: number] };

const denial: PerWire = {
  json: ['AccessDeniedException', 400],
  cbor: ['AccessDeniedException', 400],
  query: ['AccessDenied', 403],
  ec2: ['UnauthorizedOperation', 403],
  'rest-json': ['AccessDeniedException', 403],
  'rest-xml': ['AccessDenied', 403],
};

const throttle: PerWire = {
  json: ['ThrottlingException', 400],
  cbor: ['ThrottlingException', 400],
  query: ['Throttling', 400],
  ec2: ['RequestLimitExceeded', 503],
  'rest-json': ['TooManyRequestsException', 429],
  'rest-xml': ['SlowDown', 503],
};

const expiry: PerWire = {
  json: ['ExpiredTokenException', 400],
  cbor: ['ExpiredTokenException', 400],
  query: ['ExpiredToken', 403],
  ec2: ['RequestExpired', 400],
  'rest-json': ['ExpiredTokenException', 403],
  'rest-xml': ['ExpiredToken', 400],
};

const failure: PerWire = {
  json: ['InternalServerError', 500],
  cbor: ['InternalServerError', 500],
  query: ['InternalFailure', 500],
  ec2: ['InternalError', 500],
  'rest-json': ['ServiceException', 500],
  'rest-xml': ['InternalError', 500],
};

const unknown: PerWire = {
  json: ['UnknownOperationException', 400],
  cbor: ['UnknownOperationException', 404],
  query: ['InvalidAction', 400],
  ec2: ['InvalidAction', 400],
  'rest-json': ['UnknownOperationException', 404],
  'rest-xml': ['MethodNotAllowed', 405],
};

function make(codes: PerWire, wire: Wire, message: string): AwsError {
  const [code, status] = codes[wire];
  return new AwsError(code, message, { status });
}

/**
 * A denial for want of a policy, in AWS's wording ("Troubleshoot access denied error messages", IAM User Guide).
 * EC2 has a preamble of its own; S3 says nothing but "Access Denied".
 */
export function denied(
  wire: Wire,
  caller: string,
  action: string,
  kind: 'identity-based' | 'session' = 'identity-based',
): AwsError {
  const why = `because no ${kind} policy allows the ${action} action`;
  const who = `User: ${caller} is not authorized to perform: ${action}`;
  if (wire === 'rest-xml') return make(denial, wire, 'Access Denied');
  if (wire === 'ec2') return make(denial, wire, `You are not authorized to perform this operation. ${who} ${why}`);
  return make(denial, wire, wire === 'query' ? `${who} ${why}` : `${who} on resource: * ${why}`);
}

export function throttled(wire: Wire, service: string): AwsError {
  // The name is Lambda's alone among those that speak its protocol.
  if (wire === 'rest-json' && service !== 'lambda') {
    return new AwsError('ThrottlingException', 'Rate exceeded', { status: 429 });
  }
  if (wire === 'ec2') return make(throttle, wire, 'Request limit exceeded.');
  return make(throttle, wire, wire === 'rest-xml' ? 'Please reduce your request rate.' : 'Rate exceeded');
}

export function expiredToken(wire: Wire): AwsError {
  if (wire === 'ec2') return make(expiry, wire, 'Request has expired.');
  const message = 'The security token included in the request is expired';
  return make(expiry, wire, wire === 'rest-xml' ? 'The provided token has expired.' : message);
}

export function serverError(wire: Wire): AwsError {
  return make(failure, wire, 'An internal error has occurred');
}

/** The simulation has no answer for it: either AWS has no such operation, or none of ours may be sent. */
export function unknownOperation(wire: Wire, operation: string): AwsError {
  return make(unknown, wire, `The simulation does not answer ${operation}`);
}
