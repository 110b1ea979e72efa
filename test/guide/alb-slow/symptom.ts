import { fact } from '#playbook';
import type { Symptom } from '#playbook';
import { traffic } from '#facts/alb/traffic';
import { window } from '#facts/window';
import { clock, minutesBetween, quantile } from '#facts/words';

/** The slowest 1 % of answers, minute by minute, against the hours before. Seconds. */
export const slowness = fact({
  id: 'alb-slow.slowness',
  title: 'When answers became slow',
  step: 'Metrics',
  from: { traffic, window },
  learn: ({ traffic: { minutes }, window }) => {
    const before = minutes.filter(({ at }) => at < window.from).map(({ responseP99 }) => responseP99);
    const usual = quantile(before, 0.5);
    const slow = minutes.filter(
      ({ at, responseP99 }) => at >= window.from && responseP99 >= 1 && responseP99 >= 3 * usual,
    );
    return { usual, slow, worst: Math.max(0, ...slow.map(({ responseP99 }) => responseP99)) };
  },
});

export const symptom = fact({
  id: 'alb-slow.symptom',
  title: 'Is the load balancer answering slowly?',
  step: 'Metrics',
  from: { slowness, window },
  learn: ({ slowness: { usual, slow, worst }, window }): Symptom => {
    const [first] = slow;
    const last = slow.at(-1);
    if (!first || !last || slow.length < 3) return { seen: false, says: 'Answers are as fast as usual.' };
    const says = `One answer in a hundred takes ${worst.toFixed(1)} s since ${clock(first.at)}; usual is ${usual.toFixed(2)} s.`;
    const until = minutesBetween(last.at, window.to) > 10 ? last.at : null;
    return { seen: true, says, since: first.at, until, scope: null };
  },
});
