import { dice } from '../shop/dice.ts';
import type { Client, Stream } from './model.ts';

/** User agents as they are seen. */
export const agents = {
  browsers: [
    'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0.0.0 Safari/537.36',
    'Mozilla/5.0 (iPhone; CPU iPhone OS 18_6 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.6 Mobile/15E148 Safari/604.1',
    'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.6 Safari/605.1.15',
    'Mozilla/5.0 (X11; Linux x86_64; rv:143.0) Gecko/20100101 Firefox/143.0',
    'Mozilla/5.0 (Linux; Android 15; Pixel 9) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0.0.0 Mobile Safari/537.36',
  ],
  app: ['ShopApp/8.14 (iOS 18.6) CFNetwork/1568', 'okhttp/4.12.0'],
  scanner: ['Mozilla/5.0 zgrab/0.x', 'Nuclei - Open-source project (github.com/projectdiscovery/nuclei)', 'sqlmap/1.8'],
  script: ['python-requests/2.32.3'],
} as const;

/** So many people of these countries; the first country has most of them. */
export function people(seed: string, count: number, countries: readonly string[] = ['DE', 'AT', 'CH']): Client[] {
  const chance = dice(`people/${seed}`);
  return Array.from({ length: count }, () => ({
    ip: `${chance.int(80, 95)}.${chance.int(1, 250)}.${chance.int(1, 250)}.${chance.int(1, 250)}`,
    country: countries[Math.floor(chance.next() ** 2 * countries.length)] ?? 'DE',
  }));
}

/** Machines all over the world, in address ranges of hosting providers. */
export function machines(seed: string, count: number): Client[] {
  const chance = dice(`machines/${seed}`);
  return Array.from({ length: count }, () => ({
    ip: `${chance.pick([45, 141, 159, 185, 193])}.${chance.int(1, 250)}.${chance.int(1, 250)}.${chance.int(1, 250)}`,
    country: chance.pick(['NL', 'US', 'RU', 'SG', 'BR', 'VN', 'FR', 'CN']),
  }));
}

export const pages = [
  { method: 'GET', path: '/' },
  { method: 'GET', path: '/products/81724' },
  { method: 'GET', path: '/v1/orders' },
  { method: 'POST', path: '/v1/orders' },
  { method: 'GET', path: '/v1/session' },
  { method: 'POST', path: '/v1/basket' },
] as const;

const holes = [
  { method: 'GET', path: '/.env' },
  { method: 'GET', path: '/wp-login.php' },
  { method: 'GET', path: '/.git/config' },
  { method: 'POST', path: '/cgi-bin/luci' },
  { method: 'GET', path: '/phpmyadmin/index.php' },
  { method: 'GET', path: '/actuator/env' },
] as const;

/** What a caller is unless said otherwise: one that has always been there. */
type Given = Partial<Stream> & Pick<Stream, 'who' | 'perMinute' | 'clients'>;

const ALWAYS = 9_999;

function stream(given: Given): Stream {
  return {
    from: ALWAYS,
    until: 0,
    agents: agents.browsers,
    routes: pages,
    headers: {},
    body: [180, 900],
    host: '',
    stops: [],
    status: 200,
    unguarded: null,
    ...given,
  };
}

/** People with browsers, most of them signed in. */
export function visitors(given: Given): Stream {
  return stream({ headers: { cookie: 'session=8f2b; theme=dark', accept: 'text/html' }, ...given });
}

/** A program with a token: a mobile application or a partner. */
export function program(given: Given): Stream {
  return stream({
    agents: agents.app,
    headers: { authorization: 'Bearer eyJhbGciOi', accept: 'application/json' },
    ...given,
  });
}

/** Somebody who looks for holes. */
export function scanner(given: Given): Stream {
  return stream({ agents: agents.scanner, routes: holes, headers: { accept: '*/*' }, status: 404, ...given });
}
