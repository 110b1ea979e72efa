import type { AppsManifestValidateArguments } from '@slack/web-api';
import { commands, events, scopes, shortcuts } from './surface.ts';

/** A Slack app manifest: https://docs.slack.dev/reference/app-manifest */
export type Manifest = Exclude<AppsManifestValidateArguments['manifest'], string>;

/**
 * The manifest to create the Slack app from. With `baseUrl` the app is called over HTTP at that address, otherwise it
 * connects by Socket Mode and needs an app-level token with `connections:write`.
 */
export function manifest(baseUrl: URL | null): Manifest {
  const url = baseUrl === null ? {} : { url: new URL('/slack/events', baseUrl).href };
  const requestUrl = baseUrl === null ? {} : { request_url: new URL('/slack/events', baseUrl).href };
  return {
    _metadata: { major_version: 2, minor_version: 1 },
    display_information: {
      name: 'OpsMedic',
      description:
        'Diagnoses AWS incidents: names the root cause and why. Changes nothing unless somebody else has approved it.',
      background_color: '#1f2937',
    },
    features: {
      app_home: { home_tab_enabled: true, messages_tab_enabled: true, messages_tab_read_only_enabled: false },
      bot_user: { display_name: 'opsmedic', always_online: true },
      slash_commands: commands.map(({ command, description, usage }) => ({
        command,
        description,
        usage_hint: usage,
        should_escape: false,
        ...url,
      })),
      shortcuts: shortcuts.map(({ callback, name, description }) => ({
        type: 'message',
        name,
        callback_id: callback,
        description,
      })),
    },
    oauth_config: { scopes: { bot: scopes.map(({ scope }) => scope) } },
    settings: {
      event_subscriptions: { bot_events: [...events], ...requestUrl },
      interactivity: { is_enabled: true, ...requestUrl },
      org_deploy_enabled: false,
      socket_mode_enabled: baseUrl === null,
      token_rotation_enabled: false,
    },
  };
}
