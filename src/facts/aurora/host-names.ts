/** What the name of an RDS host tells by itself: `orders.cluster-ro-c1a2b3.eu-west-1.rds.amazonaws.com`. */
export interface RdsHost {
  /** Of a cluster, instance, custom endpoint or proxy. */
  readonly label: string;
  readonly kind: 'writer' | 'reader' | 'custom' | 'proxy' | 'proxy-endpoint' | 'instance';
  /** The same for everything that one account has in one region. */
  readonly zone: string;
  readonly region: string;
}

const kinds: Readonly<Record<string, RdsHost['kind']>> = {
  'cluster-': 'writer',
  'cluster-ro-': 'reader',
  'cluster-custom-': 'custom',
  'proxy-': 'proxy',
};

/** Null for what is no name of RDS: an address, an alias in a zone of one's own. */
export function rdsHostOf(host: string): RdsHost | null {
  const found =
    /^([a-z0-9-]+)\.(endpoint\.)?(cluster-custom-|cluster-ro-|cluster-|proxy-)?([a-z0-9]+)\.([a-z]{2,5}(?:-[a-z]+)+-\d{1,2})\.rds\.amazonaws\.com(?:\.cn)?\.?$/i.exec(
      host,
    );
  if (found === null) return null;
  const [, label = '', endpoint, prefix = '', zone = '', region = ''] = found;
  const kind = endpoint === undefined ? (kinds[prefix.toLowerCase()] ?? 'instance') : 'proxy-endpoint';
  return { label: label.toLowerCase(), kind, zone: zone.toLowerCase(), region: region.toLowerCase() };
}

/** Whether a name of something else speaks of this one: `prod/orders-db/app` and `orders-db-old1` of `orders-db`. */
export function speaksOf(text: string, name: string): boolean {
  const words = wordsOf(text).join(' ');
  const wanted = wordsOf(name).join(' ');
  return wanted !== '' && ` ${words} `.includes(` ${wanted} `);
}

function wordsOf(text: string): string[] {
  return text
    .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter((word) => word !== '');
}
