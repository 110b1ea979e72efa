import { setTimeout as pause } from 'node:timers/promises';
import { App, LogLevel, type AppOptions } from '@slack/bolt';
import type { KnownBlock } from '@slack/types';

/** A small Bolt app that uses each way of talking to Slack once. */
export async function startProbe(options: AppOptions): Promise<App> {
  const app = new App({ logLevel: LogLevel.ERROR, deferInitialization: true, ...options });
  await app.init();
  app.command('/diagnose', async ({ command, ack, client, respond }) => {
    await ack();
    if (command.text === '') {
      await respond({ response_type: 'ephemeral', text: 'usage: /diagnose <playbook>' });
      return;
    }
    const card = await client.chat.postMessage({
      channel: command.channel_id,
      text: `Looking into ${command.text}`,
      blocks: plan('in_progress'),
    });
    const ts = card.ts ?? '';
    await client.chat.update({ channel: command.channel_id, ts, text: 'Found', blocks: plan('complete') });
    await client.chat.postMessage({ channel: command.channel_id, thread_ts: ts, text: 'Evidence', blocks: buttons() });
    await client.filesUploadV2({
      channel_id: command.channel_id,
      thread_ts: ts,
      filename: 'evidence.json',
      content: '{"a":1}',
    });
  });
  app.command('/slow', async ({ ack, command, client }) => {
    await pause(80);
    await ack();
    await client.chat.postMessage({ channel: command.channel_id, text: 'acknowledged at last' });
  });
  app.command('/silent', () => Promise.resolve());
  app.command('/escaped', async ({ command, ack }) => ack({ text: command.text, response_type: 'in_channel' }));
  app.action('rerun', async ({ ack, respond, body }) => {
    await ack();
    await respond({ replace_original: true, text: `Again, for <@${body.user.id}>` });
  });
  app.action('edit', async ({ ack, body, client }) => {
    await ack();
    if (body.type !== 'block_actions') return;
    await client.views.open({
      trigger_id: body.trigger_id,
      view: {
        type: 'modal',
        callback_id: 'window',
        title: { type: 'plain_text', text: 'Window' },
        submit: { type: 'plain_text', text: 'Save' },
        blocks: [
          {
            type: 'input',
            block_id: 'minutes',
            label: { type: 'plain_text', text: 'Minutes' },
            element: { type: 'plain_text_input', action_id: 'value' },
          },
        ],
      },
    });
  });
  app.view('window', async ({ ack, view }) => {
    const typed = view.state.values['minutes']?.['value']?.value ?? '';
    await (/^\d+$/.test(typed) ? ack() : ack({ response_action: 'errors', errors: { minutes: 'A number, please' } }));
  });
  app.shortcut('diagnose_alert', async ({ ack, shortcut, client }) => {
    await ack();
    if (shortcut.type !== 'message_action') return;
    const { channel, message_ts: thread_ts, message } = shortcut;
    await client.chat.postMessage({ channel: channel.id, thread_ts, text: `Reading: ${message.text ?? ''}` });
  });
  app.event('app_home_opened', async ({ event, client }) => {
    const blocks: KnownBlock[] = [{ type: 'header', text: { type: 'plain_text', text: 'Home' } }];
    await client.views.publish({ user_id: event.user, view: { type: 'home', blocks } });
  });
  app.event('app_mention', async ({ event, client }) => {
    await client.chat.postMessage({ channel: event.channel, thread_ts: event.thread_ts ?? event.ts, text: 'Here' });
  });
  return app;
}

function plan(status: 'in_progress' | 'complete'): KnownBlock[] {
  return [
    { type: 'plan', title: 'Diagnosing', tasks: [{ type: 'task_card', task_id: 't', title: 'Targets', status }] },
  ];
}

function buttons(): KnownBlock[] {
  const text = (label: string) => ({ type: 'plain_text' as const, text: label });
  return [
    {
      type: 'actions',
      block_id: 'next',
      elements: [
        { type: 'button', action_id: 'rerun', value: 'inv_1', text: text('Re-run') },
        { type: 'button', action_id: 'edit', value: 'inv_1', text: text('Change the window') },
      ],
    },
  ];
}
