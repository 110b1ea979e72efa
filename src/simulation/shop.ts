import type { Account } from './account.ts';
import { answers } from './shop/answers.ts';
import { addBalancer, addGroup, addRoute } from './shop/balancer.ts';
import { addService } from './shop/ecs.ts';
import type { Page, Service, Shop } from './shop/model.ts';
import { emptyShop } from './shop/empty.ts';
import { arn } from './shop/place.ts';
import { record } from './shop/trail.ts';

/** What a healthy shop is made of. Everything has a default but the names. */
export interface ShopOptions {
  /** Ids, addresses and the course of traffic follow from it. */
  readonly seed: string;
  readonly account: string;
  readonly region: string;
  readonly partition?: string;
  readonly zones?: number;
  readonly balancer: string;
  readonly cluster: string;
  readonly domain: string;
  readonly internal?: boolean;
  /** Access logs are on unless this is false. */
  readonly logs?: boolean;
  /** The first has the most traffic; each has a host name, a rule, a target group and an ECS service of its name. */
  readonly services: readonly ShopService[];
  /** Minutes of metrics and logs before now; default 90. */
  readonly minutes?: number;
}

interface ShopService {
  readonly name: string;
  readonly perMinute: number;
  readonly port?: number;
  readonly tasks?: number;
  readonly memory?: string;
  readonly cpu?: string;
  readonly container?: string;
  readonly seconds?: number;
  readonly revision?: number;
  readonly pages?: readonly Page[];
  /** Minutes since its last deployment; default two days. */
  readonly deployedAgo?: number;
}

/** Something that happens in a shop. It changes the model, from which everything that AWS shows is derived. */
export type Happening = (shop: Shop) => void;

/** The account of a healthy shop in which, one after the other, these things have happened. */
export function shop(now: Date, options: ShopOptions, ...happenings: readonly Happening[]): Account {
  const made = healthyShop(now, options);
  for (const happen of happenings) happen(made);
  return answers(made);
}

/** The model of a healthy shop: an hour and a half of ordinary traffic, nothing broken, a few harmless changes. */
function healthyShop(now: Date, options: ShopOptions): Shop {
  const place = { account: options.account, region: options.region, partition: options.partition ?? 'aws' };
  const made = emptyShop(now, place, options);
  const balancer = addBalancer(made, options.balancer, {
    ...(options.internal === undefined ? {} : { internal: options.internal }),
    ...(options.logs === undefined ? {} : { logs: options.logs }),
  });
  for (const [index, service] of options.services.entries()) {
    const group = addGroup(made, balancer, service.name, { port: service.port ?? 8_080 });
    addRoute(made, balancer, [group], {
      priority: (index + 1) * 10,
      host: `${service.name.split('-')[0] ?? service.name}.${options.domain}`,
      pages: service.pages ?? pages,
      perMinute: service.perMinute,
      seconds: service.seconds ?? 0.045,
    });
    addService(made, {
      name: service.name,
      cluster: options.cluster,
      group,
      port: service.port ?? 8_080,
      desired: service.tasks ?? 3,
      cpu: service.cpu ?? '512',
      memory: service.memory ?? '1024',
      container: service.container ?? 'app',
      revision: service.revision ?? 41,
      deployedAgo: service.deployedAgo ?? 2_880 + index * 411,
    });
  }
  everydayEvents(made);
  return made;
}

const pages: readonly Page[] = [
  { method: 'GET', path: '/v1/orders' },
  { method: 'POST', path: '/v1/orders' },
  { method: 'GET', path: '/v1/orders/81724' },
  { method: 'GET', path: '/v1/session' },
  { method: 'PUT', path: '/v1/basket?currency=EUR' },
];

/** People log in, a pipeline registers an image for something else, autoscaling asks for what is already there. */
function everydayEvents(made: Shop): void {
  const last = made.services.at(-1);
  record(made, { name: 'ConsoleLogin', source: 'signin', by: 'maria.keller', minutesAgo: 71, readOnly: false });
  record(made, { name: 'AssumeRole', source: 'sts', by: 'ci', minutesAgo: 64, readOnly: true });
  if (last) {
    const service = serviceArn(made, last);
    record(made, {
      name: 'RegisterTaskDefinition',
      source: 'ecs',
      by: 'ci',
      minutesAgo: 1_310,
      parameters: { family: last.name },
    });
    record(made, {
      name: 'UpdateService',
      source: 'ecs',
      by: 'autoscaling',
      minutesAgo: 205,
      parameters: { cluster: last.cluster, service: last.name, desiredCount: last.desired },
      resources: [{ type: 'AWS::ECS::Service', name: service }],
    });
  }
  record(made, {
    name: 'PutMetricAlarm',
    source: 'monitoring',
    by: 'jon.abara',
    minutesAgo: 44,
    parameters: { alarmName: 'cpu-high' },
  });
  record(made, { name: 'CreateLogStream', source: 'logs', by: 'ci', minutesAgo: 12 });
}

/** The service as CloudTrail and ECS name it. */
export function serviceArn({ place }: Shop, { cluster, name }: Service): string {
  return arn(place, 'ecs', `service/${cluster}/${name}`);
}
