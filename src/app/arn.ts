/** An ARN taken apart; `region` and `account` are empty for what has none. */
export interface Arn {
  readonly partition: string;
  readonly service: string;
  readonly region: string;
  readonly account: string;
  readonly resource: string;
}

/** Null for what is no ARN. Format: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference-arns.html */
export function parseArn(text: string): Arn | null {
  const found = /^arn:(aws[a-z-]*):([a-z0-9-]+):([a-z0-9-]*):(\d{12}|aws|):(\S+)$/u.exec(text);
  if (!found) return null;
  const [, partition = '', service = '', region = '', account = '', resource = ''] = found;
  return { partition, service, region, account, resource };
}
