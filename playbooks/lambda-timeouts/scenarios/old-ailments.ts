import { refused } from '#simulation/functions/exceptions';
import { suffers } from '#simulation/functions/incidents/invocations';
import type { Happening } from '#simulation/functions/model';
import { logs } from '#simulation/functions/outcomes';
import { accountId } from './fleets.ts';

/** Feature flags are refused to it since always; it goes on without. */
export function flagsRefused(name: string, seed: string): Happening {
  return (made) => {
    const message = `User: arn:aws:sts::${accountId(seed)}:assumed-role/${name}-role/${name} is not authorized to perform: appconfig:GetLatestConfiguration on resource: arn:aws:appconfig:${made.place.region}:${accountId(seed)}:application/flags because no identity-based policy allows the appconfig:GetLatestConfiguration action`;
    const language = made.functions.find((one) => one.name === name)?.language ?? 'python';
    suffers({
      name,
      since: 999,
      share: 0.5,
      outcome: logs(() => refused(language, 'GetLatestConfiguration', message), 1.2),
    })(made);
  };
}
