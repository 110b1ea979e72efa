import { isObject, type Json } from '../slack/json.ts';
import type { Exchange } from '../slack/traffic.ts';
import { html, type Html } from './html.ts';
import { moment } from './moment.ts';

/** How many exchanges the drawer shows at most. */
const SHOWN = 60;

/** What the app got and sent, newest first; with `ts`, only what speaks of that message. */
export function payloadList(all: readonly Exchange[], ts: string | null): Html {
  const shown = all
    .filter((each) => ts === null || mentions(each, ts))
    .toReversed()
    .slice(0, SHOWN);
  if (shown.length === 0) return html`<p class="empty">Nothing yet. Type a command and look again.</p>`;
  return html`<ol class="payloads">
    ${shown.map(
      (each) =>
        html`<li class="${each.way === 'to the app' ? 'in' : 'out'}">
          <details data-key="${each.number}">
            <summary>
              <span class="way">${each.way === 'to the app' ? 'to the app' : 'from the app'}</span
              ><code>${nameOf(each)}</code>${moment(each.at / 1000, '{time_secs}', '')}${refused(each)}
            </summary>
            <h4>${each.way === 'to the app' ? 'Payload' : 'Arguments'}</h4>
            <pre>${pretty(each.sent)}</pre>
            <h4>${each.way === 'to the app' ? 'Acknowledgement' : 'Answer'}</h4>
            <pre>${each.answer === undefined ? 'none yet' : pretty(each.answer)}</pre>
          </details>
        </li>`,
    )}
  </ol>`;
}

function mentions(exchange: Exchange, ts: string): boolean {
  return JSON.stringify([exchange.sent, exchange.answer]).includes(`"${ts}"`);
}

/** `slash_commands /diagnose`, `interactive block_actions`, `events_api app_mention`. */
function nameOf({ name, sent }: Exchange): string {
  const payload: Json = isObject(sent) ? sent : {};
  const event = payload['event'];
  const detail = isObject(event)
    ? event['type']
    : (payload['command'] ?? (name === 'interactive' ? payload['type'] : ''));
  return typeof detail === 'string' && detail !== '' ? `${name} ${detail}` : name;
}

function refused({ answer }: Exchange): Html | false {
  if (typeof answer === 'string' && answer.startsWith('not acknowledged')) return html`<em>not acknowledged</em>`;
  return isObject(answer) && answer['ok'] === false && html`<em>${String(answer['error'])}</em>`;
}

function pretty(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value, null, 2);
}
