import ipaddr from 'ipaddr.js';
import { serviceOfHost, serviceSpokenOf } from './aws-service.ts';
import type { AddressKind, Peer } from './error-text.ts';

const v4 = String.raw`\d{1,3}(?:\.\d{1,3}){3}`;
const v6 = String.raw`\[[0-9a-f:.]+\]`;
/** Bounded, since a log line may be one word of a megabyte. */
const name = String.raw`[a-z0-9_][a-z0-9_.-]{0,250}`;
const at = `(?<host>${v4}|${v6}|${name})`;
const port = String.raw`(?<port>\d{1,5})\b`;

/** Forms in which clients name what they connect to; earlier ones win. */
const connecting: readonly RegExp[] = [
  `->${at}:${port}`,
  `dial (?:tcp|udp)\\d? ${at}:${port}`,
  `(?:ETIMEDOUT|ECONNREFUSED|ECONNRESET|EHOSTUNREACH|ENETUNREACH|EPIPE) ${at}:${port}`,
  `(?<name>${name})/(?<ip>${v4}|${v6}):${port}`,
  String.raw`connect to ${at}:${port} \[[^\]/]*/(?<ip>${v4})`,
  String.raw`\bat "(?<name>[^"\s]+)"(?: \((?<ip>[0-9a-f.:]+)\))?, port ${port}`,
  String.raw`server on '${at}(?::${port})?'`,
  String.raw`host='${at}', port=${port}`,
  String.raw`connect(?:ion|ing)?(?: to)?(?: redis on)? ${at}:${port}`,
  String.raw`\(${at}:${port}\)`,
].map((source) => new RegExp(source, 'i'));

/** Forms in which a host is named, whether or not its address was ever found. */
const naming: readonly RegExp[] = [
  String.raw`\blookup (?<name>${name})`,
  String.raw`(?:ENOTFOUND|EAI_AGAIN) (?<name>${name})(?::${port})?`,
  String.raw`host name "(?<name>[^"\s]+)"`,
  String.raw`(?:server host|resolve|resolve host:?) '?(?<name>${name}\.[a-z]+)`,
  String.raw`UnknownHostException: (?<name>${name})`,
  String.raw`\b[a-z][a-z0-9+:]*://(?:[^\s/@"']*@)?${at}(?::${port})?`,
  String.raw`connection to ${at} (?:timed out|refused)`,
  String.raw`\bcalling (?<name>${name}\.[a-z]+)`,
].map((source) => new RegExp(source, 'i'));

/** Told beside the sentence: libpq's second line, or members of an object: `address: '10.0.1.5', port: 5432`. */
const besides: readonly RegExp[] = [
  String.raw`\bon host "(?<name>[^"\s]+)"(?: \((?<ip>[0-9a-f.:]+)\))? and accepting\s+TCP/IP connections on port ${port}`,
  String.raw`\baddress\W{1,5}(?<host>${v4})`,
  String.raw`\bhost(?:name)?\W{1,5}(?<name>${name}\.[a-z]+)`,
  String.raw`\bport\W{1,4}${port}`,
].map((source) => new RegExp(source, 'i'));

interface Found {
  host: string | null;
  ip: string | null;
  port: number | null;
}

/**
 * Where the connection of an error was going.
 *
 * @param segment The sentence that tells of the error, folded.
 * @param text All of the text, folded: errors logged as objects name their address in other members.
 * @param named True for errors of DNS: addresses in them are those of the resolver.
 */
export function peerOf(segment: string, text: string, named: boolean): Peer {
  const found: Found = { host: null, ip: null, port: null };
  for (const form of named ? naming : [...connecting, ...naming]) add(found, form.exec(segment));
  for (const form of besides) add(found, form.exec(text));
  if (named) found.ip = null;
  const { host, ip, port } = found;
  return {
    host,
    ip,
    port,
    address: ip === null ? null : addressKind(ip),
    service: (host === null ? null : serviceOfHost(host)) ?? serviceSpokenOf(segment),
  };
}

/** What an earlier form has told stands. */
function add(found: Found, match: RegExpExecArray | null): void {
  const { host, name, ip, port } = match?.groups ?? {};
  for (const one of [host, name, ip]) {
    if (one === undefined) continue;
    const address = one.replace(/^\[|\]$|[.-]+$/g, '');
    if (ipaddr.isValid(address) && /[.:]/.test(address)) found.ip ??= address;
    else found.host ??= address;
  }
  if (port !== undefined && Number(port) > 0 && Number(port) < 65_536) found.port ??= Number(port);
}

function addressKind(ip: string): AddressKind {
  const range = ipaddr.process(ip).range();
  if (range === 'private' || range === 'carrierGradeNat' || range === 'uniqueLocal') return 'private';
  if (range === 'loopback') return 'loopback';
  return range === 'linkLocal' ? 'link-local' : 'public';
}
