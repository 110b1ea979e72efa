import { cause, maybe } from '#playbook';
import { trail } from '#facts/waf/changes';
import { episode, mayHitPeople } from '#facts/waf/episode';
import { samples } from '#facts/waf/samples';
import { versions } from '#facts/waf/versions';
import { webAcl } from '#facts/waf/web-acl';
import { clock, list } from '#facts/words';
import { bearingOf } from '../reading.ts';
import { challengeCaptchaApi } from './challenge.ts';
import { anonymousOrHosting, bodySizeBlock, botControl, ipReputation, managedRuleFp } from './managed.ts';

/** Who decides about the rule that blocks. */

export const fmsManaged = cause({
  id: 'fms-managed',
  title: 'The rule that blocks belongs to Firewall Manager',
  recognised:
    'The rule that blocks is in a group that Firewall Manager has put in front of, or behind, the rules of the web ACL: it cannot be changed in this account.',
  fix: 'Ask the security team that owns the Firewall Manager policy to make the exception.',
  layer: 'config',
  consequence: true,
  from: { episode, webAcl },
  judge: ({ episode, webAcl }, say) => {
    const own = episode.blocks.filter((block) => mayHitPeople(block) && block.rule && block.rule.place !== 'own');
    const [worst] = own;
    if (!worst?.rule)
      return say.ruledOut({
        webAcl: webAcl.rules.every(({ place }) => place === 'own')
          ? 'Firewall Manager has no rules in this web ACL'
          : 'no rule of Firewall Manager turns honest requests away',
      });
    const where = worst.rule.place === 'first-by-firewall-manager' ? 'in front of' : 'behind';
    return say.confirmed(
      `${worst.rule.name} sits ${where} the web ACL’s own rules: only the owner of the Firewall Manager policy can change it.`,
      { webAcl: { says: `${worst.rule.name} is Firewall Manager’s`, quotes: [worst.rule.name] } },
      bearingOf(own, episode),
    );
  },
});

export const ruleVersionChange = cause({
  id: 'rule-version-change',
  title: 'A managed group may have got a new version',
  recognised:
    'A managed group without a pinned version turns more away since then, although nobody changed the web ACL: AWS may have made another version the default.',
  fix: 'Pin the version of the group (the one before, if it is still offered), and try new versions on Count.',
  layer: 'change',
  leadsTo: [managedRuleFp, bodySizeBlock, ipReputation, anonymousOrHosting, botControl, challengeCaptchaApi],
  from: { episode, samples: maybe(samples), trail: maybe(trail), versions: maybe(versions) },
  judge: ({ episode, samples, trail, versions }, say) => {
    const all = episode.blocks.filter(
      (block) =>
        mayHitPeople(block) &&
        block.course.risen &&
        block.rule?.statement.kind === 'managed-group' &&
        block.rule.statement.version === null,
    );
    const own = all.filter(({ profile }) => profile !== null);
    const [worst] = own;
    if (!worst && all.length > 0 && !samples.known)
      return say.unanswered(
        samples.blind,
        all.map(({ key }) => key),
      );
    if (!worst)
      return say.ruledOut({ episode: 'no managed group without a pinned version turns more away than usual' });
    if (!trail.known)
      return say.unanswered(
        trail.blind,
        own.map(({ key }) => key),
      );
    const { rules, releases } = trail.value;
    if (rules.length > 0) return say.ruledOut({ trail: 'the rules were changed by somebody around that time' });
    const version = versions.known ? versions.value[worst.managedGroup ?? '']?.version : null;
    return say.possible(
      `${worst.rule?.name} has no pinned version, and turned more away since ${clock(worst.course.since)} without anybody changing the web ACL.`,
      {
        trail:
          releases.length > 0
            ? `only ${list(releases.map(({ name }) => name))} was recorded`
            : 'no change was recorded',
        versions: version ? { says: `its version is ${version} now`, quotes: [version] } : undefined,
      },
      bearingOf(own, episode),
    );
  },
});
