import type { App } from './app.ts';
import type { Investigation, Place, Update } from './investigation.ts';
import type { Wanted } from '../changes/guarded-changes.ts';

/** What a command may answer. Surfaces know how to show each kind; commands never know which surface asked. */
export type Reply =
  | {
      readonly kind: 'investigation';
      readonly investigation: Investigation;
      /** One sentence on what was assumed: "checkout, this channel's usual load balancer". */
      readonly assumed: string | null;
      /** Starts the work when it is first iterated; iterate it once. */
      readonly updates: AsyncIterable<Update>;
    }
  | { readonly kind: 'choice'; readonly question: string; readonly options: readonly Option[] }
  | TextReply
  /** A change that somebody wants: a surface with forms opens it filled in, others show what would be asked for. */
  | { readonly kind: 'form'; readonly wanted: Wanted; readonly preview: () => Promise<TextReply> }
  /** As many JSON documents as it takes, one a line: for programs, and on a terminal only. */
  | { readonly kind: 'lines'; readonly lines: AsyncIterable<unknown> };

/** Markdown (CommonMark); `data` is the same for programs. `problem` says that it shows something to mend. */
export interface TextReply {
  readonly kind: 'text';
  readonly markdown: string;
  readonly data?: unknown;
  readonly problem?: boolean;
  /** In a chat: users whom the text names as `<@U0123ABCD>`. It can name nobody else. */
  readonly people?: readonly string[];
}

/** One way to go on: `command` is complete, so that a button can carry it. */
export interface Option {
  readonly label: string;
  readonly command: string;
}

export interface Request {
  /** The words after the command's name, unquoted. `key=value` and `--key value` mean the same. */
  readonly words: readonly string[];
  /** Slack user id, or the login name on the terminal. */
  readonly by: string;
  readonly place: Place;
  /** Ends the work when aborted. */
  readonly signal?: AbortSignal;
}

export interface Command {
  readonly name: string;
  /** Set for what makes no sense in a chat. */
  readonly only?: 'terminal';
  /** Set for what looks into the store: on a terminal, other commands do without. */
  readonly needs?: 'store';
  readonly usage: string;
  readonly summary: string;
  /**
   * Set for what decides about changes: what these words would decide about, or null where they only look. A surface asks
   * first, since nothing is decided where strangers read along. May throw `UsageError`.
   */
  readonly decides?: (words: readonly string[]) => Decides | null;
  /** Rejects with `UsageError` when it was not asked rightly. */
  readonly run: (request: Request, app: App) => Promise<Reply>;
}

/** The change that a command decides about; null where it is about all of them. */
export interface Decides {
  readonly change: string | null;
}

/** Wrong usage or configuration: its message is shown to the person as written, and nothing was done. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}
