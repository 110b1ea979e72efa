import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Network, Route, RouteTable } from '#network';
import { effectiveRouteTable } from '#network';
import { parseBlock } from '../../src/network/address.ts';
import { chooseRoute } from '../../src/network/route.ts';
import { emptyNetwork, subnet } from './builders.ts';

function table(routes: readonly Route[]): RouteTable {
  return { id: 'rtb-1', vpc: 'vpc-1', main: true, subnets: [], routes };
}

function route(destination: string, target: string, state = 'active'): Route {
  return { destination, target, state };
}

/** Target of the route taken, `none`, or `unknown`. */
function taken(routes: readonly Route[], destination: string, network: Network = emptyNetwork): string {
  const block = parseBlock(destination);
  if (block === null) throw new Error(`${destination} is no block`);
  const choice = chooseRoute(table(routes), block, network);
  return choice.found === 'route' ? choice.chosen.route.target : choice.found;
}

describe('The route taken', () => {
  test('is the one whose block is the smallest that holds the address, as an oracle finds it', () => {
    const routes = fc.uniqueArray(
      fc.record({
        last: fc.nat(31),
        prefix: fc.integer({ min: 27, max: 32 }),
        target: fc.constantFrom('igw-1', 'nat-1', 'tgw-1'),
        list: fc.boolean(),
      }),
      { maxLength: 8, selector: ({ last, prefix }) => `${prefix} ${last >> (32 - prefix)}` },
    );
    fc.assert(
      fc.property(routes, fc.nat(31), (routes, address) => {
        // The oracle: the smallest set of addresses, written out, in which the address is.
        const sets = routes.map(({ last, prefix, target }) => {
          const size = 2 ** (32 - prefix);
          const first = last - (last % size);
          return { target, members: new Set(Array.from({ length: size }, (_, index) => first + index)) };
        });
        const holding = sets.filter(({ members }) => members.has(address));
        const smallest = holding.reduce<(typeof holding)[number] | undefined>(
          (best, each) => (best === undefined || each.members.size < best.members.size ? each : best),
          undefined,
        );
        const given = routes.map(({ last, prefix, target, list }, index) =>
          list ? route(`pl-${index}`, target) : route(`10.0.0.${last}/${prefix}`, target),
        );
        const prefixLists = Object.fromEntries(
          routes.map(({ last, prefix }, index) => [`pl-${index}`, [`10.0.0.${last}/${prefix}`]]),
        );
        expect(taken(given, `10.0.0.${address}`, { ...emptyNetwork, prefixLists })).toBe(smallest?.target ?? 'none');
      }),
    );
  });

  test('to a prefix list is judged by its most specific entry', () => {
    const network = { ...emptyNetwork, prefixLists: { 'pl-s3': ['52.218.0.0/17', '3.5.0.0/19'] } };
    const routes = [route('0.0.0.0/0', 'nat-1'), route('pl-s3', 'vpce-1'), route('52.218.1.0/24', 'tgw-1')];
    expect(taken(routes, '52.218.2.1', network)).toBe('vpce-1');
    expect(taken(routes, '52.218.1.1', network)).toBe('tgw-1');
    expect(taken(routes, '8.8.8.8', network)).toBe('nat-1');
  });

  test('is a plain route before a prefix list of the same length', () => {
    const network = { ...emptyNetwork, prefixLists: { 'pl-1': ['10.9.0.0/16'] } };
    expect(taken([route('pl-1', 'tgw-1'), route('10.9.0.0/16', 'pcx-1')], '10.9.0.1', network)).toBe('pcx-1');
  });

  test('is a blackhole when that is the most specific', () => {
    const choice = chooseRoute(
      table([route('0.0.0.0/0', 'nat-1'), route('10.9.0.0/16', 'pcx-1', 'blackhole')]),
      parseBlock('10.9.0.1') ?? { family: 4, bytes: [], prefix: 0, text: '' },
      emptyNetwork,
    );
    expect(choice).toMatchObject({ found: 'route', chosen: { route: { target: 'pcx-1', state: 'blackhole' } } });
  });

  test('is uncertain while a prefix list that may be more specific could not be read', () => {
    const routes = [route('10.0.0.0/16', 'local'), route('0.0.0.0/0', 'nat-1'), route('pl-1', 'vpce-1')];
    expect(taken(routes, '8.8.8.8')).toBe('unknown');
    expect(taken(routes, '10.0.3.4')).toBe('local');
    expect(taken(routes, '0.0.0.0/0')).toBe('nat-1');
  });

  test('to the internet may be written as two halves, which go before a default route', () => {
    const halves = [route('0.0.0.0/1', 'tgw-1'), route('128.0.0.0/1', 'tgw-1')];
    expect(taken([route('10.0.0.0/16', 'local'), ...halves], '0.0.0.0/0')).toBe('tgw-1');
    expect(taken([route('0.0.0.0/0', 'igw-1'), ...halves], '0.0.0.0/0')).toBe('tgw-1');
    expect(taken([route('0.0.0.0/1', 'tgw-1')], '0.0.0.0/0')).toBe('unknown');
  });

  test('to a block is uncertain when a part of it goes elsewhere', () => {
    const routes = [route('10.0.0.0/8', 'tgw-1'), route('10.1.2.0/25', 'eni-1')];
    expect(taken(routes, '10.1.2.0/24')).toBe('unknown');
    expect(taken(routes, '10.1.3.0/24')).toBe('tgw-1');
    expect(taken([route('10.1.2.0/25', 'eni-1'), route('10.1.2.128/25', 'eni-1')], '10.1.2.0/24')).toBe('eni-1');
  });
});

describe('The effective route table', () => {
  const main = { ...table([]), id: 'rtb-main' };
  const own = { ...table([]), id: 'rtb-own', main: false, subnets: ['subnet-2'] };
  const elsewhere = { ...table([]), id: 'rtb-elsewhere', vpc: 'vpc-2' };
  const network: Network = {
    ...emptyNetwork,
    subnets: [subnet('subnet-1', '10.0.1.0/24'), subnet('subnet-2', '10.0.2.0/24')],
    routeTables: [elsewhere, main, own],
  };

  test('is the one associated with the subnet, else the main one of its VPC', () => {
    expect(effectiveRouteTable('subnet-2', network)?.id).toBe('rtb-own');
    expect(effectiveRouteTable('subnet-1', network)?.id).toBe('rtb-main');
  });

  test('is not guessed for a subnet that could not be read', () => {
    expect(effectiveRouteTable('subnet-3', network)).toBeNull();
    expect(effectiveRouteTable('subnet-2', { ...network, subnets: null })?.id).toBe('rtb-own');
    expect(effectiveRouteTable('subnet-1', { ...network, subnets: null })).toBeNull();
    expect(effectiveRouteTable('subnet-2', { ...network, routeTables: null })).toBeNull();
  });
});
