import { byHand } from '#playbook';
import { parseBlock } from '#network';
import { awsCli } from '../aws-cli.ts';
import { form, text, wholeNumber } from '../form.ts';
import type { Field } from '../form.ts';

interface Params {
  readonly [member: string]: string | number;
  readonly group: string;
  /** A security group, or a CIDR block. */
  readonly from: string;
  readonly port: number;
}

const GROUP = /^sg-[\da-z]+$/;

/** Opens a port of a security group. */
export const allowIngress = byHand<Params>({
  id: 'network.allow-ingress',
  title: 'Open a port in a security group',
  summary: 'Lets a security group, or addresses, reach one port.',
  parameters: [
    { name: 'group', label: 'Security group', kind: 'text', hint: 'Of what is to be reached: sg-…' },
    { name: 'from', label: 'From', kind: 'text', hint: 'sg-… or a range of addresses, such as 10.0.0.0/16' },
    { name: 'port', label: 'Port', kind: 'number' },
  ],
  parse: (given) =>
    form({
      group: text(given['group'], GROUP, 'Say the id of a security group, such as sg-0a1b.'),
      from: source(given['from']),
      port: wholeNumber(given['port'], 1, 65_535),
    }),
  why: 'What comes in through an open port cannot be called back, so whoever keeps the network opens it. To close it again: revoke-security-group-ingress with the same values.',
  command: ({ group, from, port }, place) => {
    const peer = GROUP.test(from)
      ? { UserIdGroupPairs: [{ GroupId: from }] }
      : from.includes(':')
        ? { Ipv6Ranges: [{ CidrIpv6: from }] }
        : { IpRanges: [{ CidrIp: from }] };
    const permissions = JSON.stringify([{ IpProtocol: 'tcp', FromPort: port, ToPort: port, ...peer }]);
    return awsCli('ec2 authorize-security-group-ingress', { 'group-id': group, 'ip-permissions': permissions }, place);
  },
});

/** A security group or a range of addresses; the internet at large is not one. */
function source(given: string | undefined): Field<string> {
  const typed = given?.trim() ?? '';
  if (GROUP.test(typed)) return { ok: true, value: typed };
  const block = parseBlock(typed);
  if (block === null) return { ok: false, says: 'Say a security group or a range of addresses.' };
  if (block.prefix === 0) return { ok: false, says: 'Say who is to come in: this is the whole internet.' };
  return { ok: true, value: block.text.includes('/') ? block.text : `${block.text}/${block.prefix}` };
}
