const arn = (what: string) => `arn:aws:elasticloadbalancing:eu-west-1:123456789012:${what}`;

export const arns = {
  of: arn,
  checkout: arn('loadbalancer/app/checkout/50dc6c495c0c9188'),
  listener: arn('listener/app/checkout/50dc6c495c0c9188/f2f7dc8efc522ab2'),
  api: arn('targetgroup/checkout-api/73e2d6bc24d8a067'),
  web: arn('targetgroup/checkout-web/943f017f100becff'),
};

/** An answer of ELBv2 as it comes: the result and its metadata in one element. */
export function xml(operation: string, result: string): string {
  return `<${operation}Response xmlns="http://elasticloadbalancing.amazonaws.com/doc/2015-12-01/">
  <${operation}Result>${result}</${operation}Result>
  <ResponseMetadata><RequestId>6581c0ac-f39f-11e5-bb98-57195a6eb84a</RequestId></ResponseMetadata>
</${operation}Response>`;
}
