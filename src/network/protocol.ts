/** Ports from `from` to `to`, both included. */
export interface PortRange {
  readonly from: number;
  readonly to: number;
}

/** What is asked to pass: one protocol, and a port or a range where the protocol has ports. */
export interface Traffic {
  /** A protocol number as text, or `-1` for all. */
  readonly protocol: string;
  /** Null where the protocol has none. For ICMP the type. */
  readonly ports: PortRange | null;
}

/** How much of the traffic a rule speaks of. */
export type Match = 'all' | 'some' | 'none';

/** Load balancers, NAT gateways and Lambda open connections from any of these, so answers must be let back to all. */
export const ephemeralPorts: PortRange = { from: 1024, to: 65_535 };

const allPorts: PortRange = { from: 0, to: 65_535 };

const numbers: { readonly [name: string]: string } = {
  all: '-1',
  icmp: '1',
  tcp: '6',
  udp: '17',
  icmpv6: '58',
};

/** `tcp`, `TCP` and `6` are one protocol. */
export function protocolNumber(protocol: string): string {
  const name = protocol.trim().toLowerCase();
  return Object.hasOwn(numbers, name) ? (numbers[name] ?? name) : name;
}

export function protocolName(protocol: string): string {
  const number = protocolNumber(protocol);
  if (number === '-1') return 'all traffic';
  const name = Object.entries(numbers).find(([, value]) => value === number)?.[0];
  return name ?? `protocol ${number}`;
}

function hasPorts(number: string): boolean {
  return number === '6' || number === '17';
}

function isIcmp(number: string): boolean {
  return number === '1' || number === '58';
}

/** @param port One port; null asks for all of them, and is right for protocols without ports. For ICMP the type. */
export function trafficOf(protocol: string, port: number | null): Traffic {
  const number = protocolNumber(protocol);
  if (port !== null && (hasPorts(number) || isIcmp(number)))
    return { protocol: number, ports: { from: port, to: port } };
  return { protocol: number, ports: hasPorts(number) ? allPorts : null };
}

/** The answers to this traffic: from the port that was asked back to wherever the question came from. */
export function answersTo(traffic: Traffic): Traffic {
  return { protocol: traffic.protocol, ports: hasPorts(traffic.protocol) ? ephemeralPorts : null };
}

/** `tcp 8080`, `tcp 1024-65535`, `icmp`, `all traffic`. */
export function trafficText({ protocol, ports }: Traffic): string {
  return ports === null || covers(ports, allPorts)
    ? protocolName(protocol)
    : `${protocolName(protocol)} ${rangeText(ports)}`;
}

export function rangeText({ from, to }: PortRange): string {
  return from === to ? String(from) : `${from}-${to}`;
}

function covers(outer: PortRange, inner: PortRange): boolean {
  return outer.from <= inner.from && inner.to <= outer.to;
}

/** The part of a rule that says which traffic it is about. */
export interface RuleTraffic {
  readonly protocol: string;
  readonly fromPort: number | null;
  readonly toPort: number | null;
}

/**
 * How much of the traffic a rule is about. Protocol `-1` is about everything, whatever its ports say: they are absent.
 * Ports that are absent or -1 mean all of them.
 */
export function matchTraffic(rule: RuleTraffic, traffic: Traffic): Match {
  const number = protocolNumber(rule.protocol);
  if (number === '-1') return 'all';
  if (traffic.protocol === '-1') return 'some';
  if (number !== traffic.protocol) return 'none';
  if (isIcmp(number)) return matchIcmp(rule, traffic);
  const ports = rulePorts(rule);
  if (traffic.ports === null || ports === null || covers(ports, traffic.ports)) return 'all';
  return ports.to < traffic.ports.from || ports.from > traffic.ports.to ? 'none' : 'some';
}

/** The ports of a rule; null when it is about all of them. */
export function rulePorts({ protocol, fromPort, toPort }: RuleTraffic): PortRange | null {
  if (!hasPorts(protocolNumber(protocol)) || fromPort === null || fromPort === -1) return null;
  return { from: fromPort, to: toPort ?? fromPort };
}

function matchIcmp({ fromPort, toPort }: RuleTraffic, { ports }: Traffic): Match {
  if (fromPort === null || fromPort === -1) return 'all';
  if (ports !== null && ports.from !== fromPort) return 'none';
  return ports !== null && (toPort === null || toPort === -1) ? 'all' : 'some';
}

/** What a rule is about, as text: `tcp 80-443`. */
export function ruleText(rule: RuleTraffic): string {
  return trafficText({ protocol: protocolNumber(rule.protocol), ports: rulePorts(rule) });
}
