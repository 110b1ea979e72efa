import { dice, hex } from './dice.ts';
import type { Balancer, Shop } from './model.ts';
import type { Request } from './traffic.ts';
import type { S3Object } from '../account.ts';

const INTERVAL = 5 * 60_000;

const browsers = [
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0.0.0 Safari/537.36',
  'Mozilla/5.0 (iPhone; CPU iPhone OS 18_6 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.6 Mobile/15E148 Safari/604.1',
  'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.6 Safari/605.1.15',
  'okhttp/4.12.0',
  'python-requests/2.32.3',
];

/**
 * The log files a load balancer delivered: one per node and five minutes, none for the interval that is not over and
 * those still on their way. Lines and names as in the ALB user guide, "Access logs for your Application Load Balancer".
 */
export function accessLogs(
  shop: Shop,
  requests: readonly Request[],
): { readonly bucket: string; readonly object: S3Object }[] {
  return shop.balancers
    .filter(({ logs }) => logs.enabled)
    .flatMap((balancer) => {
      const { logs, nodes } = balancer;
      const mine = requests.filter((request) => request.balancer === balancer);
      return nodes.flatMap((node) =>
        [...intervals(mine.filter(({ zone }) => zone === node.zone))]
          .filter(([end]) => end + logs.lag * 60_000 <= shop.now.getTime())
          .map(([end, ofInterval]) => ({
            bucket: logs.bucket,
            object: {
              key: `${folder(shop, balancer, end)}/${fileName(shop, balancer, node.publicIp, end)}`,
              lastModified: new Date(end + Math.max(logs.lag * 60_000 - 20_000, 40_000)),
              gzip: true,
              body: () => new TextEncoder().encode(text(shop, ofInterval)),
            },
          })),
      );
    })
    .toSorted((a, b) => (a.object.key < b.object.key ? -1 : 1));
}

export function folder({ place }: Shop, { logs }: Balancer, end: number): string {
  const day = new Date(end).toISOString().slice(0, 10).replaceAll('-', '/');
  return `${logs.prefix ? `${logs.prefix}/` : ''}AWSLogs/${place.account}/elasticloadbalancing/${place.region}/${day}`;
}

export function fileName({ place }: Shop, { path }: Balancer, ip: string, end: number): string {
  const stamp = new Date(end).toISOString().replace(/[-:]/g, '').slice(0, 13);
  const id = path.replaceAll('/', '.');
  return `${place.account}_elasticloadbalancing_${place.region}_${id}_${stamp}Z_${ip}_${hex(`${path}/${ip}/${end}`, 8)}.log.gz`;
}

function intervals(requests: readonly Request[]): Map<number, Request[]> {
  const found = new Map<number, Request[]>();
  for (const request of requests) {
    const end = (Math.floor(request.done / INTERVAL) + 1) * INTERVAL;
    const list = found.get(end);
    if (list) list.push(request);
    else found.set(end, [request]);
  }
  return found;
}

function text(shop: Shop, requests: readonly Request[]): string {
  return requests.map((request, index) => `${line(shop, request, index)}\n`).join('');
}

/** One entry of the log. */
function line(shop: Shop, request: Request, index: number): string {
  const { outcome, balancer, group, target, route, page, at, done, client } = request;
  const { logs, path } = balancer;
  const chance = dice(at + client * 7_919 + index * 104_729);
  const seconds = (value: number) => (value === -1 ? '-1' : value.toFixed(3));
  const stamp = (time: number, micros: number) =>
    new Date(time).toISOString().replace('Z', `${String(micros).padStart(3, '0')}Z`);
  const where =
    target && group?.raw.TargetType !== 'lambda' ? `${bracketed(targetIp(shop, target.id))}:${target.port ?? 80}` : '-';
  const lone = where === '-' ? '"-"' : `"${where}"`;
  const status = outcome.target === null ? '-' : String(outcome.target);
  const http2 = chance.next() < 0.8;
  const fields = [
    http2 ? 'h2' : 'https',
    stamp(done, chance.int(0, 999)),
    path,
    `${clientIp(client)}:${chance.int(1_025, 65_000)}`,
    where,
    ...outcome.times.map(seconds),
    outcome.elb,
    status,
    outcome.received ?? chance.int(40, 900),
    outcome.sent,
    `"${page.method} https://${route.host}:443${page.path} HTTP/${http2 ? '2.0' : '1.1'}"`,
    `"${outcome.userAgent ?? browsers[client % browsers.length] ?? '-'}"`,
    'TLS_AES_128_GCM_SHA256',
    'TLSv1.3',
    group?.arn ?? '-',
    `"Root=1-${Math.floor(at / 1_000).toString(16)}-${chance.hex(24)}"`,
    `"${route.host}"`,
    `"${balancer.certificate}"`,
    route.priority,
    stamp(at, 0),
    `"${outcome.actions ?? 'forward'}"`,
    '"-"',
    `"${outcome.reason ?? '-'}"`,
    lone,
    status === '-' ? '"-"' : `"${status}"`,
    '"-"',
    '"-"',
    `TID_${chance.hex(32)}`,
    '"-"',
    '"-"',
    '"-"',
    balancer.nodes.find(({ zone }) => zone === request.zone)?.publicIp ?? '-',
    '"-"',
    '"-"',
  ];
  const finished = fields.slice(0, logs.fields).join(' ');
  return logs.rewrite ? logs.rewrite(finished, index) : finished;
}

/** Instances are logged by their address. */
function targetIp({ network }: Shop, id: string): string {
  return network.ec2.instances.find(({ InstanceId }) => InstanceId === id)?.PrivateIpAddress ?? id;
}

function bracketed(ip: string): string {
  return ip.includes(':') ? `[${ip}]` : ip;
}

function clientIp(client: number): string {
  return `${81 + (client % 11)}.${(client * 37) % 250}.${(client * 91) % 250}.${1 + ((client * 13) % 250)}`;
}
