import { fact } from '#playbook';
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
  learn: async ({ cluster, members }, { read }): Promise<Settings> => {
    const [group] = (members.writer ?? members.all[0])?.parameterGroups ?? [];
    const [ofCluster, ofWriter] = await Promise.all([
      cluster.parameterGroup === null ? {} : read(rdsParameters.clusterParameters, { group: cluster.parameterGroup }),
      group ? read(rdsParameters.instanceParameters, { group: group.name }) : {},
    ]);
    return { ofCluster, ofWriter };
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
