/** The manifest of the small app that these tests drive. */
export const testManifest = {
  display_information: { name: 'Probe', description: 'Tries out the workspace' },
  features: {
    bot_user: { display_name: 'probe' },
    app_home: { home_tab_enabled: true },
    slash_commands: [
      { command: '/diagnose', description: 'Find the root cause', usage_hint: '<playbook> [subject]' },
      { command: '/slow', description: 'Acknowledges too late' },
      { command: '/silent', description: 'Never acknowledges' },
      { command: '/escaped', description: 'Gets ids', should_escape: true },
    ],
    shortcuts: [{ type: 'message', name: 'Diagnose this alarm', callback_id: 'diagnose_alert', description: 'x' }],
  },
  oauth_config: {
    scopes: {
      bot: [
        'commands',
        'chat:write',
        'files:write',
        'users:read',
        'usergroups:read',
        'channels:read',
        'channels:history',
        'app_mentions:read',
        'reactions:write',
        'im:write',
      ],
    },
  },
  settings: {
    event_subscriptions: { bot_events: ['app_mention', 'app_home_opened', 'reaction_added', 'message.channels'] },
    interactivity: { is_enabled: true },
    socket_mode_enabled: true,
  },
};
