import { fact, maybe } from '#playbook';
import type { Change } from '#playbook';
import { changeOf, plainName } from '#facts/changes';
import type { TrailEvent } from '#facts/changes';
import { trail } from '#facts/waf/changes';
import { identity } from '#facts/waf/web-acl';

/** What was changed around the onset: the rules, what they refer to, and what is protected. */
export const changes = fact({
  id: 'waf-blocks.changes',
  title: 'Recent changes',
  step: 'Recent changes',
  from: { identity, trail: maybe(trail) },
  learn: ({ identity, trail }): readonly Change[] =>
    (trail.known ? [...trail.value.rules.map(named(identity.arn)), ...trail.value.releases.map(named())] : []).toSorted(
      (a, b) => a.at.getTime() - b.at.getTime(),
    ),
});

/** What rules refer to rests below the web ACL, so a change to it is one to the web ACL. */
function named(...affects: readonly string[]): (event: TrailEvent) => Change {
  return (event) => {
    const what = `${plainName(event.name)} ${nameOf(event.resources[0] ?? '')}`.trim();
    return { ...changeOf(event, what), ...(affects.length > 0 && { affects }) };
  };
}

/** `…:regional/webacl/shop/a1b2` → `shop`; anything else as it is. */
function nameOf(resource: string): string {
  return /:(?:regional|global)\/[a-z]+\/([^/]+)\//.exec(resource)?.[1] ?? resource;
}
