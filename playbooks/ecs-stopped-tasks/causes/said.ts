import { cause, maybe } from '#playbook';
import type { Cause, Confidence, Layer } from '#playbook';
import { episode } from '#facts/ecs/episode';
import type { Failure } from '#facts/ecs/failures';
import { definitions } from '#facts/ecs/own-tasks';
import type { TaskDefinition } from '#facts/ecs/own-tasks';
import { release, releaseText } from '#facts/ecs/release';
import { target } from '#facts/ecs/target';
import type { Target } from '#facts/ecs/target';
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
}

/** A cause that AWS states in words of its own: the text is the evidence, and nothing else has to be asked. */
export function said({ is, what, says, sure = 'confirmed', resources, aliases = [], ...about }: Said): Cause {
  return cause({
    ...about,
    aliases,
    from: { episode, target, definitions: maybe(definitions), release: maybe(release) },
    judge: ({ episode, target, definitions, release }, say) => {
      const [first, ...more] = episode.failures.filter(is);
      if (!first) return none(episode, say, 'AWS says nothing like it');
      const own = [first, ...more] as const;
      const because = {
        episode: told(own, target, what),
        release: release.known ? releaseText(release.value) : undefined,
      };
      return say[sure](
        says(own, target),
        because,
        bearing(own, episode, target, { resources: resources?.(own, definitionOf(first.stop, definitions)) ?? [] }),
      );
    },
  });
}
