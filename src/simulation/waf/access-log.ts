import type { S3Object } from '../account.ts';
import { dice, hex } from '../shop/dice.ts';
import { isThrough } from './metrics.ts';
import type { Balancer, Site } from './model.ts';
import { answerOf } from './samples.ts';
import type { Hit } from './traffic.ts';

const INTERVAL = 5 * 60_000;
/** Files come up to so many milliseconds after the end of their time. */
const LAG = 4 * 60_000;

/** The access log of a load balancer behind WAF: one file every five minutes. Lines as in the ALB user guide. */
export function accessLog(site: Site, balancer: Balancer, hits: readonly Hit[]): readonly S3Object[] {
  const files = Map.groupBy(hits, ({ at }) => (Math.floor(at / INTERVAL) + 1) * INTERVAL);
  return [...files]
    .filter(([end]) => end + LAG <= site.now.getTime())
    .map(([end, own]) => ({
      key: keyOf(site, balancer, end),
      lastModified: new Date(end + LAG - 20_000),
      gzip: true,
      body: () => new TextEncoder().encode(own.map((hit, index) => `${line(site, balancer, hit, index)}\n`).join('')),
    }));
}

function keyOf({ place }: Site, { path }: Balancer, end: number): string {
  const day = new Date(end).toISOString().slice(0, 10).replaceAll('-', '/');
  const stamp = new Date(end).toISOString().replace(/[-:]/g, '').slice(0, 13);
  const name = `${place.account}_elasticloadbalancing_${place.region}_${path.replaceAll('/', '.')}_${stamp}Z_52.1.2.3`;
  return `AWSLogs/${place.account}/elasticloadbalancing/${place.region}/${day}/${name}_${hex(`${path}/${end}`, 8)}.log.gz`;
}

function line(site: Site, { path }: Balancer, hit: Hit, index: number): string {
  const { stream, client, agent, method, at, unguarded } = hit;
  const chance = dice(at + index * 104_729);
  const through = isThrough(hit, site);
  const status = unguarded ? 500 : through ? stream.status : answerOf(hit.ended);
  const host = stream.host || site.domain;
  const stamp = (time: number) => new Date(time).toISOString().replace('Z', `${String(chance.int(100, 999))}Z`);
  const target = `10.0.1.${10 + (index % 3)}:8080`;
  const fields = [
    'h2',
    stamp(at + 40),
    path,
    `${client.ip}:${chance.int(1_025, 65_000)}`,
    through ? target : '-',
    ...(through ? ['0.000', '0.038', '0.000'] : ['-1', '-1', '-1']),
    status,
    through ? status : '-',
    hit.length ?? chance.int(40, 300),
    chance.int(300, 9_000),
    `"${method} https://${host}:443${hit.path} HTTP/2.0"`,
    `"${agent || '-'}"`,
    'TLS_AES_128_GCM_SHA256',
    'TLSv1.3',
    through
      ? `arn:${site.place.partition}:elasticloadbalancing:${site.place.region}:${site.place.account}:targetgroup/web/73e2d6bc24d8a067`
      : '-',
    `"Root=1-${Math.floor(at / 1_000).toString(16)}-${chance.hex(24)}"`,
    `"${host}"`,
    '"session-reused"',
    through ? 10 : '-1',
    stamp(at),
    `"${unguarded ? 'waf-failed' : through ? 'waf,forward' : 'waf'}"`,
    '"-"',
    `"${unguarded ?? '-'}"`,
    through ? `"${target}"` : '"-"',
    through ? `"${status}"` : '"-"',
    '"-"',
    '"-"',
    `TID_${chance.hex(32)}`,
  ];
  return fields.join(' ');
}
