import { fact } from '#playbook';
import * as elbv2 from '#aws/elbv2';
import { identity } from './load-balancer.ts';

export const listeners = fact({
  id: 'alb.listeners',
  title: 'Listeners',
  step: 'Listeners and rules',
  from: { identity },
  reads: [elbv2.listeners],
  learn: ({ identity }, { read }) => read(elbv2.listeners, { loadBalancer: identity.arn }),
});

export const rules = fact({
  id: 'alb.rules',
  title: 'Listener rules',
  step: 'Listeners and rules',
  from: { listeners },
  reads: [elbv2.rules],
  learn: async ({ listeners }, { read }) => {
    const found = await Promise.all(listeners.map(({ arn }) => read(elbv2.rules, { listener: arn })));
    return found.flat();
  },
});

/** One way a request can take: a rule, the group it may be sent to, and the part of the rule's requests that are. */
export interface Route {
  readonly rule: string;
  readonly priority: string;
  readonly condition: string;
  readonly targetGroup: string;
  readonly weight: number;
  /** 0 to 1; 0 for a group that gets none although the rule names it. */
  readonly part: number;
}

export interface FixedResponse {
  readonly rule: string;
  readonly priority: string;
  readonly condition: string;
  readonly statusCode: string;
}

export interface Routing {
  readonly routes: readonly Route[];
  readonly fixedResponses: readonly FixedResponse[];
}

export const routing = fact({
  id: 'alb.routing',
  title: 'Where requests are sent',
  step: 'Listeners and rules',
  from: { rules },
  learn: ({ rules }): Routing => {
    const routes: Route[] = [];
    const fixedResponses: FixedResponse[] = [];
    for (const { arn, priority, conditions, actions } of rules) {
      const where = { rule: arn, priority, condition: conditions.join(' and ') || 'everything else' };
      for (const action of actions) {
        if (action.type === 'fixed-response') fixedResponses.push({ ...where, statusCode: action.statusCode ?? '' });
        const total = action.targetGroups.reduce((all, { weight }) => all + weight, 0);
        for (const { arn: targetGroup, weight } of action.targetGroups)
          routes.push({ ...where, targetGroup, weight, part: total > 0 ? weight / total : 0 });
      }
    }
    return { routes, fixedResponses };
  },
});
