import type { FetchFunction } from '@slack/web-api';

type FetchResponse = Awaited<ReturnType<FetchFunction>>;

/** How a call to Slack ended: `refused` is Slack's `ok: false`, `failed` that there was no proper answer. */
export type CallOutcome = 'ok' | 'refused' | 'rate-limited' | 'failed';

/** The same `fetch`, of whose calls each is counted by how it ended. Answers are read whole: Slack's are small. */
export function counting(fetch: FetchFunction, called: (outcome: CallOutcome) => void): FetchFunction {
  return async (url, init) => {
    try {
      const response = await fetch(url, init);
      const body = await response.text();
      called(outcomeOf(response, body));
      return withBody(response, body);
    } catch (error) {
      called('failed');
      throw error;
    }
  };
}

function outcomeOf({ status, ok }: FetchResponse, body: string): CallOutcome {
  if (status === 429) return 'rate-limited';
  if (!ok) return 'failed';
  return /^\s*\{\s*"ok"\s*:\s*false/u.test(body) ? 'refused' : 'ok';
}

function withBody({ ok, status, statusText, url, headers }: FetchResponse, body: string): FetchResponse {
  return {
    ok,
    status,
    statusText,
    url,
    headers,
    text: () => Promise.resolve(body),
    json: async () => JSON.parse(body),
    arrayBuffer: async () => new TextEncoder().encode(body).buffer,
  };
}
