import type { SampledRequest } from '#aws/wafv2';
import { routeOf } from '../../access-log/index.ts';
import { ATTACK_TOOL, BROWSER, KNOWN_CALLER, SCANNER_PATH, SCRIPT } from './known-rules.ts';
import { sum } from '../words.ts';

/** Part of the requests, 0 to 1. */
export interface Part {
  readonly key: string;
  readonly part: number;
}

/** Who and what a sample of requests is, each part by weight. */
export interface Profile {
  readonly sampled: number;
  readonly addresses: number;
  /** Null for no requests. */
  readonly topAddress: Part | null;
  readonly topAddresses: readonly Part[];
  /** Method and path with ids folded, the largest first; so are all lists. */
  readonly routes: readonly Part[];
  readonly paths: readonly Part[];
  readonly countries: readonly Part[];
  readonly hosts: readonly Part[];
  readonly agents: readonly Part[];
  /** How many different user agents there are. */
  readonly agentCount: number;
  /** They carry a cookie or an authorization header. */
  readonly sessions: number;
  readonly browsers: number;
  readonly knownCallers: number;
  readonly attackTools: number;
  readonly scannerPaths: number;
  /** Parts whose announced body is larger than 8 KB, and larger than 16 KB. */
  readonly over8k: number;
  readonly over16k: number;
  /** Largest announced body, bytes; null where none is announced. */
  readonly largestBody: number | null;
  /** What no browser does by itself when a page is opened: other methods than GET and HEAD, or JSON wanted. */
  readonly calls: number;
  /** Reasons for which challenges were not passed. */
  readonly failures: readonly Part[];
  readonly first: SampledRequest | null;
}

/** Bodies up to this are inspected whole by load balancers; `SizeRestrictions_BODY` blocks larger ones everywhere. */
export const KB8 = 8_192;
export const KB16 = 16_384;

const MOST_KEPT = 60;

export function profileOf(requests: readonly SampledRequest[]): Profile {
  const whole = sum(requests.map(({ weight }) => weight));
  const part = (is: (request: SampledRequest) => boolean) =>
    whole > 0 ? sum(requests.filter(is).map(({ weight }) => weight)) / whole : 0;
  const by = (of: (request: SampledRequest) => string | null) => partsBy(requests, whole, of);
  const addresses = by(({ clientIp }) => clientIp);
  const agents = by(({ userAgent }) => userAgent ?? 'no user agent');
  const lengths = requests.flatMap(({ contentLength }) => contentLength ?? []);
  return {
    sampled: requests.length,
    addresses: addresses.length,
    topAddress: addresses[0] ?? null,
    topAddresses: addresses.slice(0, 5),
    routes: by(route).slice(0, MOST_KEPT),
    paths: by((request) => route(request).split(' ')[1] ?? '/').slice(0, MOST_KEPT),
    countries: by(({ country }) => country).slice(0, MOST_KEPT),
    hosts: by(({ host }) => host).slice(0, 5),
    agents: agents.slice(0, 5),
    agentCount: agents.length,
    sessions: part(({ session }) => session),
    browsers: part(({ userAgent }) => BROWSER.test(userAgent ?? '')),
    knownCallers: part(({ userAgent }) => KNOWN_CALLER.test(userAgent ?? '')),
    attackTools: part(isAttackTool),
    scannerPaths: part(({ path }) => SCANNER_PATH.test(path)),
    over8k: part(({ contentLength }) => (contentLength ?? 0) > KB8),
    over16k: part(({ contentLength }) => (contentLength ?? 0) > KB16),
    largestBody: lengths.length > 0 ? Math.max(...lengths) : null,
    calls: part(isCall),
    failures: by(({ failure }) => failure),
    first: requests[0] ?? null,
  };
}

function isAttackTool({ userAgent, session }: SampledRequest): boolean {
  return ATTACK_TOOL.test(userAgent ?? '') || (SCRIPT.test(userAgent ?? '') && !session);
}

/** Only scanners ask for this, or with this. */
export function looksForHoles(request: SampledRequest): boolean {
  return SCANNER_PATH.test(request.path) || isAttackTool(request);
}

function isCall({ method, accept }: SampledRequest): boolean {
  return !['GET', 'HEAD'].includes(method) || /json|xml;q|grpc/.test(accept ?? '');
}

/** Method and path with ids folded. */
export function route({ method, path }: SampledRequest): string {
  return routeOf({ method, url: path, version: '' });
}

function partsBy(
  requests: readonly SampledRequest[],
  whole: number,
  of: (request: SampledRequest) => string | null,
): readonly Part[] {
  const weights = new Map<string, number>();
  for (const request of requests) {
    const key = of(request);
    if (key !== null && key !== '') weights.set(key, (weights.get(key) ?? 0) + request.weight);
  }
  return [...weights]
    .map(([key, weight]) => ({ key, part: whole > 0 ? weight / whole : 0 }))
    .toSorted((a, b) => b.part - a.part || (a.key < b.key ? -1 : 1));
}
