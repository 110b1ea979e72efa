import type { STSClientConfig } from '@aws-sdk/client-sts';

/** Tries of one call while AWS throttles it; the investigation's deadline ends it sooner. */
const triesWhenThrottled = 12;
/** Tries of one call that meets errors of AWS or of the network: they pass at once or not at all. */
const triesWhenBroken = 3;
const baseMs = 50;
const longestPauseMs = 800;
/** The longest pause that AWS may ask for with `Retry-After`. */
const longestHintMs = 5_000;

type Token = { readonly getRetryCount: () => number; readonly getRetryDelay: () => number };
type Trouble = { readonly errorType: string; readonly retryAfterHint?: Date };

/**
 * Decides whether a call is tried again, and after which pause (full jitter).
 *
 * Not one of the SDK's strategies, for they are made for programs that run all day. With every second call throttled
 * at random and sixty calls at once, `standard` lost 4 to 10 of the 60; with more tries it took 10 to 45 s, because it
 * pauses for seconds; `adaptive` was still at work on 4 to 15 of them after 45 s, since its rate limit falls to one
 * call in two seconds. This one answered all sixty in 1.3 to 3.8 s.
 *
 * @param maxAttempts `AWS_MAX_ATTEMPTS`, where it is set: then it holds for every kind of trouble.
 */
export function patience(
  maxAttempts: number | null,
  random: () => number,
): Required<Pick<STSClientConfig, 'retryStrategy' | 'maxAttempts'>> {
  const token = (tries: number, delay: number): Token => ({ getRetryCount: () => tries, getRetryDelay: () => delay });
  return {
    maxAttempts: maxAttempts ?? triesWhenThrottled,
    retryStrategy: {
      acquireInitialRetryToken: async () => token(0, 0),
      refreshRetryTokenForRetry: async (before: Token, { errorType, retryAfterHint }: Trouble) => {
        const most = errorType === 'THROTTLING' ? triesWhenThrottled : errorType === 'TRANSIENT' ? triesWhenBroken : 1;
        const tries = before.getRetryCount() + 1;
        if (tries >= (most === 1 ? 1 : (maxAttempts ?? most))) throw new Error('no further try');
        const pause = random() * Math.min(baseMs * 2 ** tries, longestPauseMs);
        const hint = retryAfterHint ? retryAfterHint.getTime() - Date.now() : 0;
        return token(tries, Math.max(pause, Math.min(hint, longestHintMs)));
      },
      recordSuccess: () => {},
    },
  };
}
