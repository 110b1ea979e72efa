import type { App, Command } from '#app';

/** 0: done, whatever was found. 1: it could not be carried out. 2: wrong usage or configuration. */
export type ExitCode = 0 | 1 | 2;

/** What a command line needs of the program around it. */
export interface Program {
  readonly version: string;
  readonly commands: ReadonlyMap<string, Command>;
  /** Reads the configuration and opens what a command needs. Rejects with `UsageError` when it is set up wrongly. */
  readonly open: (command: Pick<Command, 'needs'>) => Promise<OpenApp>;
  /** Runs the bot until it is stopped. */
  readonly serve: () => Promise<ExitCode>;
  /** Aborted when the person stops us. */
  readonly signal: AbortSignal;
  /** Who asks: the login name. */
  readonly by: string;
}

/** An app, and how to let go of what it holds. */
export interface OpenApp {
  readonly app: App;
  readonly close: () => Promise<void>;
}
