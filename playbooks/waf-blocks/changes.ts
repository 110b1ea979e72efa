import { fact, maybe } from '#playbook';
import type { Change } from '#playbook';
import { changeOf, plainName } from '#facts/changes';
import { trail } from '#facts/waf/changes';

/** What was changed around the onset: the rules, what they refer to, and what is protected. */
export const changes = fact({
  id: 'waf-blocks.changes',
  title: 'Recent changes',
  step: 'Recent changes',
  from: { trail: maybe(trail) },
  learn: ({ trail }): readonly Change[] =>
    (trail.known ? [...trail.value.rules, ...trail.value.releases] : [])
      .map((event) => changeOf(event, `${plainName(event.name)} ${nameOf(event.resources[0] ?? '')}`.trim()))
      .toSorted((a, b) => a.at.getTime() - b.at.getTime()),
});

/** `…:regional/webacl/shop/a1b2` → `shop`; anything else as it is. */
function nameOf(resource: string): string {
  return /:(?:regional|global)\/[a-z]+\/([^/]+)\//.exec(resource)?.[1] ?? resource;
}
