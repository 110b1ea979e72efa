import { pino } from 'pino';
import { describe, expect, test } from 'vitest';
import type { People } from '#changes';
import { manifest } from '../../src/slack/manifest.ts';
import { slackPeople } from '../../src/slack/people.ts';
import { createSlack, inProcess } from '../../src/workspace/slack/index.ts';
import type { Slack } from '../../src/workspace/slack/index.ts';

const team = 'T0LOCAL';

interface At {
  readonly slack: Slack;
  readonly people: People;
  /** Lets time go by, in milliseconds. */
  readonly wait: (ms: number) => void;
  readonly calls: () => number;
}

function workspace(): At {
  const slack = createSlack({ manifest: manifest(null) });
  let now = Date.parse('2026-11-22T02:30:00Z');
  const { clientOptions } = inProcess(slack);
  const people = slackPeople(
    { botToken: slack.state.botToken, apiUrl: clientOptions.slackApiUrl, fetch: clientOptions.fetch },
    pino({ level: 'silent' }),
    { now: () => new Date(now), sleep: () => Promise.resolve() },
  );
  return {
    slack,
    people,
    wait: (ms) => {
      now += ms;
    },
    calls: () => slack.traffic.all.filter(({ name }) => name.startsWith('user')).length,
  };
}

function set(at: At, user: string, standing: 'deactivated' | 'guest' | 'single-channel guest' | 'outsider'): void {
  const found = at.slack.state.users.get(user);
  if (found) found.standing = standing;
}

describe('the members of a user group', () => {
  test('are those whom Slack names', async () => {
    expect(await workspace().people.membersOf(team, 'S0APPROVERS')).toEqual(['T0LOCAL.U0BOB']);
  });

  test.each([
    ['the group is gone', (at: At) => void at.slack.state.groups.delete('S0APPROVERS')],
    [
      'the group is disabled',
      (at: At) =>
        void at.slack.state.groups.set('S0APPROVERS', {
          id: 'S0APPROVERS',
          handle: 'approvers',
          name: 'Approvers',
          users: ['U0BOB'],
          disabled: true,
        }),
    ],
    [
      'the plan of the workspace has no groups',
      (at: At) =>
        at.slack.faults.add({ kind: 'refuse', method: 'usergroups.users.list', error: 'plan_upgrade_required' }),
    ],
    [
      'Slack has no time',
      (at: At) => at.slack.faults.add({ kind: 'rate-limit', method: 'usergroups.users.list', retryAfterSeconds: 30 }),
    ],
    ['the answer is lost', (at: At) => at.slack.faults.add({ kind: 'lose-answer', method: 'usergroups.users.list' })],
  ])('are not known when %s', async (_, breakIt) => {
    const at = workspace();
    breakIt(at);
    expect(await at.people.membersOf(team, 'S0APPROVERS')).toBeNull();
  });

  test('are nobody when the group is empty, which is not the same as not known', async () => {
    const at = workspace();
    at.slack.state.groups.set('S0APPROVERS', { id: 'S0APPROVERS', handle: 'approvers', name: 'Approvers', users: [] });
    expect(await at.people.membersOf(team, 'S0APPROVERS')).toEqual([]);
  });

  test('are asked for anew after a few seconds, and at once when it failed', async () => {
    const at = workspace();
    await Promise.all([at.people.membersOf(team, 'S0APPROVERS'), at.people.membersOf(team, 'S0APPROVERS')]);
    await at.people.membersOf(team, 'S0APPROVERS');
    expect(at.calls()).toBe(1);
    at.slack.state.groups.delete('S0APPROVERS');
    at.wait(3_000);
    expect(await at.people.membersOf(team, 'S0APPROVERS')).toBeNull();
    expect(await at.people.membersOf(team, 'S0APPROVERS')).toBeNull();
    expect(at.calls()).toBe(3);
  });
});

describe('what stands against a person', () => {
  test('is nothing for an active member', async () => {
    expect(await workspace().people.barred('T0LOCAL.U0BOB')).toBeNull();
  });

  test.each([
    ['deactivated', /deactivated/u],
    ['guest', /^Guests/u],
    ['single-channel guest', /^Guests/u],
    ['outsider', /this workspace/u],
  ] as const)('is that the account is that of a %s', async (standing, says) => {
    const at = workspace();
    set(at, 'U0BOB', standing);
    expect(await at.people.barred('T0LOCAL.U0BOB')).toMatch(says);
  });

  test('is that it is an app, Slack itself included', async () => {
    const { people } = workspace();
    expect(await people.barred('T0LOCAL.U0BOT')).toMatch(/this is an app/u);
    expect(await people.barred('T0LOCAL.USLACKBOT')).toMatch(/this is an app/u);
  });

  test('is that it is nobody of this workspace', async () => {
    const { people } = workspace();
    expect(await people.barred('T0OTHER.U0BOB')).toMatch(/this workspace/u);
    expect(await people.barred('T0LOCAL.U0NOBODY')).toMatch(/this workspace/u);
  });

  test.each(['terminal.root', 'U0BOB', '', 'T0LOCAL.U0BOB.x', 'T0LOCAL.u0bob'])(
    'is that %j is no Slack user',
    async (person) => {
      const at = workspace();
      expect(await at.people.barred(person)).toMatch(/^Only people in Slack/u);
      expect(at.calls()).toBe(0);
    },
  );

  test('is that Slack does not tell', async () => {
    const at = workspace();
    at.slack.faults.add({ kind: 'server-error', method: 'users.info', status: 503, times: 1 });
    await expect(at.people.barred('T0LOCAL.U0BOB')).rejects.toThrow(/503/);
    expect(await at.people.barred('T0LOCAL.U0BOB')).toBeNull();
  });

  test('is seen a few seconds after somebody was deactivated', async () => {
    const at = workspace();
    expect(await at.people.barred('T0LOCAL.U0BOB')).toBeNull();
    set(at, 'U0BOB', 'deactivated');
    at.wait(3_000);
    expect(await at.people.barred('T0LOCAL.U0BOB')).toMatch(/deactivated/u);
  });
});
