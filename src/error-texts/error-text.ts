/**
 * What an address says about the way to it. `private` includes carrier-grade NAT (100.64.0.0/10): such an address was
 * answered by private DNS or belongs to the VPC. `link-local` is where ECS, Lambda and EC2 hand out credentials.
 */
export type AddressKind = 'private' | 'public' | 'loopback' | 'link-local';

/** Where the connection that failed was going, as far as the text says. */
export interface Peer {
  readonly host: string | null;
  readonly ip: string | null;
  readonly port: number | null;
  /** Of `ip`; null without one. */
  readonly address: AddressKind | null;
  /** The AWS service as VPC endpoints name it (`ecr.api`, `secretsmanager`), from the host or from the SDK's words. */
  readonly service: string | null;
}

/** The kind of policy that a refusal names. */
export type PolicyKind =
  | 'identity'
  | 'resource'
  | 'endpoint'
  | 'boundary'
  | 'service-control'
  | 'resource-control'
  | 'session'
  | 'unknown';

/** Why AWS refused: no policy of this kind allows it, or one of this kind denies it. */
export interface DenialReason {
  readonly effect: 'not-allowed' | 'explicit-deny';
  readonly policy: PolicyKind;
}

/** The engine that words its errors this way; null when several do. */
export type Engine = 'postgresql' | 'mysql' | null;

/** What was meant by the text. */
export type Meaning =
  /**
   * Packets were dropped (security group, network ACL, route, NAT, wrong address), or, in the phase `answer`, the other
   * side was reached and did not answer in time.
   */
  | { readonly kind: 'timeout'; readonly phase: 'connect' | 'answer' | 'unknown' }
  /** The host was reached and nothing listens there. Security groups drop; they do not refuse. */
  | { readonly kind: 'refused' }
  /** An open connection was cut: idle timeout, restart of the other side, NAT after 350 s. */
  | { readonly kind: 'reset' }
  /** No route to the host or network, as the caller's own system says. */
  | { readonly kind: 'unreachable' }
  /** The name is `not-found`, or the `resolver` did not answer. */
  | { readonly kind: 'dns'; readonly problem: 'not-found' | 'resolver' }
  /** No HTTP answer ever came (`StatusCode: 0`), and the text does not say why: the network, never IAM. */
  | { readonly kind: 'no-answer' }
  /** `required`: the other side takes only encrypted connections. */
  | {
      readonly kind: 'tls';
      readonly problem: 'certificate' | 'required' | 'handshake';
      readonly by: 'database' | 'proxy' | null;
    }
  /** The service was reached and refused: IAM or a policy, never the network. */
  | {
      readonly kind: 'denied';
      /** `ssm:GetParameters`; null when the text does not say, or was cut off within it. */
      readonly action: string | null;
      readonly operation: string | null;
      /** ARN of who asked, and the name of the role behind it. */
      readonly principal: string | null;
      readonly role: string | null;
      readonly resource: string | null;
      readonly why: DenialReason | null;
    }
  | { readonly kind: 'throttled'; readonly operation: string | null }
  /** An HTTP status of 400 or more without anything more telling. */
  | { readonly kind: 'http-status'; readonly status: number }
  | {
      readonly kind: 'bad-credentials';
      readonly engine: Engine;
      readonly by: 'database' | 'proxy';
      readonly user: string | null;
      /** `unknown-user`: RDS Proxy knows no secret for the user. */
      readonly problem: 'wrong' | 'unknown-user';
    }
  /** IAM authentication to a database failed: token, role, `rds_iam`, or TLS missing. */
  | { readonly kind: 'iam-authentication'; readonly user: string | null }
  /** The database admits nobody from there, to that database, or as that user (`pg_hba.conf`, grants). */
  | { readonly kind: 'not-admitted'; readonly engine: Engine }
  | { readonly kind: 'no-such-database'; readonly engine: Engine }
  /** `rate`: RDS Proxy takes no more new connections a second. */
  | { readonly kind: 'too-many-connections'; readonly engine: Engine; readonly limit: 'connections' | 'rate' }
  /** A pool had no free connection in time: the client's own, or that of RDS Proxy. The network is not to blame. */
  | { readonly kind: 'pool-exhausted'; readonly pool: 'client' | 'proxy' }
  /** A write was sent to a reader, or the database has become read-only. */
  | { readonly kind: 'read-only'; readonly engine: Engine }
  /** The database is starting, stopping or recovering. */
  | { readonly kind: 'not-ready' }
  /** The database ended the connection on purpose. */
  | { readonly kind: 'terminated'; readonly why: 'idle-in-transaction' | 'administrator' | 'crash' }
  /** A statement or a lock took longer than the database allows: the connection was fine. */
  | { readonly kind: 'statement-timeout' };

/** A recognised error. `quote` stands in the text exactly as it is here; `peer` is where the connection was going. */
export type ErrorText = Meaning & { readonly quote: string; readonly peer: Peer };
