import type { State } from './state.ts';

/**
 * What somebody typed, as Slack sends it to apps: `&<>` escaped, `@name` and `#channel` as ids. Commands whose manifest
 * asks for escaping get `<@U1|name>`, messages get `<@U1>`.
 */
export function encodeTyped(state: State, typed: string, form: 'ids' | 'with names'): string {
  const escaped = typed.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;');
  const named = (name: string) => (form === 'ids' ? '' : `|${name}`);
  return escaped
    .replace(/(^|[\s(])@([a-z0-9._-]*[a-z0-9])/gi, (whole, before: string, name: string) => {
      const user = [...state.users.values()].find((each) => each.name === name.toLowerCase());
      const group = [...state.groups.values()].find((each) => each.handle === name.toLowerCase());
      if (user !== undefined) return `${before}<@${user.id}${named(user.name)}>`;
      return group === undefined ? whole : `${before}<!subteam^${group.id}${named(`@${group.handle}`)}>`;
    })
    .replace(/(^|[\s(])#([a-z0-9_-]+)/gi, (whole, before: string, name: string) => {
      const channel = [...state.channels.values()].find((each) => each.name === name.toLowerCase());
      return channel === undefined ? whole : `${before}<#${channel.id}${named(channel.name)}>`;
    });
}
