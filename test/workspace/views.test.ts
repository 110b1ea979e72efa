import { describe, expect, it } from 'vitest';
import { createSlack, type Json, type Slack } from '../../src/workspace/slack/index.ts';
import { testManifest } from './manifest.ts';

const CHANNEL = 'C0GENERAL';
const plain = (text: string) => ({ type: 'plain_text', text });
const modal = (over: Json = {}): Json => ({
  type: 'modal',
  callback_id: 'form',
  title: plain('Form'),
  submit: plain('Save'),
  blocks: [
    { type: 'input', block_id: 'why', label: plain('Why'), element: { type: 'plain_text_input', action_id: 'text' } },
    {
      type: 'input',
      block_id: 'count',
      optional: true,
      label: plain('Count'),
      element: { type: 'number_input', action_id: 'n', is_decimal_allowed: false, min_value: '1', max_value: '9' },
    },
    {
      type: 'actions',
      block_id: 'row',
      elements: [
        { type: 'button', action_id: 'more', text: plain('More') },
        { type: 'static_select', action_id: 'zone', options: ['a', 'b'].map((v) => ({ text: plain(v), value: v })) },
      ],
    },
  ],
  ...over,
});

/** A workspace whose app answers every delivery with what `answer` says. */
function workspace(answer: (body: Json) => unknown = () => undefined) {
  const clock = { now: 5_000_000 };
  const slack = createSlack({ manifest: testManifest, now: () => clock.now });
  const bodies: Json[] = [];
  slack.dispatch.attach(({ body }) => {
    bodies.push(body);
    return Promise.resolve(answer(body));
  });
  return { slack, bodies, clock };
}

async function call(slack: Slack, method: string, args: Json): Promise<Json> {
  const answer = await slack.api.call(method, args, 'xoxb-local');
  if (answer.kind === 'lost') throw new Error('lost');
  return answer.body;
}

async function trigger({ slack, bodies }: ReturnType<typeof workspace>): Promise<unknown> {
  await slack.person('alice').slash(CHANNEL, '/diagnose');
  return bodies.at(-1)?.['trigger_id'];
}

async function opened(made: ReturnType<typeof workspace>, view = modal()) {
  await call(made.slack, 'views.open', { trigger_id: await trigger(made), view });
  const alice = made.slack.person('alice');
  const top = alice.modal();
  if (top === undefined) throw new Error('no modal');
  return { alice, top };
}

describe('triggers', () => {
  it('open one modal each, within three seconds', async () => {
    const made = workspace();
    const trigger_id = await trigger(made);
    const view = modal();
    expect(await call(made.slack, 'views.open', { trigger_id, view })).toMatchObject({ ok: true });
    expect(await call(made.slack, 'views.open', { trigger_id, view })).toMatchObject({ error: 'exchanged_trigger_id' });
    const late = await trigger(made);
    made.clock.now += 3001;
    expect(await call(made.slack, 'views.open', { trigger_id: late, view })).toMatchObject({
      error: 'expired_trigger_id',
    });
    expect(await call(made.slack, 'views.open', { trigger_id: 'x', view })).toMatchObject({
      error: 'invalid_trigger_id',
    });
  });
});

describe('modals', () => {
  it('are checked like messages, and take their view as text too', async () => {
    const made = workspace();
    const bad = modal({ title: plain('x'.repeat(25)) });
    const trigger_id = await trigger(made);
    expect(await call(made.slack, 'views.open', { trigger_id, view: bad })).toMatchObject({
      error: 'invalid_arguments',
      response_metadata: { messages: ['[ERROR] must be less than 25 characters [json-pointer:/view/title/text]'] },
    });
    const view = JSON.stringify(modal());
    expect(await call(made.slack, 'views.open', { trigger_id: await trigger(made), view })).toMatchObject({ ok: true });
  });

  it('Slack checks the fields itself before it asks the app', async () => {
    const made = workspace();
    const { alice, top } = await opened(made);
    const before = made.bodies.length;
    expect(await alice.submit(top, { n: '12' })).toEqual({
      kind: 'errors',
      errors: { why: 'Please complete this required field.', count: 'Please enter 9 or less.' },
    });
    expect(await alice.submit(top, { text: 'x', n: '1.5' })).toMatchObject({
      errors: { count: 'Please enter a whole number.' },
    });
    expect(made.bodies).toHaveLength(before);
  });

  it('a submission carries what was entered, and no response_url', async () => {
    const made = workspace();
    const { alice, top } = await opened(made, modal({ private_metadata: 'inv_1' }));
    await alice.clickIn(top, 'zone', 'b');
    expect(await alice.submit(top, { text: 'deploy' })).toEqual({ kind: 'accepted' });
    expect(made.bodies.at(-1)).toMatchObject({
      type: 'view_submission',
      response_urls: [],
      view: {
        private_metadata: 'inv_1',
        callback_id: 'form',
        app_installed_team_id: 'T0LOCAL',
        state: {
          values: {
            why: { text: { type: 'plain_text_input', value: 'deploy' } },
            count: { n: { type: 'number_input', value: null } },
            row: { zone: { type: 'static_select', selected_option: { value: 'b' } } },
          },
        },
      },
    });
    expect(alice.modal()).toBeUndefined();
  });

  it('the app may keep, replace, stack and clear them', async () => {
    const answers: unknown[] = [];
    const made = workspace((body) => (body['type'] === 'view_submission' ? answers.shift() : undefined));
    const { alice, top } = await opened(made);
    const entries = { text: 'x' };
    answers.push({ response_action: 'errors', errors: { why: 'No' } });
    expect(await alice.submit(top, entries)).toEqual({ kind: 'errors', errors: { why: 'No' } });
    answers.push({ response_action: 'errors', errors: { elsewhere: 'No' } });
    await expect(alice.submit(top, entries)).rejects.toMatchObject({ code: 'invalid_response' });
    answers.push({ response_action: 'update', view: modal({ title: plain('Second') }) });
    await alice.submit(top, entries);
    expect(alice.modal()).toMatchObject({ id: top.id, body: { title: { text: 'Second' } } });
    answers.push({ response_action: 'push', view: modal({ title: plain('Third') }) });
    await alice.submit(top, entries);
    expect(alice.modal()).toMatchObject({ previousId: top.id, rootId: top.id, body: { title: { text: 'Third' } } });
    answers.push({ response_action: 'push', view: { type: 'modal' } });
    await expect(alice.submit(top, entries)).rejects.toMatchObject({ code: 'invalid_response' });
    answers.push({ response_action: 'clear' });
    await alice.submit(top, entries);
    expect(alice.modal()).toBeUndefined();
  });

  it('can be pushed three deep and updated by hash', async () => {
    const made = workspace();
    const { alice, top } = await opened(made);
    const push = async () => {
      const upper = alice.modal();
      if (upper !== undefined) await alice.clickIn(upper, 'more');
      return call(made.slack, 'views.push', { trigger_id: made.bodies.at(-1)?.['trigger_id'], view: modal() });
    };
    expect(await push()).toMatchObject({ ok: true });
    expect(await push()).toMatchObject({ ok: true });
    expect(await push()).toMatchObject({ error: 'push_limit_reached' });
    const update = { view_id: top.id, view: modal() };
    expect(await call(made.slack, 'views.update', { ...update, hash: 'old' })).toMatchObject({
      error: 'hash_conflict',
    });
    expect(await call(made.slack, 'views.update', { ...update, hash: top.hash })).toMatchObject({ ok: true });
  });

  it('the app hears of a modal that was closed only if it wants to', async () => {
    const made = workspace();
    const quiet = await opened(made);
    const before = made.bodies.length;
    await quiet.alice.closeModal(quiet.top);
    expect(made.bodies).toHaveLength(before);
    const { alice, top } = await opened(made, modal({ notify_on_close: true }));
    await alice.closeModal(top);
    expect(made.bodies.at(-1)).toMatchObject({ type: 'view_closed', is_cleared: false });
  });
});

describe('the home tab', () => {
  it('is shown to one person, and its buttons reach the app', async () => {
    const made = workspace();
    const view = { type: 'home', blocks: modal()['blocks'] };
    expect(await call(made.slack, 'views.publish', { user_id: 'U0ALICE', view })).toMatchObject({ ok: true });
    const home = made.slack.person('alice').home();
    if (home === undefined) throw new Error('no home');
    expect(made.slack.person('bob').home()).toBeUndefined();
    await made.slack.person('alice').clickIn(home, 'more');
    expect(made.bodies.at(-1)).toMatchObject({
      type: 'block_actions',
      container: { type: 'view' },
      view: { type: 'home' },
    });
  });
});

describe('clicks', () => {
  it('on an ephemeral message carry no message', async () => {
    const made = workspace();
    const blocks = [
      {
        type: 'actions',
        block_id: 'b',
        elements: [{ type: 'button', action_id: 'go', value: 'v', text: plain('Go') }],
      },
    ];
    await call(made.slack, 'chat.postEphemeral', { channel: CHANNEL, user: 'U0ALICE', text: 'x', blocks });
    await call(made.slack, 'chat.postMessage', { channel: CHANNEL, text: 'x', blocks });
    const [private_, public_] = made.slack.messages(CHANNEL);
    if (private_ === undefined || public_ === undefined) throw new Error('no messages');
    await made.slack.person('alice').click(private_, 'go');
    expect(made.bodies.at(-1)).toMatchObject({ container: { is_ephemeral: true } });
    expect(made.bodies.at(-1)).not.toHaveProperty('message');
    await made.slack.person('alice').click(public_, 'go');
    expect(made.bodies.at(-1)).toMatchObject({
      message: { ts: public_.ts, blocks },
      actions: [{ type: 'button', action_id: 'go', block_id: 'b', value: 'v', text: { text: 'Go' } }],
      state: { values: {} },
    });
    await expect(made.slack.person('alice').click(public_, 'stop')).rejects.toMatchObject({ code: 'no_such_element' });
  });

  it('only what is offered can be chosen', async () => {
    const made = workspace();
    const options = ['a', 'b'].map((value) => ({ text: plain(value), value }));
    const blocks = [
      { type: 'section', text: plain('x'), accessory: { type: 'static_select', action_id: 'which', options } },
    ];
    await call(made.slack, 'chat.postMessage', { channel: CHANNEL, blocks });
    const [message] = made.slack.messages(CHANNEL);
    if (message === undefined) throw new Error('no message');
    await made.slack.person('bob').choose(message, 'which', 'b');
    expect(made.bodies.at(-1)).toMatchObject({ actions: [{ selected_option: { value: 'b' } }], user: { id: 'U0BOB' } });
    await expect(made.slack.person('bob').choose(message, 'which', 'c')).rejects.toMatchObject({
      code: 'no_such_option',
    });
  });
});
