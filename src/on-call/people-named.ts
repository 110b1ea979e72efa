/** A Slack user id, as people write it into calendars: with a digit, or else `UNAVAILABLE` would be one. */
const userId = /(?<![\p{L}\p{N}])[UW](?=[A-Z0-9]*\d)[A-Z0-9]{7,}(?![\p{L}\p{N}])/gu;

/**
 * The Slack users that texts of an event name: by their id, or by a name or address that the configuration knows. The
 * longest name is looked for first, and no letter counts twice, so that "Ana Maria" is not "Ana" as well.
 */
export function peopleNamed(texts: readonly string[], known: Readonly<Record<string, string>>): readonly string[] {
  const names = Object.entries(known)
    .map(([name, user]) => ({ pattern: wholeWords(name), length: name.length, user }))
    .toSorted((a, b) => b.length - a.length);
  const users = texts.flatMap((text) => {
    let rest = text.normalize('NFC');
    const ids: string[] = rest.match(userId) ?? [];
    for (const { pattern, user } of names) {
      const without = rest.replaceAll(pattern, ' ');
      if (without !== rest) ids.push(user);
      rest = without;
    }
    return ids;
  });
  return [...new Set(users)];
}

function wholeWords(name: string): RegExp {
  const literal = name.normalize('NFC').replaceAll(/[.*+?^${}()|[\]\\/-]/gu, '\\$&');
  return new RegExp(`(?<![\\p{L}\\p{N}])${literal}(?![\\p{L}\\p{N}])`, 'giu');
}
