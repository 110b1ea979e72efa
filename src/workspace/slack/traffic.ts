import type { State } from './state.ts';

/** One message between Slack and the app, as either side would have logged it. Tokens are left out. */
export interface Exchange {
  readonly number: number;
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly way: 'to the app' | 'from the app';
  /** `slash_commands`, `events_api`, `chat.postMessage`, … */
  readonly name: string;
  readonly sent: unknown;
  /** The acknowledgement or the answer; undefined until there is one. */
  answer: unknown;
}

export interface Traffic {
  /** The latest exchanges, oldest first. */
  readonly all: readonly Exchange[];
  readonly begin: (way: Exchange['way'], name: string, sent: unknown) => Exchange;
  readonly end: (exchange: Exchange, answer: unknown) => void;
}

/** More than a person looks through; the oldest are forgotten. */
const KEPT = 500;

export function createTraffic(state: State): Traffic {
  const all: Exchange[] = [];
  let number = 0;
  return {
    all,
    begin(way, name, sent) {
      number += 1;
      const exchange: Exchange = { number, at: state.now(), way, name, sent: structuredClone(sent), answer: undefined };
      all.push(exchange);
      if (all.length > KEPT) all.shift();
      state.changed({ kind: 'traffic' });
      return exchange;
    },
    end(exchange, answer) {
      exchange.answer = structuredClone(answer);
      state.changed({ kind: 'traffic' });
    },
  };
}
