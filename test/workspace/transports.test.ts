import { afterEach, describe, expect, it } from 'vitest';
import { ActFailed, type Slack, type SlackOptions } from '../../src/workspace/slack/index.ts';
import { rig, transports, until, type Rig, type Transport } from './rig.ts';

const open: Rig[] = [];
afterEach(async () => {
  for (const each of open.splice(0)) await each.close();
});

async function connected(transport: Transport, options: Partial<SlackOptions> = {}): Promise<Rig> {
  const made = await rig(transport, options);
  open.push(made);
  return made;
}

async function diagnosed(slack: Slack) {
  const channel = slack.channel('incidents').id;
  await slack.person('alice').slash(channel, '/diagnose', 'alb-502');
  await until(slack, () => slack.state.messages.some((message) => message.files.length > 0));
  const [card] = slack.messages(channel);
  if (card === undefined) throw new Error('no card');
  return { channel, card, thread: slack.messages(channel, card.ts) };
}

describe.each(transports)('over %s', (transport) => {
  it('a command becomes a card that is updated in place, with evidence and a file in its thread', async () => {
    const { slack } = await connected(transport);
    const { card, thread } = await diagnosed(slack);
    expect(card.blocks).toMatchObject([{ type: 'plan', tasks: [{ status: 'complete' }] }]);
    expect(card.editedTs).toBeNull();
    expect(thread.map((message) => message.text)).toEqual(['Found', 'Evidence', '']);
    const file = slack.state.files.get(thread[2]?.files[0] ?? '');
    expect(file?.bytes.toString()).toBe('{"a":1}');
    expect(file?.name).toBe('evidence.json');
  });

  it('a button replaces its message through the response_url', async () => {
    const { slack } = await connected(transport);
    const evidence = (await diagnosed(slack)).thread[1];
    if (evidence === undefined) throw new Error('no evidence');
    await slack.person('bob').click(evidence, 'rerun');
    await until(slack, () => evidence.text === 'Again, for <@U0BOB>');
    expect(evidence.blocks).toBeNull();
  });

  it('a modal keeps open with the errors of the app, and closes when it accepts', async () => {
    const { slack } = await connected(transport);
    const evidence = (await diagnosed(slack)).thread[1];
    if (evidence === undefined) throw new Error('no evidence');
    const bob = slack.person('bob');
    await bob.click(evidence, 'edit');
    const modal = await until(slack, () => bob.modal());
    expect(slack.person('alice').modal()).toBeUndefined();
    expect(await bob.submit(modal)).toEqual({
      kind: 'errors',
      errors: { minutes: 'Please complete this required field.' },
    });
    expect(await bob.submit(modal, { value: 'soon' })).toEqual({
      kind: 'errors',
      errors: { minutes: 'A number, please' },
    });
    expect(await bob.submit(modal, { value: '15' })).toEqual({ kind: 'accepted' });
    expect(bob.modal()).toBeUndefined();
  });

  it('a shortcut, a mention, the home tab and a bad command reach the app', async () => {
    const { slack } = await connected(transport);
    const channel = slack.channel('general').id;
    const alice = slack.person('alice');
    const alarm = slack.postAs('CloudWatch', { channel, text: 'ALARM: 502s', blocks: null });
    await alice.messageShortcut(alarm, 'diagnose_alert');
    await until(slack, () => slack.messages(channel, alarm.ts)[1]?.text === 'Reading: ALARM: 502s');
    const said = await alice.say(channel, '@probe diagnose this', alarm.ts);
    expect(said.text).toBe('<@U0BOT> diagnose this');
    await until(slack, () => slack.messages(channel, alarm.ts).at(-1)?.text === 'Here');
    await alice.openHome();
    await until(slack, () => alice.home());
    await alice.slash(channel, '/diagnose');
    const usage = await until(slack, () => slack.messages(channel).find((each) => each.text.startsWith('usage')));
    expect(usage.visibleTo).toBe('U0ALICE');
    await alice.slash(channel, '/escaped', 'ask @bob <now>');
    expect(slack.messages(channel).at(-1)).toMatchObject({ text: 'ask <@U0BOB|bob> &lt;now&gt;', visibleTo: null });
  });

  it('an app that does not acknowledge in time is reported to the person alone', async () => {
    const { slack } = await connected(transport, { ackLimitMs: 40 });
    const channel = slack.channel('general').id;
    await expect(slack.person('alice').slash(channel, '/slow')).rejects.toEqual(
      new ActFailed('operation_timeout', 'not acknowledged within 40 ms'),
    );
    expect(slack.messages(channel).at(-1)).toMatchObject({
      text: '/slow failed with the error "operation_timeout"',
      visibleTo: 'U0ALICE',
    });
    await until(slack, () => slack.messages(channel).at(-1)?.text === 'acknowledged at last');
  });

  it('an event that is sent again says so, and keeps its id', async () => {
    const { slack, app } = await connected(transport);
    const seen: unknown[] = [];
    app.event('reaction_added', ({ body, context }) => {
      seen.push([body.event_id, context.retryNum, context.retryReason]);
      return Promise.resolve();
    });
    const message = slack.postAs('CloudWatch', { channel: slack.channel('general').id, text: 'x', blocks: null });
    await slack.person('bob').react(message, 'eyes');
    const id = String(eventIdOf(slack));
    await slack.dispatch.redeliver(id);
    expect(seen).toHaveLength(2);
    expect(seen[1]).toEqual([id, 1, 'http_timeout']);
  });

  it('a response_url works five times', async () => {
    const { slack, app } = await connected(transport);
    let respond: ((text: string) => Promise<unknown>) | undefined;
    app.command('/escaped', async (args) => {
      respond = args.respond;
    });
    await slack.person('alice').slash(slack.channel('general').id, '/escaped');
    for (const text of ['1', '2', '3', '4', '5']) await respond?.(text);
    await expect(respond?.('6')).rejects.toThrow('404');
  });
});

function eventIdOf(slack: Slack): unknown {
  const exchange = slack.traffic.all.find((each) => each.name === 'events_api');
  const sent = exchange?.sent;
  return typeof sent === 'object' && sent !== null && 'event_id' in sent ? sent.event_id : undefined;
}
