import { expect, test } from 'vitest';
import { allowIngress } from '#remediations/network/by-hand';

const place = { account: '123456789012', region: 'eu-west-1', partition: 'aws' };

test.each([
  ['sg-0bb', '"UserIdGroupPairs":[{"GroupId":"sg-0bb"}]'],
  ['10.0.0.7/16', '"IpRanges":[{"CidrIp":"10.0.0.0/16"}]'],
  ['10.0.0.7', '"IpRanges":[{"CidrIp":"10.0.0.7/32"}]'],
  ['2001:db8::/64', '"Ipv6Ranges":[{"CidrIpv6":"2001:db8::/64"}]'],
])('a port is opened by a command to copy, from %s', (from, peer) => {
  const parsed = allowIngress.parse({ group: 'sg-0aa', from, port: '5432' });
  expect(parsed.ok && allowIngress.command(parsed.params, place)).toBe(
    `aws ec2 authorize-security-group-ingress --group-id sg-0aa --ip-permissions '[{"IpProtocol":"tcp","FromPort":5432,"ToPort":5432,${peer}}]' --region eu-west-1`,
  );
});

test.each([
  [{}, ['group', 'from', 'port']],
  [{ group: 'sg-0aa', from: '0.0.0.0/0', port: '22' }, ['from']],
  [{ group: 'web', from: '10.0.0.0/33', port: '0' }, ['group', 'from', 'port']],
])('a form that is wrong says so for each field, the whole internet being nobody: %j', (given, wrong) => {
  const parsed = allowIngress.parse(given);
  expect(parsed.ok ? [] : Object.keys(parsed.wrong)).toEqual(wrong);
});
