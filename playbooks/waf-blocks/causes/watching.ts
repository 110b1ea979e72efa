import { cause, maybe } from '#playbook';
import { episode } from '#facts/waf/episode';
import { samples } from '#facts/waf/samples';
import { traffic, total } from '#facts/waf/traffic';
import { logging } from '#facts/waf/logging';
import { webAcl } from '#facts/waf/web-acl';
import { window } from '#facts/window';
import { clock, count, list } from '#facts/words';
import { UNACCOUNTED, bearingOf, evidenceOf } from '../reading.ts';

/** What can be seen of WAF, and what it does without turning anybody away. */

export const samplingOff = cause({
  id: 'sampling-off',
  title: 'Sampling is off for the rule that blocks',
  recognised:
    'A rule turns more requests away than usual, and its requests are not sampled (SampledRequestsEnabled is false): whom it hits cannot be seen.',
  fix: 'Turn on SampledRequestsEnabled for the rule; it costs nothing and changes no traffic. Then ask again after a few minutes.',
  layer: 'config',
  from: { episode, logging: maybe(logging), webAcl },
  judge: ({ episode, logging }, say) => {
    const hidden = episode.blocks.filter((block) => block.standing === 'hidden' && block.hidden === 'off');
    const [worst] = hidden;
    if (!worst) return say.ruledOut({ episode: 'every rule that turns more requests away than usual is sampled' });
    const log = logging.known ? logging.value?.destinations[0] : undefined;
    const rule = worst.rule?.name ?? 'the default action';
    return say.confirmed(
      `${worst.key} turned ${count(worst.course.count, 'request')} away since ${clock(worst.course.since)}, and whose they are cannot be seen: sampling is off.`,
      {
        webAcl: { says: `${rule} has SampledRequestsEnabled false`, quotes: worst.rule ? [worst.rule.name] : [] },
        episode: `${worst.key} turned ${count(worst.course.count, 'request')} away since ${clock(worst.course.since)}`,
        ...(log === undefined ? {} : { logging: { says: `the log of the web ACL lies in ${log}`, quotes: [log] } }),
      },
      {
        ...bearingOf(hidden, episode),
        fix: `Turn on SampledRequestsEnabled for ${list(hidden.map(({ key }) => key))}; it costs nothing and changes no traffic. Then ask again after a few minutes.${log === undefined ? '' : ` The log in ${log} already tells.`}`,
      },
    );
  },
});

export const metricsOff = cause({
  id: 'metrics-off',
  title: 'Rules block that have neither metrics nor samples',
  recognised:
    'The web ACL blocks more than its rules with metrics account for, and there are rules with both metrics and samples off.',
  fix: 'Turn on CloudWatchMetricsEnabled and SampledRequestsEnabled for these rules; it changes no traffic.',
  layer: 'config',
  from: { episode, webAcl },
  judge: ({ episode: { unaccounted }, webAcl }, say) => {
    const dark = webAcl.rules.filter(({ measured, sampled }) => !measured && !sampled);
    if (dark.length === 0) return say.ruledOut({ webAcl: 'every rule has metrics or samples' });
    if (!unaccounted?.risen) return say.ruledOut({ episode: 'the rules with metrics account for all that is blocked' });
    const names = dark.map(({ name }) => name);
    return say.confirmed(
      `${count(unaccounted.count, 'request')} were blocked since ${clock(unaccounted.since)} by rules that nobody can watch: ${list(names)}.`,
      {
        webAcl: { says: `metrics and samples are off for ${list(names)}`, quotes: names.slice(0, 1) },
        episode: `${count(unaccounted.count, 'blocked request')} that no rule with metrics accounts for`,
      },
      { share: 1, since: unaccounted.since, resources: names, scope: [UNACCOUNTED] },
    );
  },
});

/** Fewer are of no interest. */
const LEAST_COUNTED = 20;

export const countModeOnly = cause({
  id: 'count-mode-only',
  title: 'Rules that only count would block',
  recognised:
    'A rule or group is set to Count and matches many requests. It turns nobody away: this is what it would block.',
  fix: 'Nothing to mend. Look at what it counts before it is set to block.',
  layer: 'config',
  from: { webAcl, traffic, window, samples: maybe(samples) },
  judge: ({ webAcl, traffic, window, samples }, say) => {
    // Where nobody can see whom WAF turns away, what it only counts must not stand there alone.
    if (!samples.known) return say.unanswered(samples.blind);
    const counting = webAcl.rules
      .filter(({ countOnly, action }) => countOnly || action === 'Count')
      .map((rule) => ({ rule, counted: total(traffic.byRule[rule.metric]?.counted ?? [], window.from, window.to) }))
      .filter(({ counted }) => counted >= LEAST_COUNTED)
      .toSorted((a, b) => b.counted - a.counted);
    const [most] = counting;
    if (!most) return say.ruledOut({ traffic: 'no rule in Count matched much' });
    return say.possible(
      `${most.rule.name} only counts: it turned nobody away, and would have blocked ${count(most.counted, 'request')}.`,
      {
        webAcl: { says: `${most.rule.name} is set to Count`, quotes: [most.rule.name] },
        traffic: `${count(most.counted, 'request')} counted by ${most.rule.name}`,
      },
      { resources: counting.map(({ rule }) => rule.name), scope: counting.map(({ rule }) => `count/${rule.name}`) },
    );
  },
});

export const attackBlocked = cause({
  id: 'attack-blocked',
  title: 'WAF turns an attack away',
  recognised:
    'Nothing of what is turned away looks like the ordinary traffic: scanner paths, attack tools, rules that hardly ever match honest requests, or one address without a session.',
  fix: 'Nothing to mend: WAF works as intended.',
  layer: 'dependency',
  from: { episode },
  judge: ({ episode }, say) => {
    const attacks = episode.blocks.filter(({ standing }) => standing === 'attack');
    const [most] = attacks;
    if (!most?.profile) return say.ruledOut({ episode: 'nothing that is turned away looks like an attack' });
    const all = attacks.reduce((sum, { course }) => sum + course.count, 0);
    return say.likely(
      `${count(all, 'request')} that look like attacks were turned away by ${list(attacks.map(({ key }) => key))}.`,
      { episode: evidenceOf(most, most.profile) },
      { resources: attacks.map(({ key }) => key), scope: attacks.map(({ key }) => key) },
    );
  },
});
