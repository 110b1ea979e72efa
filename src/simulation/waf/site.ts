import type { Account } from '../account.ts';
import { hex, uuid } from '../shop/dice.ts';
import { arn, domain as suffix } from '../shop/place.ts';
import { answers } from './answers.ts';
import { machines, people, scanner, visitors } from './callers.ts';
import type { Balancer, Site } from './model.ts';
import { managed, own, statements, watched } from './rules.ts';

export interface SiteOptions {
  /** Ids, addresses and the course of traffic follow from it. */
  readonly seed: string;
  readonly account: string;
  readonly region: string;
  readonly partition?: string;
  /** Of the web ACL. */
  readonly name: string;
  /** Of the load balancer behind it, default the same. */
  readonly balancer?: string;
  readonly domain: string;
  /** What stands behind; a distribution's web ACL is in us-east-1. Default is a load balancer. */
  readonly front?: 'load balancer' | 'distribution' | 'API';
  /** Requests a minute of ordinary visitors, default 60. */
  readonly visitors?: number;
}

/** Something that is, or happens. It changes the model, from which everything that AWS shows is derived. */
export type Happening = (site: Site) => void;

/** The account of a healthy site behind a web ACL in which, one after the other, these things have happened. */
export function guarded(now: Date, options: SiteOptions, ...happenings: readonly Happening[]): Account {
  const site = healthySite(now, options);
  for (const happen of happenings) happen(site);
  return answers(site);
}

/**
 * A healthy site: visitors from three countries, all let through; scanners, of whom managed groups turn most away;
 * a rate limit that hardly anybody reaches. Rules by priority: `block-list` 0, `reputation` 10, `common` 20,
 * `bad-inputs` 30, `sqli` 40, `per-address` 50; the rest is allowed.
 */
function healthySite(now: Date, options: SiteOptions): Site {
  const { seed, name, region, front = 'load balancer' } = options;
  const place = { account: options.account, region, partition: options.partition ?? 'aws' };
  const edge = front === 'distribution';
  const aclPlace = edge && region !== 'us-east-1' ? { ...place, region: 'us-east-1' } : place;
  const scope = edge ? 'global' : 'regional';
  const id = uuid(`${seed}/acl/${name}`);
  const blockList = arn(aclPlace, 'wafv2', `${scope}/ipset/block-list/${uuid(`${seed}/ipset/block-list`)}`);
  const site: Site = {
    now,
    seed,
    place,
    aclPlace,
    domain: options.domain,
    acl: {
      Name: name,
      Id: id,
      ARN: arn(aclPlace, 'wafv2', `${scope}/webacl/${name}/${id}`),
      DefaultAction: { Allow: {} },
      Description: '',
      Capacity: 1_125,
      LabelNamespace: `awswaf:${place.account}:webacl:${name}:`,
      ManagedByFirewallManager: false,
      VisibilityConfig: watched(name),
      Rules: [
        own({ name: 'block-list', priority: 0, statement: statements.ipSet(blockList) }),
        managed({ name: 'reputation', priority: 10, group: 'AWSManagedRulesAmazonIpReputationList' }),
        managed({ name: 'common', priority: 20, group: 'AWSManagedRulesCommonRuleSet', version: 'Version_1.18' }),
        managed({ name: 'bad-inputs', priority: 30, group: 'AWSManagedRulesKnownBadInputsRuleSet' }),
        managed({ name: 'sqli', priority: 40, group: 'AWSManagedRulesSQLiRuleSet', version: 'Version_2.0' }),
        own({ name: 'per-address', priority: 50, statement: statements.rate(2_000) }),
      ],
    },
    streams: [],
    ipSets: [],
    ruleGroups: [],
    logging: [],
    rateKeys: {},
    balancers: front === 'load balancer' ? [balancer(seed, place, options.balancer ?? name)] : [],
    distributions: [],
    protects: front === 'API' ? [stageOf(seed, region, place.partition)] : [],
    trail: [],
    series: [],
    denies: [],
    faults: [],
    settings: { pageSize: undefined, metricLag: 1, edgeMetrics: true },
  };
  site.ipSets.push({
    Name: 'block-list',
    Id: blockList.split('/').at(-1),
    ARN: blockList,
    IPAddressVersion: 'IPV4',
    Addresses: ['198.51.100.7/32', '203.0.113.0/24'],
  });
  if (edge) {
    const distribution = distributionOf(seed);
    site.distributions.push({
      Id: distribution,
      ARN: `arn:${place.partition}:cloudfront::${place.account}:distribution/${distribution}`,
      DomainName: `d${hex(distribution, 13)}.cloudfront.net`,
      Aliases: { Quantity: 1, Items: [options.domain] },
      WebACLId: site.acl.ARN,
    });
  }
  site.streams.push(
    visitors({ who: 'visitors', perMinute: options.visitors ?? 60, clients: people(seed, 240) }),
    scanner({
      who: 'scanners',
      perMinute: 0.8,
      clients: machines(seed, 40),
      stops: [
        { rule: 'reputation', within: 'AWSManagedReconnaissanceList', action: 'BLOCK', part: 0.35 },
        { rule: 'bad-inputs', within: 'ExploitablePaths_URIPATH', action: 'BLOCK', part: 0.5 },
        { rule: 'common', within: 'UserAgent_BadBots_HEADER', action: 'BLOCK', part: 0.6 },
      ],
    }),
  );
  return site;
}

/** Id of the distribution of a site. */
export function distributionOf(seed: string): string {
  return `E${hex(`${seed}/distribution`, 13).toUpperCase()}`;
}

/** ARN of the stage of a site’s API. */
export function stageOf(seed: string, region: string, partition = 'aws'): string {
  return `arn:${partition}:apigateway:${region}::/restapis/${hex(`${seed}/api`, 10)}/stages/prod`;
}

function balancer(seed: string, place: Site['place'], name: string): Balancer {
  const path = `app/${name}/${hex(`${seed}/balancer/${name}`, 16)}`;
  const own = arn(place, 'elasticloadbalancing', `loadbalancer/${path}`);
  return {
    arn: own,
    path,
    logs: true,
    bucket: `${name}-logs-${hex(seed, 6)}`,
    raw: {
      LoadBalancerArn: own,
      LoadBalancerName: name,
      DNSName: `${name}-${hex(`${seed}/dns`, 9)}.${place.region}.elb.${suffix(place)}`,
      Type: 'application',
      Scheme: 'internet-facing',
      State: { Code: 'active' },
      VpcId: `vpc-${hex(seed, 17)}`,
      SecurityGroups: [],
      AvailabilityZones: [],
    },
  };
}
