const HOSTS: Readonly<Record<string, string>> = {
  'aws-cn': 'console.amazonaws.cn',
  'aws-us-gov': 'console.amazonaws-us-gov.com',
};

/** Deep links into the AWS console. Their forms are not documented; they follow what the console itself shows. */
function consoleOf(arn: string): { readonly base: string; readonly region: string } {
  const [, partition = 'aws', , region = 'us-east-1'] = arn.split(':');
  return { base: `https://${region}.${HOSTS[partition] ?? 'console.aws.amazon.com'}`, region };
}

export function loadBalancerLink(arn: string): string {
  const { base, region } = consoleOf(arn);
  return `${base}/ec2/home?region=${region}#LoadBalancer:loadBalancerArn=${arn}`;
}

export function targetGroupLink(arn: string): string {
  const { base, region } = consoleOf(arn);
  return `${base}/ec2/home?region=${region}#TargetGroup:targetGroupArn=${arn}`;
}

/** `near` is any ARN of the same account and region, since a security group is known by its id alone. */
export function securityGroupLink(id: string, near: string): string {
  const { base, region } = consoleOf(near);
  return `${base}/ec2/home?region=${region}#SecurityGroup:groupId=${id}`;
}

export function serviceLink(arn: string): string {
  const { base, region } = consoleOf(arn);
  const [, cluster = '', service = ''] =
    arn
      .split(':service/')
      .at(-1)
      ?.match(/^([^/]+)\/(.+)$/) ?? [];
  return `${base}/ecs/v2/clusters/${cluster}/services/${service}/health?region=${region}`;
}

export function functionLink(arn: string): string {
  const { base, region } = consoleOf(arn);
  return `${base}/lambda/home?region=${region}#/functions/${arn.split(':')[6] ?? ''}`;
}
