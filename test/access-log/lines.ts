/** The parts of a log line that tests vary; the rest is as in the user guide's example of an HTTPS request. */
export interface LineParts {
  readonly type?: string;
  readonly time?: string;
  readonly elb?: string;
  readonly target?: string;
  readonly times?: string;
  readonly elbStatus?: string;
  readonly targetStatus?: string;
  readonly bytes?: string;
  readonly request?: string;
  readonly userAgent?: string;
  readonly targetGroup?: string;
  readonly created?: string;
  readonly actions?: string;
  readonly redirect?: string;
  readonly errorReason?: string;
  readonly classification?: string;
  readonly classificationReason?: string;
  /** What comes after classification_reason, as newer layouts have it. */
  readonly more?: string;
}

export const balancer = 'app/my-loadbalancer/50dc6c495c0c9188';
export const group = 'arn:aws:elasticloadbalancing:us-east-2:123456789012:targetgroup/my-targets/73e2d6bc24d8a067';

export function line(parts: LineParts = {}): string {
  const time = parts.time ?? '2026-03-04T05:06:07.500000Z';
  return [
    parts.type ?? 'https',
    time,
    parts.elb ?? balancer,
    '192.168.131.39:2817',
    parts.target ?? '10.0.0.1:80',
    parts.times ?? '0.001 0.048 0.000',
    parts.elbStatus ?? '200',
    parts.targetStatus ?? '200',
    parts.bytes ?? '340 1366',
    `"${parts.request ?? 'GET https://www.example.com:443/ HTTP/1.1'}"`,
    `"${parts.userAgent ?? 'curl/7.46.0'}"`,
    'ECDHE-RSA-AES128-GCM-SHA256 TLSv1.2',
    parts.targetGroup ?? group,
    '"Root=1-58337281-1d84f3d73c47ec4e58577259" "www.example.com"',
    '"arn:aws:acm:us-east-2:123456789012:certificate/12345678-1234-1234-1234-123456789012"',
    '1',
    parts.created ?? time,
    `"${parts.actions ?? 'forward'}"`,
    `"${parts.redirect ?? '-'}"`,
    `"${parts.errorReason ?? '-'}"`,
    `"${parts.target ?? '10.0.0.1:80'}" "${parts.targetStatus ?? '200'}"`,
    `"${parts.classification ?? '-'}"`,
    `"${parts.classificationReason ?? '-'}"`,
    ...(parts.more === undefined ? [] : [parts.more]),
  ].join(' ');
}

/** As the load balancer writes a value within quotes: backslashes and quotes escaped, other odd characters as bytes. */
export function escaped(value: string): string {
  return [...Buffer.from(value, 'utf8')]
    .map((byte) => {
      const character = String.fromCharCode(byte);
      if (character === '"' || character === '\\') return `\\${character}`;
      return byte < 0x20 || byte > 0x7e ? `\\x${byte.toString(16).padStart(2, '0').toUpperCase()}` : character;
    })
    .join('');
}
