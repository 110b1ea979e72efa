import { cause, maybe } from '#playbook';
import type { Cause, Confidence, Layer } from '#playbook';
import { episode } from '#facts/ecs/episode';
import type { Failure } from '#facts/ecs/failures';
import { definitions } from '#facts/ecs/own-tasks';
import type { TaskDefinition } from '#facts/ecs/own-tasks';
import { release, releaseText } from '#facts/ecs/release';
import { service, target } from '#facts/ecs/target';
import type { Target } from '#facts/ecs/target';
import { goingBack, waysBack } from '../going-back.ts';
import { bearing, definitionOf, none, told } from '../reading.ts';

interface Said {
  readonly id: string;
  readonly aliases?: readonly string[];
  readonly title: string;
  readonly recognised: string;
  readonly fix: string;
  readonly layer: Layer;
  readonly is: (failure: Failure) => boolean;
  /** What happens, as the end of "checkout: …". */
  readonly what: string;
  readonly says: (own: readonly [Failure, ...Failure[]], target: Target) => string;
  readonly sure?: Confidence;
  /** ARNs and ids that the text names. */
  readonly resources?: (
    own: readonly [Failure, ...Failure[]],
    definition: TaskDefinition | null,
  ) => readonly (string | null | undefined)[];
  readonly leadsTo?: readonly Cause[];
  readonly refines?: readonly Cause[];
  readonly consequence?: boolean;
  /** It lies in the revision itself: one before it would not say so. */
  readonly ofRevision?: true;
}

/** A cause that AWS states in words of its own: the text is the evidence, and nothing else has to be asked. */
export function said({
  is,
  what,
  says,
  sure = 'confirmed',
  resources,
  aliases = [],
  ofRevision,
  ...about
}: Said): Cause {
  return cause({
    ...about,
    aliases,
    remedies: ofRevision ? waysBack : [],
    from: {
      episode,
      target,
      service: maybe(service),
      definitions: maybe(definitions),
      release: maybe(release),
    },
    judge: ({ episode, target, service, definitions, release }, say) => {
      const [first, ...more] = episode.failures.filter(is);
      if (!first) return none(episode, say, 'AWS says nothing like it');
      const own = [first, ...more] as const;
      const because = {
        episode: told(own, target, what),
        release: release.known ? releaseText(release.value) : undefined,
      };
      const about = { resources: resources?.(own, definitionOf(first.stop, definitions)) ?? [] };
      return say[sure](says(own, target), because, {
        ...bearing(own, episode, target, about),
        offers: ofRevision ? goingBack(own, release, service) : [],
      });
    },
  });
}
