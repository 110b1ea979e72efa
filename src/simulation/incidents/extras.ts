import type { FunctionConfiguration } from '@aws-sdk/client-lambda';
import type { Happening } from '../shop.ts';
import { addBalancer, addGroup, addInstanceTarget, addRoute, addTarget } from '../shop/balancer.ts';
import { hex } from '../shop/dice.ts';
import { addSecurityGroup } from '../shop/network.ts';
import { arn } from '../shop/place.ts';
import { ago } from '../shop/time.ts';
import { balancerNamed, groupNamed } from './find.ts';

const landing = [
  { method: 'GET', path: '/' },
  { method: 'GET', path: '/account' },
  { method: 'POST', path: '/api/search?q=blue+shoes&page=2' },
];

export interface Hosts {
  readonly group: string;
  readonly count: number;
  readonly perMinute: number;
  readonly port?: number;
  readonly protocol?: 'HTTP' | 'HTTPS';
  readonly healthPort?: string;
  readonly priority?: number;
  readonly seconds?: number;
  readonly balancer?: string;
}

/** A service on virtual machines, registered by instance id, with a rule and traffic of its own. */
export function hosts(options: Hosts): Happening {
  return (shop) => {
    const { group: name, port = 80 } = options;
    const balancer = balancerNamed(shop, options.balancer);
    const group = addGroup(shop, balancer, name, {
      type: 'instance',
      port,
      ...(options.protocol === undefined ? {} : { protocol: options.protocol }),
      ...(options.healthPort === undefined ? {} : { healthPort: options.healthPort }),
    });
    addRoute(shop, balancer, [group], {
      priority: options.priority ?? 5,
      host: `${name}.example.com`,
      pages: landing,
      perMinute: options.perMinute,
      ...(options.seconds === undefined ? {} : { seconds: options.seconds }),
    });
    const security = addSecurityGroup(shop.network, shop.place, shop.seed, `${name}-hosts`, `Hosts of ${name}`);
    security.IpPermissions?.push({
      IpProtocol: '-1',
      UserIdGroupPairs: [{ GroupId: balancer.securityGroup, UserId: shop.place.account }],
      IpRanges: [],
      Ipv6Ranges: [],
      PrefixListIds: [],
    });
    for (let index = 0; index < options.count; index += 1) addInstanceTarget(shop, group, index, security.GroupId);
  };
}

export interface FunctionTarget {
  readonly name: string;
  readonly perMinute: number;
  readonly priority?: number;
  readonly seconds?: number;
  readonly timeout?: number;
  readonly memory?: number;
  readonly reserved?: number;
  /** The load balancer may not invoke it. */
  readonly forbidden?: true;
  readonly change?: Partial<FunctionConfiguration>;
}

/** A Lambda function as a target, invoked by the load balancer for a rule of its own. */
export function functionTarget(options: FunctionTarget): Happening {
  return (shop) => {
    const balancer = balancerNamed(shop);
    const { name } = options;
    const functionArn = arn(shop.place, 'lambda', `function:${name}`);
    const group = addGroup(shop, balancer, name, { type: 'lambda' });
    addTarget(group, functionArn, 'all', 20_160);
    addRoute(shop, balancer, [group], {
      priority: options.priority ?? 6,
      host: `${name}.example.com`,
      pages: landing,
      perMinute: options.perMinute,
      seconds: options.seconds ?? 0.06,
    });
    const policy = {
      Version: '2012-10-17',
      Id: 'default',
      Statement: [
        {
          Sid: options.forbidden ? 'apigateway' : 'alb',
          Effect: 'Allow',
          Principal: { Service: options.forbidden ? 'apigateway.amazonaws.com' : 'elasticloadbalancing.amazonaws.com' },
          Action: 'lambda:InvokeFunction',
          Resource: functionArn,
          ...(options.forbidden ? {} : { Condition: { ArnLike: { 'AWS:SourceArn': group.arn } } }),
        },
      ],
    };
    shop.functions.push({
      configuration: {
        FunctionName: name,
        FunctionArn: functionArn,
        Runtime: 'nodejs22.x',
        Handler: 'index.handler',
        Role: `arn:${shop.place.partition}:iam::${shop.place.account}:role/${name}`,
        Timeout: options.timeout ?? 15,
        MemorySize: options.memory ?? 512,
        CodeSize: 1_482_113,
        CodeSha256: `${hex(name, 43)}=`,
        Version: '$LATEST',
        State: 'Active',
        LastUpdateStatus: 'Successful',
        LastModified: ago(shop, 9_000).toISOString().replace('Z', '+0000'),
        PackageType: 'Zip',
        Architectures: ['arm64'],
        Environment: { Variables: { STAGE: 'prod' } },
        ...options.change,
      },
      policy: JSON.stringify(policy),
      ...(options.reserved === undefined ? {} : { reserved: options.reserved }),
    });
  };
}

/** Lambda's own metrics of a function, one value a minute. */
export function functionMetrics(
  name: string,
  metrics: Readonly<Record<string, (minute: number) => number | null>>,
): Happening {
  return (shop) => {
    for (const [metric, value] of Object.entries(metrics))
      shop.series.push({
        namespace: 'AWS/Lambda',
        metric,
        dimensions: { FunctionName: name },
        values: Array.from({ length: shop.history.minutes }, (_, index) => value(shop.history.minutes - index)),
      });
  };
}

/** A target group that belongs to the load balancer and has no targets: left over from a blue/green change, say. */
export function emptyGroup(name: string, balancer?: string): Happening {
  return (shop) => {
    addGroup(shop, balancerNamed(shop, balancer), name, { port: 8_080 });
  };
}

/** A second load balancer in the same account, with hosts behind it. */
export function otherBalancer(name: string, group: string, perMinute: number): Happening {
  return (shop) => {
    addBalancer(shop, name);
    hosts({ group, count: 2, perMinute, balancer: name, priority: 10 })(shop);
  };
}

/** The port that checks go to, when it is not the one that traffic goes to. */
export function healthPort(group: string, port: number): Happening {
  return (shop) => {
    groupNamed(shop, group).raw.HealthCheckPort = String(port);
  };
}

/** Minutes of history; default 90. */
export function history(minutes: number): Happening {
  return (shop) => {
    shop.history.minutes = minutes;
  };
}
