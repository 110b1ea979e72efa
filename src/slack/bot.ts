import type { Logger } from 'pino';
import type { App, Place } from '#app';
import type { Background } from './background.ts';
import type { Bell } from './bell.ts';
import type { Card } from './cards/card.ts';
import type { ProgressStyle } from './cards/running.ts';
import type { Clock } from './clock.ts';
import type { Names } from './names.ts';
import type { OpenHomes } from './open-homes.ts';
import type { ProgressLine } from './progress-line.ts';
import type { SlackWeb } from './web.ts';

/** Who we are in the workspace, as `auth.test` tells. */
export interface Identity {
  readonly team: string;
  readonly userId: string;
  readonly botId: string;
  /** What people type after `@`. */
  readonly name: string;
  /** Base address of the workspace, for links to messages: `https://acme.slack.com/`. */
  readonly url: string;
}

/** Everything that showing an answer in Slack takes. */
export interface Bot {
  readonly app: App;
  readonly web: SlackWeb;
  readonly identity: Identity;
  readonly clock: Clock;
  readonly log: Logger;
  readonly background: Background;
  readonly progress: ProgressLine;
  readonly style: Style;
  /** Rings when there may be something to send. */
  readonly bell: Bell;
  readonly names: Names;
  readonly homes: OpenHomes;
}

/** Which blocks the workspace takes, as far as it has told. */
export interface Style {
  readonly now: () => ProgressStyle;
  /** The workspace refused `plan` blocks: they are not tried again. */
  readonly refused: () => void;
}

/** Who asked, from where, and how to tell only them something. */
export interface Asked {
  readonly by: string;
  readonly place: Place;
  /** Opens one modal, for three seconds; null where nothing was pressed or typed that could. */
  readonly trigger: string | null;
  /** Never rejects: what cannot be said privately is logged. */
  readonly tell: (card: Card) => Promise<void>;
}
