import { describe, expect, test } from 'vitest';
import { takeBearings } from '../../src/app/bearings.ts';
import type { Ask, Place } from '../../src/app/investigation.ts';
import type { Config } from '../../src/config/index.ts';
import { arnOf } from './small-account.ts';
import { channel, configOf, production, service, staging } from './small-config.ts';
import { kind } from './small-playbook.ts';

const nothing: Ask = {
  playbook: 'small-502',
  subject: null,
  account: null,
  region: null,
  profile: null,
  since: null,
  from: null,
  to: null,
};
const here: Place = { team: 'T1', channel: 'C1', thread: null };

function bearings(ask: Partial<Ask>, config: Partial<Config> = {}, place = here) {
  return takeBearings({ ...nothing, ...ask }, place, kind, configOf(config));
}

/** Account id, region and what is looked for, in a line. */
function line(ask: Partial<Ask>, config: Partial<Config> = {}): string {
  const taken = bearings(ask, config);
  if (taken.kind === 'which-account') return `which of ${taken.accounts.map(({ name }) => name).join(', ')}?`;
  const { which, wanted } = taken;
  return `${which.account} ${which.region} ${wanted.from}: ${wanted.terms.join(', ')}`;
}

const two = { accounts: [production, staging] };
const shop = {
  ...two,
  services: [
    service('checkout', {
      aliases: ['shop', 'Kasse'],
      account: 'prod',
      resources: { 'load-balancer': 'checkout-prod' },
    }),
    service('orders', { account: 'staging', region: 'us-east-1', resources: { 'load-balancer': arnOf('orders') } }),
    service('mail', { resources: { 'ecs-service': 'main/mail-api', 'lambda-function': 'mail-sender' } }),
  ],
  channels: [
    channel('C1', { account: 'prod', region: 'us-east-1', services: ['checkout'] }),
    channel('#C2', { account: 'staging' }),
  ],
};

describe('account and region', () => {
  test.each<[string, Partial<Ask>, Partial<Config>, string]>([
    ['nothing at all: the environment decides', {}, {}, 'null null typed: '],
    ['the only account, and its first region', {}, { accounts: [production] }, '111122223333 eu-west-1 typed: '],
    ['several accounts: a question', {}, two, 'which of prod, staging?'],
    ['several accounts, but a profile', { profile: 'p' }, two, 'null null typed: '],
    [
      'a profile is another account than the usual one',
      { profile: 'p' },
      { accounts: [production] },
      'null null typed: ',
    ],
    ['typed by name', { account: 'Staging' }, two, '444455556666 eu-west-1 typed: '],
    ['typed by id', { account: '444455556666' }, two, '444455556666 eu-west-1 typed: '],
    ['an id nobody configured', { account: '999999999999' }, two, '999999999999 null typed: '],
    ['typed region', { account: 'prod', region: 'ap-south-1' }, two, '111122223333 ap-south-1 typed: '],
    ['the channel', {}, { ...shop, services: [] }, '111122223333 us-east-1 typed: '],
    [
      'another account than the channel: not its region',
      { account: 'staging' },
      shop,
      '444455556666 eu-west-1 typed: ',
    ],
    [
      'an ARN',
      { subject: arnOf('x') },
      { ...two, channels: shop.channels },
      `111122223333 eu-west-1 typed: ${arnOf('x')}`,
    ],
    [
      'a DNS name',
      { subject: 'https://X-1.eu-central-1.elb.amazonaws.com:443/path?a=b', account: 'prod' },
      two,
      '111122223333 eu-central-1 typed: x-1.eu-central-1.elb.amazonaws.com',
    ],
  ])('%s', (_, ask, config, expected) => {
    expect(line(ask, config)).toBe(expected);
  });
});

describe('what is looked for', () => {
  test.each<[string, Partial<Ask>, string]>([
    ['nothing typed: the service of this channel', {}, '111122223333 us-east-1 channel: checkout-prod'],
    ['a service by name', { subject: 'checkout' }, '111122223333 us-east-1 alias: checkout-prod'],
    ['a service by alias', { subject: 'kasse' }, '111122223333 us-east-1 alias: checkout-prod'],
    ['a service elsewhere', { subject: 'orders' }, `444455556666 us-east-1 alias: ${arnOf('orders')}`],
    [
      'a service of another account than the one typed',
      { subject: 'orders', account: 'prod' },
      '111122223333 us-east-1 typed: orders',
    ],
    [
      'a service without this kind of resource',
      { subject: 'mail' },
      '111122223333 us-east-1 alias: mail, main/mail-api, mail-sender',
    ],
    ['a name that no service has', { subject: 'check' }, '111122223333 us-east-1 typed: check'],
    [
      'a service in another environment',
      { subject: 'checkout staging' },
      '111122223333 us-east-1 typed: checkout staging',
    ],
  ])('%s', (_, ask, expected) => {
    expect(line(ask, shop)).toBe(expected);
  });

  test('a channel may be configured by its name', () => {
    expect(bearings({}, shop, { ...here, channel: 'C2' })).toMatchObject({ which: { account: staging.id } });
  });

  test('a terminal is in no channel', () => {
    const place = { team: 'terminal', channel: '', thread: null };
    expect(bearings({}, { channels: [channel('#')], accounts: [production] }, place)).toMatchObject({ service: null });
  });
});

describe('what cannot be', () => {
  test.each<[Partial<Ask>, string]>([
    [{ account: 'stagin' }, 'There is no account “stagin”: did you mean “staging”?'],
    [{ account: 'blue' }, 'There is no account “blue”: there is prod, staging.'],
    [{ region: 'Ireland' }, '“Ireland” is not the name of an AWS region: say for instance eu-west-1.'],
    [{ subject: arnOf('x'), account: 'staging' }, 'That ARN is of account 111122223333, not of staging.'],
    [{ subject: arnOf('x'), region: 'us-east-1' }, `“${arnOf('x')}” is in eu-west-1, not in us-east-1.`],
    [
      { subject: 'arn:aws:elasticloadbalancing' },
      '“arn:aws:elasticloadbalancing” is not a whole ARN: that has six parts with colons between.',
    ],
  ])('%j', (ask, message) => {
    expect(() => bearings(ask, two)).toThrow(expect.objectContaining({ name: 'UsageError', message }));
  });
});
