/**
 * Everything that people can do with OpsMedic in Slack: the one list from which the manifest and the listeners are
 * made. `leads` are the words that a slash command stands for.
 */
export const commands = [
  {
    command: '/diagnose',
    leads: ['diagnose'],
    description: 'Find out why something is failing. Only reads.',
    usage: '<playbook> [name] [since=1h] [account=…] [region=…]',
  },
  {
    command: '/opsmedic',
    leads: [],
    description: 'Help, playbooks, changes in force, and what is set up wrongly.',
    usage: 'help | playbooks | doctor | propose … | changes | approvals | catchup | export',
  },
  {
    command: '/handoff',
    leads: ['handoff'],
    description: 'What whoever is on call next needs to know.',
    usage: '[post] [since=09:00 | since=8h]',
  },
] as const;

export const shortcuts = [
  {
    callback: 'diagnose_alert',
    name: 'Diagnose this alert',
    description: 'Finds out why, and answers in the thread of this message.',
  },
  {
    callback: 'catch_up',
    name: 'Catch me up',
    description: 'What was found, what is in force, what waits and who decided what in this thread. Only you see it.',
  },
] as const;

export const events = ['app_mention', 'app_home_opened', 'message.im'] as const;

/** What the app may do in a workspace, each with what it is needed for. Nothing here reads what people write elsewhere. */
export const scopes = [
  { scope: 'commands', why: '/diagnose, /opsmedic and “Diagnose this alert”' },
  { scope: 'chat:write', why: 'posts the card and its thread, and keeps the card current' },
  { scope: 'files:write', why: 'puts evidence that is too long for a message into a file' },
  { scope: 'app_mentions:read', why: '@opsmedic in threads, where slash commands do not work' },
  { scope: 'im:history', why: 'answers in direct messages' },
  { scope: 'channels:read', why: 'finds the channels that opsmedic.yaml names' },
  { scope: 'groups:read', why: 'the same for private channels it was invited to' },
  { scope: 'channels:history', why: 'after a lost answer, looks whether its own message arrived before posting again' },
  { scope: 'groups:history', why: 'the same in private channels it was invited to' },
  { scope: 'users:read', why: 'before it counts an approval: is this person active, and no guest, app or outsider' },
  { scope: 'usergroups:read', why: 'who is in the groups that opsmedic.yaml lets approve' },
  { scope: 'im:write', why: 'tells approvers directly that a change waits for them' },
] as const;

export type EventName = (typeof events)[number];
export type ShortcutName = (typeof shortcuts)[number]['callback'];
