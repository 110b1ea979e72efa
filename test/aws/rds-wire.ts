const arn = (what: string) => `arn:aws:rds:eu-west-1:123456789012:${what}`;

export const arns = { of: arn, orders: arn('cluster:orders'), writer: arn('db:orders-1') };

/** An answer of RDS as it comes: the result and its metadata in one element. */
export function xml(operation: string, result: string): string {
  return `<${operation}Response xmlns="http://rds.amazonaws.com/doc/2014-10-31/">
  <${operation}Result>${result}</${operation}Result>
  <ResponseMetadata><RequestId>6581c0ac-f39f-11e5-bb98-57195a6eb84a</RequestId></ResponseMetadata>
</${operation}Response>`;
}
