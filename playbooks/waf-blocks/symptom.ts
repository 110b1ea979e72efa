import { fact, maybe, ReadFailure } from '#playbook';
import type { Sighting, Symptom } from '#playbook';
import { episode, mayHitPeople } from '#facts/waf/episode';
import type { Episode, JudgedBlock } from '#facts/waf/episode';
import { frontLog, fronts } from '#facts/waf/fronts';
import type { Course } from '#facts/waf/rises';
import { samples } from '#facts/waf/samples';
import { total, traffic } from '#facts/waf/traffic';
import { window } from '#facts/window';
import { clock, count, list, percent, sum } from '#facts/words';
import { failures, refusals } from './others.ts';
import { FAILED, OTHERS, UNACCOUNTED } from './reading.ts';

/** Fewer blocks than this need no explanation. */
const FEW = 5;

export const symptom = fact({
  id: 'waf-blocks.symptom',
  title: 'Does WAF turn honest requests away?',
  step: 'Sampled requests',
  from: { episode, samples: maybe(samples), fronts: maybe(fronts), frontLog: maybe(frontLog), traffic, window },
  learn: ({ episode, samples, fronts, frontLog, traffic, window }): Symptom => {
    const hit = episode.blocks.filter(mayHitPeople);
    const failed = failures({ fronts, frontLog });
    const refused = hit.length > 0 ? null : refusals({ fronts, frontLog }, traffic);
    const { unaccounted } = episode;
    const missing = unaccounted?.risen && unaccounted.count >= FEW ? unaccounted : null;
    const parts: Part[] = [
      ...hit.map((block) => ({ course: block.course, scope: block.key })),
      ...(failed ? [{ course: failed.course, scope: FAILED }] : []),
      ...(refused ? [{ course: refused.course, scope: OTHERS }] : []),
      ...(missing ? [{ course: missing, scope: UNACCOUNTED }] : []),
    ];
    const says = [
      ...(hit.length > 0 ? [turnedAwaySays(hit)] : []),
      ...(failed ? [`${count(failed.course.count, 'request')} failed with a 500 of the load balancer itself.`] : []),
      ...(refused ? [`${count(refused.count, '403', '403s')} were answered, and not by WAF.`] : []),
      ...(missing ? [`${count(missing.count, 'request')} were blocked by rules without metrics.`] : []),
    ];
    if (parts.length > 0) return seen(parts, says.join(' '));
    const blocked = total(traffic.all.blocked, window.from, window.to);
    if (episode.blocks.some(({ hidden }) => hidden !== null)) unreadable(samples, blocked);
    const passed = total(traffic.all.allowed, window.from, window.to);
    return { seen: false, says: quiet(episode, blocked, passed) };
  },
});

interface Part {
  readonly course: Course;
  readonly scope: string;
}

/** Nothing rose, and yet who is blocked as usual could not be seen: that is no answer. */
function unreadable(samples: Sighting<unknown>, blocked: number): void {
  if (samples.known || blocked < FEW) return;
  const { why, detail, action } = samples.blind;
  throw new ReadFailure(why, `who was blocked could not be seen: ${detail}`, action);
}

function seen(parts: readonly Part[], says: string): Symptom {
  const since = new Date(Math.min(...parts.map(({ course }) => course.since.getTime())));
  const ends = parts.map(({ course }) => course.until);
  const until = ends.includes(null) ? null : new Date(Math.max(...ends.map((end) => end?.getTime() ?? 0)));
  const byMinute = new Map<number, number>();
  for (const { at, count: n } of parts.flatMap(({ course }) => course.tallies))
    byMinute.set(at.getTime(), (byMinute.get(at.getTime()) ?? 0) + n);
  const course = [...byMinute].toSorted(([a], [b]) => a - b).map(([at, n]) => ({ at: new Date(at), count: n }));
  return { seen: true, says, since, until, scope: parts.map(({ scope }) => scope), course };
}

function turnedAwaySays(hit: readonly JudgedBlock[]): string {
  const all = sum(hit.map(({ course }) => course.count));
  const since = new Date(Math.min(...hit.map(({ course }) => course.since.getTime())));
  const sure = hit.some(({ standing }) => standing === 'users');
  const who = sure
    ? 'that look like those of your users or their programs'
    : hit.some(({ standing }) => standing === 'unclear')
      ? 'of which it is not clear whose they are'
      : 'that were not sampled';
  const by = list(
    hit.toSorted((a, b) => b.share - a.share).map(({ key }) => key),
    2,
  );
  return `WAF turned ${count(all, 'request')} away since ${clock(since)} ${who}: by ${by}.`;
}

function quiet({ blocks }: Episode, blocked: number, passed: number): string {
  const attacks = blocks.filter(({ standing }) => standing === 'attack');
  if (attacks.length > 0) {
    const all = sum(attacks.map(({ course }) => course.count));
    const by = list(attacks.map(({ key }) => key));
    return `WAF works as intended: the ${count(all, 'request')} turned away by ${by} look like attacks, and none like those of your users.`;
  }
  if (blocked + passed === 0) return 'No request reached WAF in this time, so none was turned away.';
  if (blocked === 0) return `WAF blocked none of ${count(passed, 'request')}.`;
  return `WAF blocked ${count(blocked, 'request')} (${percent(blocked, blocked + passed)}): no more than usual, and nothing that looks like your users.`;
}
