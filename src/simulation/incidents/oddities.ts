import type { Happening } from '../shop.ts';
import { addRoute } from '../shop/balancer.ts';
import { fileName, folder } from '../shop/access-log.ts';
import { hex } from '../shop/dice.ts';
import type { Logs } from '../shop/model.ts';
import { gaveUp, turnedAway } from '../shop/outcome.ts';
import { balancerNamed, routeTo } from './find.ts';

/** The access log is written otherwise: other fields, other texts, later. */
export function logging(change: Partial<Pick<Logs, 'fields' | 'lag' | 'rewrite'>>): Happening {
  return (shop) => {
    const { logs } = balancerNamed(shop);
    logs.fields = change.fields ?? logs.fields;
    logs.lag = change.lag ?? logs.lag;
    logs.rewrite = change.rewrite ?? logs.rewrite;
  };
}

/** The bucket holds thousands of other files under the same prefix: older ones, and those of other load balancers. */
export function crowdedBucket(count: number): Happening {
  return (shop) => {
    const balancer = balancerNamed(shop);
    const { logs } = balancer;
    for (let index = 0; index < count; index += 1) {
      const end = Math.floor(shop.now.getTime() / 300_000 - 20 - index / 12) * 300_000;
      const other = { ...balancer, path: `app/neighbour-${index % 9}/${hex(`neighbour-${index % 9}`, 16)}` };
      shop.objects.push({
        bucket: logs.bucket,
        object: {
          key: `${folder(shop, balancer, end)}/${fileName(shop, other, `52.1.${index % 250}.${Math.floor(index / 250)}`, end)}`,
          lastModified: new Date(end + 240_000),
          body: '',
          gzip: true,
        },
      });
    }
  };
}

/** Bots look for holes, at so many requests a minute: WAF turns some away, the application answers 404 to the rest. */
export function scanners(group: string, perMinute: number): Happening {
  return (shop) => {
    const { forwards } = routeTo(shop, group);
    const balancer = balancerNamed(shop);
    const route = addRoute(
      shop,
      balancer,
      forwards.map((one) => one.group),
      {
        priority: 900,
        host: 'scan.invalid',
        pages: [
          { method: 'GET', path: '/.env' },
          { method: 'GET', path: '/wp-login.php' },
          { method: 'POST', path: '/cgi-bin/luci/;stok=/locale?form=country' },
        ],
        perMinute,
        seconds: 0.003,
      },
    );
    route.clientErrors = 1;
    const mine = (share: number, outcome: () => ReturnType<typeof gaveUp>) =>
      shop.troubles.push({ from: 9_999, until: 0, share, hits: (hit) => hit.route === route, outcome });
    mine(0.1, () => gaveUp(0.4));
    mine(0.15, () => turnedAway(400));
    mine(0.3, () => turnedAway(403, 'waf'));
  };
}

/** All traffic, by this factor, for as long as there is history. */
export function quiet(factor: number): Happening {
  return (shop) => {
    for (const route of shop.routes) route.perMinute *= factor;
  };
}

/** Pages of lists are cut to so many items. */
export function pagesOf(size: number): Happening {
  return (shop) => {
    shop.history.pageSize = size;
  };
}

/** CloudWatch is late by so many minutes. */
export function metricsLate(minutes: number): Happening {
  return (shop) => {
    shop.history.metricLag = minutes;
  };
}
