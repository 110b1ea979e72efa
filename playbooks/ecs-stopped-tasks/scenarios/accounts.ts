import type { Happening, ShopOptions } from '#simulation/shop';
import { digits, hex } from '#simulation/shop/dice';

/** Each scenario has an account of its own, so that many can be simulated side by side. */
function accountId(seed: string): string {
  return digits(`ecs account of ${seed}`, 12);
}

/** The businesses in which incidents happen; a scenario gives one a seed of its own, so that ids differ. */
export function press(seed: string): ShopOptions {
  return {
    seed,
    account: accountId(seed),
    region: 'eu-west-1',
    balancer: 'press-web',
    cluster: 'newsroom',
    domain: 'press.example.com',
    logs: false,
    services: [
      { name: 'articles', perMinute: 8, tasks: 4, revision: 63 },
      { name: 'comments', perMinute: 5, tasks: 2, revision: 17 },
    ],
  };
}

export function bank(seed: string): ShopOptions {
  return {
    seed,
    account: accountId(seed),
    region: 'us-east-1',
    balancer: 'bank-core',
    cluster: 'core-prod',
    domain: 'bank.example.net',
    logs: false,
    services: [
      { name: 'transfers', perMinute: 8, tasks: 6, port: 8_443, revision: 208, memory: '2048', cpu: '1024' },
      { name: 'statements', perMinute: 4, tasks: 2, revision: 31 },
    ],
  };
}

export function rail(seed: string): ShopOptions {
  return {
    seed,
    account: accountId(seed),
    region: 'eu-central-1',
    balancer: 'fahrplan-intern',
    cluster: 'fahrplan',
    domain: 'bahn.example.de',
    internal: true,
    logs: false,
    services: [
      { name: 'verbindungen', perMinute: 7, tasks: 3, port: 8_081, revision: 12 },
      { name: 'preise', perMinute: 4, tasks: 2, revision: 40 },
    ],
  };
}

export function space(seed: string): ShopOptions {
  return {
    seed,
    account: accountId(seed),
    region: 'us-gov-west-1',
    partition: 'aws-us-gov',
    balancer: 'mission-edge',
    cluster: 'mission',
    domain: 'space.example.gov',
    logs: false,
    services: [
      { name: 'telemetry', perMinute: 8, tasks: 4, revision: 77 },
      { name: 'archive', perMinute: 3, tasks: 2, revision: 5 },
    ],
  };
}

export function arcade(seed: string): ShopOptions {
  return {
    seed,
    account: accountId(seed),
    region: 'ap-northeast-1',
    balancer: 'arcade-public',
    cluster: 'arcade',
    domain: 'arcade.example.jp',
    logs: false,
    services: [
      { name: 'matchmaker', perMinute: 9, tasks: 4, port: 7_777, container: 'match', revision: 501 },
      { name: 'leaderboard', perMinute: 5, tasks: 3, revision: 88 },
    ],
  };
}

export function tea(seed: string): ShopOptions {
  return {
    seed,
    account: accountId(seed),
    region: 'cn-north-1',
    partition: 'aws-cn',
    balancer: 'chaye-web',
    cluster: 'chaye',
    domain: 'chaye.example.cn',
    zones: 2,
    logs: false,
    services: [
      { name: 'dingdan', perMinute: 7, tasks: 2, revision: 29 },
      { name: 'kucun', perMinute: 4, tasks: 2, port: 5_000, revision: 9 },
    ],
  };
}

/** The registry of a business, as its images name it. */
export function registry({ account, region, partition }: ShopOptions): string {
  return `${account}.dkr.ecr.${region}.amazonaws.com${partition === 'aws-cn' ? '.cn' : ''}`;
}

export function roleArn({ account, partition = 'aws' }: ShopOptions, name: string): string {
  return `arn:${partition}:iam::${account}:role/${name}`;
}

/** A task that has taken on a role: its id is the name of the session. */
export function sessionArn({ account, partition = 'aws' }: ShopOptions, role: string, task: string): string {
  return `arn:${partition}:sts::${account}:assumed-role/${role}/${task}`;
}

export function regional({ account, region, partition = 'aws' }: ShopOptions, service: string, resource: string) {
  return `arn:${partition}:${service}:${region}:${account}:${resource}`;
}

/** These are not there: an image by its URI, a repository, log group or parameter by name, a secret by its ARN. */
export function missing(...names: readonly string[]): Happening {
  return ({ supplies }) => {
    for (const name of names) supplies.missing.add(name);
  };
}

/** ARN of the target group of a service. */
export function groupArn(options: ShopOptions, service: string): string {
  return regional(
    options,
    'elasticloadbalancing',
    `targetgroup/${service}/${hex(`${options.seed}/tg/${service}`, 16)}`,
  );
}

/** Where the second endpoint of the bank is in its first private subnet: after the tasks and the first endpoint. */
export function endpointAddress({ seed }: ShopOptions): string {
  return `10.${10 + (Number.parseInt(hex(seed, 4), 16) % 200)}.32.15`;
}
