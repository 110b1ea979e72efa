import { dice } from './dice.ts';
import type { Dice } from './dice.ts';
import type { Balancer, Group, Hit, Page, Route, Shop, Target, Trouble } from './model.ts';
import { answered, fixed, gaveUp, nowhere } from './outcome.ts';
import type { Outcome } from './outcome.ts';
import { thisMinute } from './time.ts';

/** One request and what became of it. */
export interface Request {
  /** Milliseconds since the epoch at which the load balancer received it, and at which it was done with it. */
  readonly at: number;
  readonly done: number;
  readonly balancer: Balancer;
  readonly route: Route;
  readonly group: Group | null;
  readonly target: Target | null;
  readonly zone: string;
  readonly page: Page;
  readonly outcome: Outcome;
  /** It went to an unhealthy target, because there was no healthy one. */
  readonly failedOpen: boolean;
  /** Index of the client: some come back more often than others. */
  readonly client: number;
}

/** Everything that was asked of the shop's load balancers and answered by now, in order of the answers. */
export function requestsOf(shop: Shop): readonly Request[] {
  const requests: Request[] = [];
  const end = thisMinute(shop);
  for (const route of shop.routes) {
    const chance = dice(`${shop.seed}/traffic/${route.balancer.name}/${route.priority}/${route.host}`);
    for (let minute = shop.history.minutes; minute >= 1; minute -= 1) {
      const count = requestsIn(route, minute, chance);
      for (let index = 0; index < count; index += 1) {
        const within = (index + chance.next()) / count;
        const at = Math.floor(end - minute * 60_000 + within * 60_000);
        requests.push(serve(shop, route, at, minute - within, chance));
      }
    }
  }
  return requests.filter(({ done }) => done < end).toSorted((a, b) => a.done - b.done);
}

function requestsIn(route: Route, minute: number, chance: Dice): number {
  const factor = route.waves.reduce(
    (all, wave) => (minute <= wave.from && minute > wave.until ? all * wave.factor : all),
    1,
  );
  const swell = 1 + 0.08 * Math.sin(minute / 7) + 0.12 * (chance.next() - 0.5);
  return Math.max(Math.round(route.perMinute * factor * swell), 0);
}

function serve(shop: Shop, route: Route, at: number, minute: number, chance: Dice): Request {
  const page = chance.pick(route.pages);
  const { zone } = chance.pick(route.balancer.nodes.filter(({ until }) => until === undefined || minute > until));
  const client = Math.floor(chance.next() ** 2 * 120);
  const made = (group: Group | null, target: Target | null, outcome: Outcome, failedOpen = false): Request => ({
    at,
    done: at + outcome.seconds * 1_000,
    balancer: route.balancer,
    route,
    group,
    target,
    zone,
    page,
    outcome,
    failedOpen,
    client,
  });
  if (route.fixed && minute <= route.fixed.since && minute > route.fixed.until)
    return made(null, null, fixed(route.fixed.status));
  const group = chooseGroup(route, minute, chance);
  const { target, failedOpen } = chooseTarget(group, zone, minute, chance);
  const hit: Hit = { route, group, target, page, zone };
  const trouble = shop.troubles.findLast((one) => suffers(one, hit, minute, chance));
  if (trouble) {
    const outcome = trouble.outcome(chance.next);
    if (outcome.ungrouped) return made(null, null, outcome);
    return made(group, outcome.untargeted && group?.raw.TargetType !== 'lambda' ? null : target, outcome, failedOpen);
  }
  if (!target) return made(group, null, nowhere());
  return made(group, target, ordinary(route, chance), failedOpen);
}

/** A trouble of a target cannot befall a request that has none. */
function suffers(trouble: Trouble, hit: Hit, minute: number, chance: Dice): boolean {
  return minute <= trouble.from && minute > trouble.until && trouble.hits(hit) && chance.next() < trouble.share;
}

function chooseGroup({ forwards }: Route, minute: number, chance: Dice): Group | null {
  const then = forwards.filter(({ since }) => minute <= since);
  const total = then.reduce((sum, { weight }) => sum + weight, 0);
  let left = chance.next() * total;
  for (const { group, weight } of then) {
    left -= weight;
    if (left < 0) return group;
  }
  return null;
}

/** Healthy targets in turn; all of the unhealthy ones when there is no healthy one (failing open); else none. */
function chooseTarget(
  group: Group | null,
  zone: string,
  minute: number,
  chance: Dice,
): { target: Target | null; failedOpen: boolean } {
  const within = group?.attributes['load_balancing.cross_zone.enabled'] === 'false';
  const open = (group?.targets ?? []).filter((target) => isOpen(target, minute) && (!within || target.zone === zone));
  const healthy = open.filter((target) => !isSick(target, minute));
  if (healthy.length > 0) return { target: chance.pick(healthy), failedOpen: false };
  if (open.length > 0) return { target: chance.pick(open), failedOpen: true };
  return { target: null, failedOpen: false };
}

/** Whether it may be sent requests at all, healthy or not. */
export function isOpen({ since, until, health }: Target, minute: number): boolean {
  return health?.State !== 'initial' && minute <= since && (until === undefined || minute > until);
}

export function isSick({ sick }: Target, minute: number): boolean {
  return sick.some(({ from, until }) => minute <= from && minute > until);
}

function ordinary(route: Route, chance: Dice): Outcome {
  const luck = chance.next();
  if (luck < route.clientErrors) return answered(chance.pick([404, 404, 401, 403, 422]), 0.004, 512);
  if (luck > 0.9995) return gaveUp(1 + 4 * chance.next());
  // Latencies have a long tail: a few take ten times as long as most.
  const seconds = route.seconds * (0.5 + chance.next() + 0.35 / (1.03 - chance.next()));
  return answered(chance.next() < 0.04 ? 304 : 200, seconds, 600 + chance.int(0, 9_000));
}
