import ipaddr from 'ipaddr.js';
import type { PrefixLists } from './model.ts';

/** A CIDR block; a single address is the smallest one. */
export interface Block {
  readonly family: 4 | 6;
  readonly bytes: readonly number[];
  readonly prefix: number;
  /** As people write it: without a mask for a single address. */
  readonly text: string;
}

/** All addresses of a family: the internet at large. */
export const everywhere: { readonly 4: Block; readonly 6: Block } = {
  4: { family: 4, bytes: Array.from({ length: 4 }, () => 0), prefix: 0, text: '0.0.0.0/0' },
  6: { family: 6, bytes: Array.from({ length: 16 }, () => 0), prefix: 0, text: '::/0' },
};

/** Reads an address or a CIDR, host bits allowed. Null for anything else. */
export function parseBlock(text: string): Block | null {
  const [address = '', mask, ...rest] = text.trim().split('/');
  if (rest.length > 0) return null;
  // Other notations that ipaddr.js reads (octal, hexadecimal, one number) are not AWS's.
  const family = ipaddr.IPv4.isValidFourPartDecimal(address) ? 4 : ipaddr.IPv6.isValid(address) ? 6 : null;
  if (family === null) return null;
  const width = family === 4 ? 32 : 128;
  if (mask !== undefined && !/^\d{1,3}$/.test(mask)) return null;
  const prefix = mask === undefined ? width : Number(mask);
  if (prefix > width) return null;
  return blockOf(family, ipaddr.parse(address).toByteArray(), prefix);
}

function blockOf(family: 4 | 6, bytes: readonly number[], prefix: number): Block {
  const network = bytes.map((byte, index) => byte & (0xff << Math.max(0, 8 - Math.max(0, prefix - index * 8))));
  const address = ipaddr.fromByteArray(network.map((byte) => byte & 0xff)).toString();
  const single = prefix === bytes.length * 8;
  return { family, bytes: network.map((byte) => byte & 0xff), prefix, text: single ? address : `${address}/${prefix}` };
}

/** How a block lies to a span: it covers all of it, lies inside it (a part of it), or has nothing to do with it. */
export function relation(block: Block, span: Block): 'covers' | 'inside' | 'apart' {
  if (block.family !== span.family) return 'apart';
  const bits = Math.min(block.prefix, span.prefix);
  if (!sameBits(block.bytes, span.bytes, bits)) return 'apart';
  return block.prefix <= span.prefix ? 'covers' : 'inside';
}

function sameBits(a: readonly number[], b: readonly number[], bits: number): boolean {
  const whole = bits >> 3;
  for (let index = 0; index < whole; index += 1) if (a[index] !== b[index]) return false;
  const rest = bits & 7;
  return rest === 0 || ((a[whole] ?? 0) ^ (b[whole] ?? 0)) >> (8 - rest) === 0;
}

export function covers(block: Block, span: Block): boolean {
  return relation(block, span) === 'covers';
}

/** The two halves of a block; the block itself when it is a single address. */
export function halves(block: Block): readonly Block[] {
  if (block.prefix === block.bytes.length * 8) return [block];
  const upper = [...block.bytes];
  const index = block.prefix >> 3;
  upper[index] = (upper[index] ?? 0) | (0x80 >> (block.prefix & 7));
  return [blockOf(block.family, block.bytes, block.prefix + 1), blockOf(block.family, upper, block.prefix + 1)];
}

/** How much of a span several blocks cover together. */
export function coverage(blocks: readonly Block[], span: Block): 'all' | 'some' | 'none' {
  const near = blocks.filter((block) => relation(block, span) !== 'apart');
  if (near.length === 0) return 'none';
  if (near.some((block) => covers(block, span))) return 'all';
  return halves(span).every((half) => coverage(near, half) === 'all') ? 'all' : 'some';
}

/** The addresses of CIDRs and prefix lists; lists that could not be resolved come back by name. */
export function resolve(
  cidrs: readonly string[],
  listIds: readonly string[],
  prefixLists: PrefixLists,
): { blocks: Block[]; unresolved: string[] } {
  const lists = listIds.map((id) => ({ id, cidrs: Object.hasOwn(prefixLists, id) ? prefixLists[id] : undefined }));
  return {
    blocks: [...cidrs, ...lists.flatMap((list) => list.cidrs ?? [])].flatMap((cidr) => parseBlock(cidr) ?? []),
    unresolved: lists.filter((list) => list.cidrs === undefined).map((list) => list.id),
  };
}
