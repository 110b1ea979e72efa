import { ReadFailure } from '#playbook';

/** The tags of one resource. */
export type Tags = Readonly<Record<string, string>>;

const TOOLS: readonly (readonly [RegExp, string])[] = [
  [/terraform|tofu/i, 'Terraform'],
  [/cloudformation/i, 'CloudFormation'],
  [/\bcdk\b/i, 'CDK'],
  [/pulumi/i, 'Pulumi'],
  [/crossplane/i, 'Crossplane'],
  [/ansible/i, 'Ansible'],
  [/serverless/i, 'Serverless'],
  [/\b(argo|flux)/i, 'GitOps'],
];

/** Keys under which people write what manages a resource. */
const KEY = /^(managed[-_ ]?by|provisioned[-_ ]?by|provisioner|created[-_ ]?by|deployed[-_ ]?by|iac|tool|source)$/i;
const NO = /^(false|no|0|none)?$/i;

/**
 * What manages a resource as code, where its tags tell: whatever is changed by hand, its next run puts back.
 * CloudFormation tags by itself (https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-properties-resource-tags.html);
 * for the others these are customs.
 */
export function managedBy(tags: Tags): string | null {
  const stack = tags['aws:cloudformation:stack-name'];
  if (stack) return `the CloudFormation stack ${stack}`;
  const environment = tags['elasticbeanstalk:environment-name'];
  if (environment) return `the Elastic Beanstalk environment ${environment}`;
  const cluster = tags['elbv2.k8s.aws/cluster'];
  if (cluster) return `the load balancer controller of the Kubernetes cluster ${cluster}`;
  for (const [key, value] of Object.entries(tags)) {
    const said = KEY.test(key) ? value : NO.test(value.trim()) ? '' : key;
    const tool = TOOLS.find(([pattern]) => pattern.test(said));
    if (tool) return tool[1];
  }
  return null;
}

/**
 * The same for several resources of one change. That tags could not be read stands in nobody's way, but is said: then
 * nothing is known to manage them, and something may.
 */
export async function ownersOf(tags: readonly Promise<Tags>[]): Promise<string | null> {
  const owners = await Promise.all(tags.map(ownerOf));
  const named = [...new Set(owners.filter((owner) => owner !== null))];
  return named.length === 0 ? null : named.join(' and ');
}

async function ownerOf(tags: Promise<Tags>): Promise<string | null> {
  try {
    return managedBy(await tags);
  } catch (error) {
    if (!(error instanceof ReadFailure)) throw error;
    return `something unknown (its tags could not be read: ${error.action ?? error.why})`;
  }
}
