import type { Service } from '#aws/ecs';
import type { HostSetting, SecretSetting } from '#aws/rds-clients';
import type { NetworkPlace } from '../network/place.ts';

export type { HostSetting, SecretSetting } from '#aws/rds-clients';

/** How we know that something uses the database: it was said, by the address or secret it is given, or it may. */
export type Link = 'asked' | 'address' | 'secret' | 'former-address' | 'security-group' | 'none';

/** Something that connects to the database: an ECS service or a Lambda function. */
export interface Client {
  readonly kind: 'ECS service' | 'Lambda function';
  readonly name: string;
  readonly arn: string;
  readonly link: Link;
  /** Addresses of databases in its environment that concern this one; all of them where it was asked about. */
  readonly hosts: readonly HostSetting[];
  readonly secrets: readonly SecretSetting[];
  readonly logGroups: readonly string[];
  readonly role: string | null;
  /** Null for a function outside of any VPC, and for tasks that use the network of their instance. */
  readonly network: NetworkPlace | null;
  /** When its code or configuration was last changed, as far as this tells: a deployment, an update. */
  readonly changedAt: Date | null;
  readonly createdAt: Date | null;
  /** Null for a function. */
  readonly service: Service | null;
}

/** A function without a VPC stands on the internet, with no address of its own. */
export function outsideVpc({ kind, network }: Client): boolean {
  return kind === 'Lambda function' && network === null;
}

/** The secret itself: ECS may name one key of its JSON after the ARN. */
export function secretId(from: string): string {
  const parts = from.split(':');
  return from.startsWith('arn:') && parts[2] === 'secretsmanager' ? parts.slice(0, 7).join(':') : from;
}
