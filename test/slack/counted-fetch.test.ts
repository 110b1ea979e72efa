import { describe, expect, test } from 'vitest';
import { counting } from '../../src/slack/counted-fetch.ts';
import type { CallOutcome } from '../../src/slack/counted-fetch.ts';

describe('calls to Slack', () => {
  test.each<[CallOutcome, number, string]>([
    ['ok', 200, '{"ok":true,"ts":"1.1"}'],
    ['ok', 200, 'ok'],
    ['refused', 200, '{"ok":false,"error":"not_in_channel"}'],
    ['rate-limited', 429, '{"ok":false,"error":"ratelimited"}'],
    ['failed', 503, 'Service Unavailable'],
  ])('that end as %s are counted as such (HTTP %i %s)', async (outcome, status, body) => {
    const counted: CallOutcome[] = [];
    const fetch = counting(
      () => Promise.resolve(new Response(body, { status })),
      (how) => counted.push(how),
    );
    const response = await fetch('https://slack.com/api/chat.postMessage');
    expect(counted).toEqual([outcome]);
    expect([response.status, await response.text()]).toEqual([status, body]);
  });

  test('that never end properly are counted as failed', async () => {
    const counted: CallOutcome[] = [];
    const fetch = counting(
      () => Promise.reject(new TypeError('fetch failed')),
      (how) => counted.push(how),
    );
    await expect(fetch('https://slack.com/api/auth.test')).rejects.toThrow('fetch failed');
    expect(counted).toEqual(['failed']);
  });
});
