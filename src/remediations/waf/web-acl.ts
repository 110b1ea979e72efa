import { CannotChange, ReadFailure } from '#playbook';
import type { LookContext } from '#playbook';
import * as cloudfront from '#aws/cloudfront';
import { protectedResources, webAcls } from '#aws/wafv2';
import { wholeWebAcl } from '#aws/wafv2-whole';
import type { WholeWebAcl } from '#aws/wafv2-whole';
import { list } from '#facts/words';
import { text } from '../form.ts';
import type { Field } from '../form.ts';
import { existing, hereIn, refuseElsewhere } from '../here.ts';
import { nameOf } from '../load-balancing/balancer.ts';

const WEB_ACL = /^(?:arn:[\w-]+:wafv2:[\w-]+:\d{12}:(?:regional|global)\/webacl\/[\w-]+\/[\w-]+|[\w-]{1,128})$/;

/** The field in which a web ACL is named. */
export const webAclField = {
  name: 'webAcl',
  label: 'Web ACL',
  kind: 'text',
  hint: 'Name or ARN; one for CloudFront is changed in us-east-1',
} as const;

/** A web ACL by its name or ARN. */
export function webAclName(given: string | undefined): Field<string> {
  return text(given, WEB_ACL, 'Say the name or the ARN of a web ACL.');
}

/** A web ACL of this account and region as a whole. Throws `CannotChange` where there is none. */
export async function webAclOf(named: string, context: LookContext): Promise<WholeWebAcl> {
  const { read, place } = context;
  const arn = named.startsWith('arn:') ? named : await arnOf(named, context);
  refuseElsewhere(arn, place);
  return existing(read(wholeWebAcl, { arn }), `web ACL ${named}`, place);
}

async function arnOf(named: string, { read, place }: LookContext): Promise<string> {
  const scopes = place.region === 'us-east-1' ? (['REGIONAL', 'CLOUDFRONT'] as const) : (['REGIONAL'] as const);
  const known = await Promise.all(scopes.map((scope) => read(webAcls, { scope })));
  const [own, other] = known.flat().filter(({ name }) => name === named);
  if (!own) throw new CannotChange(`There is no web ACL ${named} in ${hereIn(place)}.`);
  if (other) throw new CannotChange(`There are two web ACLs ${named}, one of them for CloudFront: say the ARN.`);
  return own.arn;
}

/** Throws `CannotChange` for a web ACL of which a part would be lost if it were put back. */
export function refuseUnknown({ name, unknown }: WholeWebAcl): void {
  if (unknown.length === 0) return;
  throw new CannotChange(
    `${name} has settings that this version of OpsMedic does not know and would take away: ${list(unknown)}.`,
  );
}

/** The calls of `protectedBy`. */
export const protectionReads = [protectedResources, cloudfront.distributionsOfWebAcl] as const;

/**
 * What a web ACL protects, in words. AWS lists one type a call and allows one call a second: only load balancers are
 * asked for. That they could not be listed stands in nobody's way, but is said.
 */
export async function protectedBy({ arn, name, scope }: WholeWebAcl, { read }: LookContext): Promise<string> {
  try {
    if (scope === 'CLOUDFRONT') {
      const all = await read(cloudfront.distributionsOfWebAcl, { webAcl: arn });
      return all.length === 0
        ? nothingKnown(name)
        : list(
            all.map(({ id, aliases }) => aliases[0] ?? id),
            5,
          );
    }
    const balancers = await read(protectedResources, { arn, type: 'APPLICATION_LOAD_BALANCER' });
    if (balancers.length === 0) return nothingKnown(name);
    return `${list(balancers.map(nameOf), 5)}, and whatever else is behind ${name}`;
  } catch (error) {
    if (!(error instanceof ReadFailure)) throw error;
    return `everything behind ${name} (which could not be listed: ${error.action ?? error.why})`;
  }
}

function nothingKnown(name: string): string {
  return `everything behind ${name}`;
}
