import { emptyGroup } from '#simulation/incidents/extras';
import { groupNamed, serviceNamed } from '#simulation/incidents/find';
import { outOfMemory, tasksDie } from '#simulation/incidents/stops';
import type { Scenario } from '#simulation/scenario';
import { shop } from '#simulation/shop';
import type { Happening } from '#simulation/shop';
import { answered } from '#simulation/shop/outcome';
import { spoils } from './deployments.ts';
import { storefront, tickets } from './shops.ts';

/** The service was made with another group, empty now; blue/green deployments have switched to the one in use. */
function switched(service: string): Happening {
  return (made) => {
    const first = `${service}-first`;
    emptyGroup(first)(made);
    serviceNamed(made, service).alternate = groupNamed(made, first);
  };
}

export const blueGreen: readonly Scenario[] = [
  {
    id: 'bad-rollout/switched-to-green',
    title: 'A bad release in the other colour',
    story:
      'checkout-api is deployed blue/green, and its requests go to the second of its two target groups. Revision 88, 28 minutes ago, answers 500 to half of the orders. ECS names that group as the alternate one.',
    ask: 'storefront-prod',
    account: (now) =>
      shop(
        now,
        storefront('green-500'),
        switched('checkout-api'),
        spoils('checkout-api', 28, 0.5, (chance) => answered(500, 0.03 + chance() * 0.1)),
      ),
    truth: {
      kind: 'diagnosed',
      rootCause: ['bad-rollout'],
      resource: 'checkout-api',
      contributing: ['target-generated-5xx'],
      mustNotClaim: ['no-registered-targets', 'wrong-tg-weight', 'deploy-drain-502'],
    },
  },
  {
    id: 'oom-container/switched-to-green',
    title: 'Out of memory in the other colour',
    story:
      'seatmap is deployed blue/green, and its requests go to the second of its two target groups. Its tasks are killed for memory every six minutes since 44 minutes.',
    ask: 'seatmap',
    account: (now) =>
      shop(
        now,
        tickets('green-oom'),
        switched('seatmap'),
        tasksDie({ service: 'seatmap', death: outOfMemory, since: 44, lives: 6 }),
      ),
    truth: {
      kind: 'diagnosed',
      rootCause: ['oom-container', 'oom-crash-502'],
      resource: 'seatmap',
      mustNotClaim: ['no-registered-targets', 'bad-rollout', 'app-crash-1', 'keepalive-mismatch'],
    },
  },
];
