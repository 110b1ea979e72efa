import { cause, maybe } from '#playbook';
import { identity } from '#facts/lambda/function';
import { invocations } from '#facts/lambda/invocations';
import { obstacles } from '#facts/lambda/obstacles';
import { shapeOf } from '#facts/lambda/shape';
import { runsOf } from './time.ts';

export const deterministicBurstSplit = cause({
  id: 'deterministic-burst-split',
  title: 'In each burst the first succeed and the rest hang',
  recognised:
    'Of invocations that begin together the first few succeed at once, and all the others hang equally long; nothing in the network stands in the way.',
  fix: 'They share a limit on connections. Test in this order: connections of the database or cache, the pool size of the client, a rate limit of the other side, NAT by destination. A gateway endpoint for S3 and DynamoDB is free and takes NAT out of the way.',
  layer: 'capacity',
  from: { invocations, obstacles: maybe(obstacles), identity },
  judge: ({ invocations, obstacles, identity }, say) => {
    const { split } = shapeOf(runsOf(invocations?.ran ?? []));
    if (!split) return say.ruledOut({ invocations: 'no burst divides into some that succeed and others that hang' });
    const blocked = obstacles.known && (obstacles.value ?? []).some(({ cuts }) => cuts.length > 0);
    if (blocked) return say.ruledOut({ obstacles: 'something in the network stands in the way' });
    return say.possible(
      `In ${split.waves === 1 ? 'a burst' : `${split.waves} bursts`} the first ${split.succeeded} succeeded and the last ${split.failed} hung: a shared limit on connections.`,
      { invocations: `${split.failed} hung equally long, after ${split.succeeded} had succeeded` },
      { resources: [identity.callee] },
    );
  },
});
