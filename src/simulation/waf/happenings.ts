import type { DefaultAction, IPSet, Rule, RuleGroup, VisibilityConfig } from '@aws-sdk/client-wafv2';
import type { Fault } from '../account.ts';
import { uuid } from '../shop/dice.ts';
import { arn } from '../shop/place.ts';
import { record } from '../shop/trail.ts';
import type { Site, Stop, Stream } from './model.ts';
import type { Happening } from './site.ts';

/** Somebody calls, in a way of their own (`visitors`, `program`, `scanner` of callers.ts make streams). */
export function calls(...streams: readonly Stream[]): Happening {
  return (site) => {
    site.streams.push(...streams);
  };
}

/** A rule does this with a part of the ordinary visitors, or with another stream by its name. */
export function stops(stop: Stop, who = 'visitors'): Happening {
  return (site) => change(site, who, (stream) => ({ ...stream, stops: [stop, ...stream.stops] }));
}

/** A stream is otherwise: another answer of the application, another host. */
export function streamIs(who: string, more: Partial<Stream>): Happening {
  return (site) => change(site, who, (stream) => ({ ...stream, ...more }));
}

function change({ streams }: Site, who: string, to: (stream: Stream) => Stream): void {
  const index = streams.findIndex((stream) => stream.who === who);
  const found = streams[index];
  if (!found) throw new RangeError(`There is no stream ${who}`);
  streams[index] = to(found);
}

/** Rules are put into the web ACL; one of the same name is replaced. */
export function rules(...added: readonly Rule[]): Happening {
  return ({ acl }) => {
    for (const rule of added) {
      const index = acl.Rules.findIndex(({ Name }) => Name === rule.Name);
      if (index >= 0) acl.Rules[index] = rule;
      else acl.Rules.push(rule);
    }
    acl.Rules.sort((a, b) => (a.Priority ?? 0) - (b.Priority ?? 0));
  };
}

/** A group that Firewall Manager has put in front of, or behind, the rules of the web ACL. */
export function managedByFirewallManager(place: 'first' | 'last', rule: Rule): Happening {
  return ({ acl }) => {
    acl.ManagedByFirewallManager = true;
    const { ManagedRuleGroupStatement, RuleGroupReferenceStatement } = rule.Statement ?? {};
    const group = {
      Name: rule.Name,
      Priority: rule.Priority,
      OverrideAction: rule.OverrideAction ?? { None: {} },
      VisibilityConfig: rule.VisibilityConfig,
      FirewallManagerStatement: {
        ...(ManagedRuleGroupStatement ? { ManagedRuleGroupStatement } : {}),
        ...(RuleGroupReferenceStatement ? { RuleGroupReferenceStatement } : {}),
      },
    };
    const key = place === 'first' ? 'PreProcessFirewallManagerRuleGroups' : 'PostProcessFirewallManagerRuleGroups';
    acl[key] = [...(acl[key] ?? []), group];
  };
}

/** What becomes of requests that no rule decides about. */
export function byDefault(action: DefaultAction): Happening {
  return ({ acl }) => {
    acl.DefaultAction = action;
  };
}

/** How a rule, or the web ACL without one, is watched. */
export function watch(config: Partial<VisibilityConfig>, rule?: string): Happening {
  return ({ acl }) => {
    const found = rule === undefined ? acl : acl.Rules.find(({ Name }) => Name === rule);
    if (!found?.VisibilityConfig) throw new RangeError(`There is no rule ${rule} in this web ACL`);
    found.VisibilityConfig = { ...found.VisibilityConfig, ...config };
  };
}

/** Somebody changed the web ACL. CloudTrail keeps the call, not what was different before. */
export function aclChanged(minutesAgo: number, by: string, about: object = {}): Happening {
  return (site) => {
    const { acl } = site;
    record(trailOf(site), {
      name: 'UpdateWebACL',
      source: 'wafv2',
      by,
      minutesAgo,
      parameters: {
        name: acl.Name,
        id: acl.Id,
        scope: site.distributions.length > 0 ? 'CLOUDFRONT' : 'REGIONAL',
        ...about,
      },
      resources: [{ type: 'AWS::WAFv2::WebACL', name: acl.ARN }],
    });
  };
}

/** ARN of an IP set or a rule group of this site by its name, for statements. */
export function arnIn(site: Site, kind: 'ipset' | 'rulegroup', name: string): string {
  const scope = site.distributions.length > 0 ? 'global' : 'regional';
  return arn(site.aclPlace, 'wafv2', `${scope}/${kind}/${name}/${uuid(`${site.seed}/${kind}/${name}`)}`);
}

/** The addresses of an IP set, which is made where there is none of that name; `changed` says by whom and when. */
export function ipSet(
  name: string,
  addresses: readonly string[],
  changed?: { readonly by: string; readonly minutesAgo: number },
): Happening {
  return (site) => {
    const ARN = arnIn(site, 'ipset', name);
    const Id = ARN.split('/').at(-1);
    const set: IPSet = { Name: name, Id, ARN, IPAddressVersion: 'IPV4', Addresses: [...addresses] };
    const index = site.ipSets.findIndex(({ Name }) => Name === name);
    site.ipSets.splice(index < 0 ? site.ipSets.length : index, index < 0 ? 0 : 1, set);
    if (!changed) return;
    record(trailOf(site), {
      name: 'UpdateIPSet',
      source: 'wafv2',
      ...changed,
      parameters: { name, id: Id, addresses },
      resources: [{ type: 'AWS::WAFv2::IPSet', name: ARN }],
    });
  };
}

/** A rule group of one's own, for `groupOf` of rules.ts. */
export function ruleGroup(name: string, own: readonly Rule[]): Happening {
  return (site) => {
    const ARN = arnIn(site, 'rulegroup', name);
    const group: RuleGroup = {
      Name: name,
      Id: ARN.split('/').at(-1),
      ARN,
      Capacity: 50,
      Rules: [...own],
      VisibilityConfig: { MetricName: name, SampledRequestsEnabled: true, CloudWatchMetricsEnabled: true },
    };
    site.ruleGroups.push(group);
  };
}

/** Rules that need an ARN of the site: `withSite((site) => rules(own({ …, statement: statements.ipSet(arnIn(site, 'ipset', 'x')) })))`. */
export function withSite(make: (site: Site) => Happening): Happening {
  return (site) => make(site)(site);
}

/** Something else was done in the account: a deployment, say. */
export function also(doing: Parameters<typeof record>[1]): Happening {
  return (site) => record(trailOf(site), doing);
}

/** The web ACL logs to CloudWatch Logs (where its lines then are), S3 or Firehose; an ARN. */
export function loggedTo(destination: string): Happening {
  return ({ acl, logging }) => {
    logging.push({ ResourceArn: acl.ARN, LogDestinationConfigs: [destination] });
  };
}

/** Addresses that a rate-based rule holds off now. */
export function heldOff(rule: string, ...cidrs: readonly string[]): Happening {
  return ({ rateKeys }) => {
    rateKeys[rule] = [...cidrs];
  };
}

/** The role may not use these actions. */
export function denied(...actions: readonly string[]): Happening {
  return (site) => {
    site.denies.push(...actions);
  };
}

/** AWS answers as said. */
export function faulty(...faults: readonly Fault[]): Happening {
  return (site) => {
    site.faults.push(...faults);
  };
}

export function settings(more: Partial<Site['settings']>): Happening {
  return (site) => {
    Object.assign(site.settings, more);
  };
}

/** Events are kept where the web ACL is. */
function trailOf(site: Site): Pick<Site, 'seed' | 'now' | 'trail' | 'place'> {
  return { seed: site.seed, now: site.now, trail: site.trail, place: site.aclPlace };
}
