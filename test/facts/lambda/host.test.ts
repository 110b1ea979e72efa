import { expect, test } from 'vitest';
import { hostIn } from '../../../src/facts/lambda/host.ts';

test.each([
  ['POST https://api.partner.example/charge?x=1', 'api.partner.example', null],
  ['calling rates.sealine.example now', 'rates.sealine.example', null],
  ['connecting postgres://app:[redacted]@db.example.com:5432/shop', 'db.example.com', null],
  [
    'reading https://secretsmanager.eu-west-1.amazonaws.com/',
    'secretsmanager.eu-west-1.amazonaws.com',
    'secretsmanager',
  ],
])('“%s” names %s', (text, name, service) => {
  expect(hostIn(text)).toEqual({ name, service });
});

test.each([
  'Generating PDF',
  'java.net.SocketTimeoutException: Read timed out',
  'loaded index.mjs in 3.5 s',
  'com.example.Handler - got event',
  'at version 1.2.3',
])('“%s” names none', (text) => {
  expect(hostIn(text)).toBeNull();
});
