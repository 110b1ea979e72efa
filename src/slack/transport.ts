import type { Receiver } from '@slack/bolt';

/** Whether Slack and we can reach each other; the reason is one sentence. */
export type Readiness = { readonly ok: true } | { readonly ok: false; readonly reason: string };

/** One way in which Slack reaches us. Nothing but this differs between Socket Mode, HTTP and tests. */
export interface Transport {
  readonly receivers: readonly Receiver[];
  /** Opens what must answer before Slack was reached: health checks. Rejects when the port is taken. */
  listen(): Promise<void>;
  /** Begins to take what Slack sends. Rejects with `SlackRefused` when Slack does not accept our token. */
  connect(): Promise<void>;
  state(): Readiness;
  /** Takes nothing more. */
  close(): Promise<void>;
}
