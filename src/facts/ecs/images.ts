/** The name of an image, taken apart. */
export interface ImageName {
  /** As it was given. */
  readonly name: string;
  /** `123456789012.dkr.ecr.eu-west-1.amazonaws.com`; null for Docker Hub. */
  readonly host: string | null;
  /** Everything between host and tag, slashes included. */
  readonly repository: string;
  readonly tag: string | null;
  readonly digest: string | null;
  /** Set for a private registry of ECR. */
  readonly ecr: { readonly registry: string; readonly region: string } | null;
}

const ECR_HOST = /^(\d{12})\.dkr[.-]ecr(?:-fips)?\.([a-z0-9-]+)\.(?:amazonaws\.com(?:\.cn)?|on\.aws|[a-z0-9.-]+)$/;

/**
 * Digest first, then the tag after the last colon that follows the last slash: repositories have slashes, hosts have
 * ports. Null for a text that is no image name.
 */
export function imageName(name: string): ImageName | null {
  const [undigested = '', digest] = name.split('@');
  const slash = undigested.lastIndexOf('/');
  const colon = undigested.indexOf(':', slash + 1);
  const tag = colon < 0 ? null : undigested.slice(colon + 1);
  const path = colon < 0 ? undigested : undigested.slice(0, colon);
  const [first = '', ...rest] = path.split('/');
  const hasHost = rest.length > 0 && (/[.:]/.test(first) || first === 'localhost');
  const repository = hasHost ? rest.join('/') : path;
  if (repository === '') return null;
  const [, registry, region] = ECR_HOST.exec(first) ?? [];
  return {
    name,
    host: hasHost ? first : null,
    repository,
    tag,
    digest: digest ?? null,
    ecr: hasHost && registry && region ? { registry, region } : null,
  };
}

const NAMED = [
  /(?:resolve ref|ref pull|pull access denied for|manifest for|pulling image|repository) "?([^\s",']+\/[^\s",']+?)"?(?:[:,]?\s|[:,]?$|\.\.\.)/i,
  /\b(\d{12}\.dkr[.-]ecr[^\s",']+?)(?:[:,]?\s|$)/,
];

/** The image that an error speaks of; null when it names none. */
export function imageIn(text: string): string | null {
  for (const pattern of NAMED) {
    const found = pattern.exec(text)?.[1];
    if (found !== undefined) return found.replace(/[:.,]+$/, '');
  }
  return null;
}

export function isEcr(name: string): boolean {
  return /\d{12}\.dkr[.-]ecr/.test(name) || /public\.ecr\.aws/.test(name);
}
