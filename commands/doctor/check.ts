import type { App } from '#app';

/** What a look at one part of the setup showed; `fix` is what to do about it, to be pasted where that can be. */
export type Finding =
  | { readonly state: 'right' | 'unset'; readonly title: string; readonly says: string }
  | { readonly state: 'wrong'; readonly title: string; readonly says: string; readonly fix: string };

/** Looks at one part of the setup. Never rejects: what cannot be looked at is a finding. */
export type Check = (examined: Examined) => Promise<readonly Finding[]>;

/** What is looked at. */
export interface Examined {
  readonly app: App;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** `v24.15.0` */
  readonly nodeVersion: string;
  readonly fetch: typeof globalThis.fetch;
  /** What the Slack app must be allowed, and what for. */
  readonly slackScopes: readonly { readonly scope: string; readonly why: string }[];
  readonly signal: AbortSignal;
}
