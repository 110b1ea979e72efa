import { pino } from 'pino';
import { diagnose, askFrom, noStore } from '#app';
import type { App, Command } from '#app';
import { cause, fact, given, maybe, playbook } from '#playbook';
import type { Offer, Playbook, Subject, SubjectKind, Symptom } from '#playbook';
import type { Store } from '#store';
import { configOf } from '../../app/small-config.ts';
import { loadBalancer } from './reports.ts';

/** What is true of the shop under investigation; tests change it between runs. */
interface Shop {
  /** Names of its load balancers. */
  balancers: string[];
  symptom: Symptom;
  /** A log line that the cause quotes in its evidence. */
  says: string;
  /** The next facts to be learnt wait for this. */
  hold: Promise<void>;
  /** Thrown when the account is opened. */
  refusal: Error | null;
  /** How many investigations began to read. */
  begun: number;
  /** What the cause puts forward. */
  offers: readonly Offer[];
}

export function shop(): Shop {
  return {
    balancers: ['checkout'],
    symptom: {
      seen: true,
      says: '412 of 5,310 requests got a 502',
      since: new Date('2026-11-22T02:14:00Z'),
      until: null,
      scope: null,
    },
    says: 'exit code 137',
    hold: Promise.resolve(),
    refusal: null,
    begun: 0,
    offers: [],
  };
}

const kind = (world: Shop): SubjectKind => ({
  id: 'load-balancer',
  title: 'load balancer',
  isArn: (arn) => arn.includes(':loadbalancer/app/'),
  nameOf: (arn) => arn.split('/')[2] ?? arn,
  sources: [
    {
      title: 'load balancers',
      reads: [],
      list: () =>
        Promise.resolve(
          world.balancers.map((name) => ({ name, arn: loadBalancer(name), knownAs: [loadBalancer(name)] })),
        ),
    },
  ],
});

/** A playbook small enough to see through: three facts, of which one is a blind spot, and one cause. */
function tinyPlaybook(id: string, world: Shop): Playbook {
  const subject = given<Subject>('subject', 'Load balancer');
  const symptom = fact<Symptom>({
    id: 'symptom',
    title: '502s',
    step: 'Metrics',
    learn: async () => {
      world.begun += 1;
      await world.hold;
      return world.symptom;
    },
  });
  const tasks = fact({ id: 'tasks', title: 'Stopped tasks', step: 'Tasks', learn: () => world.says });
  const logs = fact({
    id: 'logs',
    title: 'Access log',
    step: 'Access log',
    from: { symptom: maybe(symptom) },
    learn: () => 'none',
  });
  return playbook({
    id,
    title: '502s of a load balancer',
    summary: 'When a load balancer answers 502',
    version: '1',
    kind: kind(world),
    subject,
    symptom,
    changes: fact({ id: 'changes', title: 'Changes', step: 'Changes', learn: () => [] }),
    causes: [
      cause({
        id: 'oom-container',
        title: 'Tasks run out of memory',
        recognised: 'Tasks stop with exit code 137',
        fix: 'Raise the memory of the task definition',
        layer: 'capacity',
        from: { tasks, logs },
        judge: ({ tasks: says }, say) =>
          say.confirmed(
            '4 of 6 tasks were killed',
            { tasks: { says: `Tasks stopped with ${says}`, quotes: [says] } },
            { share: 0.83, offers: world.offers },
          ),
      }),
    ],
    next: () => ['ecs-stopped-tasks'],
    deadlineMs: 20_000,
  });
}

/** The application over that shop, with its real use cases and no AWS at all. */
export function appOf(
  world: Shop,
  parts: { readonly store?: Store; readonly commands?: readonly Command[] } = {},
): App {
  const diagnosing: Command = {
    name: 'diagnose',
    usage: 'diagnose <playbook> [subject]',
    summary: 'Find out why something is failing. Only reads.',
    run: ({ words, ...asker }, app) => diagnose(askFrom(words, asker.place), asker, app),
  };
  const playbooks: Command = {
    name: 'playbooks',
    usage: 'playbooks',
    summary: 'List the playbooks.',
    run: () => Promise.resolve({ kind: 'text', markdown: '- **alb-502**: when a load balancer answers 502' }),
  };
  const commands = [diagnosing, playbooks, ...(parts.commands ?? [])];
  return {
    config: configOf({}),
    playbooks: new Map(['alb-502', 'ecs-stopped-tasks'].map((id) => [id, tinyPlaybook(id, world)])),
    commands: new Map(commands.map((command) => [command.name, command])),
    store: parts.store ?? noStore(),
    changes: null,
    openAccount: () =>
      world.refusal
        ? Promise.reject(world.refusal)
        : Promise.resolve({
            place: { account: '123456789012', region: 'eu-west-1', partition: 'aws' },
            name: 'prod',
            read: () => Promise.reject(new Error('this shop reads nothing')),
          }),
    now: () => new Date(),
    log: pino({ level: 'silent' }),
  };
}
