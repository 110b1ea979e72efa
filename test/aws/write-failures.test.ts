import { expect, test } from 'vitest';
import { WriteFailure } from '#playbook';
import { writeFailureOf } from '../../src/aws/write-failures.ts';

const asked = { action: 'lambda:PutFunctionConcurrency', region: 'eu-west-1' } as const;

function network(code: string, syscall: string): Error {
  return Object.assign(new Error(`${syscall} ${code}`), { code, syscall });
}

const timeout = (message: string) => Object.assign(new Error(message), { name: 'TimeoutError' });

test.each<[string, 'refused' | 'unclear', Error]>([
  ['no connection was made', 'refused', network('ECONNREFUSED', 'connect')],
  ['the host is not known', 'refused', network('ENOTFOUND', 'getaddrinfo')],
  ['no connection in time', 'refused', timeout('the requested host did not establish a connection within 2000 ms')],
  ['the certificate is another one', 'refused', Object.assign(new Error('wrong'), { code: 'CERT_HAS_EXPIRED' })],
  [
    'none of several addresses was reached',
    'refused',
    Object.assign(new AggregateError([network('ECONNREFUSED', 'connect'), network('ENETUNREACH', 'connect')]), {
      code: 'ECONNREFUSED',
    }),
  ],
  ['no answer in time', 'unclear', timeout('a request was not answered within 10000 ms')],
  ['the connection was reset', 'unclear', network('ECONNRESET', 'read')],
  ['the host went away while it was being written', 'unclear', network('EHOSTUNREACH', 'write')],
  ['the network went away', 'unclear', Object.assign(new Error('gone'), { code: 'ENETUNREACH' })],
  ['an unknown error', 'unclear', new Error('what is this?')],
])('%s: %s', (_what, outcome, error) => {
  const failure = writeFailureOf(error, asked);
  expect(failure).toBeInstanceOf(WriteFailure);
  expect(failure).toMatchObject({ outcome, action: asked.action });
});

test('mistakes of our own stay what they are', () => {
  const mistake = new TypeError('undefined is not a function');
  expect(writeFailureOf(mistake, asked)).toBe(mistake);
  const known = new WriteFailure('refused', 'no', asked.action);
  expect(writeFailureOf(known, asked)).toBe(known);
});
