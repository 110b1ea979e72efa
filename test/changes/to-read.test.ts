import { expect, test } from 'vitest';
import { changesToRead } from '#changes';
import { testDatabase } from '../store/databases.ts';
import { asked } from '../store/a-proposal.ts';

test('where nobody can tell who sits there, changes are looked at and nothing else', async () => {
  const database = await testDatabase(null);
  const { changes: store } = await database.open();
  await store.propose(asked());
  const changes = changesToRead(store, new Map(), () => Promise.resolve({ found: [], blind: [] }));
  expect((await changes.list({ limit: 9 })).map(({ proposal }) => proposal.id)).toEqual(['chg_01']);
  expect(await changes.find('chg_01')).toMatchObject({ standing: { state: 'pending' } });
  const refused = { ok: false, says: expect.stringMatching(/in Slack/) };
  expect(await changes.approve('chg_01', 'root', 'digest of chg_01')).toMatchObject(refused);
  expect(await changes.deny('chg_01', 'root', 'no')).toMatchObject(refused);
  expect(await changes.undo('chg_01', 'root')).toMatchObject(refused);
  expect(await changes.turn(false, 'root', 'x')).toMatchObject(refused);
  expect(await store.find('chg_01')).toMatchObject({ version: 1 });
  expect(await changes.switch()).toMatchObject({ on: true });
  await database.close();
});
