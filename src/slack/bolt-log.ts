import { LogLevel } from '@slack/bolt';
import type { Logger as BoltLogger } from '@slack/bolt';
import type { Logger } from 'pino';
import { plain } from './escape.ts';

/**
 * Slack's libraries logging into ours. Their debug lines hold whole payloads, so those are dropped; the rest is cut
 * short and redacted.
 */
export function boltLog(log: Logger): BoltLogger {
  const words = (parts: readonly unknown[]): string =>
    plain(parts.map((part) => (part instanceof Error ? part.message : String(part))).join(' '), 500);
  return {
    debug: () => undefined,
    info: (...parts: readonly unknown[]) => log.debug(words(parts)),
    warn: (...parts: readonly unknown[]) => log.warn(words(parts)),
    error: (...parts: readonly unknown[]) => log.error(words(parts)),
    setLevel: () => undefined,
    getLevel: () => LogLevel.INFO,
    setName: () => undefined,
  };
}
