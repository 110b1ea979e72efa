import { limits } from '../limits.ts';

const hosts = /^(?:[a-z0-9-]+\.)*(?:console\.aws\.amazon\.com|console\.amazonaws-us-gov\.com|console\.amazonaws\.cn)$/u;

/** The address if it leads to the AWS console and nowhere else, so that no text of a log can plant a link; else null. */
export function consoleLink(address: string | null): string | null {
  if (address === null || !URL.canParse(address)) return null;
  const url = new URL(address);
  const fits = url.href.length <= limits.url && url.username === '' && url.password === '' && url.port === '';
  return url.protocol === 'https:' && hosts.test(url.hostname) && fits ? url.href : null;
}
