import type { Candidate, CandidateSource, FactContext, SubjectKind } from '#playbook';
import * as cloudfront from '#aws/cloudfront';
import * as elbv2 from '#aws/elbv2';
import * as wafv2 from '#aws/wafv2';
import type { WebAclName } from '#aws/wafv2';
import { cloudfrontRegion } from '../waf/web-acl.ts';

/** AWS lets one lookup of a resource's web ACL through a second. */
const MOST_LOOKUPS = 4;

const webAclSource: CandidateSource = {
  title: 'web ACLs',
  reads: [wafv2.webAcls],
  list: async (_typed, { read, place, unseen }) => {
    const region = cloudfrontRegion(place.partition);
    const [own, global] = await Promise.allSettled([
      read(wafv2.webAcls, { scope: 'REGIONAL' }),
      region ? read(wafv2.webAcls, { scope: 'CLOUDFRONT', region }) : [],
    ]);
    if (own.status === 'rejected') throw own.reason;
    if (global.status === 'rejected') unseen(global.reason);
    const all = [...own.value, ...(global.status === 'fulfilled' ? global.value : [])];
    return all.map(({ name, arn }) => ({ name, arn, knownAs: [name, arn] }));
  },
};

const distributionSource: CandidateSource = {
  title: 'distributions',
  reads: [cloudfront.distributions, cloudfront.distributionConfig],
  list: async (typed, { read }) => {
    const [, id] = /^(?:arn:.+:distribution\/)?(E[A-Z0-9]{9,14})$/.exec(typed) ?? [];
    if (id !== undefined) {
      const { webAcl, aliases } = await read(cloudfront.distributionConfig, { id });
      return webAcl?.startsWith('arn:') ? [through(webAcl, `distribution ${aliases[0] ?? id}`, [id, typed])] : [];
    }
    return (await read(cloudfront.distributions, {})).flatMap(({ id: own, arn, domain, aliases, webAcl }) =>
      webAcl?.startsWith('arn:')
        ? [through(webAcl, `distribution ${aliases[0] ?? own}`, [own, arn, domain, ...aliases])]
        : [],
    );
  },
};

const loadBalancerSource: CandidateSource = {
  title: 'load balancers',
  reads: [elbv2.loadBalancers, wafv2.webAclFor],
  list: async (typed, context) => {
    const balancers = await context.read(elbv2.loadBalancers, {});
    const meant = balancers.filter(
      ({ type, name, arn, dnsName }) => type === 'application' && isLike(typed, [name, arn, dnsName]),
    );
    return guardedBy(
      meant.map(({ arn, name, dnsName }) => ({ arn, via: `load balancer ${name}`, knownAs: [name, arn, dnsName] })),
      context,
    );
  },
};

/** Stages, APIs, user pools and the like can be told by their ARN only: each service would list its own. */
const arnSource: CandidateSource = {
  title: 'protected resources',
  reads: [wafv2.webAclFor],
  list: (typed, context) =>
    typed.startsWith('arn:') && !typed.includes(':cloudfront:')
      ? guardedBy([{ arn: typed, via: `resource ${typed.split(':').slice(5).join(':')}`, knownAs: [typed] }], context)
      : Promise.resolve([]),
};

/** A web ACL of AWS WAF, known by name or ARN, or through what it protects: a load balancer, a distribution, an API stage. */
export const webAclKind: SubjectKind = {
  id: 'web-acl',
  title: 'web ACL',
  isArn,
  nameOf: (arn) => arn.split('/')[2] ?? arn,
  sources: [webAclSource, loadBalancerSource, distributionSource, arnSource],
};

function isArn(arn: string): boolean {
  return /^arn:[^:]+:wafv2:[^:]+:\d*:(?:regional|global)\/webacl\/[^/]+\/[^/]+$/.test(arn);
}

interface Guarded {
  readonly arn: string;
  readonly via: string;
  readonly knownAs: readonly string[];
}

async function guardedBy(all: readonly Guarded[], { read }: FactContext): Promise<readonly Candidate[]> {
  const found = await Promise.all(
    all.slice(0, MOST_LOOKUPS).map(async ({ arn, via, knownAs }) => {
      const own: WebAclName | null = await read(wafv2.webAclFor, { resource: arn });
      return own ? [through(own.arn, via, knownAs)] : [];
    }),
  );
  return found.flat();
}

function through(webAcl: string, via: string, knownAs: readonly string[]): Candidate {
  return { name: webAclKind.nameOf(webAcl), arn: webAcl, knownAs, via };
}

/** Names that the typed one could mean at all: one lookup a second is too few to look at all. */
function isLike(typed: string, names: readonly string[]): boolean {
  const wanted = plainly(typed);
  return wanted !== '' && names.some((name) => plainly(name).includes(wanted) || wanted.includes(plainly(name)));
}

function plainly(text: string): string {
  return text.toLowerCase().replaceAll(/[^a-z0-9]/gu, '');
}
