import { expect, test } from 'vitest';
import { playbooks } from '../../playbooks/index.ts';
import { scenarios } from '../../playbooks/scenarios.ts';
import { closing } from './closing.ts';
import { emptyFolder, get, ready, start, until } from './program.ts';

/** The page as its own script uses it. */
interface Page {
  readonly channels: readonly string[];
  readonly look: (channel: string) => Promise<string>;
  readonly type: (channel: string, text: string) => Promise<unknown>;
}

async function openPage(origin: string): Promise<Page> {
  const page = (await get(`${origin}/`))?.body ?? '';
  const token = /&#34;token&#34;:&#34;(\w+)&#34;/u.exec(page)?.[1] ?? '';
  const ask = async (path: string, init: RequestInit = {}): Promise<unknown> => {
    const headers = { 'x-workspace-token': token, connection: 'close' };
    const response = await fetch(`${origin}/ui/${path}`, { ...init, headers });
    return response.json();
  };
  return {
    channels: [...page.matchAll(/data-channel="(\w+)"/gu)].map(([, id = '']) => id),
    look: async (channel) => {
      const seen = await ask(`channel?user=U0ALICE&channel=${channel}`);
      return JSON.stringify(seen).replaceAll('\\"', '"');
    },
    type: (channel, text) =>
      ask('act?user=U0ALICE', {
        method: 'POST',
        body: JSON.stringify({ act: 'type', channel, thread: null, text }),
      }),
  };
}

const samples = playbooks.flatMap(({ id: playbook, causes }) =>
  (scenarios[playbook] ?? [])
    .filter(({ sample }) => sample)
    .map(({ id, truth }) => ({
      incident: id,
      titles: causes.filter((cause) => truth.rootCause?.includes(cause.id)).map(({ title }) => title),
    })),
);

test(
  'without tokens, the page opens and each sample incident is diagnosed as its story tells it',
  { timeout: 240_000 },
  async (context) => {
    const use = closing(context);
    const folder = await use(emptyFolder());
    const program = await use(start(['serve'], folder.path, { PORT: '0', OPSMEDIC_DATA: `${folder.path}/data` }));
    const welcome = (): string | undefined => /http:\/\/127\.0\.0\.1:\d+/u.exec(program.out())?.[0];
    const origin = await until('the welcome', welcome, 60_000);
    await ready(program, origin);

    const page = await openPage(origin);
    const incidents = page.channels.filter((id) => id.startsWith('C0INC'));
    expect(incidents).toHaveLength(samples.length);
    const diagnosed = await Promise.all(
      incidents.map(async (channel) => {
        const empty = await page.look(channel);
        const [, incident = ''] = /data-incident="([^"]+)"/u.exec(empty) ?? [];
        const [, command = ''] = /data-text="([^"]+)"/u.exec(empty) ?? [];
        expect(await page.type(channel, command)).toEqual({});
        const card = async (): Promise<string | undefined> => {
          const shown = await page.look(channel);
          return shown.includes('Re-run') ? shown : undefined;
        };
        const shown = await until(`the card of ${incident}`, card, 120_000);
        const titles = samples.find((sample) => sample.incident === incident)?.titles ?? [];
        return { incident, right: titles.some((title) => shown.includes(`· ${title}`)) };
      }),
    );
    expect(diagnosed.toSorted((a, b) => (a.incident < b.incident ? -1 : 1))).toEqual(
      samples.map(({ incident }) => ({ incident, right: true })).toSorted((a, b) => (a.incident < b.incident ? -1 : 1)),
    );

    program.signal('SIGTERM');
    expect(await program.exit).toEqual({ code: 0, signal: null });
    expect(program.out()).toMatch(/^OpsMedic's local workspace is at http:\/\/127\.0\.0\.1:\d+\n[^\n]+\n$/u);
  },
);
