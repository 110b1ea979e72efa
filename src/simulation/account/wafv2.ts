import type {
  DescribeManagedRuleGroupResponse,
  IPSet,
  LoggingConfiguration,
  RuleGroup,
  SampledHTTPRequest,
  WebACL,
} from '@aws-sdk/client-wafv2';

/** A request that a rule matched. Its weight is made when the sample is taken. */
export type InspectedRequest = Omit<SampledHTTPRequest, 'Weight'>;

/** AWS WAF. The ARN of each thing tells its region and its scope: `…:us-east-1:…:global/…` is for CloudFront. */
export interface Wafv2 {
  readonly webAcls: readonly WebACL[];
  /** ARNs of protected resources by ARN of their web ACL; those of CloudFront say it themselves. */
  readonly protects?: { readonly [webAclArn: string]: readonly string[] };
  /**
   * Every request of the last three hours by ARN of the web ACL and name of the rule that matched it; `default` are
   * those that no rule decided about. Samples are taken from these.
   */
  readonly requests?: { readonly [webAclArn: string]: { readonly [rule: string]: readonly InspectedRequest[] } };
  readonly logging?: readonly LoggingConfiguration[];
  /** Addresses (CIDR) that rate-based rules hold off now, by ARN of the web ACL and name of the rule. */
  readonly rateKeys?: { readonly [webAclArn: string]: { readonly [rule: string]: readonly string[] } };
  readonly ruleGroups?: readonly RuleGroup[];
  readonly ipSets?: readonly IPSet[];
  /** Groups of vendors, by `vendor#name`. */
  readonly managedRuleGroups?: { readonly [group: string]: DescribeManagedRuleGroupResponse };
  /** By ARN of web ACL, rule group or IP set. */
  readonly tags?: { readonly [arn: string]: { readonly [key: string]: string } };
}
