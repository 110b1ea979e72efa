import { expect, describe, test } from 'vitest';
import { ConfigError } from '#config';
import { parseConfig } from '../../src/config/parse.ts';

function problems(text: string): readonly string[] {
  try {
    parseConfig(text, 'opsmedic.yaml');
    return [];
  } catch (error) {
    if (error instanceof ConfigError) return error.problems;
    throw error;
  }
}

const account = "accounts: [{ id: '123456789012', name: prod, regions: [us-east-1] }]\n";

describe('A configuration', () => {
  const limits = { total: 20, account: 10, action: 6, resource: 3, pending: 5 };
  const lists = { accounts: [], services: [], channels: [], approvals: [], protected: [], freezes: [], breakGlass: [] };
  const empty = { ...lists, limits };

  test.each([
    ['an empty file', ''],
    ['only comments', '# nothing yet\n\n'],
    ['an empty document', '---\n'],
    ['an empty mapping', '{}'],
  ])('may be %s', (_what, text) => {
    expect(parseConfig(text, 'x')).toEqual(empty);
  });

  test('is filled in where it says nothing', () => {
    const text =
      "accounts: [{ id: '123456789012', name: prod }]\nservices: [{ name: shop }]\nchannels: [{ channel: C0123ABCD }]";
    expect(parseConfig(text, 'x')).toEqual({
      ...empty,
      accounts: [{ id: '123456789012', name: 'prod', regions: [], tags: {} }],
      services: [{ name: 'shop', aliases: [], resources: {} }],
      channels: [{ channel: 'C0123ABCD', services: [] }],
    });
  });

  test('may leave the quotes of an account id away, leading zeros included', () => {
    const { accounts, services } = parseConfig(
      'accounts: [{ id: 012345678901, name: prod }]\nservices: [{ name: shop, account: 012345678901 }]',
      'x',
    );
    expect([accounts[0]?.id, services[0]?.account]).toEqual(['012345678901', '012345678901']);
  });

  test('may name a partition other than the commercial one', () => {
    expect(
      problems(`accounts:
  - { id: '123456789012', name: gov, regions: [us-gov-west-1], readRole: 'arn:aws-us-gov:iam::123456789012:role/a/b' }
  - { id: '123456789013', name: cn, regions: [cn-northwest-1] }
  - { id: '123456789014', name: eu, regions: [eusc-de-east-1] }`),
    ).toEqual([]);
  });

  test('may refer to accounts and services in any case, by id, name or alias', () => {
    expect(
      problems(`${account}services: [{ name: Checkout, aliases: [shop], account: PROD, region: us-east-1 }]
channels:
  - { channel: C0123ABCD, account: '123456789012', services: [checkout] }
  - { channel: '#größe_1-x', services: [SHOP] }`),
    ).toEqual([]);
  });

  test('may use anchors', () => {
    const text = `accounts:
  - { id: '123456789012', name: a, regions: &both [us-east-1, eu-west-1] }
  - { id: '123456789013', name: b, regions: *both }`;
    expect(parseConfig(text, 'x').accounts[1]?.regions).toEqual(['us-east-1', 'eu-west-1']);
  });
});

describe('A mistake is told in one sentence with its line', () => {
  test.each([
    [
      'a key that is nearly right',
      'accounts:\n  - id: "123456789012"\n    name: prod\n    regoins: [us-east-1]',
      'line 4: accounts[0].regoins is not a setting that OpsMedic knows; did you mean "regions"?',
    ],
    [
      'a key that is not known',
      'services:\n- name: x\n  zzzzzzzz: 1',
      'line 3: services[0].zzzzzzzz is not a setting that OpsMedic knows; it knows name, aliases, account, region, resources.',
    ],
    [
      'a kind of resource that is not known',
      'services:\n- name: x\n  resources:\n    load-balancr: y',
      'line 4: services[0].resources.load-balancr is not a setting that OpsMedic knows; did you mean "load-balancer"?',
    ],
    [
      'a hidden key',
      '\n__proto__: {}',
      'line 2: __proto__ is not a setting that OpsMedic knows; it knows accounts, services, channels, approvals, protected, freezes, limits, breakGlass, onCall, handoff.',
    ],
    ['what must be there', 'accounts:\n\n  - id: "123456789012"', 'line 3: accounts[0].name is missing.'],
    ['an empty section', 'accounts:\n', 'line 1: accounts is empty; give it a value or remove it.'],
    [
      'a name that became a comment',
      'channels:\n  - channel: #incidents\n',
      'line 2: channels[0].channel is empty: YAML takes # for a comment, so write the name in quotes.',
    ],
    [
      'one where a list belongs',
      'accounts:\n- id: "123456789012"\n  name: x\n  regions: us-east-1',
      'line 4: accounts[0].regions must be a list, not text.',
    ],
    ['a list where a mapping belongs', '- a\n- b', 'line 1: the file must be a mapping of settings, not a list.'],
    ['prose', 'Dear bot,\nplease look at prod', 'line 1: the file must be a mapping of settings, not text.'],
    [
      'a number where text belongs',
      'services:\n- name: 7',
      'line 2: services[0].name must be text, not the number 7; write it in quotes.',
    ],
    [
      'yes where text belongs',
      'services:\n- name: true',
      'line 2: services[0].name must be text, not a yes or no; write it in quotes.',
    ],
    [
      'an id that is no id',
      "accounts:\n- name: x\n  id: '1234'",
      "line 3: accounts[0].id must be the 12 digits of an AWS account id, in quotes: '123456789012'.",
    ],
    [
      'a region that is none',
      'accounts:\n- id: "123456789012"\n  name: x\n  regions:\n  - us-east-1\n  - us-east-1a',
      'line 6: accounts[0].regions[1] must be the name of an AWS region, like us-east-1.',
    ],
    [
      'a user where a role belongs',
      'accounts:\n- id: "123456789012"\n  name: x\n  readRole: arn:aws:iam::123456789012:user/me',
      'line 4: accounts[0].readRole must be the ARN of an IAM role, like arn:aws:iam::123456789012:role/opsmedic-read.',
    ],
    [
      'an ARN of another service',
      'services:\n- name: x\n  resources: { load-balancer: "arn:aws:ecs:us-east-1:123456789012:service/x" }',
      'line 3: services[0].resources.load-balancer must be a name, or an ARN that begins with arn:aws:elasticloadbalancing:.',
    ],
    [
      'a channel that is none',
      'channels:\n- channel: incidents',
      "line 2: channels[0].channel must be a Slack channel's id, like C0123ABCD, or its name in quotes, like '#incidents'.",
    ],
    [
      'a name of several lines',
      'services:\n- name: "a\\nb"',
      'line 2: services[0].name must be one line of text, without blanks around it.',
    ],
    [
      'nobody who could approve',
      "approvals:\n- actions: ['*']",
      'line 2: approvals[0] must name at least one user or group, or who is on call: nobody could approve.',
    ],
    [
      'more groups than there are',
      "approvals:\n- actions: ['*']\n  users: [U0123ABCD]\n  groups: [S0123ABCD]\n  needed: 3\n  differentGroups: true",
      'line 6: approvals[0].differentGroups asks for more groups than are listed: nothing could ever be approved.',
    ],
    [
      'own changes approved in production',
      "approvals:\n- actions: ['*']\n  users: [U0123ABCD]\n  risks: [low]\n  requesterMayApprove: true",
      'line 5: approvals[0].requesterMayApprove needs accountTags with another env than prod: nobody approves their own change there.',
    ],
    [
      'a requester who approves in production by another name',
      "approvals:\n- actions: ['*']\n  users: [U0123ABCD]\n  risks: [low]\n  accountTags: { env: Production }\n  requesterMayApprove: true",
      'line 6: approvals[0].requesterMayApprove needs accountTags with another env than prod: nobody approves their own change there.',
    ],
    [
      'a requester who approves whatever the risk',
      "approvals:\n- actions: ['*']\n  users: [U0123ABCD]\n  accountTags: { env: dev }\n  requesterMayApprove: true",
      'line 5: approvals[0].requesterMayApprove needs risks beside it: say for which of low, medium and high.',
    ],
    [
      'approval by who is on call, where nobody is',
      "approvals:\n- actions: ['*']\n  onCall: true",
      'line 3: approvals[0].onCall is of no use without "onCall", which says who that is.',
    ],
    [
      'a rule for accounts that there are not',
      `${account}breakGlass:\n- actions: ['*']\n  users: [U0123ABCD]\n  accountTags: { env: dev }`,
      'line 5: breakGlass[0].accountTags are the tags of no account of this file.',
    ],
    [
      'a rule for an account by a wrong name',
      `${account}approvals:\n- actions: ['*']\n  users: [U0123ABCD]\n  accounts: [prdo]`,
      'line 5: approvals[0].accounts[0] names no account of this file ("prdo"); did you mean "prod"?',
    ],
    [
      'a glass that nobody may break',
      "breakGlass:\n- actions: ['*']",
      'line 2: breakGlass[0] must name at least one user or group, or who is on call.',
    ],
    ['a limit that allows nothing', 'limits: { total: 0 }', 'line 1: limits.total must be at least 1.'],
    [
      'more approvals than people',
      "approvals:\n- actions: ['*']\n  users: [U0123ABCD, U0123ABCD]\n  needed: 2",
      'line 4: approvals[0].needed asks for more people than are listed: nothing could ever be approved.',
    ],
    [
      'half a person',
      "approvals:\n- actions: ['*']\n  users: [U0123ABCD]\n  needed: 0.5",
      'line 4: approvals[0].needed must be a whole number, not the number 0.5.',
    ],
    [
      'a freeze that ends before it begins',
      'freezes:\n- from: 2026-12-24T00:00:00Z\n  to: 2026-12-23T00:00:00Z',
      'line 3: freezes[0].to must be later than "from".',
    ],
    [
      'a time without its offset',
      'freezes:\n- from: 2026-12-24T00:00:00\n  to: 2026-12-25T00:00:00Z',
      'line 2: freezes[0].from must be a date and time with its offset, like 2026-12-24T18:00:00Z or 2026-12-24T18:00:00+01:00.',
    ],
    [
      'two ways of being on call',
      'onCall:\n  group: S0123ABCD\n  calendar: https://example.com/x.ics',
      'line 2: onCall must have exactly one of "shifts", "calendar" and "group".',
    ],
    [
      'a time zone that is none',
      "handoff: { times: ['09:00'], channels: [C0123ABCD],\n  timeZone: Mars/Olympus }",
      'line 2: handoff.timeZone must be the name of a time zone, like UTC or Europe/Berlin.',
    ],
    [
      'a key that is no name',
      'accounts:\n- id: "123456789012"\n  name: x\n  tags: { "": y }',
      'line 4: accounts[0].tags[""] must be one line of text, without blanks around it.',
    ],
  ])('%s', (_what, text, sentence) => {
    expect(problems(text)).toEqual([`opsmedic.yaml, ${sentence}`]);
  });
});

describe('What contradicts another part of the file is told', () => {
  test.each([
    [
      'an id given twice',
      "accounts:\n- { id: '123456789012', name: a }\n- { id: '123456789012', name: b }",
      'line 3: accounts[1].id repeats the account id "123456789012", which was given before.',
    ],
    [
      'a name given twice',
      "accounts:\n- { id: '123456789012', name: prod }\n- { id: '123456789013', name: Prod }",
      'line 3: accounts[1].name repeats the account name "Prod", which was given before.',
    ],
    [
      'an alias that is a name',
      'services:\n- name: shop\n- name: web\n  aliases: [www, SHOP]',
      'line 4: services[1].aliases[1] repeats the service name or alias "SHOP", which was given before.',
    ],
    [
      'a channel given twice',
      'channels:\n- channel: C0123ABCD\n- channel: C0123ABCD',
      'line 3: channels[1].channel repeats the channel "C0123ABCD", which was given before.',
    ],
    [
      'a role of another account',
      "accounts:\n- id: '123456789012'\n  name: a\n  readRole: arn:aws:iam::123456789013:role/x",
      'line 4: accounts[0].readRole is a role of another account than this one, 123456789012.',
    ],
    [
      'an external id without a role',
      "accounts:\n- id: '123456789012'\n  name: a\n  externalId: abc",
      'line 4: accounts[0].externalId is of no use without "readRole" or "changeRole".',
    ],
    [
      'a service in an unknown account',
      `${account}services:\n- name: x\n  account: prdo`,
      'line 4: services[0].account names no account of this file ("prdo"); did you mean "prod"?',
    ],
    [
      'a channel of an unknown account',
      'channels:\n- channel: C0123ABCD\n  account: staging',
      'line 3: channels[0].account names no account of this file ("staging").',
    ],
    [
      'a channel of an unknown service',
      `services: [{ name: checkout }]\nchannels:\n- channel: C0123ABCD\n  services: [chekout]`,
      'line 4: channels[0].services[0] names no service of this file ("chekout"); did you mean "checkout"?',
    ],
    [
      'a region the account does not have',
      `${account}channels:\n- channel: C0123ABCD\n  account: prod\n  region: eu-west-1`,
      'line 5: channels[0].region is not among the regions of account prod: us-east-1.',
    ],
    [
      'a freeze of an unknown account',
      'freezes:\n- from: 2026-12-24T00:00:00Z\n  to: 2026-12-25T00:00:00Z\n  accounts: [x]',
      'line 4: freezes[0].accounts[0] names no account of this file ("x").',
    ],
  ])('%s', (_what, text, sentence) => {
    expect(problems(text)).toEqual([`opsmedic.yaml, ${sentence}`]);
  });
});

describe('Text that is not YAML is told with its line', () => {
  test.each([
    ['a tab', 'accounts:\n\t- id: x', 'line 2: a tab is used to indent, where YAML wants spaces.'],
    ['a key given twice', 'accounts: []\nservices: []\naccounts: []', 'line 3: the key "accounts" is given twice.'],
    [
      'a bracket that stays open',
      'accounts: [\nservices: []',
      'line 2: this is not YAML: Flow sequence in block collection must be sufficiently indented and end with a ].',
    ],
    [
      'a second document',
      'accounts: []\n---\nservices: []',
      'line 2: a second document begins here ("---"); the file must be a single one.',
    ],
    [
      'an unknown alias',
      'accounts: *nowhere',
      'line 1: Unresolved alias (the anchor must be set before the alias): nowhere.',
    ],
    [
      'an unknown tag',
      'accounts: []\nservices: !include x.yaml',
      'line 2: this is not YAML: Unresolved tag: !include.',
    ],
    ['brackets without end', '['.repeat(100_000), 'line 1: brackets are nested too deeply.'],
  ])('%s', (_what, text, sentence) => {
    expect(problems(text)).toEqual([`opsmedic.yaml, ${sentence}`]);
  });

  test('aliases that grow without bounds', () => {
    const bomb = ['a0: &a0 [x, x]', ...Array.from({ length: 30 }, (_, i) => `a${i + 1}: &a${i + 1} [*a${i}, *a${i}]`)];
    expect(problems(bomb.join('\n'))).toEqual([
      expect.stringMatching(/^opsmedic\.yaml, line 1: Excessive alias count/),
    ]);
  });

  test('a mistake behind an alias, with the line of its anchor', () => {
    const text =
      "accounts:\n- { id: '123456789012', name: a, regions: &r [us-east-1, mars] }\n- { id: '123456789013', name: b, regions: *r }";
    const sentence = 'must be the name of an AWS region, like us-east-1.';
    expect(problems(text)).toEqual([
      `opsmedic.yaml, line 2: accounts[0].regions[1] ${sentence}`,
      `opsmedic.yaml, line 2: accounts[1].regions[1] ${sentence}`,
    ]);
  });

  test('a list that contains itself', () => {
    expect(problems('accounts: &a [*a]')).toEqual([
      'opsmedic.yaml, line 1: accounts[0] must be a mapping of settings, not a list.',
    ]);
  });
});

test('All problems are told at once, in the order of the file, up to twenty', () => {
  const text = `services:\n${'  - zzz: 1\n'.repeat(15)}`;
  const told = problems(text);
  expect(told).toHaveLength(21);
  expect(told.slice(0, 3).map((sentence) => sentence.slice(0, 40))).toEqual([
    'opsmedic.yaml, line 2: services[0].name ',
    'opsmedic.yaml, line 2: services[0].zzz i',
    'opsmedic.yaml, line 3: services[1].name ',
  ]);
  expect(told.at(-1)).toBe('opsmedic.yaml: there are 10 more problems.');
});
