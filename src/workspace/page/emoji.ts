/** The short names of emoji that operators use; others are shown as they were written. */
const byName: ReadonlyMap<string, string> = new Map(
  Object.entries({
    '+1': '👍',
    alarm_clock: '⏰',
    arrow_right: '➡️',
    bell: '🔔',
    bulb: '💡',
    chart_with_upwards_trend: '📈',
    clock1: '🕐',
    eyes: '👀',
    fire: '🔥',
    hourglass_flowing_sand: '⏳',
    information_source: 'ℹ️',
    large_blue_circle: '🔵',
    large_green_circle: '🟢',
    large_orange_circle: '🟠',
    large_yellow_circle: '🟡',
    link: '🔗',
    lock: '🔒',
    mag: '🔍',
    no_entry: '⛔',
    package: '📦',
    pencil: '📝',
    question: '❓',
    raised_hands: '🙌',
    recycle: '♻️',
    red_circle: '🔴',
    rocket: '🚀',
    rotating_light: '🚨',
    see_no_evil: '🙈',
    speech_balloon: '💬',
    tada: '🎉',
    thinking_face: '🤔',
    warning: '⚠️',
    white_check_mark: '✅',
    white_circle: '⚪',
    wrench: '🔧',
    x: '❌',
    zap: '⚡',
  }),
);

export function emoji(name: string): string {
  return byName.get(name) ?? `:${name}:`;
}

/** Replaces `:name:` in a text that has been escaped already or will be. */
export function withEmoji(text: string): string {
  return text.replace(/:([a-z0-9_+-]+):/gu, (_whole, name: string) => emoji(name));
}
