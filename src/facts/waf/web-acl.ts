import { fact, given, ReadFailure } from '#playbook';
import type { Subject } from '#playbook';
import * as cloudfront from '#aws/cloudfront';
import * as wafv2 from '#aws/wafv2';
import type { WafScope } from '#aws/wafv2';

export const subject = given<Subject>('waf.subject', 'Web ACL asked about');

/** What AWS calls the web ACL, and where it is: those for CloudFront are in us-east-1, whatever the region looked at. */
export interface Identity {
  readonly arn: string;
  readonly name: string;
  readonly id: string;
  readonly scope: WafScope;
  readonly region: string;
}

/** Web ACLs of CloudFront are kept in this region. The other partitions have none. */
export function cloudfrontRegion(partition: string): string | null {
  return partition === 'aws' ? 'us-east-1' : null;
}

export const identity = fact({
  id: 'waf.identity',
  title: 'Identity of the web ACL',
  step: 'Web ACL',
  from: { subject },
  reads: [wafv2.webAcls],
  learn: async ({ subject: { name, arn } }, { read, place }): Promise<Identity> => {
    if (arn) return identityOf(arn);
    const own = await read(wafv2.webAcls, { scope: 'REGIONAL' });
    const region = cloudfrontRegion(place.partition);
    const global = region ? await read(wafv2.webAcls, { scope: 'CLOUDFRONT', region }) : [];
    const found = [...own, ...global].find((one) => one.name === name);
    if (!found) throw new ReadFailure('absent', `there is no web ACL called ${name}`);
    return identityOf(found.arn);
  },
});

function identityOf(arn: string): Identity {
  const [, , , region = '', , resource = ''] = arn.split(':');
  const [scope, , name = '', id = ''] = resource.split('/');
  return { arn, name, id, region, scope: scope === 'global' ? 'CLOUDFRONT' : 'REGIONAL' };
}

export const webAcl = fact({
  id: 'waf.web-acl',
  title: 'Web ACL and its rules',
  step: 'Web ACL',
  from: { identity },
  reads: [wafv2.webAcl],
  learn: ({ identity: { arn } }, { read }) => read(wafv2.webAcl, { arn }),
});

export type ProtectedKind = 'load balancer' | 'API' | 'distribution' | 'other';

/** Something in front of which the web ACL stands. */
export interface Protected {
  readonly arn: string;
  readonly kind: ProtectedKind;
  /** As a person calls it: its name, its id, or its first own domain. */
  readonly name: string;
}

const otherTypes = [
  'API_GATEWAY',
  'APPSYNC',
  'COGNITO_USER_POOL',
  'APP_RUNNER_SERVICE',
  'VERIFIED_ACCESS_INSTANCE',
  'AMPLIFY',
] as const;

/**
 * What the web ACL protects. AWS lists one type a call and allows one call a second: the other types are asked for
 * only where there is no load balancer.
 */
export const protection = fact({
  id: 'waf.protection',
  title: 'What the web ACL protects',
  step: 'Protected resources',
  from: { identity },
  reads: [wafv2.protectedResources, cloudfront.distributionsOfWebAcl],
  learn: async ({ identity: { arn, scope } }, { read }): Promise<readonly Protected[]> => {
    if (scope === 'CLOUDFRONT') {
      const all = await read(cloudfront.distributionsOfWebAcl, { webAcl: arn });
      return all.map((one) => ({ arn: one.arn, kind: 'distribution', name: one.aliases[0] ?? one.id }));
    }
    const balancers = await read(wafv2.protectedResources, { arn, type: 'APPLICATION_LOAD_BALANCER' });
    if (balancers.length > 0) return balancers.map(protectedBy);
    const others = await Promise.all(otherTypes.map((type) => read(wafv2.protectedResources, { arn, type })));
    return others.flat().map(protectedBy);
  },
});

function protectedBy(arn: string): Protected {
  const [, , service, , , ...rest] = arn.split(':');
  const path = rest.join(':').split('/').filter(Boolean);
  if (service === 'elasticloadbalancing') return { arn, kind: 'load balancer', name: path[2] ?? arn };
  // `/restapis/a1b2c3/stages/prod`
  if (service === 'apigateway') return { arn, kind: 'API', name: `${path[1] ?? ''}/${path[3] ?? ''}` };
  return { arn, kind: 'other', name: path.at(-1) ?? arn };
}
