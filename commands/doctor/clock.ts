import type { Check } from './check.ts';

/** AWS refuses signatures that are more than five minutes off. */
const refusedAfter = 5 * 60_000;
/** Slack's signatures count for five minutes too; a minute already confuses times in a report. */
const wrongAfter = 60_000;

/** Our clock against AWS's, by the `Date` of an answer that needs no credentials. */
export const checkClock: Check = async ({ app, env, fetch, signal }) => {
  const title = 'Clock';
  const url = env['AWS_ENDPOINT_URL_STS'] ?? env['AWS_ENDPOINT_URL'] ?? 'https://sts.amazonaws.com/';
  let theirs: number;
  try {
    const answer = await fetch(url, { method: 'HEAD', redirect: 'manual', signal });
    theirs = Date.parse(answer.headers.get('date') ?? '');
  } catch (error) {
    const says = `${url} cannot be reached: ${reason(error)}.`;
    const fix = `curl -sI ${url}   # must answer; look at DNS, proxy (HTTPS_PROXY) and firewall`;
    return [{ state: 'wrong', title: 'AWS', says, fix }];
  }
  if (Number.isNaN(theirs)) return [{ state: 'unset', title, says: 'AWS did not tell the time' }];
  const off = app.now().getTime() - theirs;
  const seconds = Math.round(Math.abs(off) / 1000);
  if (Math.abs(off) < wrongAfter) return [{ state: 'right', title, says: `within ${Math.max(1, seconds)} s of AWS's` }];
  const effect = Math.abs(off) >= refusedAfter ? ': AWS and Slack refuse what it signs' : '';
  return [
    {
      state: 'wrong',
      title,
      says: `${seconds} s ${off > 0 ? 'ahead of' : 'behind'} AWS's${effect}.`,
      fix: 'sudo timedatectl set-ntp true',
    },
  ];
};

function reason(error: unknown): string {
  const cause = error instanceof Error ? (error.cause ?? error) : error;
  if (cause instanceof Error && 'code' in cause && typeof cause.code === 'string') return cause.code;
  return cause instanceof Error ? cause.message : String(cause);
}
