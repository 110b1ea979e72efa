import { fact } from '#playbook';
import * as wafv2 from '#aws/wafv2';
import { identity } from './web-acl.ts';

/** Where WAF logs requests; null where it does not. */
export const logging = fact({
  id: 'waf.logging',
  title: 'Where WAF writes its log',
  step: 'Web ACL',
  from: { identity },
  reads: [wafv2.logging],
  learn: ({ identity: { arn } }, { read }) => read(wafv2.logging, { arn }),
});
