import { describe, expect, test } from 'vitest';
import { noStore } from '#app';
import type { Investigation } from '#app';
import type { Store } from '#store';
import { pino } from 'pino';
import { run } from '../../src/slack/run.ts';
import { inProcess } from '../../src/workspace/slack/index.ts';
import { appOf, shop } from './support/shop.ts';
import { finalCard, rig, saidIn, textIn } from './support/rig.ts';
import type { Rig } from './support/rig.ts';
import { quickClock, until } from './support/quick-clock.ts';

/** A store in which an investigation's process is gone as soon as a test says so. */
function leasing(): { readonly store: Store; readonly abandon: (id: string) => void } {
  const store = noStore();
  const gone: string[] = [];
  return {
    store: {
      ...store,
      takeInterrupted: async () => {
        const taken: Investigation[] = [];
        for (const id of gone.splice(0)) {
          await store.finish(id, {
            state: 'interrupted',
            report: null,
            failure: null,
            finishedAt: '2026-11-22T02:31:00.000Z',
          });
          const investigation = await store.find(id);
          if (investigation) taken.push(investigation);
        }
        return taken;
      },
    },
    abandon: (id) => gone.push(id),
  };
}

/** Posts the card of an investigation whose process is then gone: it says nothing any more. */
async function orphan(forget: boolean): Promise<{ at: Rig; store: Store; abandon: (id: string) => void; id: string }> {
  const { store, abandon } = leasing();
  const alone = { ...store, takeInterrupted: () => Promise.resolve([]) };
  const first = forget ? { ...alone, posted: () => Promise.reject(new Error('died here')) } : alone;
  const at = await rig(appOf({ ...shop(), hold: new Promise(() => undefined) }, { store: first }));
  await at.alice.slash(at.channel, '/diagnose', 'alb-502 checkout');
  // Nothing more comes from it then: what is held back never ends.
  await until('the card shows all that it got', () => /2 of 4 read/u.test(textIn(saidIn(at)[0])));
  const [investigation] = await store.recent({ limit: 1 });
  if (!investigation) throw new Error('nothing was begun');
  return { at, store, abandon, id: investigation.id };
}

async function replica(at: Rig, store: Store) {
  const { receiver, clientOptions } = inProcess(at.slack);
  return run({
    app: appOf(shop(), { store }),
    web: { botToken: at.slack.state.botToken, apiUrl: clientOptions.slackApiUrl, fetch: clientOptions.fetch },
    transport: {
      receivers: [receiver],
      listen: () => Promise.resolve(),
      connect: () => Promise.resolve(),
      state: () => ({ ok: true }),
      close: () => Promise.resolve(),
    },
    clock: quickClock,
    log: pino({ level: 'silent' }),
  });
}

describe('an investigation whose process is gone', () => {
  test.each([
    ['is marked on its card', false],
    ['is marked on its card even when that had not been noted', true],
  ])('%s, with a way to run it again', async (_, forget) => {
    const { at, store, abandon, id } = await orphan(forget);
    abandon(id);
    const second = await replica(at, store);
    const card = await finalCard(at);
    expect(textIn(card)).toMatch(/⚪ checkout · interrupted.*22 Nov 02:31 UTC.*Re-run/su);
    expect(saidIn(at)).toHaveLength(1);

    await at.bob.click(card, 'press:rerun');
    expect(textIn(await finalCard(at, 2))).toContain('🔴 checkout');
    await second.stop();
  });

  test('is noticed also when it goes later', async () => {
    const { at, store, abandon, id } = await orphan(false);
    const second = await replica(at, store);
    abandon(id);
    expect(textIn(await finalCard(at))).toContain('interrupted');
    await second.stop();
  });

  test('is left alone when it belongs to the terminal', async () => {
    const { at, store, abandon } = await orphan(false);
    const [investigation] = await store.recent({ limit: 1 });
    const place = { team: 'terminal', channel: '', thread: null };
    if (investigation) await store.begin({ ...investigation, id: 'inv_TERMINAL', place });
    abandon('inv_TERMINAL');
    const second = await replica(at, store);
    const terminal = await store.find('inv_TERMINAL');
    await second.stop();
    expect(terminal?.state).toBe('interrupted');
    const sent = at.slack.traffic.all
      .filter(({ way }) => way === 'from the app')
      .map((exchange) => JSON.stringify(exchange.sent));
    expect(sent.filter((call) => call.includes('inv_TERMINAL'))).toEqual([]);
  });
});
