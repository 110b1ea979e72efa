import { fact, ReadFailure } from '#playbook';
import * as rdsParameters from '#aws/rds-parameters';
import type { Parameters } from '#aws/rds-parameters';
import { cluster } from './cluster.ts';
import { members } from './members.ts';

/** What was set in the parameter groups. What is at its default is in neither. */
export interface Settings {
  readonly ofCluster: Parameters;
  /** Of the writer, which wins where it sets the same. */
  readonly ofWriter: Parameters;
}

export const settings = fact({
  id: 'aurora.settings',
  title: 'Parameters of the cluster and its writer',
  step: 'Database',
  from: { cluster, members },
  reads: [rdsParameters.instanceParameters, rdsParameters.clusterParameters],
  learn: async ({ cluster, members }, { read, unseen }): Promise<Settings> => {
    const [group] = (members.writer ?? members.all[0])?.parameterGroups ?? [];
    const [ofCluster, ofWriter] = await Promise.allSettled([
      cluster.parameterGroup === null ? {} : read(rdsParameters.clusterParameters, { group: cluster.parameterGroup }),
      group ? read(rdsParameters.instanceParameters, { group: group.name }) : {},
    ]);
    // Half of them would read like the whole: what is not set here may be set there. Both gaps are named.
    for (const one of [ofCluster, ofWriter])
      if (one.status === 'rejected' && one.reason instanceof ReadFailure) unseen(one.reason);
    if (ofCluster.status === 'rejected') throw ofCluster.reason;
    if (ofWriter.status === 'rejected') throw ofWriter.reason;
    return { ofCluster: ofCluster.value, ofWriter: ofWriter.value };
  },
});

/** A parameter as somebody set it; null when it is at its default. */
export function settingOf({ ofCluster, ofWriter }: Settings, name: string): string | null {
  return ofWriter[name] ?? ofCluster[name] ?? null;
}

/** `1`, `ON`, `true`. */
export function isOn(value: string | null): boolean {
  return value !== null && /^(?:1|on|true)$/i.test(value);
}
