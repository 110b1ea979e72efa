import { cause } from '#playbook';
import { targetGroups } from '#facts/alb/targets';
import { groupTraffic } from '#facts/alb/traffic';
import { targetGroupLink } from '#facts/links';
import { list } from '#facts/words';
import { slowness } from './symptom.ts';

export const someGroupsSlow = cause({
  id: 'some-groups-slow',
  title: 'Some target groups answer slowly',
  recognised: 'One target group, or several, take three times as long as usual, and the others do not.',
  fix: 'Look at what requests to this group wait for: its database, what it calls, its CPU.',
  layer: 'dependency',
  from: { slowness, targetGroups, groupTraffic },
  judge: ({ slowness, targetGroups, groupTraffic }, say) => {
    const limit = Math.max(1, 3 * slowness.usual);
    const slow = targetGroups.filter(({ arn }) => (groupTraffic[arn]?.responseP99 ?? 0) >= limit);
    const [worst] = slow;
    if (!worst) return say.ruledOut({ groupTraffic: 'no target group is slower than usual' });
    if (slow.length === targetGroups.length) return say.ruledOut({ groupTraffic: 'all target groups are slow' });
    return say.confirmed(
      `Answers of ${list(slow.map(({ name }) => name))} are slow; the other target groups are as fast as usual.`,
      {
        groupTraffic: {
          says: `one answer in a hundred of ${worst.name} took ${(groupTraffic[worst.arn]?.responseP99 ?? 0).toFixed(1)} s`,
          link: targetGroupLink(worst.arn),
        },
      },
      { resources: slow.map(({ arn }) => arn), since: slowness.slow[0]?.at },
    );
  },
});
