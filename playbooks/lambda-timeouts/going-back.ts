import { offer } from '#playbook';
import type { Offer, Sighting } from '#playbook';
import type { Alias, FunctionConfiguration, FunctionIdentity } from '#facts/lambda/function';
import { minutesBetween } from '#facts/words';
import { rollBackAlias } from '#remediations/lambda/roll-back-alias';

/** A version that was published longer before the onset is not what changed. Minutes. */
const RECENT = 180;

/** What aliases lead to, and what there is to go back to. */
interface Published {
  readonly identity: FunctionIdentity;
  readonly aliases: Sighting<readonly Alias[]>;
  readonly versions: Sighting<readonly Pick<FunctionConfiguration, 'version' | 'lastModified'>[]>;
}

/**
 * Aliases back to the version before, where that which they lead to was published shortly before the onset. Of a
 * function without aliases nothing earlier can be reached: its code has to be deployed anew.
 */
export function goingBack({ identity, aliases, versions }: Published, onset: Date | undefined): readonly Offer[] {
  if (!aliases.known || !versions.known || onset === undefined) return [];
  const published = versions.value
    .filter(({ version }) => /^\d+$/.test(version))
    .toSorted((a, b) => Number(b.version) - Number(a.version));
  return aliases.value
    .filter(({ name }) => identity.qualifier === null || identity.qualifier === name)
    .flatMap(({ name, version }) => {
      const present = published.find((one) => one.version === version);
      const before = published.find((one) => Number(one.version) < Number(version));
      if (!present?.lastModified || !before) return [];
      const minutes = minutesBetween(present.lastModified, onset);
      return minutes >= -2 && minutes <= RECENT ? [back(identity, name, before.version)] : [];
    });
}

/** An alias back to a version that is known to work. */
export function back({ name }: FunctionIdentity, alias: string, version: string): Offer {
  return offer(rollBackAlias, { function: name, alias, version });
}
